/** Which of the waiting requests go out as one message. */
import type { NotifiedAlert as ChannelAlert, Notification } from '@tocsin/channels'
import { sha256Hex } from '@tocsin/domain'
import type { NotificationRequested, NotifiedAlert } from '@tocsin/events'
import type { OpenRequest } from './open-request.ts'

/** So many alerts are named whole by every channel, the smallest of which take 20 KB; more would be shortened. */
export const MAX_ALERTS_PER_MESSAGE = 10
/** From so many waiting for the same people on, they come as one message. People read critical ones one by one longer. */
const DIGEST_FROM = { warning: 6, critical: 21 } as const

/**
 * The head and whatever of those that wait goes with it, in their order. Digests of several tasks become one; alerts
 * become one only where many of the same severity wait for the same people.
 */
export function membersOf(head: OpenRequest, waiting: readonly OpenRequest[]): readonly OpenRequest[] {
  const { kind, severity } = head.request
  const together = waiting.filter(
    ({ request }) => request.kind === kind && request.severity === severity && isSameAudience(request, head.request),
  )
  if (kind === 'digest') return together
  return together.length >= DIGEST_FROM[severity] ? together.slice(0, MAX_ALERTS_PER_MESSAGE) : [head]
}

/** The same for the same members, whatever their order; a single one's own. */
export function messageIdOf(members: readonly OpenRequest[]): string {
  const ids = members.map(({ request }) => request.notificationId).sort()
  return ids.length === 1 ? (ids[0] as string) : sha256Hex(JSON.stringify(ids)).slice(0, 24)
}

export function notificationOf(members: readonly OpenRequest[], messageId: string): Notification {
  const requests = members.map(({ request }) => request)
  const all = requests.flatMap(({ alerts }) => alerts)
  const isDigest = requests.length > 1 || requests[0]?.kind === 'digest'
  // What several tasks would name together may be more than a message holds; nothing is left out of the count.
  const named = isDigest ? [...all].sort(bySeverity).slice(0, MOST_NAMED) : all
  const counted = requests.reduce((total, { moreAlerts }) => total + (moreAlerts ?? 0), 0)
  return {
    notificationId: messageId,
    kind: isDigest ? 'digest' : 'alert',
    recipients: (requests[0]?.recipients ?? []).map(({ personId, ...recipient }) => recipient),
    alerts: named.map(channelAlert),
    moreAlerts: counted + all.length - named.length,
  }
}

const MOST_NAMED = 50

function bySeverity(left: NotifiedAlert, right: NotifiedAlert): number {
  const rank = ({ severity }: NotifiedAlert) => (severity === 'critical' ? 0 : 1)
  return rank(left) - rank(right)
}

function isSameAudience(left: NotificationRequested, right: NotificationRequested): boolean {
  return left.receiver === right.receiver && audienceOf(left) === audienceOf(right)
}

function audienceOf({ recipients }: NotificationRequested): string {
  return recipients.map(({ personId }) => personId).join('\n')
}

function channelAlert(alert: NotifiedAlert): ChannelAlert {
  const { entityName, salesRepId, previousSeverity, currency } = alert
  return {
    ...alert,
    transition: transitionOf(alert.transition),
    entityName: entityName ?? null,
    salesRepId: salesRepId ?? null,
    previousSeverity: previousSeverity ?? null,
    currency: currency ?? null,
  }
}

/** A word of a later version is told as what it at least is: something new about the alert. */
function transitionOf(word: string): ChannelAlert['transition'] {
  return word === 'resolved' || word === 'severity-changed' ? word : 'fired'
}
