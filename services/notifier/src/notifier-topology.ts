import type { NotificationRouting } from '@tocsin/domain'
import { createAlertCodec, createMarkCodec, createNotificationCodec } from '@tocsin/events'
import { ALERTS_TOPIC, type NotifierEvent, type NotifierTopology, notifierTopology } from '@tocsin/processors'
import type { SchemaParts } from '@tocsin/service-kit'
import { CAUSE_HEADER, decodeCause, type EventDecoder, headerText, type LogRecord } from '@tocsin/stream'

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(routing: NotificationRouting, schemas: SchemaParts): NotifierTopology {
  const { schemaIds, otherMarkVersions } = schemas
  const notifications = createNotificationCodec(schemas)
  return notifierTopology({
    routing,
    decoder: ofBoth(createAlertCodec(schemas), notifications),
    markCodec: createMarkCodec({ schemaIds, ...(otherMarkVersions && { otherVersions: otherMarkVersions }) }),
    encodeNotification: (event) => notifications.encode(event),
  })
}

/** Half of what is on `risk.notifications` the notifier has put there itself: that is not read again. */
function ofBoth(
  alerts: EventDecoder<NotifierEvent>,
  notifications: EventDecoder<NotifierEvent>,
): EventDecoder<NotifierEvent> {
  const isAlert = ({ topic }: LogRecord) => topic === ALERTS_TOPIC
  const isAnswer = (record: LogRecord) => !isAlert(record) && !isOwn(record)
  return {
    prepare(records) {
      const both = [alerts.prepare(records.filter(isAlert)), notifications.prepare(records.filter(isAnswer))].filter(
        (preparing) => preparing !== undefined,
      )
      return both.length === 0 ? undefined : Promise.all(both).then(() => undefined)
    },
    decode(record) {
      if (isAlert(record)) return alerts.decode(record)
      return isOwn(record) ? { type: 'own-record' } : notifications.decode(record)
    },
  }
}

/** Only what a task of the notifier puts out carries a cause of its own. */
function isOwn({ headers }: LogRecord): boolean {
  return decodeCause(headerText(headers[CAUSE_HEADER]) ?? '')?.task.topology === 'notifier'
}
