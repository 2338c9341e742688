import type { Clock } from '../index.ts'
import { Heap } from '../task/heap.ts'

export interface VirtualClock extends Clock {
  /**
   * Lets virtual time pass until the work is done: each timer at its moment, what it sets off before the next one.
   * @throws Error when nothing is left that could go on
   */
  run<Result>(work: Promise<Result>): Promise<Result>
}

interface Entry {
  readonly atMs: number
  readonly sequence: number
  callback: (() => void) | undefined
}

/** Time for one process or many, without a wall clock. */
export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs
  let sequence = 0
  const agenda = new Heap<Entry>((left, right) => left.atMs - right.atMs || left.sequence - right.sequence)
  return {
    now: () => nowMs,
    setTimer(durationMs, callback) {
      const entry: Entry = { atMs: nowMs + Math.max(0, durationMs), sequence: sequence++, callback }
      agenda.push(entry)
      return () => {
        entry.callback = undefined
      }
    },
    async run(work) {
      let isDone = false
      const settled = work.finally(() => {
        isDone = true
      })
      // A failure is told at the end, by awaiting the work itself.
      settled.catch(() => undefined)
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        if (isDone) return settled
        let next = agenda.pop()
        while (next !== undefined && next.callback === undefined) next = agenda.pop()
        if (next === undefined) throw new Error('the work waits for something that will never come')
        nowMs = Math.max(nowMs, next.atMs)
        next.callback?.()
      }
    },
  }
}
