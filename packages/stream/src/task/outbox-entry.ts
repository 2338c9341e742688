/**
 * What the outbox keeps of an output until it is on the log.
 *
 * Layout: the byte 1; flags; task time as float64; topic; partition as uint32, where it has one; number of headers, each
 * with its name and its content; where the content is kept elsewhere, its topic, partition as uint32 and offset as
 * float64; key, where it has one; the value, to the end. Numbers are big-endian. Text and bytes come after their length,
 * which is seven bits a byte, the lowest first; a header's content after twice its length, plus one if it is bytes.
 *
 * Entries that begin with 0 were written before this layout, as the length of a head (uint32), that head as JSON, and the
 * value: they are read like the others. No head is so long that its length begins with another byte.
 */
import type { EventTopic, OutgoingRecord, RecordHeaders } from '../contract.ts'
import { decodeFormerEntry } from './former-outbox-entry.ts'

/** An output as it was committed. */
export interface OutboxRecord {
  readonly record: OutgoingRecord
  /** Marks go out ahead of what their commit put out. */
  readonly isMark: boolean
  /** Set when key and value were too large to keep: where to read them again. */
  readonly contentAt: ContentPosition | undefined
}

export interface ContentPosition {
  readonly topic: EventTopic
  readonly partition: number
  readonly offset: number
}

/** A dead letter above this size keeps only its position in the outbox: Redis is no place for megabytes. */
export const LARGEST_KEPT_CONTENT_BYTES = 256 * 1024

const LAYOUT = 1
const IS_MARK = 1
const HAS_PARTITION = 2
const HAS_KEY = 4
const HAS_VALUE = 8
const IS_ELSEWHERE = 16

/** In their order. They share one piece of memory: a commit has thousands of entries. */
export function encodeOutboxEntries(entries: readonly OutboxRecord[]): Uint8Array[] {
  let mostBytes = 0
  for (const entry of entries) mostBytes += mostBytesOf(entry)
  const writer = new EntryWriter(mostBytes)
  return entries.map((entry) => writer.write(entry))
}

export function decodeOutboxEntry(bytes: Uint8Array): OutboxRecord {
  return bytes[0] === LAYOUT ? new EntryReader(bytes).read() : decodeFormerEntry(bytes)
}

/** Layout, flags, time, partition, number of headers, length of the key; then a position: partition and offset. */
const MOST_FIXED_BYTES = 2 + 8 + 4 + 5 + 5 + 12
const MOST_LENGTH_BYTES = 5
const MOST_BYTES_PER_CODE_UNIT = 3

function mostBytesOf({ record, contentAt }: OutboxRecord): number {
  let most = MOST_FIXED_BYTES + mostTextBytes(record.topic) + mostTextBytes(contentAt?.topic ?? '')
  if (!contentAt) most += (record.key?.length ?? 0) + (record.value?.length ?? 0)
  for (const name in record.headers) {
    const content = record.headers[name]
    if (content === undefined) continue
    most += mostTextBytes(name) + MOST_LENGTH_BYTES + content.length * MOST_BYTES_PER_CODE_UNIT
  }
  return most
}

function mostTextBytes(text: string): number {
  return MOST_LENGTH_BYTES + text.length * MOST_BYTES_PER_CODE_UNIT
}

class EntryWriter {
  readonly #bytes: Buffer
  #at = 0

  constructor(mostBytes: number) {
    this.#bytes = Buffer.allocUnsafe(mostBytes)
  }

