import { createEventCodec, createFixedRegistry, type EventCodec, recordKeyOf, type SalesEvent } from '@tocsin/events'
import { InvalidRecordError, type LogRecord } from '@tocsin/stream'

/** The event as its readers will see it, defaults filled in; or what is wrong with it, in a sentence. */
export type CheckedEvent = { readonly event: SalesEvent } | { readonly fault: string }

export interface EventCheck {
  check(topic: string, event: object, recordedAtMs: number): CheckedEvent
}

/**
 * Sends each event the way it would take live: written with its schema, read back, and looked at by the same checks. So
 * what passes here passes there.
 * @param allowedSkewMs records stamped more than this after `nowMs` are refused; by default what the brokers allow
 */
export async function createEventCheck(nowMs: number, allowedSkewMs = BROKER_SKEW_MS): Promise<EventCheck> {
  const registry = createFixedRegistry()
  const codec = createEventCodec({ ...registry, nowMs: () => nowMs })
  await codec.prepare([...registry.schemaIds.values()].map(recordWithSchema))
  return {
    check: (topic, event, recordedAtMs) =>
      checked(codec, topic, event as SalesEvent, recordedAtMs, nowMs + allowedSkewMs),
  }
}

/** As `message.timestamp.after.max.ms` of deploy/kafka/topics.yaml. */
const BROKER_SKEW_MS = 300_000
const FIRST_INSTANT_MS = Date.UTC(1990, 0, 1)

function checked(
  codec: EventCodec<SalesEvent>,
  topic: string,
  event: SalesEvent,
  recordedAtMs: number,
  latestMs: number,
): CheckedEvent {
  if (!(recordedAtMs >= FIRST_INSTANT_MS)) return { fault: `recordedAt lies before 1990: ${instantText(recordedAtMs)}` }
  if (recordedAtMs > latestMs) {
    return { fault: `recordedAt lies in the future: ${instantText(recordedAtMs)}` }
  }
  try {
    const value = codec.encode(event)
    const key = Buffer.from(recordKeyOf(event))
    return {
      event: codec.decode({ topic, partition: 0, offset: 0, timestampMs: recordedAtMs, key, value, headers: {} }),
    }
  } catch (error) {
    if (error instanceof InvalidRecordError || isMisfit(error))
      return { fault: withoutType((error as Error).message, event.type) }
    throw error
  }
}

/** A value that the schema cannot hold, such as a day beyond the range of an int. */
function isMisfit(error: unknown): boolean {
  return error instanceof Error && error.message.includes(' cannot be written with ')
}

function withoutType(message: string, type: string): string {
  return message.startsWith(`${type}: `) ? message.slice(type.length + 2) : message
}

function instantText(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8e15 ? new Date(ms).toISOString() : String(ms)
}

/** All that `prepare` looks at: the schema's id. */
function recordWithSchema(schemaId: number): LogRecord {
  const value = Buffer.alloc(5)
  value.writeInt32BE(schemaId, 1)
  return { topic: '', partition: 0, offset: 0, timestampMs: 0, key: null, value, headers: {} }
}
