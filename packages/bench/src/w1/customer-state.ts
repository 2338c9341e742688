/** One customer of W1: the last 30 days in day buckets, the open invoices, and which of four indicators are breached. */
import { ByteReader, ByteWriter, type W1Event } from './wire.ts'

export const DAY_MS = 86_400_000
const BUCKET_DAYS = 30
const MOST_INVOICES = 64
const INDICATORS = 4

interface OpenInvoice {
  readonly id: string
  readonly dueAt: number
  openMinor: number
}

/** What happened on one day. */
interface Bucket {
  readonly day: number
  orders: number
  orderMinor: number
  offered: number
  signed: number
}

export interface W1State {
  /** Highest time seen of this customer; 0 before the first event. */
  now: number
  /** One bit for each indicator. */
  breaches: number
  paidOnTime: number
  paidLate: number
  lastPaymentAt: number
  /** By indicator; 0 for none. */
  readonly changedAt: [number, number, number, number]
  readonly invoices: OpenInvoice[]
  /** Days of the last 30 on which something happened, in no order. */
  buckets: Bucket[]
}

export interface IndicatorChange {
  /** 1 to 4. */
  readonly indicator: number
  readonly isBreach: boolean
  readonly value: number
}

export function initialW1State(): W1State {
  return {
    now: 0,
    breaches: 0,
    paidOnTime: 0,
    paidLate: 0,
    lastPaymentAt: 0,
    changedAt: [0, 0, 0, 0],
    invoices: [],
    buckets: [],
  }
}

/** Books an event, measures all four indicators, and returns the changes that alert. `quietMs` 0: every change does. */
export function applyW1Event(state: W1State, event: W1Event, quietMs: number): readonly IndicatorChange[] {
  advance(state, event.at)
  book(state, event)
  return updateIndicators(state, quietMs)
}

function advance(state: W1State, at: number): void {
  if (at <= state.now) return
  const day = Math.floor(at / DAY_MS)
  if (day !== Math.floor(state.now / DAY_MS)) {
    const oldest = day - BUCKET_DAYS
    if (state.buckets.some((bucket) => bucket.day <= oldest)) {
      state.buckets = state.buckets.filter((bucket) => bucket.day > oldest)
    }
  }
  state.now = at
}

function book(state: W1State, event: W1Event): void {
  switch (event.kind) {
    case 'order': {
      const bucket = bucketOf(state, event.at)
      if (bucket === undefined) return
      bucket.orders += 1
      bucket.orderMinor += event.amountMinor
      return
    }
    case 'invoice':
      if (state.invoices.length === MOST_INVOICES) state.invoices.shift()
      state.invoices.push({ id: event.invoiceId, dueAt: event.dueAt, openMinor: event.amountMinor })
      return
    case 'payment': {
      if (event.at > state.lastPaymentAt) state.lastPaymentAt = event.at
      const index = state.invoices.findIndex((invoice) => invoice.id === event.invoiceId)
      const invoice = state.invoices[index]
      if (invoice === undefined) return
      invoice.openMinor -= event.amountMinor
      if (invoice.openMinor > 0) return
      if (event.at <= invoice.dueAt) state.paidOnTime += 1
      else state.paidLate += 1
      state.invoices.splice(index, 1)
      return
    }
    case 'contract': {
      if (event.status !== 'offered' && event.status !== 'signed') return
      const bucket = bucketOf(state, event.at)
      if (bucket !== undefined) bucket[event.status] += 1
    }
  }
}

/** Undefined for a day that lies too far back to count. */
function bucketOf(state: W1State, at: number): Bucket | undefined {
  const day = Math.floor(at / DAY_MS)
  if (day <= Math.floor(state.now / DAY_MS) - BUCKET_DAYS) return undefined
  for (const bucket of state.buckets) if (bucket.day === day) return bucket
  const bucket: Bucket = { day, orders: 0, orderMinor: 0, offered: 0, signed: 0 }
  state.buckets.push(bucket)
  return bucket
}

const NO_CHANGES: readonly IndicatorChange[] = []
const values = [0, 0, 0, 0]

