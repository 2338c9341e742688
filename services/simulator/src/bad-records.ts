/** Records that no source should ever send, each with the reason for which it must land in the dead-letter topic. */
import type { InvoiceIssued, PaymentReceived, SalesEvent } from '@tocsin/events'
import { type DeadLetterReason, type EventTopic, type OutgoingRecord, partitionOf } from '@tocsin/stream'
import { createRandom, type Random } from './world/random.ts'

export interface BadRecord {
  readonly name: string
  readonly reason: DeadLetterReason
  /** With its partition set, so that only `wrong-partition` is on a wrong one. */
  readonly record: OutgoingRecord
  /** Good records of the same customer that must have been applied before: without them it would be no contradiction. */
  readonly before: readonly OutgoingRecord[]
  /** True for what a broker with our topic settings refuses to take: it can only be met on another log. */
  readonly refusedByBroker: boolean
}

export interface BadRecordOptions {
  readonly seed: number | string
  /** The codec's encode: it writes any values that fit the schema, sensible or not. */
  readonly encode: (event: SalesEvent) => Uint8Array
  readonly partitionCount: number
  /** Time of the records, but of the one from the future. */
  readonly atMs: number
  /** Business day for the dates in them. */
  readonly today: number
}

/** At least 24 kinds. Each has customers of its own (`BAD-1` …), so that nothing else depends on them. */
export function badRecords(options: BadRecordOptions): readonly BadRecord[] {
  const random = createRandom(options.seed)
  return KINDS.map(([name, reason, spoil, extra], index) => {
    const good = goodRecord(options, `BAD-${index + 1}`, random)
    const record = spoil(good, random, options)
    const partition = record.partition ?? partitionFor(record.key, good, options.partitionCount)
    const before = typeof extra === 'function' ? [{ ...extra(good, random, options), partition }] : []
    return { name, reason, record: { ...record, partition }, before, refusedByBroker: extra === 'refused-by-broker' }
  })
}

interface GoodRecord extends OutgoingRecord {
  readonly invoice: InvoiceIssued
  readonly payment: PaymentReceived
  readonly key: Uint8Array
  readonly value: Uint8Array
}

type Spoil = (good: GoodRecord, random: Random, options: BadRecordOptions) => OutgoingRecord
type Kind = readonly [name: string, reason: DeadLetterReason, spoil: Spoil, extra?: 'refused-by-broker' | Spoil]

const utf8 = new TextEncoder()
const INVOICES: EventTopic = 'sales.invoices'
const PAYMENTS: EventTopic = 'sales.payments'
const ORDERS: EventTopic = 'sales.orders'

const value = (change: (bytes: Uint8Array, random: Random) => Uint8Array): Spoil => {
  return (good, random) => plain(good, { value: change(Uint8Array.from(good.value), random) })
}
const key = (bytes: Uint8Array | null): Spoil => {
  return (good) => plain(good, { key: bytes })
}
const invoice = (change: Partial<Record<keyof InvoiceIssued, unknown>>): Spoil => {
  return (good, _random, { encode }) =>
    plain(good, { value: encode({ ...good.invoice, ...change } as unknown as InvoiceIssued) })
}
const payment = (change: Partial<Record<keyof PaymentReceived, unknown>>): Spoil => {
  return (good, _random, { encode }) =>
    plain(good, { topic: PAYMENTS, value: encode({ ...good.payment, ...change } as unknown as PaymentReceived) })
}

/** Length of the wire format's head: a zero byte and the schema id. */
const HEAD_BYTES = 5
/** Far above any skew that is allowed. */
const FAR_AHEAD_MS = 7 * 86_400_000
const TEN_MEGABYTES = 10 * 1024 * 1024

