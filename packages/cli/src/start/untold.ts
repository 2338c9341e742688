/** Whether everybody got the messages that they had to get: alerts and `risk.notifications` against the inbox. */
import type { ChannelKind } from '@tocsin/channels'
import type { AlertEvent, NotificationEvent, NotificationOmitted, NotificationRequested } from '@tocsin/events'
import type { InboxMessage } from './inbox/inbox.ts'

export interface Telling {
  readonly alerts: readonly AlertEvent[]
  /** In the order of the log, repeats left out. */
  readonly notifications: readonly NotificationEvent[]
  readonly messages: readonly InboxMessage[]
  readonly kindOfChannel: ReadonlyMap<string, ChannelKind>
  /** Transitions from then on have to be told one by one. */
  readonly tellFromMs: number
}

/** Something that somebody had to be told and was not, or not yet. */
export interface Untold {
  readonly what: string
  readonly why: 'nobody-asked' | 'not-delivered' | 'not-received'
}

/** Omissions on which the notifier may decide by itself, young as the alert may be. */
const DELIBERATE: ReadonlySet<string> = new Set(['overtaken', 'unwanted', 'unrouted'])

/**
 * U1. Every transition that is young enough has been asked to be told, or was left out on purpose.
 * U2. What was asked for has been delivered, unless it was withdrawn, overtaken before a retry, or refused for good and
 *     asked of somebody else.
 * U3. What is on record as delivered is in the inbox. Chat messages carry no id: there, as many as were delivered.
 */
export function untold(telling: Telling): readonly Untold[] {
  return [...neverAskedFor(telling), ...notDelivered(telling), ...notReceived(telling)]
}

/**
 * Open alerts that nobody was told of: too old to be told one by one, a digest is going to name them. Not those that were
 * left out because another one says the same.
 */
export function waitingForDigest({ alerts, notifications }: Pick<Telling, 'alerts' | 'notifications'>): number {
  const open = new Set<string>()
  for (const { alertId, type } of alerts) {
    if (type === 'alert-resolved') open.delete(alertId)
    else open.add(alertId)
  }
  const leftOut = new Set<string>()
  for (const event of notifications) {
    if (event.type === 'notification-requested') for (const { alertId } of event.alerts) open.delete(alertId)
    if (event.type !== 'notification-omitted') continue
    if (event.omission === 'unwanted') leftOut.add(event.alertId)
    // Once nothing speaks for it any more.
    else if (event.isDigested) leftOut.delete(event.alertId)
  }
  return [...open].filter((alertId) => !leftOut.has(alertId)).length
}

function neverAskedFor({ alerts, notifications, tellFromMs }: Telling): Untold[] {
  const known = new Set<string>()
  for (const event of notifications) {
    if (event.type === 'notification-requested') {
      for (const { alertId, revision } of event.alerts) known.add(`${alertId} r${revision}`)
    } else if (event.type === 'notification-omitted' && DELIBERATE.has(event.omission)) {
      known.add(`${event.alertId} r${event.revision}`)
    }
  }
  return alerts
    .filter(({ at, alertId, revision }) => at >= tellFromMs && !known.has(`${alertId} r${revision}`))
    .map((event) => ({ what: nameOf(event), why: 'nobody-asked' }))
}

function notDelivered({ notifications }: Telling): Untold[] {
  const requests = new Map<string, NotificationRequested>()
  for (const event of notifications)
    if (event.type === 'notification-requested') requests.set(event.notificationId, event)
  const open = new Map(requests)
  for (const event of notifications) {
    const isOver =
      event.type === 'notification-delivered' ||
      event.type === 'notification-withdrawn' ||
      (event.type === 'notification-failed' &&
        event.failure === 'rejected' &&
        isToldElsewhere(requests, event.notificationId))
    if (isOver) open.delete(event.notificationId)
    if (event.type === 'notification-omitted' && event.omission === 'overtaken')
      for (const [id, request] of open) if (isOf(request, event)) open.delete(id)
  }
  return [...open.values()].map(({ receiver, alerts }) => ({
    what: `${receiver}: ${alerts.map(nameOf).join(', ')}`,
    why: 'not-delivered',
  }))
}

/** The omission is the end of this request. */
function isOf({ notificationId, receiver, alerts }: NotificationRequested, omitted: NotificationOmitted): boolean {
  const { alertId, revision } = omitted
  if (receiver !== omitted.receiver) return false
  return alertId === notificationId || alerts.some((alert) => alert.alertId === alertId && alert.revision === revision)
}

/** Another receiver, a fallback for one, is asked to be told the same. */
function isToldElsewhere(requests: ReadonlyMap<string, NotificationRequested>, notificationId: string): boolean {
  const [alert] = requests.get(notificationId)?.alerts ?? []
  return [...requests.values()].some(
    (other) =>
      other.notificationId !== notificationId &&
      other.alerts.some(({ alertId, revision }) => alertId === alert?.alertId && revision === alert.revision),
  )
}

function notReceived({ notifications, messages, kindOfChannel }: Telling): Untold[] {
  const received = new Set(messages.map(({ messageId }) => messageId))
  const delivered = new Map<string, Set<string>>()
  for (const event of notifications) {
    if (event.type !== 'notification-delivered') continue
    const ids = delivered.get(event.channel) ?? new Set<string>()
    delivered.set(event.channel, ids.add(event.messageId))
  }
  return [...delivered].flatMap(([channel, ids]) => {
    const kind = kindOfChannel.get(channel)
    const missing =
      kind === 'email' || kind === 'webhook'
        ? [...ids].filter((id) => !received.has(id)).length
        : ids.size - messages.filter((message) => message.kind === kind).length
    return missing > 0 ? [{ what: `${channel}: ${missing}`, why: 'not-received' as const }] : []
  })
}

function nameOf({ indicator, entityId, revision }: { indicator: string; entityId: string; revision: number }): string {
  return `${indicator} ${entityId} r${revision}`
}
