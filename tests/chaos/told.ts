/** What `risk.notifications` says people were told, held against what mail server and systems accepted. */
import { createNotificationCodec, type NotificationEvent } from '@tocsin/events'
import { isControlRecord } from '@tocsin/stream'
import type { Site } from '../e2e/site.ts'
import type { Receivers } from './receivers.ts'

export interface Told {
  /** What is wrong, in words; nothing when whatever was asked for was told, or left out with a reason on record. */
  readonly faults: readonly string[]
  readonly requested: number
  readonly delivered: number
  /** Notifications that were asked for again because nobody could know whether the first had arrived. */
  readonly resent: number
  /** Messages that were accepted more than once. */
  readonly acceptedTwice: number
}

/** Channels whose stubs show the ids of messages. */
const CHANNELS_WITH_IDS = new Set(['risk-mail', 'risk-webhook'])

/** Notifications that were asked for and neither delivered nor left out with a reason on record: they will be tried again. */
export async function notificationsWithoutEnd(site: Site): Promise<readonly string[]> {
  return withoutEnd(await readNotifications(site)).map((notificationId) => `notification ${notificationId}`)
}

/** The notifier must be at rest. */
export async function whatWasTold(site: Site, receivers: Receivers): Promise<Told> {
  const events = await readNotifications(site)
  const faults: string[] = []
  const ofType = <Type extends NotificationEvent['type']>(type: Type) => eventsOfType(events, type)
  const requestedIds = new Set(ofType('notification-requested').map(({ notificationId }) => notificationId))
  const delivered = ofType('notification-delivered')
  for (const notificationId of withoutEnd(events)) {
    const said = events.filter((event) => 'notificationId' in event && event.notificationId === notificationId)
    faults.push(`${notificationId} has no end: ${JSON.stringify(said)}`)
  }
  const accepted = receivers.acceptedByMessageId()
  for (const { notificationId, channel, messageId } of delivered) {
    if (CHANNELS_WITH_IDS.has(channel) && !accepted.has(messageId)) {
      faults.push(`${notificationId} is on record as delivered, but ${channel} never got message ${messageId}`)
    }
  }
  const ambiguous = new Set(
    ofType('notification-failed')
      .filter(({ isAmbiguous }) => isAmbiguous)
      .map(({ notificationId }) => notificationId),
  )
  const resent = new Set(
    ofType('notification-requested')
      .filter(({ isResend }) => isResend)
      .map(({ notificationId }) => notificationId),
  )
  for (const id of resent) if (!ambiguous.has(id)) faults.push(`${id} was sent again without need`)
  // A message may stand for several notifications: it may come twice only if one of them was ambiguous.
  const attempts = ofType('notification-attempted')
  let acceptedTwice = 0
  for (const [messageId, times] of accepted) {
    if (times === 1) continue
    acceptedTwice += 1
    const members = attempts.filter((attempt) => attempt.messageId === messageId)
    if (!members.some(({ notificationId }) => ambiguous.has(notificationId))) {
      faults.push(`message ${messageId} came ${times} times, and no answer of it was ambiguous`)
    }
  }
  const deliveredIds = new Set(delivered.map(({ notificationId }) => notificationId))
  return { faults, requested: requestedIds.size, delivered: deliveredIds.size, resent: resent.size, acceptedTwice }
}

function withoutEnd(events: readonly NotificationEvent[]): readonly string[] {
  const requests = new Map(
    eventsOfType(events, 'notification-requested').map((request) => [request.notificationId, request]),
  )
  const delivered = new Set(eventsOfType(events, 'notification-delivered').map(({ notificationId }) => notificationId))
  const keyOf = (alertId: string, revision: number, receiver: string | null | undefined) =>
    JSON.stringify([alertId, revision, receiver ?? null])
  const omitted = new Set(
    eventsOfType(events, 'notification-omitted').map(({ alertId, revision, receiver }) =>
      keyOf(alertId, revision, receiver),
    ),
  )
  return [...requests.values()]
    .filter(({ notificationId, kind, alerts, receiver }) => {
      const ends =
        kind === 'digest'
          ? [keyOf(notificationId, 0, receiver)]
          : alerts.map(({ alertId, revision }) => keyOf(alertId, revision, receiver))
      return !delivered.has(notificationId) && !ends.every((end) => omitted.has(end))
    })
    .map(({ notificationId }) => notificationId)
}

function eventsOfType<Type extends NotificationEvent['type']>(events: readonly NotificationEvent[], type: Type) {
  return events.filter((event): event is Extract<NotificationEvent, { type: Type }> => event.type === type)
}

async function readNotifications(site: Site): Promise<readonly NotificationEvent[]> {
  const codec = createNotificationCodec({ schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now })
  const events: NotificationEvent[] = []
  for (const record of await site.readWhole('risk.notifications')) {
    if (isControlRecord(record)) continue
    await codec.prepare([record])
    events.push(codec.decode(record))
  }
  return events
}
