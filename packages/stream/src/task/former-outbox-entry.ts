/** Outbox entries as they were written before `outbox-entry.ts` laid them out in bytes. A store may still hold some. */
import type { RecordHeaders } from '../contract.ts'
import type { OutboxRecord } from './outbox-entry.ts'

interface Head {
  readonly topic: string
  readonly partition?: number
  readonly key?: string
  readonly timestampMs: number
  readonly headers: Readonly<Record<string, string | { readonly base64: string }>>
  readonly mark?: true
  readonly empty?: true
  readonly contentAt?: { readonly topic: string; readonly partition: number; readonly offset: number }
}

const decoder = new TextDecoder()

/** Length of the head as uint32 big-endian, the head as JSON, the value's bytes. */
export function decodeFormerEntry(bytes: Uint8Array): OutboxRecord {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const head = JSON.parse(decoder.decode(bytes.subarray(4, 4 + headLength))) as Head
  return {
    record: {
      topic: head.topic,
      ...(head.partition === undefined ? {} : { partition: head.partition }),
      key: head.key === undefined ? null : Buffer.from(head.key, 'base64'),
      value: head.empty ? null : bytes.slice(4 + headLength),
      timestampMs: head.timestampMs,
      headers: readHeaders(head.headers),
    },
    isMark: head.mark === true,
    contentAt: head.contentAt,
  }
}

function readHeaders(headers: Head['headers']): RecordHeaders {
  const read: Record<string, Uint8Array | string> = {}
  for (const [name, value] of Object.entries(headers)) {
    read[name] = typeof value === 'string' ? value : Buffer.from(value.base64, 'base64')
  }
  return read
}
