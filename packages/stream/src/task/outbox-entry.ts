/**
 * What the outbox keeps of an output until it is on the log. Layout: length of the head as uint32 big-endian, the head
 * as JSON, the value's bytes.
 */
import type { EventTopic, OutgoingRecord, RecordHeaders } from '../contract.ts'

/** An output as it was committed. */
export interface OutboxRecord {
  readonly record: OutgoingRecord
  /** Marks go out ahead of what their commit put out. */
  readonly isMark: boolean
  /** Set when key and value were too large to keep: where to read them again. */
  readonly contentAt: { readonly topic: EventTopic; readonly partition: number; readonly offset: number } | undefined
}

/** A dead letter above this size keeps only its position in the outbox: Redis is no place for megabytes. */
export const LARGEST_KEPT_CONTENT_BYTES = 256 * 1024

interface Head {
  topic: string
  partition?: number
  key?: string
  timestampMs: number
  headers: Record<string, string | { base64: string }>
  mark?: true
  empty?: true
  contentAt?: { topic: string; partition: number; offset: number }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function encodeOutboxEntry(entry: OutboxRecord): Uint8Array {
  const { record } = entry
  const head: Head = { topic: record.topic, timestampMs: record.timestampMs, headers: encodeHeaders(record.headers) }
  if (record.partition !== undefined) head.partition = record.partition
  if (record.key !== null && !entry.contentAt) head.key = toBase64(record.key)
  if (record.value === null) head.empty = true
  if (entry.isMark) head.mark = true
  if (entry.contentAt) head.contentAt = entry.contentAt
  const headBytes = encoder.encode(JSON.stringify(head))
  const value = entry.contentAt ? new Uint8Array() : (record.value ?? new Uint8Array())
  const bytes = new Uint8Array(4 + headBytes.length + value.length)
  new DataView(bytes.buffer).setUint32(0, headBytes.length)
  bytes.set(headBytes, 4)
  bytes.set(value, 4 + headBytes.length)
  return bytes
}

export function decodeOutboxEntry(bytes: Uint8Array): OutboxRecord {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const head = JSON.parse(decoder.decode(bytes.subarray(4, 4 + headLength))) as Head
  return {
    record: {
      topic: head.topic,
      ...(head.partition === undefined ? {} : { partition: head.partition }),
      key: head.key === undefined ? null : fromBase64(head.key),
      value: head.empty ? null : bytes.slice(4 + headLength),
      timestampMs: head.timestampMs,
      headers: decodeHeaders(head.headers),
    },
    isMark: head.mark === true,
    contentAt: head.contentAt,
  }
}

function encodeHeaders(headers: RecordHeaders): Head['headers'] {
  const encoded: Head['headers'] = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) encoded[name] = typeof value === 'string' ? value : { base64: toBase64(value) }
  }
  return encoded
}

function decodeHeaders(headers: Head['headers']): RecordHeaders {
  const decoded: Record<string, Uint8Array | string> = {}
  for (const [name, value] of Object.entries(headers)) {
    decoded[name] = typeof value === 'string' ? value : fromBase64(value.base64)
  }
  return decoded
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}
