/** Between kafkajs's messages and the records of the port. */
import type { LogRecord, OutgoingRecord, RecordHeaders } from '@tocsin/stream'
import type { IHeaders, KafkaMessage, Message } from 'kafkajs'

/** A message as a record; its bytes are not copied. */
export function toLogRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: firstValues(message.headers),
  }
}

/** A record as a message for one partition; its bytes are not copied. */
export function toMessage(record: OutgoingRecord, partition: number): Message {
  const headers: IHeaders = {}
  for (const [name, value] of Object.entries(record.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : asBuffer(value)
  }
  return {
    key: record.key === null ? null : asBuffer(record.key),
    value: record.value === null ? null : asBuffer(record.value),
    partition,
    timestamp: String(record.timestampMs),
    headers,
  }
}

/** About what the record takes in a request, in bytes. */
export function sizeOf(record: OutgoingRecord): number {
  let size = 64 + (record.key?.length ?? 0) + (record.value?.length ?? 0)
  for (const name in record.headers) size += 8 + name.length * 3 + (record.headers[name]?.length ?? 0) * 3
  return size
}

/** A header given twice comes as an array: the first one counts. */
function firstValues(headers: IHeaders | undefined): RecordHeaders {
  if (headers === undefined) return {}
  for (const name in headers) {
    if (!Array.isArray(headers[name])) continue
    return Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, Array.isArray(value) ? value[0] : value]),
    )
  }
  return headers as RecordHeaders
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
