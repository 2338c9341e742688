import type { AnyTopology } from '../contract.ts'
import { openState, sealState } from './state-envelope.ts'

/** One entity within a batch. */
export interface BatchState {
  state: unknown
  readonly storedTimerMs: number | null
  readonly isStored: boolean
  timerMs: number | null
  changed: boolean
  removed: boolean
}

export interface ChangedStates {
  /** Sealed; null: to be deleted. */
  readonly states: ReadonlyMap<string, Uint8Array | null>
  readonly timers: ReadonlyMap<string, number | null>
}

/** The states of a batch: each is read from its bytes once, when it is first needed, and written once, at the end. */
export class BatchStates {
  readonly #topology: AnyTopology
  readonly #sealed: ReadonlyMap<string, Uint8Array | undefined>
  readonly #read = new Map<string, BatchState>()

  /** @param sealed of the entities that were asked for; undefined where the store has none */
  constructor(topology: AnyTopology, sealed: ReadonlyMap<string, Uint8Array | undefined>) {
    this.#topology = topology
    this.#sealed = sealed
  }

  /** Undefined when it was not asked for: B9. */
  of(entityId: string): BatchState | undefined {
    const known = this.#read.get(entityId)
    if (known) return known
    const sealed = this.#sealed.get(entityId)
    if (sealed === undefined && !this.#sealed.has(entityId)) return undefined
    const { stateCodec, processor } = this.#topology
    const opened = sealed === undefined ? undefined : openState(sealed)
    const entity: BatchState = {
      state: opened ? stateCodec.decode(opened.stateBytes, entityId) : processor.initialState(entityId),
      storedTimerMs: opened?.timerDueAtMs ?? null,
      isStored: opened !== undefined,
      timerMs: opened?.timerDueAtMs ?? null,
      changed: false,
      removed: false,
    }
    this.#read.set(entityId, entity)
    return entity
  }

  changes(): ChangedStates {
    const states = new Map<string, Uint8Array | null>()
    const timers = new Map<string, number | null>()
    const { stateCodec } = this.#topology
    for (const [entityId, entity] of this.#read) {
      if (!entity.changed) continue
      if (entity.timerMs !== entity.storedTimerMs) timers.set(entityId, entity.timerMs)
      if (!entity.removed) states.set(entityId, sealState(stateCodec.encode(entity.state), entity.timerMs))
      else if (entity.isStored) states.set(entityId, null)
    }
    return { states, timers }
  }
}
