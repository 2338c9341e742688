import type { NotificationRouting } from '@tocsin/domain'
import { type NotificationEvent, recordKeyOf } from '@tocsin/events'
import type { EventDecoder, MarkCodec, Topology } from '@tocsin/stream'
import { type NotifierEvent, notifierProcessor } from './processor.ts'
import type { NotifierState } from './state.ts'
import { notifierStateCodec } from './state-codec.ts'

export const NOTIFICATIONS_TOPIC = 'risk.notifications'
export const NOTIFIER_MARKS_TOPIC = 'risk.notifier.marks'
/** Key of both: `<entityType>:<entityId>`. */
export const NOTIFIER_INPUTS = ['risk.alerts', NOTIFICATIONS_TOPIC] as const

export type NotifierTopology = Topology<NotifierState, NotifierEvent, NotificationEvent>

export interface NotifierParts {
  readonly routing: NotificationRouting
  /** Of both inputs. */
  readonly decoder: EventDecoder<NotifierEvent>
  readonly markCodec: MarkCodec
  /** As bytes for `risk.notifications`. */
  encodeNotification(event: NotificationEvent): Uint8Array
}

/**
 * notifier: alerts and answers in, requests out. State: what each entity's receivers were told, and one digest per task.
 * Timers: the next retry of an entity, the next digest. Requests carry causes, so that the deliverer drops repeats;
 * answers carry none: they are known by notification and attempt.
 */
export function notifierTopology({ routing, decoder, markCodec, encodeNotification }: NotifierParts): NotifierTopology {
  return {
    name: 'notifier',
    inputs: [{ topic: NOTIFIER_INPUTS[0], carriesCauses: true }, { topic: NOTIFICATIONS_TOPIC }],
    outputTopics: [NOTIFICATIONS_TOPIC],
    marks: { topic: NOTIFIER_MARKS_TOPIC, codec: markCodec },
    partitioner: 'murmur2',
    decoder,
    stateCodec: notifierStateCodec,
    processor: notifierProcessor(routing),
    encodeOutput: (event) => ({
      topic: NOTIFICATIONS_TOPIC,
      key: recordKeyOf(event),
      value: encodeNotification(event),
      headers: { ce_id: event.eventId, ce_source: 'notifier', ce_type: event.type, ce_subject: event.entityId },
    }),
    ruleSetVersion: routing.version,
  }
}
