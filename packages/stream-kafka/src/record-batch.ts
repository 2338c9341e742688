/**
 * Decoding of fetched record batches, in place of kafkajs's own, which makes several 64-bit objects, a decoder and a
 * copy of all headers for each record and so was the dearest part of reading.
 *
 * R1. What comes out is what kafkajs 2.2.4 makes of the same bytes, but for headers with the name of a member that
 *     every object has (`constructor`), which kafkajs takes for given twice.
 * R2. It is put in place only where kafkajs is the very code it was compared with; else kafkajs stays as it is.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** As much of kafkajs's decoder as is used here. */
export interface BatchDecoder {
  readonly buffer: Buffer
  offset: number
  readInt8(): number
  readInt16(): number
  readInt32(): number
  readInt64(): { toString(): string }
  slice(size: number): BatchDecoder
  forward(size: number): void
  readAll(): Buffer
}

interface BatchContext {
  readonly firstOffset: string
  readonly firstTimestamp: string
  readonly partitionLeaderEpoch: number
  readonly inTransaction: boolean
  readonly isControlBatch: boolean
  readonly lastOffsetDelta: number
  readonly producerId: string
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly maxTimestamp: string
  /** 0 CreateTime, 1 LogAppendTime. */
  readonly timestampType: number
}

export interface DecodedMessage {
  readonly magicByte: number
  readonly attributes: number
  readonly timestamp: string
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: MessageHeaders
  readonly isControlRecord: boolean
  readonly batchContext: BatchContext & { readonly magicByte: number }
}

type HeaderValue = Buffer | null
type MessageHeaders = Record<string, HeaderValue | HeaderValue[]>

/** The compared file, by the SHA-256 of its text. */
const REPLACED = {
  file: 'kafkajs/src/protocol/recordBatch/v0/decoder.js',
  sha256: '38cae7fc865f9bc51941353e1f6e9419227a8799ba4efb437199393a4eb94819',
} as const

const CODEC_MASK = 0x07
const TIMESTAMP_TYPE_FLAG = 0x08
const TRANSACTIONAL_FLAG = 0x10
const CONTROL_FLAG = 0x20

let isDone = false

/** Puts the decoder in place, once, before kafkajs first fetches. */
export function replaceRecordDecoder(): void {
  if (isDone) return
  isDone = true
  const require = createRequire(import.meta.url)
  const file = require.resolve(REPLACED.file)
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  if (sha256 !== REPLACED.sha256) return
  require(REPLACED.file)
  const loaded = require.cache[file]
  if (loaded) loaded.exports = createBatchDecoder(require)
}

/** @param require resolves kafkajs's own modules */
export function createBatchDecoder(require: (name: string) => unknown) {
  const { KafkaJSPartialMessageError } = require('kafkajs/src/errors') as {
    readonly KafkaJSPartialMessageError: new (message: string) => Error
  }
  const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
    lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null
  }

  return async function decodeBatch(fetched: BatchDecoder): Promise<BatchContext & { records: DecodedMessage[] }> {
    const firstOffset = fetched.readInt64().toString()
    const length = fetched.readInt32()
    const decoder = fetched.slice(length)
    fetched.forward(length)
    if (decoder.buffer.length < length) {
      throw new KafkaJSPartialMessageError(
        `Tried to decode a partial record batch: remainingBytes(${decoder.buffer.length}) < recordBatchLength(${length})`,
      )
    }
    const partitionLeaderEpoch = decoder.readInt32()
    const magicByte = decoder.readInt8()
    decoder.readInt32() // the checksum
    const attributes = decoder.readInt16()
    const lastOffsetDelta = decoder.readInt32()
    const firstTimestamp = decoder.readInt64().toString()
    const maxTimestamp = decoder.readInt64().toString()
    const producerId = decoder.readInt64().toString()
    const producerEpoch = decoder.readInt16()
    const firstSequence = decoder.readInt32()
    const context: BatchContext = {
      firstOffset,
      firstTimestamp,
      partitionLeaderEpoch,
      inTransaction: (attributes & TRANSACTIONAL_FLAG) > 0,
      isControlBatch: (attributes & CONTROL_FLAG) > 0,
      lastOffsetDelta,
      producerId,
      producerEpoch,
      firstSequence,
      maxTimestamp,
      timestampType: (attributes & TIMESTAMP_TYPE_FLAG) > 0 ? 1 : 0,
    }
    const codec = (attributes & CODEC_MASK) === 0 ? null : lookupCodecByAttributes(attributes)
    const count = decoder.readInt32()
    if (count <= 0) return { ...context, records: [] }
    const bytes = codec ? await codec.decompress(decoder.readAll()) : decoder.buffer
    const records = new RecordReader(bytes, codec ? 0 : decoder.offset, { ...context, magicByte }).read(count)
    return { ...context, records }
  }
}

