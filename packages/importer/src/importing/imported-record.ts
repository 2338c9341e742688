import { recordKeyOf, type SalesEvent } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import type { ImportedEvent } from './import-events.ts'

/** The record of an imported event, as a source that numbers its events writes it (CloudEvents in headers). */
export function importedRecord(
  { topic, recordedAtMs, source, sequence, event }: ImportedEvent,
  encode: (event: SalesEvent) => Uint8Array,
): OutgoingRecord {
  return {
    topic,
    key: Buffer.from(recordKeyOf(event)),
    value: encode(event),
    timestampMs: recordedAtMs,
    headers: {
      ce_specversion: '1.0',
      ce_id: event.eventId,
      ce_source: source,
      ce_sequence: String(sequence),
      ce_type: event.type,
      ce_time: new Date(recordedAtMs).toISOString(),
      ce_subject: recordKeyOf(event),
    },
  }
}
