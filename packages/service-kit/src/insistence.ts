import { RetryableError } from '@tocsin/stream'
import type { ServiceEvent } from '@tocsin/telemetry'
import { systemClock } from './clock.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

/** Waits for what a service needs, for it may well come up before that. */
export interface Insistence {
  /** Until it succeeds, fails for another reason than being away, or the process is asked to stop (undefined). */
  insist<Result>(dependency: string, attempt: () => Promise<Result>): Promise<Result | undefined>
  /** Ends all waiting. */
  stop(): void
}

export function createInsistence(emit: (event: ServiceEvent) => void): Insistence {
  let stopping = false
  const waits = new Set<() => void>()

  async function insist<Result>(dependency: string, attempt: () => Promise<Result>): Promise<Result | undefined> {
    for (let waitMs = FIRST_WAIT_MS; !stopping; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        emit({ type: 'WaitingForDependency', dependency, message: error.message })
        await pause(waitMs)
      }
    }
    return undefined
  }

  function pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        waits.delete(wake)
        resolve()
      }
      const cancel = systemClock.setTimer(durationMs, wake)
      waits.add(wake)
    })
  }

  function stop(): void {
    stopping = true
    for (const wake of waits) wake()
  }

  return { insist, stop }
}