class RecordReader {
  readonly #bytes: Buffer
  #at: number
  readonly #context: DecodedMessage['batchContext']
  readonly #firstOffset: number
  readonly #firstTimestamp: number
  /** The names of the record before: most records of a batch have the same ones. */
  readonly #names: string[] = []

  constructor(bytes: Buffer, at: number, context: DecodedMessage['batchContext']) {
    this.#bytes = bytes
    this.#at = at
    this.#context = context
    this.#firstOffset = Number(context.firstOffset)
    this.#firstTimestamp = Number(context.firstTimestamp)
  }

  read(count: number): DecodedMessage[] {
    const records = new Array<DecodedMessage>(count)
    for (let index = 0; index < count; index += 1) {
      const length = this.#varint()
      const end = this.#at + length
      records[index] = this.#record()
      this.#at = end
    }
    return records
  }

  #record(): DecodedMessage {
    const context = this.#context
    const attributes = (this.#bytes[this.#at++]! << 24) >> 24
    const timestamp = this.#timestamp()
    const offset = sumText(context.firstOffset, this.#firstOffset, this.#varint())
    const key = this.#nullableBytes()
    const value = this.#nullableBytes()
    const headers = this.#headers()
    return {
      magicByte: context.magicByte,
      attributes,
      timestamp,
      offset,
      key,
      value,
      headers,
      isControlRecord: context.isControlBatch,
      batchContext: context,
    }
  }

  #timestamp(): string {
    const { timestampType, maxTimestamp, firstTimestamp } = this.#context
    const from = this.#at
    const delta = this.#varlong()
    if (timestampType === 1 && maxTimestamp !== '') return maxTimestamp
    if (this.#at - from <= LONGEST_EXACT_VARLONG) return sumText(firstTimestamp, this.#firstTimestamp, delta)
    return BigInt.asIntN(64, BigInt(firstTimestamp) + readBigVarlong(this.#bytes, from)).toString()
  }

  #headers(): MessageHeaders {
    const headers: MessageHeaders = {}
    const count = this.#varint()
    for (let index = 0; index < count; index += 1) {
      const name = this.#headerName(index)
      addHeader(headers, name, this.#nullableBytes())
    }
    return headers
  }

  #headerName(index: number): string {
    const length = this.#varint()
    // kafkajs makes the name of a header without one from its null.
    if (length === -1) return 'null'
    const from = this.#at
    this.#at += length
    const known = this.#names[index]
    if (known !== undefined && this.#isText(from, length, known)) return known
    const name = this.#bytes.toString('utf8', from, from + length)
    this.#names[index] = name
    return name
  }

  /** True only for ASCII: there, one byte is one character. */
  #isText(from: number, length: number, text: string): boolean {
    if (text.length !== length) return false
    const bytes = this.#bytes
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[from + index]!
      if (byte > 127 || byte !== text.charCodeAt(index)) return false
    }
    return true
  }

  #nullableBytes(): Buffer | null {
    const length = this.#varint()
    if (length === -1) return null
    const from = this.#at
    this.#at += length
    return this.#bytes.subarray(from, from + length)
  }

  #varint(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#at++]!
    let value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[this.#at++]!
      value += (byte & 127) << shift
    }
    return (value >>> 1) ^ -(value & 1)
  }

  /** Exact while it has at most `LONGEST_EXACT_VARLONG` bytes. */
  #varlong(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#at++]!
    let value = byte & 127
    for (let scale = 128; byte > 127; scale *= 128) {
      byte = bytes[this.#at++]!
      value += (byte & 127) * scale
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

/** 49 bits. */
const LONGEST_EXACT_VARLONG = 7

function sumText(firstText: string, first: number, delta: number): string {
  const sum = first + delta
  if (Number.isSafeInteger(first) && Number.isSafeInteger(sum)) return String(sum)
  return BigInt.asIntN(64, BigInt(firstText) + BigInt(delta)).toString()
}

function readBigVarlong(bytes: Buffer, from: number): bigint {
  let value = 0n
  for (let at = from, shift = 0n; ; at += 1, shift += 7n) {
    const byte = bytes[at]!
    value |= BigInt(byte & 127) << shift
    if (byte < 128) break
  }
  value = BigInt.asUintN(64, value)
  return (value >> 1n) ^ -(value & 1n)
}

/** A header given twice becomes a list, as kafkajs has it. */
function addHeader(headers: MessageHeaders, name: string, value: HeaderValue): void {
  if (!(name in headers)) {
    headers[name] = value
    return
  }
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined
  const both = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  // Assigned, `__proto__` would change the object instead of adding to it.
  Object.defineProperty(headers, name, { value: both, enumerable: true, configurable: true, writable: true })
}
