import type { Input, Processor } from '@tocsin/stream'
import { NEVER, type Timed, Timers } from './timers.ts'

/** What a task keeps of one entity. */
export interface Kept<State> {
  readonly entityId: string
  readonly state: State
}

interface Entity<State> extends Timed {
  state: State
  /** False until an input has given it a state that stays. */
  isKept: boolean
}

/**
 * One task of a topology in memory: its processor, its states as objects (never as bytes: that is what makes a backtest
 * fast), its timers. Who drives it sees to the order of inputs.
 */
export class MemoryTask<State, Event, Output> {
  /** Effective time of the last input. */
  timeMs = 0
  timersFired = 0
  readonly #processor: Processor<State, Event, Output>
  readonly #onOutput: (output: Output) => void
  readonly #entities = new Map<string, Entity<State>>()
  readonly #timers = new Timers<Entity<State>>()
  readonly #fire = (entity: Entity<State>, dueAtMs: number) => {
    this.timeMs = Math.max(this.timeMs, dueAtMs)
    this.timersFired += 1
    this.#apply({ kind: 'timer', entityId: entity.entityId, dueAtMs }, this.timeMs, entity)
  }

  constructor(processor: Processor<State, Event, Output>, onOutput: (output: Output) => void) {
    this.#processor = processor
    this.#onOutput = onOutput
  }

  stateOf(entityId: string): State | undefined {
    return this.#entities.get(entityId)?.state
  }

  /** In the order in which they came to be. */
  entities(): IterableIterator<Kept<State>> {
    return this.#entities.values()
  }

  /** @throws InvalidRecordError, with nothing changed, when the processor refuses the input */
  apply(input: Input<Event>, asOfMs: number): void {
    this.#apply(input, asOfMs)
  }

  /** Fires what is due at or before a moment, in order, and stands there afterwards. */
  passTimeTo(atMs: number): void {
    this.#timers.fireThrough(atMs, this.#fire)
    this.timeMs = Math.max(this.timeMs, atMs)
  }

  /** @param at the entity whose timer it is: it is at hand, and need not be looked up */
  #apply(input: Input<Event>, asOfMs: number, at?: Entity<State>): void {
    const entities: Entity<State>[] = []
    const before: State[] = []
    for (const entityId of this.#processor.keys(input)) {
      const entity = entityId === at?.entityId ? at : this.#entityOf(entityId)
      entities.push(entity)
      before.push(entity.state)
    }
    const { states, nextTimers, outputs } = this.#processor.reduce(before, input, asOfMs)
    for (let index = 0; index < entities.length; index += 1) {
      const wanted = nextTimers[index] ?? null
      this.#keep(entities[index] as Entity<State>, states[index] ?? null, wanted, asOfMs)
    }
    for (const output of outputs) this.#onOutput(output)
  }

  #entityOf(entityId: string): Entity<State> {
    const known = this.#entities.get(entityId)
    if (known !== undefined) return known
    return { entityId, state: this.#processor.initialState(entityId), dueAtMs: NEVER, isKept: false }
  }

  #keep(entity: Entity<State>, state: State | null, wanted: number | null, asOfMs: number): void {
    if (state === null) {
      this.#timers.set(entity, NEVER)
      if (entity.isKept) this.#entities.delete(entity.entityId)
      entity.isKept = false
      return
    }
    entity.state = state
    if (!entity.isKept) this.#entities.set(entity.entityId, entity)
    entity.isKept = true
    this.#timers.set(entity, wanted === null ? NEVER : Math.max(wanted, asOfMs + 1))
  }
}