const KINDS: readonly Kind[] = [
  ['first byte is not zero', 'undecodable', value((bytes) => bytes.with(0, 1))],
  ['a schema id that nobody registered', 'unknown-schema-id', value((bytes) => withSchemaId(bytes, 0x7ffffff1))],
  ['a negative schema id', 'unknown-schema-id', value((bytes) => withSchemaId(bytes, -2))],
  ['cut off in the middle', 'undecodable', value((bytes) => bytes.slice(0, Math.floor(bytes.length / 2)))],
  ['cut off inside the head', 'undecodable', value((bytes) => bytes.slice(0, HEAD_BYTES - 2))],
  ['head without a body', 'undecodable', value((bytes) => bytes.slice(0, HEAD_BYTES))],
  ['bytes after the end', 'undecodable', value((bytes) => Uint8Array.of(...bytes, 7, 7, 7))],
  ['an empty value', 'undecodable', value(() => new Uint8Array(0))],
  ['JSON instead of Avro', 'undecodable', value(() => utf8.encode('{"invoiceId":"INV-1","amountMinor":100}'))],
  ['random bytes', 'undecodable', value((_bytes, random) => random.bytes(64).with(0, 0xa7))],
  ['random bytes after a good head', 'undecodable', value((bytes) => withEndlessNumber(bytes))],
  ['a text that is not UTF-8', 'undecodable', value((bytes) => bytes.with(HEAD_BYTES + 1, 0xff))],
  [
    'a text longer than the record',
    'undecodable',
    value((bytes) => Uint8Array.of(...bytes.slice(0, HEAD_BYTES), 0xfe, 0xff, 0xff, 0xff, 0x0f)),
  ],
  [
    'an array of more items than the record has bytes',
    'undecodable',
    (good, _random, { encode }) =>
      plain(good, { topic: PAYMENTS, value: withHugeArray(encode({ ...good.payment, allocations: [] })) }),
  ],
  ['a type of another topic', 'unexpected-type', (good) => plain(good, { topic: ORDERS })],
  ['no key', 'missing-key', key(null)],
  ['an empty key', 'missing-key', key(new Uint8Array(0))],
  ['the key of another customer', 'invalid-key', key(utf8.encode('BAD-0'))],
  ['a key that is not UTF-8', 'invalid-key', key(Uint8Array.of(0xc3, 0x28, 0xff))],
  ['no value', 'missing-value', (good) => plain(good, { value: null })],
  [
    'on another partition than its key says',
    'wrong-partition',
    (good, _random, { partitionCount }) =>
      plain(good, { partition: (partitionOf(good.key, partitionCount) + 1) % partitionCount }),
  ],
  [
    'a timestamp a week ahead',
    'future-timestamp',
    (good, _random, { atMs }) => plain(good, { timestampMs: atMs + FAR_AHEAD_MS }),
    'refused-by-broker',
  ],
  ['ten megabytes', 'too-large', value((bytes) => padded(bytes, TEN_MEGABYTES))],
  ['just above one megabyte', 'too-large', value((bytes) => padded(bytes, 1024 * 1024 + 1))],
  ['a negative amount', 'invalid-content', invoice({ amountMinor: -12_000 })],
  ['an amount of zero', 'invalid-content', invoice({ amountMinor: 0 })],
  ['an absurd amount', 'invalid-content', invoice({ amountMinor: 9_000_000_000_000_000 })],
  ['an unknown currency', 'invalid-content', invoice({ currency: 'XQZ' })],
  ['a currency in small letters', 'invalid-content', invoice({ currency: 'cny' })],
  ['due before it was issued', 'invalid-content', (good, random, options) => dueBeforeIssued(good, random, options)],
  ['a day before 1990', 'invalid-content', invoice({ issuedOn: -40_000, dueOn: -39_990 })],
  ['a day far beyond the calendar', 'invalid-content', invoice({ dueOn: 2_000_000_000 })],
  ['__proto__ as an id', 'invalid-content', invoice({ invoiceId: '__proto__' })],
  ['an empty id', 'invalid-content', invoice({ invoiceId: '' })],
  ['a blank id', 'invalid-content', invoice({ eventId: '   ' })],
  ['control characters in an id', 'invalid-content', invoice({ salesRepId: 'R\u00001\n' })],
  ['an id of a thousand letters', 'invalid-content', invoice({ invoiceId: 'I'.repeat(1_000) })],
  ['__proto__ as key and customer', 'invalid-content', protoCustomer],
  ['invoice and allocations at once', 'invalid-content', payment({ invoiceId: 'BAD-I1' })],
  ['more allocated than paid', 'invalid-content', payment({ amountMinor: 1 })],
  ['a quantity that is not a number', 'invalid-content', quantityNotANumber],
  [
    'an invoice again with another amount',
    'contradicts-state',
    invoice({ eventId: 'BAD-E3', amountMinor: 7 }),
    invoice({}),
  ],
  ['a payment again with another amount', 'contradicts-state', paidAgain, payment({})],
  ['more taken back than was paid', 'contradicts-state', takenBackTwofold, payment({})],
]

