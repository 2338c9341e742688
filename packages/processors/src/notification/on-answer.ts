import type { NotificationDelivered, NotificationFailed } from '@tocsin/events'
import { digestDelivered, digestFailed } from './digest.ts'
import { release } from './on-alert.ts'
import type { EntityState } from './state.ts'
import { delivered, failed } from './telling.ts'
import type { Turn } from './turn.ts'

/** What the deliverer says of an attempt. An answer that nobody waits for, or not any more, does nothing. */
export function onAnswer(
  turn: Turn,
  state: EntityState | undefined,
  event: NotificationDelivered | NotificationFailed,
) {
  const { notificationId, attempt } = event
  if (state === undefined) {
    if (event.type === 'notification-delivered') {
      digestDelivered(turn, notificationId)
      return
    }
    digestFailed(turn, notificationId, attempt, failureOf(event))
    return
  }
  for (const memory of state.alerts) {
    const telling = memory.tellings.find(({ pending }) => pending?.notificationId === notificationId)
    if (telling?.pending == null || attempt > telling.pending.attempt) continue
    if (event.type === 'notification-delivered') {
      delivered(turn, memory, telling, attempt)
      return
    }
    // A failure of an attempt that another one has followed is old news.
    if (attempt < telling.pending.attempt || telling.pending.retryAtMs !== null) return
    failed(turn, memory, telling, failureOf(event))
    // What it spoke for has nobody to speak for it, where it will never arrive.
    release(turn, state)
    return
  }
}

function failureOf({ failure, isAmbiguous, afterMs, reason }: NotificationFailed) {
  return { kind: failure, isAmbiguous: isAmbiguous ?? false, afterMs: afterMs ?? null, reason }
}