  write({ record, isMark, contentAt }: OutboxRecord): Uint8Array {
    const from = this.#at
    const { partition, key, value } = record
    const bytes = this.#bytes
    const hasKey = key !== null && !contentAt
    bytes[this.#at++] = LAYOUT
    bytes[this.#at++] =
      (isMark ? IS_MARK : 0) |
      (partition === undefined ? 0 : HAS_PARTITION) |
      (hasKey ? HAS_KEY : 0) |
      (value === null ? 0 : HAS_VALUE) |
      (contentAt ? IS_ELSEWHERE : 0)
    this.#float64(record.timestampMs)
    this.#text(record.topic, 0)
    if (partition !== undefined) this.#uint32(partition)
    this.#headers(record.headers)
    if (contentAt) {
      this.#text(contentAt.topic, 0)
      this.#uint32(contentAt.partition)
      this.#float64(contentAt.offset)
    }
    if (hasKey) {
      this.#length(key.length)
      this.#raw(key)
    }
    if (value !== null && !contentAt) this.#raw(value)
    return bytes.subarray(from, this.#at)
  }

  #headers(headers: RecordHeaders): void {
    let count = 0
    for (const name in headers) if (headers[name] !== undefined) count += 1
    this.#length(count)
    for (const name in headers) {
      const content = headers[name]
      if (content === undefined) continue
      this.#text(name, 0)
      if (typeof content === 'string') {
        this.#text(content, 1)
      } else {
        this.#length(content.length * 2 + 1)
        this.#raw(content)
      }
    }
  }

  /** @param shift bits by which the length is moved up */
  #text(text: string, shift: 0 | 1): void {
    const from = this.#at
    this.#length(text.length * (1 << shift))
    const byteLength = this.#bytes.write(text, this.#at, 'utf8')
    // Next to all texts have a byte for each code unit. Where one has more, their number may take more room as well.
    if (byteLength !== text.length) {
      this.#at = from
      this.#length(byteLength * (1 << shift))
      this.#bytes.write(text, this.#at, 'utf8')
    }
    this.#at += byteLength
  }

  #raw(part: Uint8Array): void {
    this.#bytes.set(part, this.#at)
    this.#at += part.length
  }

  #length(length: number): void {
    let rest = length
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#at++] = (rest & 127) | 128
    this.#bytes[this.#at++] = rest
  }

  #uint32(value: number): void {
    this.#at = this.#bytes.writeUInt32BE(value, this.#at)
  }

  #float64(value: number): void {
    this.#at = this.#bytes.writeDoubleBE(value, this.#at)
  }
}

class EntryReader {
  readonly #bytes: Buffer
  #at = 2

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  read(): OutboxRecord {
    const flags = this.#bytes[1]!
    const timestampMs = this.#float64()
    const topic = this.#text(this.#length())
    const partition = flags & HAS_PARTITION ? this.#uint32() : undefined
    const headers = this.#headers()
    const contentAt =
      flags & IS_ELSEWHERE
        ? { topic: this.#text(this.#length()), partition: this.#uint32(), offset: this.#float64() }
        : undefined
    const key = flags & HAS_KEY ? this.#raw(this.#length()) : null
    const value = flags & HAS_VALUE ? this.#raw(this.#bytes.length - this.#at) : null
    return {
      record: { topic, ...(partition === undefined ? {} : { partition }), key, value, timestampMs, headers },
      isMark: (flags & IS_MARK) !== 0,
      contentAt,
    }
  }

  #headers(): RecordHeaders {
    const entries: [string, string | Uint8Array][] = []
    for (let left = this.#length(); left > 0; left -= 1) {
      const name = this.#text(this.#length())
      const length = this.#length()
      const byteLength = Math.floor(length / 2)
      entries.push([name, length % 2 === 0 ? this.#text(byteLength) : this.#raw(byteLength)])
    }
    return Object.fromEntries(entries)
  }

  #text(byteLength: number): string {
    this.#at += byteLength
    return this.#bytes.toString('utf8', this.#at - byteLength, this.#at)
  }

  #raw(byteLength: number): Uint8Array {
    this.#at += byteLength
    return this.#bytes.subarray(this.#at - byteLength, this.#at)
  }

  #length(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }

  #uint32(): number {
    this.#at += 4
    return this.#bytes.readUInt32BE(this.#at - 4)
  }

  #float64(): number {
    this.#at += 8
    return this.#bytes.readDoubleBE(this.#at - 8)
  }
}
