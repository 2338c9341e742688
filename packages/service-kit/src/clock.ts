import type { Clock } from '@tocsin/stream'

/** The wall clock. A pending timer keeps the process alive, so that a back-off is never mistaken for the end. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (durationMs, callback) => {
    const timer = setTimeout(callback, durationMs)
    return () => clearTimeout(timer)
  },
}
