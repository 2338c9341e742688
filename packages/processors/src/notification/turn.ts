import type { LocalizedText, NotificationRouting } from '@tocsin/domain'
import type { NotificationEvent, NotificationOmission } from '@tocsin/events'
import type { DigestState } from './state.ts'

/** What one input works with: the rules, the moment, the task's digest, and what is said in the end. */
export interface Turn {
  readonly routing: NotificationRouting
  readonly asOfMs: number
  readonly digest: DigestState
  readonly outputs: NotificationEvent[]
}

/** Who is not told of what, for the record. */
export interface Omission {
  readonly alertId: string
  readonly revision: number
  readonly entityType: string
  readonly entityId: string
  readonly receiver: string | null
  readonly omission: NotificationOmission
  readonly isDigested?: boolean
  readonly reason: LocalizedText
}

/** Says on the topic that somebody is not told, and why. */
export function omit(turn: Turn, { reason, isDigested = false, ...omitted }: Omission): void {
  const { alertId, revision, receiver, omission } = omitted
  turn.outputs.push({
    type: 'notification-omitted',
    eventId: `${alertId}-${revision}-${receiver ?? 'nobody'}-${omission}`,
    ...omitted,
    isDigested,
    reasonEn: reason.en,
    reasonZh: reason.zh,
    at: turn.asOfMs,
  })
}
