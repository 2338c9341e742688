/** The values of W1's records: one byte 0, the schema id as int32, then Avro binary of strings and longs. */
import type { LogRecord } from '@tocsin/stream'

/** In topic order. */
export const W1_KINDS = ['orders', 'invoices', 'payments', 'contracts'] as const

const HEADER_BYTES = 5

export type W1Event =
  | { readonly kind: 'order'; readonly eventId: string; readonly at: number; readonly amountMinor: number }
  | {
      readonly kind: 'invoice'
      readonly eventId: string
      readonly at: number
      readonly amountMinor: number
      readonly invoiceId: string
      readonly dueAt: number
    }
  | {
      readonly kind: 'payment'
      readonly eventId: string
      readonly at: number
      readonly amountMinor: number
      readonly invoiceId: string
    }
  | { readonly kind: 'contract'; readonly eventId: string; readonly at: number; readonly status: string }

/** Reads what the reducer needs and steps over the rest, as the Java program does. */
export function decodeW1(record: LogRecord): W1Event {
  const value = record.value!
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  reader.open(bytes, HEADER_BYTES)
  const eventId = reader.string()
  reader.skipString() // customerId: the key
  switch (bytes[4]) {
    case 1: {
      reader.skipString() // salesRepId
      reader.skipString() // orderId
      const amountMinor = reader.long()
      reader.skipString() // currency
      return { kind: 'order', eventId, at: reader.long(), amountMinor }
    }
    case 2: {
      reader.skipString() // salesRepId
      const invoiceId = reader.string()
      const amountMinor = reader.long()
      reader.skipString() // currency
      reader.long() // issuedAt
      const dueAt = reader.long()
      return { kind: 'invoice', eventId, at: reader.long(), amountMinor, invoiceId, dueAt }
    }
    case 3: {
      const invoiceId = reader.string()
      const amountMinor = reader.long()
      reader.skipString() // currency
      return { kind: 'payment', eventId, at: reader.long(), amountMinor, invoiceId }
    }
    default: {
      reader.skipString() // salesRepId
      reader.skipString() // contractId
      const status = reader.string()
      reader.long() // amountMinor
      reader.skipString() // currency
      return { kind: 'contract', eventId, at: reader.long(), status }
    }
  }
}

export class ByteReader {
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0

  open(bytes: Buffer, at: number): void {
    this.#bytes = bytes
    this.#at = at
  }

  /** A varint below 2^53. */
  unsigned(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#at++]!
    if (byte < 128) return byte
    let value = byte & 127
    let scale = 128
    do {
      byte = bytes[this.#at++]!
      value += (byte & 127) * scale
      scale *= 128
    } while (byte > 127)
    return value
  }

  /** An Avro long of at most 52 bits. */
  long(): number {
    const zigzag = this.unsigned()
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  text(length: number): string {
    const from = this.#at
    this.#at += length
    return this.#bytes.toString('latin1', from, this.#at)
  }

  string(): string {
    return this.text(this.unsigned() / 2)
  }

  skipString(): void {
    const length = this.unsigned() / 2
    this.#at += length
  }
}

const reader = new ByteReader()

/** Writes into one buffer that is used again for each value. */
export class ByteWriter {
  readonly #bytes: Buffer
  #at = 0

  constructor(capacity: number) {
    this.#bytes = Buffer.alloc(capacity)
  }

  /** A copy of what was written; the next value begins. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at))
    this.#at = 0
    return taken
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value
  }

  /** @param value a whole number from 0 to 2^53 */
  unsigned(value: number): void {
    const bytes = this.#bytes
    let rest = value
    while (rest > 0x7fffffff) {
      bytes[this.#at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      bytes[this.#at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[this.#at++] = rest
  }

  long(value: number): void {
    this.unsigned(value * 2)
  }

  text(text: string): void {
    const bytes = this.#bytes
    for (let index = 0; index < text.length; index += 1) bytes[this.#at++] = text.charCodeAt(index)
  }

  string(text: string): void {
    this.long(text.length)
    this.text(text)
  }

  /** A value's first five bytes. */
  header(schemaId: number): void {
    for (const byte of [0, 0, 0, 0, schemaId]) this.byte(byte)
  }
}