function updateIndicators(state: W1State, quietMs: number): readonly IndicatorChange[] {
  const breaches = evaluate(state)
  const changed = breaches ^ state.breaches
  if (changed === 0) return NO_CHANGES
  state.breaches = breaches
  const alerting: IndicatorChange[] = []
  for (let index = 0; index < INDICATORS; index += 1) {
    if (((changed >> index) & 1) === 0) continue
    const before = state.changedAt[index]!
    if (quietMs === 0 || (before !== 0 && state.now - before >= quietMs)) {
      alerting.push({ indicator: index + 1, isBreach: ((breaches >> index) & 1) === 1, value: values[index]! })
    }
    state.changedAt[index] = state.now
  }
  return alerting
}

/** Leaves the four values in `values` and returns the breached ones as bits. */
function evaluate(state: W1State): number {
  let open = 0
  let overdue = 0
  for (const invoice of state.invoices) {
    open += invoice.openMinor
    if (invoice.dueAt < state.now) overdue += invoice.openMinor
  }
  const weekBegins = Math.floor(state.now / DAY_MS) - 6
  let month = 0
  let week = 0
  let offered = 0
  let signed = 0
  for (const bucket of state.buckets) {
    month += bucket.orderMinor
    if (bucket.day >= weekBegins) week += bucket.orderMinor
    offered += bucket.offered
    signed += bucket.signed
  }
  const overdueRatio = open === 0 ? 0 : overdue / open
  const volumeRatio = month > 0 ? (week * (30 / 7)) / month : 0
  const signedRatio = offered >= 5 ? signed / offered : 0
  const exposureRatio = open / 50_000_000
  values[0] = overdueRatio
  values[1] = volumeRatio
  values[2] = signedRatio
  values[3] = exposureRatio
  return (
    (overdueRatio > 0.3 ? 1 : 0) |
    (month > 0 && volumeRatio < 0.5 ? 2 : 0) |
    (offered >= 5 && signedRatio < 0.3 ? 4 : 0) |
    (exposureRatio > 0.9 ? 8 : 0)
  )
}

const writer = new ByteWriter(16_384)
const reader = new ByteReader()

/** Varints; times as distances to the customer's clock, days to its day. */
export function encodeW1State(state: W1State): Uint8Array {
  const { now, invoices, buckets, changedAt } = state
  writer.unsigned(now)
  writer.unsigned(state.breaches)
  writer.unsigned(state.paidOnTime)
  writer.unsigned(state.paidLate)
  writer.unsigned(state.lastPaymentAt === 0 ? 0 : now - state.lastPaymentAt + 1)
  for (const at of changedAt) writer.unsigned(at === 0 ? 0 : now - at + 1)
  writer.unsigned(invoices.length)
  for (const { id, dueAt, openMinor } of invoices) {
    writer.unsigned(id.length)
    writer.text(id)
    writer.unsigned(dueAt)
    writer.unsigned(openMinor)
  }
  const today = Math.floor(now / DAY_MS)
  writer.unsigned(buckets.length)
  for (const bucket of buckets) {
    writer.unsigned(today - bucket.day)
    writer.unsigned(bucket.orders)
    writer.unsigned(bucket.orderMinor)
    writer.unsigned(bucket.offered)
    writer.unsigned(bucket.signed)
  }
  return writer.take()
}

export function decodeW1State(bytes: Uint8Array): W1State {
  reader.open(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
  const now = reader.unsigned()
  const breaches = reader.unsigned()
  const paidOnTime = reader.unsigned()
  const paidLate = reader.unsigned()
  const momentBefore = () => {
    const distance = reader.unsigned()
    return distance === 0 ? 0 : now - distance + 1
  }
  const lastPaymentAt = momentBefore()
  const changedAt: W1State['changedAt'] = [momentBefore(), momentBefore(), momentBefore(), momentBefore()]
  const invoices: OpenInvoice[] = []
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    const id = reader.text(reader.unsigned())
    invoices.push({ id, dueAt: reader.unsigned(), openMinor: reader.unsigned() })
  }
  const today = Math.floor(now / DAY_MS)
  const buckets: Bucket[] = []
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    buckets.push({
      day: today - reader.unsigned(),
      orders: reader.unsigned(),
      orderMinor: reader.unsigned(),
      offered: reader.unsigned(),
      signed: reader.unsigned(),
    })
  }
  return { now, breaches, paidOnTime, paidLate, lastPaymentAt, changedAt, invoices, buckets }
}
