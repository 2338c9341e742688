import {
  type AlertEvent,
  isPortfolioFact,
  isSalesRepFact,
  isScoreEvent,
  type PortfolioFact,
  recordKeyOf,
  type SalesRepFact,
  type ScoreEvent,
} from '@tocsin/events'
import { type Input, InvalidRecordError } from '@tocsin/stream'
import { customerRiskStateCodec } from './codecs/entity-codec.ts'
import type { ReceivedSalesEvent } from './processor.ts'
import { type CustomerRiskProcessor, type CustomerRiskState, isCustomerState } from './processor-of-task.ts'
import type { CustomerState } from './state.ts'
import { topicOf } from './topic-of.ts'

/** An event and the moment at which its source recorded it. */
export interface TimedEvent {
  readonly atMs: number
  readonly event: ReceivedSalesEvent
}

export interface Refusal {
  readonly eventId: string
  readonly reason: string
  readonly message: string
}

/**
 * The least that a runtime does, for specs and rule tests: one task's records in the order given, timers in between at their moments,
 * states through the codec at the end of each batch. Time is that of the last input, as in the real runtime.
 */
export class HistoryRun {
  readonly alerts: AlertEvent[] = []
  readonly facts: SalesRepFact[] = []
  readonly portfolioFacts: PortfolioFact[] = []
  readonly scores: ScoreEvent[] = []
  readonly refusals: Refusal[] = []
  timersFired = 0
  readonly #processor: CustomerRiskProcessor
  readonly #batchSize: number
  readonly #stored = new Map<string, Uint8Array>()
  readonly #batch = new Map<string, CustomerRiskState>()
  #inputsInBatch = 0
  readonly #timers = new Map<string, number>()
  readonly #nextOffsets = new Map<string, number>()
  #taskTimeMs = 0

  /** `batchSize`: after so many inputs, states are stored as bytes and read back when they are needed. */
  constructor(processor: CustomerRiskProcessor, batchSize = 1) {
    this.#processor = processor
    this.#batchSize = batchSize
  }

  /** Fires what is due before the record, then applies it (at task time when it is late). */
  record({ atMs, event }: TimedEvent): void {
    this.passTimeTo(atMs)
    const topic = topicOf(event)
    const offset = this.#nextOffsets.get(topic) ?? 0
    this.#nextOffsets.set(topic, offset + 1)
    const asOfMs = Math.max(atMs, this.#taskTimeMs)
    const late = atMs < this.#taskTimeMs
    this.#taskTimeMs = asOfMs
    const input = {
      kind: 'record',
      topic,
      partition: 3,
      offset,
      timestampMs: atMs,
      key: recordKeyOf(event),
      event,
      late,
    } as const
    this.#apply(input, asOfMs)
  }

  /** Fires every timer that is due at or before a moment, in order. */
  passTimeTo(atMs: number): void {
    for (;;) {
      const next = this.#earliestTimer()
      if (next === undefined || next.dueAtMs > atMs) return
      this.fireTimer(next.entityId, next.dueAtMs)
    }
  }

  fireTimer(entityId: string, dueAtMs: number): void {
    this.#taskTimeMs = Math.max(this.#taskTimeMs, dueAtMs)
    this.timersFired += 1
    this.#apply({ kind: 'timer', entityId, dueAtMs }, this.#taskTimeMs)
  }

  timerOf(entityId: string): number | undefined {
    return this.#timers.get(entityId)
  }

  /** Of a customer. */
  stateOf(entityId: string): CustomerState {
    const state = this.#stateOf(entityId)
    if (!isCustomerState(state)) throw new Error(`${entityId} is no customer`)
    return state
  }

  #stateOf(entityId: string): CustomerRiskState {
    const inBatch = this.#batch.get(entityId)
    if (inBatch !== undefined) return inBatch
    const bytes = this.#stored.get(entityId)
    return bytes === undefined ? this.#processor.initialState(entityId) : customerRiskStateCodec.decode(bytes, entityId)
  }

  /** The states of all entities as they would be stored now. */
  storedStates(): ReadonlyMap<string, Uint8Array> {
    this.#commit()
    return new Map([...this.#stored].sort(([left], [right]) => (left < right ? -1 : 1)))
  }

  #commit(): void {
    for (const [entityId, state] of this.#batch) this.#stored.set(entityId, customerRiskStateCodec.encode(state))
    this.#batch.clear()
    this.#inputsInBatch = 0
  }

  #earliestTimer(): { entityId: string; dueAtMs: number } | undefined {
    let earliest: { entityId: string; dueAtMs: number } | undefined
    for (const [entityId, dueAtMs] of this.#timers) {
      const isEarlier =
        earliest === undefined ||
        dueAtMs < earliest.dueAtMs ||
        (dueAtMs === earliest.dueAtMs && entityId < earliest.entityId)
      if (isEarlier) earliest = { entityId, dueAtMs }
    }
    return earliest
  }

  #apply(input: Input<ReceivedSalesEvent>, asOfMs: number): void {
    const [entityId = ''] = this.#processor.keys(input)
    const state = this.#stateOf(entityId)
    try {
      const { states, nextTimers, outputs } = this.#processor.reduce([state], input, asOfMs)
      this.#batch.set(entityId, states[0] ?? this.#processor.initialState(entityId))
      const nextTimer = nextTimers[0] ?? null
      if (nextTimer !== null && nextTimer <= asOfMs) throw new Error(`timer at ${nextTimer}, not after ${asOfMs}`)
      if (nextTimer === null) this.#timers.delete(entityId)
      else this.#timers.set(entityId, nextTimer)
      for (const output of outputs) {
        if (isSalesRepFact(output)) this.facts.push(output)
        else if (isPortfolioFact(output)) this.portfolioFacts.push(output)
        else if (isScoreEvent(output)) this.scores.push(output)
        else this.alerts.push(output)
      }
    } catch (error) {
      if (!(error instanceof InvalidRecordError) || input.kind !== 'record') throw error
      this.refusals.push({ eventId: input.event.eventId, reason: error.reason, message: error.message })
    }
    this.#inputsInBatch += 1
    if (this.#inputsInBatch >= this.#batchSize) this.#commit()
  }
}
