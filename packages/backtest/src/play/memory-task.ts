import type { Input, Processor } from '@tocsin/stream'
import { Timers } from './timers.ts'

/**
 * One task of a topology in memory: its processor, its states as objects (never as bytes: that is what makes a backtest
 * fast), its timers. Who drives it sees to the order of inputs.
 */
export class MemoryTask<State, Event, Output> {
  readonly states = new Map<string, State>()
  /** Effective time of the last input. */
  timeMs = 0
  timersFired = 0
  readonly #processor: Processor<State, Event, Output>
  readonly #onOutput: (output: Output) => void
  readonly #timers = new Timers()

  constructor(processor: Processor<State, Event, Output>, onOutput: (output: Output) => void) {
    this.#processor = processor
    this.#onOutput = onOutput
  }

  /** @throws InvalidRecordError, with nothing changed, when the processor refuses the input */
  apply(input: Input<Event>, asOfMs: number): void {
    const keys = this.#processor.keys(input)
    const states = keys.map((key) => this.states.get(key) ?? this.#processor.initialState(key))
    const reduction = this.#processor.reduce(states, input, asOfMs)
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string
      const state = reduction.states[index] ?? null
      if (state === null) this.states.delete(key)
      else this.states.set(key, state)
      const wanted = state === null ? null : (reduction.nextTimers[index] ?? null)
      this.#timers.set(key, wanted === null ? null : Math.max(wanted, asOfMs + 1))
    }
    for (const output of reduction.outputs) this.#onOutput(output)
  }

  /** Fires what is due at or before a moment, in order, and stands there afterwards. */
  passTimeTo(atMs: number): void {
    for (;;) {
      const timer = this.#timers.takeThrough(atMs)
      if (timer === undefined) break
      this.timeMs = Math.max(this.timeMs, timer.dueAtMs)
      this.timersFired += 1
      this.apply({ kind: 'timer', ...timer }, this.timeMs)
    }
    this.timeMs = Math.max(this.timeMs, atMs)
  }
}
