import {
  type AlertEvent,
  createAlertCodec,
  EVENT_SCHEMAS,
  type SchemaIds,
  type SchemaSource,
  topicOf,
} from '@tocsin/events'
import { type EventDecoder, InvalidRecordError, type LogPort, type OutgoingRecord } from '@tocsin/stream'
import type { ServiceEvent } from '@tocsin/telemetry'

const ALERTS_TOPIC = topicOf('alert-fired')

type AlertPublished = Extract<ServiceEvent, { type: 'AlertPublished' }>

/**
 * The same log; every alert record that reached it is told. Counted here and not where it is computed, for a batch may
 * be computed twice, and an outbox entry may wait.
 */
export function withCountedAlerts(log: LogPort, schemaIds: SchemaIds, emit: (event: AlertPublished) => void): LogPort {
  const decoder = createAlertCodec({ schemaIds, source: ownSchemas(schemaIds), nowMs: () => 0 })
  const append = async (records: readonly OutgoingRecord[]): Promise<readonly number[]> => {
    const offsets = await log.append(records)
    const alerts = records.filter((record) => record.topic === ALERTS_TOPIC)
    for (const alert of alerts.length > 0 ? await readAlerts(alerts, decoder) : []) emit(publishedAlert(alert))
    return offsets
  }
  // A proxy, for the methods of a class would lose their object in a spread.
  return new Proxy(log, {
    get(target, name) {
      if (name === 'append') return append
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/** What we wrote ourselves is read without asking the registry, which might be away. */
function ownSchemas(schemaIds: SchemaIds): SchemaSource {
  const texts = new Map(EVENT_SCHEMAS.map((entry) => [schemaIds.get(entry.fullName), entry.schema]))
  return { fetchSchema: async (id) => texts.get(id) }
}

async function readAlerts(records: readonly OutgoingRecord[], decoder: EventDecoder<AlertEvent>) {
  const read = records.map((record) => ({ ...record, partition: record.partition ?? 0, offset: 0 }))
  await decoder.prepare(read)
  return read.flatMap((record) => {
    try {
      return [decoder.decode(record)]
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      // An outbox entry that an older version wrote with a schema we no longer have: published, but not counted.
      return []
    }
  })
}

function publishedAlert(alert: AlertEvent): AlertPublished {
  const { indicator, severity, alertId, revision, entityType, entityId } = alert
  const transition = TRANSITION_OF[alert.type]
  return { type: 'AlertPublished', indicator, severity, transition, alertId, revision, entityType, entityId }
}

const TRANSITION_OF = {
  'alert-fired': 'fired',
  'alert-severity-changed': 'severity-changed',
  'alert-resolved': 'resolved',
} as const satisfies Record<AlertEvent['type'], AlertPublished['transition']>
