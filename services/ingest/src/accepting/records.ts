/** What is written: accepted events as every producer writes them, and refusals with the bytes that came. */
import { recordKeyOf } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import type { Fault } from '../content/fault.ts'
import type { ReadEvent } from '../content/read-cloud-event.ts'

/** Nobody reads it but people: what was refused is no fact, so it is not a dead letter of a topic of facts. */
export const REFUSED_TOPIC = 'ingest.refused'

const utf8 = new TextEncoder()

export function eventRecord(
  { event, topic, source, recordedAtMs, sequence }: ReadEvent,
  value: Uint8Array,
): OutgoingRecord {
  return {
    topic,
    key: utf8.encode(recordKeyOf(event)),
    value,
    timestampMs: recordedAtMs,
    headers: {
      ce_specversion: '1.0',
      ce_id: event.eventId,
      ce_source: source,
      ce_type: event.type,
      ce_time: new Date(recordedAtMs).toISOString(),
      ce_subject: recordKeyOf(event),
      ...(sequence !== undefined && { ce_sequence: String(sequence) }),
    },
  }
}

export interface Refusal {
  readonly apiKey: string
  readonly status: number
  readonly faults: readonly Fault[]
  /** As it came, of a batch: its own part. */
  readonly bytes: Uint8Array
  readonly contentType: string
  /** Attributes that came as HTTP headers (binary mode) or in the address (upload), as JSON. */
  readonly envelope: Readonly<Record<string, unknown>> | undefined
}

/** A header is read by people and tools; what is longer is told by its beginning. */
const MOST_HEADER_CHARACTERS = 8_000

export function refusalRecord(refusal: Refusal, nowMs: number): OutgoingRecord {
  const { apiKey, status, faults, bytes, contentType, envelope } = refusal
  const told = faults.map(({ pointer, code, what }) => ({ pointer, code, what: what.en }))
  return {
    topic: REFUSED_TOPIC,
    key: utf8.encode(apiKey),
    value: bytes,
    timestampMs: nowMs,
    headers: {
      'tocsin.refused.api-key': apiKey,
      'tocsin.refused.status': String(status),
      'tocsin.refused.faults': JSON.stringify(told).slice(0, MOST_HEADER_CHARACTERS),
      'tocsin.refused.content-type': contentType.slice(0, 200),
      ...(envelope && { 'tocsin.refused.envelope': JSON.stringify(envelope).slice(0, MOST_HEADER_CHARACTERS) }),
    },
  }
}
