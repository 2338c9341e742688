import type { NotificationRouting } from '@tocsin/domain'
import { createAlertCodec, createMarkCodec, createNotificationCodec } from '@tocsin/events'
import { ALERTS_TOPIC, type NotifierEvent, type NotifierTopology, notifierTopology } from '@tocsin/processors'
import type { SchemaParts } from '@tocsin/service-kit'
import type { EventDecoder, LogRecord } from '@tocsin/stream'

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

function ofBoth(
  alerts: EventDecoder<NotifierEvent>,
  notifications: EventDecoder<NotifierEvent>,
): EventDecoder<NotifierEvent> {
  const isAlert = ({ topic }: LogRecord) => topic === ALERTS_TOPIC
  return {
    prepare(records) {
      const both = [
        alerts.prepare(records.filter(isAlert)),
        notifications.prepare(records.filter((record) => !isAlert(record))),
      ].filter((preparing) => preparing !== undefined)
      return both.length === 0 ? undefined : Promise.all(both).then(() => undefined)
    },
    decode: (record) => (isAlert(record) ? alerts : notifications).decode(record),
  }
}