function goodRecord({ encode, atMs, today }: BadRecordOptions, customerId: string, random: Random): GoodRecord {
  const amountMinor = random.integer(1_000, 900_000)
  const base = { customerId, amountMinor, currency: 'CNY' }
  const invoice: InvoiceIssued = {
    type: 'invoice-issued',
    eventId: `${customerId}-E1`,
    ...base,
    invoiceId: `${customerId}-I1`,
    salesRepId: 'R1',
    issuedOn: today - 1,
    dueOn: today + 29,
  }
  const payment: PaymentReceived = {
    type: 'payment-received',
    eventId: `${customerId}-E2`,
    ...base,
    paymentId: `${customerId}-P1`,
    receivedOn: today,
    allocations: [{ invoiceId: `${customerId}-I1`, amountMinor }],
  }
  const headers = { ce_id: invoice.eventId, ce_source: 'simulator/bad-records' }
  const value = encode(invoice)
  return { topic: INVOICES, key: utf8.encode(customerId), value, timestampMs: atMs, headers, invoice, payment }
}

/** The record alone, without the events it was made from. */
function plain(good: GoodRecord, change: Partial<OutgoingRecord>): OutgoingRecord {
  const { topic, key, value, timestampMs, headers } = good
  return { topic, key, value, timestampMs, headers, ...change }
}

/** A record without a usable key lies where its customer's other records lie. */
function partitionFor(recordKey: Uint8Array | null, good: GoodRecord, partitionCount: number): number {
  return partitionOf(recordKey !== null && recordKey.length > 0 ? recordKey : good.key, partitionCount)
}

function withSchemaId(bytes: Uint8Array, id: number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  new DataView(changed.buffer).setInt32(1, id)
  return changed
}

/** A number in Avro ends with a byte below 128: this one never ends. */
function withEndlessNumber(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 40 }, (_, index) => (index < HEAD_BYTES ? bytes[index]! : 0xff))
}

/** The last byte is the end of the empty array of allocations; in its place a block of 2^41 items begins. */
function withHugeArray(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.slice(0, -1), 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const long = new Uint8Array(length)
  long.set(bytes)
  return long
}

function dueBeforeIssued(good: GoodRecord, random: Random, options: BadRecordOptions): OutgoingRecord {
  return invoice({ dueOn: good.invoice.issuedOn - random.integer(1, 60) })(good, random, options)
}

function protoCustomer(good: GoodRecord, random: Random, options: BadRecordOptions): OutgoingRecord {
  return { ...invoice({ customerId: '__proto__' })(good, random, options), key: utf8.encode('__proto__') }
}

function quantityNotANumber(good: GoodRecord, _random: Random, { encode }: BadRecordOptions): OutgoingRecord {
  const { customerId, eventId, amountMinor, currency } = good.invoice
  const lines = [{ productId: 'SKU-1', quantity: Number.NaN, amountMinor }]
  const order = { orderId: `${customerId}-O1`, salesRepId: 'R1', amountMinor, currency, lines }
  return plain(good, { topic: ORDERS, value: encode({ type: 'order-placed', eventId, customerId, ...order }) })
}

function paidAgain(good: GoodRecord, random: Random, options: BadRecordOptions): OutgoingRecord {
  const amountMinor = good.payment.amountMinor * 2
  return payment({ eventId: `${good.payment.eventId}-again`, amountMinor })(good, random, options)
}

function takenBackTwofold(good: GoodRecord, _random: Random, { encode }: BadRecordOptions): OutgoingRecord {
  const { customerId, paymentId, amountMinor, currency, receivedOn } = good.payment
  const reversal = { reversalId: `${customerId}-R1`, paymentId, currency, reversedOn: receivedOn }
  const eventId = `${customerId}-E3`
  const bytes = encode({ type: 'payment-reversed', eventId, customerId, ...reversal, amountMinor: amountMinor * 2 })
  return plain(good, { topic: PAYMENTS, value: bytes })
}
