/**
 * Encoding of the records of one partition as a record batch of Kafka's format v2, in one pass into one piece of memory,
 * in place of kafkajs's own, which makes an encoder, several 64-bit objects and a dozen copies for each record and so
 * was the dearest part of writing.
 *
 * W1. The bytes are those that kafkajs 2.2.4 makes of the same records, uncompressed and neither idempotent nor in a
 *     transaction, but for times: kafkajs takes the first and the last in the order of their texts, here their numbers
 *     count. Times of one number of digits (from 2001 to 2286) come out the same.
 *
 * Source of the layout: https://kafka.apache.org/documentation/#recordbatch
 */
import type { OutgoingRecord, RecordHeaders } from '@tocsin/stream'
import { crc32c } from './crc32c.ts'

const LENGTH_AT = 8
const MAGIC_AT = 16
const CHECKSUM_AT = 17
const ATTRIBUTES_AT = 21
const LAST_OFFSET_DELTA_AT = 23
const FIRST_TIME_AT = 27
const LAST_TIME_AT = 35
const PRODUCER_ID_AT = 43
const COUNT_AT = 57
const RECORDS_AT = 61

const MAGIC = 2
/** Of a record: its own length, attributes, time, offset, and the lengths of key, value and headers. */
const MOST_RECORD_OVERHEAD_BYTES = 5 + 1 + 10 + 5 + 5 + 5 + 5
const MOST_HEADER_OVERHEAD_BYTES = 5 + 5
const MOST_BYTES_PER_CODE_UNIT = 3

/** @param records for one partition, in their order; at least one */
export function encodeProducedBatch(records: readonly OutgoingRecord[]): Buffer {
  let mostBytes = RECORDS_AT
  let firstTimeMs = Number.POSITIVE_INFINITY
  let lastTimeMs = Number.NEGATIVE_INFINITY
  for (const record of records) {
    mostBytes += mostBytesOf(record)
    if (record.timestampMs < firstTimeMs) firstTimeMs = record.timestampMs
    if (record.timestampMs > lastTimeMs) lastTimeMs = record.timestampMs
  }
  // Laid out where there is room for the worst case, kept in what it takes.
  const target = mostBytes <= SCRATCH_BYTES ? scratch : Buffer.allocUnsafe(mostBytes)
  let end = RECORDS_AT
  for (let index = 0; index < records.length; index += 1) {
    end = writeRecord(target, end, records[index]!, firstTimeMs, index)
  }
  // The broker sets the first offset and the leader's epoch; no producer id, no sequence, no codec.
  target.fill(0, 0, RECORDS_AT)
  target.writeInt32BE(end - LENGTH_AT - 4, LENGTH_AT)
  target[MAGIC_AT] = MAGIC
  target.writeInt32BE(records.length - 1, LAST_OFFSET_DELTA_AT)
  target.writeBigInt64BE(BigInt(firstTimeMs), FIRST_TIME_AT)
  target.writeBigInt64BE(BigInt(lastTimeMs), LAST_TIME_AT)
  target.fill(255, PRODUCER_ID_AT, PRODUCER_ID_AT + 8)
  target.writeInt32BE(records.length, COUNT_AT)
  target.writeUInt32BE(crc32c(target, ATTRIBUTES_AT, end), CHECKSUM_AT)
  return Buffer.from(target.subarray(0, end))
}

/** More than a usual batch takes (see the appender); a larger one is laid out in memory of its own. */
const SCRATCH_BYTES = 1024 * 1024
const scratch = Buffer.allocUnsafe(SCRATCH_BYTES)

function mostBytesOf({ key, value, headers }: OutgoingRecord): number {
  let most = MOST_RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers) {
    const content = headers[name]
    if (content !== undefined) {
      most += MOST_HEADER_OVERHEAD_BYTES + (name.length + content.length) * MOST_BYTES_PER_CODE_UNIT
    }
  }
  return most
}

/** Where the record ends. */
function writeRecord(target: Buffer, from: number, record: OutgoingRecord, firstTimeMs: number, index: number): number {
  // Most records take two bytes to say how long they are; the others are moved.
  const bodyAt = from + 2
  target[bodyAt] = 0 // attributes: none are defined
  let at = writeTimeDelta(target, bodyAt + 1, record.timestampMs - firstTimeMs)
  at = writeVarint(target, at, index)
  at = writeBytes(target, at, record.key)
  at = writeBytes(target, at, record.value)
  at = writeHeaders(target, at, record.headers)
  const length = at - bodyAt
  const lengthBytes = varintBytes(length)
  if (lengthBytes !== 2) target.copyWithin(from + lengthBytes, bodyAt, at)
  writeVarint(target, from, length)
  return from + lengthBytes + length
}

function writeHeaders(target: Buffer, from: number, headers: RecordHeaders): number {
  let count = 0
  for (const name in headers) if (headers[name] !== undefined) count += 1
  let at = writeVarint(target, from, count)
  for (const name in headers) {
    const content = headers[name]
    if (content === undefined) continue
    at = writeText(target, at, name)
    at = typeof content === 'string' ? writeText(target, at, content) : writeBytes(target, at, content)
  }
  return at
}

function writeBytes(target: Buffer, from: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(target, from, -1)
  const at = writeVarint(target, from, bytes.length)
  target.set(bytes, at)
  return at + bytes.length
}

/** Its length in bytes, then the text as UTF-8. */
function writeText(target: Buffer, from: number, text: string): number {
  let at = writeVarint(target, from, text.length)
  const byteLength = target.write(text, at, 'utf8')
  // Next to all texts have a byte for each code unit. Where one has more, their number may take more room as well.
  if (byteLength !== text.length) {
    at = writeVarint(target, from, byteLength)
    target.write(text, at, 'utf8')
  }
  return at + byteLength
}

/** Signed, zigzag: of 32 bits. */
function writeVarint(target: Buffer, from: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  let at = from
  for (; rest > 127; rest >>>= 7) target[at++] = (rest & 127) | 128
  target[at] = rest
  return at + 1
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = ((value << 1) ^ (value >> 31)) >>> 0; rest > 127; rest >>>= 7) bytes += 1
  return bytes
}

/** Zigzag of 64 bits. Never negative, so doubled, which is exact for every whole number that is. */
function writeTimeDelta(target: Buffer, from: number, deltaMs: number): number {
  let rest = deltaMs * 2
  let at = from
  for (; rest > 127; rest = Math.floor(rest / 128)) target[at++] = (rest % 128) | 128
  target[at] = rest
  return at + 1
}
