import type { Severity } from '@tocsin/domain'
import type { Attempts } from './state.ts'
import type { Turn } from './turn.ts'

/** What an attempt came to that did not tell the receiver. */
export interface Failure {
  readonly kind: 'retryable' | 'rejected' | 'deferred' | 'expired' | 'withdrawn'
  readonly isAmbiguous: boolean
  readonly afterMs: number | null
  readonly reason: string
}

export function firstAttempt(notificationId: string, deadlineAtMs: number): Attempts {
  return { notificationId, attempt: 1, failures: 0, retryAtMs: null, isAmbiguous: false, deadlineAtMs }
}

/** Sets when the next attempt is asked for; after the deadline it will be found too old. */
export function scheduleRetry(
  { routing, asOfMs }: Turn,
  attempts: Attempts,
  severity: Severity,
  { kind, isAmbiguous, afterMs }: Failure,
): void {
  if (kind === 'retryable') attempts.failures += 1
  const schedule = routing.retryAfterMs[severity]
  // The last waiting time repeats; what was deferred has not failed and waits no longer for it.
  const step = schedule[Math.min(Math.max(attempts.failures, 1), schedule.length) - 1] ?? 60_000
  attempts.attempt += 1
  attempts.isAmbiguous ||= isAmbiguous
  const waitMs = Math.max(step, afterMs ?? 0)
  attempts.retryAtMs = Math.min(asOfMs + waitMs, Math.max(attempts.deadlineAtMs, asOfMs) + 1)
}
