import type { Clock } from '@tocsin/stream'

export interface VirtualClock extends Clock {
  /**
   * Lets virtual time pass until the work is done: each timer at its moment, what it sets off before the next one.
   * @throws Error when nothing is left that could go on
   */
  run(work: Promise<unknown>): Promise<void>
}

export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs
  let sequence = 0
  const agenda: { atMs: number; sequence: number; callback: () => void }[] = []
  return {
    now: () => nowMs,
    setTimer(durationMs, callback) {
      const entry = { atMs: nowMs + Math.max(0, durationMs), sequence: sequence++, callback }
      agenda.push(entry)
      return () => {
        const index = agenda.indexOf(entry)
        if (index >= 0) agenda.splice(index, 1)
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
        if (isDone) break
        let next = agenda[0]
        if (next === undefined) throw new Error('the work waits for something that will never come')
        for (const entry of agenda) {
          const isEarlier = entry.atMs < next.atMs || (entry.atMs === next.atMs && entry.sequence < next.sequence)
          if (isEarlier) next = entry
        }
        agenda.splice(agenda.indexOf(next), 1)
        nowMs = Math.max(nowMs, next.atMs)
        next.callback()
      }
      await settled
    },
  }
}
