import {
  type AlertEvent,
  isScoreEvent,
  type PortfolioFact,
  recordKeyOf,
  type SalesRepFact,
  type ScoreEvent,
} from '@tocsin/events'
import type { Input } from '@tocsin/stream'
import type { BookProcessor } from './book-processor.ts'
import { salesRepRiskStateCodec } from './state-codec.ts'

/**
 * The least that a runtime does for a second hop, for specs and rule tests: one task's facts in the order given, timers
 * as the least progress reaches them, every state through its codec after each step.
 */
export class SalesRepRun<Fact extends SalesRepFact | PortfolioFact = SalesRepFact> {
  readonly alerts: AlertEvent[] = []
  readonly scores: ScoreEvent[] = []
  timersFired = 0
  readonly #processor: BookProcessor<Fact>
  readonly #topic: string
  readonly #stored = new Map<string, Uint8Array>()
  readonly #timers = new Map<string, number>()
  #nextOffset = 0
  #progressMs = 0

  constructor(processor: BookProcessor<Fact>, topic = 'risk.sales-rep-facts') {
    this.#processor = processor
    this.#topic = topic
  }

  /** A fact that a source put out; its own time is its day's. */
  fact(event: Fact): void {
    const place = { topic: this.#topic, partition: 0, offset: this.#nextOffset++ }
    this.#apply({ kind: 'record', ...place, timestampMs: event.on, key: recordKeyOf(event), event, late: false })
  }

  /** Every source has passed a moment: what is due by then fires, in order. */
  passProgressTo(atMs: number): void {
    for (;;) {
      const next = this.#earliestTimer()
      if (next === undefined || next.dueAtMs > atMs) break
      this.timersFired += 1
      this.#progressMs = next.dueAtMs
      this.#apply({ kind: 'timer', ...next })
    }
    this.#progressMs = Math.max(this.#progressMs, atMs)
  }

  /** True when no timer is set: nothing can happen without a fact. */
  get isAtRest(): boolean {
    return this.#timers.size === 0
  }

  storedStates(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#stored].sort(([left], [right]) => (left < right ? -1 : 1)))
  }

  #apply(input: Input<Fact>): void {
    const keys = this.#processor.keys(input)
    const states = keys.map((key) => {
      const bytes = this.#stored.get(key)
      return bytes === undefined ? this.#processor.initialState(key) : salesRepRiskStateCodec.decode(bytes, key)
    })
    const reduction = this.#processor.reduce(states, input, this.#progressMs)
    for (const [index, key] of keys.entries()) {
      const state = reduction.states[index] ?? null
      if (state === null) this.#stored.delete(key)
      else this.#stored.set(key, salesRepRiskStateCodec.encode(state))
      const dueAtMs = reduction.nextTimers[index] ?? null
      if (dueAtMs === null) this.#timers.delete(key)
      else if (dueAtMs > this.#progressMs) this.#timers.set(key, dueAtMs)
      else throw new Error(`${key} set a timer at ${dueAtMs}, not after ${this.#progressMs}`)
    }
    for (const output of reduction.outputs) {
      if (isScoreEvent(output)) this.scores.push(output)
      else this.alerts.push(output)
    }
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
}
