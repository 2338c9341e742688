/** Whatever is sent: valid events reach the log as the shared codec reads them, all else is told, nothing is a 500. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { formatCalendarDay } from '@tocsin/domain'
import { createEventCodec, createFixedRegistry, type SalesEvent } from '@tocsin/events'
import fc from 'fast-check'
import { EVENT_TYPES, type EventType, type Field } from '../content/event-types.ts'
import { NOW_MS, openSampleApp, type SampleApp } from '../testing/sample-app.ts'
import { EXAMPLE_EVENT } from './openapi.ts'

let sample: SampleApp
beforeAll(async () => {
  sample = await openSampleApp()
})
afterAll(() => sample.app.close())

const RUNS = { numRuns: 120 }
const types = [...EVENT_TYPES.values()]
const id = fc.stringMatching(/^[A-Za-z0-9\u4e00-\u4e20][A-Za-z0-9 .:\u4e00-\u4e20-]{0,30}[A-Za-z0-9]$/u)
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => !value.includes('\ufffd'))

test('a valid event of any type survives to the bytes that readers read', async () => {
  const codec = createEventCodec({ ...createFixedRegistry(), nowMs: () => NOW_MS })
  let serial = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...types).chain(validEvent), async ({ type, data }) => {
      sample.records.length = 0
      const eventId = `valid-${serial++}`
      const { status, body } = await sample.post({
        specversion: '1.0',
        id: eventId,
        source: 'erp',
        type: type.name,
        data,
      })
      expect({ status, faults: body.faults }).toEqual({ status: 202, faults: undefined })
      const [record] = sample.records
      if (record === undefined) throw new Error('nothing was written')
      const received = { ...record, partition: 0, offset: 0 }
      await codec.prepare([received])
      expect(asSent(codec.decode(received), type)).toEqual({ ...emptyOf(type), ...data })
    }),
    RUNS,
  )
})

test('any JSON, in any place of an event, is answered, and each answer is on record', async () => {
  const anything = fc.jsonValue({ maxDepth: 3 })
  const places = fc.constantFrom<(value: unknown) => unknown>(
    (value) => value,
    (value) => ({ ...EXAMPLE_EVENT, data: value }),
    ...Object.keys(EXAMPLE_EVENT).map((name) => (value: unknown) => ({ ...EXAMPLE_EVENT, [name]: value })),
    ...Object.keys(EXAMPLE_EVENT.data).map((name) => (value: unknown) => ({
      ...EXAMPLE_EVENT,
      data: { ...EXAMPLE_EVENT.data, [name]: value },
    })),
  )
  await fc.assert(
    fc.asyncProperty(anything, places, async (value, put) => {
      sample.records.length = 0
      const { status, body } = await sample.post(put(value), { headers: { 'accept-language': 'zh' } })
      expect([202, 400, 409, 422]).toContain(status)
      if (status === 202) return
      expect(sample.records.map(({ topic }) => topic)).toEqual(['ingest.refused'])
      expect(body.faults?.length).toBeGreaterThan(0)
      for (const { what, hint } of body.faults ?? []) {
        expect(what).toMatch(/\p{Script=Han}/u)
        expect(hint).toMatch(/\p{Script=Han}/u)
      }
    }),
    { numRuns: 300 },
  )
})

test('values that readers would refuse are told in Chinese, too', async () => {
  const spoilt = fc.constantFrom<[keyof typeof EXAMPLE_EVENT.data, unknown]>(
    ['invoiceId', ''],
    ['invoiceId', ' blank'],
    ['invoiceId', 'x'.repeat(201)],
    ['customerId', '__proto__'],
    ['customerId', 'a\u0000b'],
    ['salesRepId', '\ufffd'],
    ['salesRepId', 'half \ud800'],
    ['amountMinor', 0],
    ['amountMinor', -5],
    ['amountMinor', 1e300],
    ['currency', 'cny'],
    ['issuedOn', '1970-01-01'],
    ['dueOn', '2026-03-01'],
  )
  await fc.assert(
    fc.asyncProperty(spoilt, async ([name, value]) => {
      const event = { ...EXAMPLE_EVENT, data: { ...EXAMPLE_EVENT.data, [name]: value } }
      const { status, body } = await sample.post(event, { headers: { 'accept-language': 'zh' } })
      expect(status).toBe(422)
      expect(body.faults?.map(({ pointer }) => pointer)).toContain(`/data/${name}`)
      for (const { what } of body.faults ?? []) expect(what).toMatch(/\p{Script=Han}/u)
    }),
    { numRuns: 40 },
  )
})

test('quantities and lead times that readers would refuse are told in Chinese, too', async () => {
  const moved = { productId: 'P-7', movedQuantity: -3, movedOn: '2026-03-01', reason: 'scrap' }
  const listed = { productId: 'P-7', name: 'Wire', replenishmentLeadTimeDays: 9 }
  const lines = [{ productId: 'P-7', quantity: 2e9, amountMinor: 0 }]
  const order = { orderId: 'O-1', customerId: 'C-1', salesRepId: 'R-7', amountMinor: 1, currency: 'CNY' }
  const post = (type: string, data: Record<string, unknown>) =>
    sample.post({ ...EXAMPLE_EVENT, id: type, type, data }, { headers: { 'accept-language': 'zh' } })
  expect((await post('stock-moved', moved)).status).toBe(202)
  for (const [type, data, what] of [
    ['stock-moved', { ...moved, movedQuantity: 0 }, 'movedQuantity 为 0：没有出入库'],
    [
      'product-listed',
      { ...listed, replenishmentLeadTimeDays: 0 },
      'replenishmentLeadTimeDays 的值 0 须在 1 至 999 之间',
    ],
    ['order-placed', { ...order, lines }, 'lines[0].quantity 的值 2000000000 须在 0 至 1000000000 之间'],
  ] as const) {
    const { status, body } = await post(type, data)
    expect({ status, whats: body.faults?.map((fault) => fault.what) }).toEqual({ status: 422, whats: [what] })
  }
})

test('any bytes, as any content type, are answered', async () => {
  const contentTypes = [
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json',
    'text/csv',
    '',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(...contentTypes),
      async (bytes, contentType) => {
        const isFile = contentType === 'text/csv'
        const { status } = await sample.post(Buffer.from(bytes), {
          url: isFile ? '/v1/upload?type=payment-received&source=erp' : '/v1/events',
          headers: { 'content-type': contentType },
        })
        expect([202, 400, 415, 422]).toContain(status)
      },
    ),
    RUNS,
  )
})

interface Valid {
  readonly type: EventType
  readonly data: Record<string, unknown>
}

function validEvent(type: EventType): fc.Arbitrary<Valid> {
  return fieldsOf(type.fields).map((data) => ({ type, data: consistent(data) }))
}

function fieldsOf(fields: readonly Field[]): fc.Arbitrary<Record<string, unknown>> {
  const requiredKeys = fields.filter(({ fallback }) => fallback === undefined).map(({ name }) => name)
  const values = Object.fromEntries(fields.map((field) => [field.name, valueOfField(field)]))
  return fc.record(values, { requiredKeys, noNullPrototype: true })
}

function valueOfField(field: Field): fc.Arbitrary<unknown> {
  const value = presentValue(field)
  return field.isNullable ? fc.option(value) : value
}

function presentValue({ name, type }: Field): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'text':
      if (name === 'currency') return fc.constantFrom('CNY', 'EUR', 'JPY', 'KWD')
      return /Id$/u.test(name) ? id : text
    case 'integer':
      return fc.integer({ min: 1, max: 100_000_000_000_000 })
    case 'number':
      return fc.double({ min: 0.01, max: 1e6, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'day':
      return fc.integer({ min: 7305, max: 47_846 }).map(formatCalendarDay)
    case 'choice':
      return fc.constantFrom(...type.words)
    case 'texts':
      return fc.array(text, { maxLength: 3 })
    case 'list':
      return fc.array(fieldsOf(type.fields), { maxLength: 3 })
  }
}

/** What two fields say together is made to agree: the checks of that have their own tests. */
function consistent(data: Record<string, unknown>): Record<string, unknown> {
  const mended = { ...data }
  for (const [first, second] of [
    ['issuedOn', 'dueOn'],
    ['validFromOn', 'validToOn'],
    ['offeredOn', 'offerValidToOn'],
  ] as const) {
    const [from, to] = [mended[first], mended[second]]
    if (typeof from !== 'string' || typeof to !== 'string' || from <= to) continue
    mended[first] = to
    mended[second] = from
  }
  if ('allocations' in mended) mended.allocations = []
  if (typeof mended.score === 'number' && 'scoreMax' in mended) {
    mended.scoreMin = 0
    mended.scoreMax = Math.max(mended.score, Number(mended.scoreMax))
    mended.currency = 'CNY'
  }
  if (typeof mended.score === 'number' && 'scaleMax' in mended) {
    mended.scaleMin = 0
    mended.scaleMax = Math.max(mended.score, Number(mended.scaleMax))
  }
  if (typeof mended.replenishmentLeadTimeDays === 'number') mended.replenishmentLeadTimeDays = 9
  // A target runs for a year at most.
  if ('fromOn' in mended) mended.toOn = mended.fromOn
  return mended
}

function emptyOf(type: EventType): Record<string, unknown> {
  return Object.fromEntries(type.fields.flatMap(({ name, fallback }) => (fallback ? [[name, fallback.value]] : [])))
}

/** A decoded event, written as a sender would: days as texts, without what the envelope says. */
function asSent({ type: _, eventId: __, ...event }: SalesEvent, type: EventType): Record<string, unknown> {
  const days = new Set(type.fields.filter((field) => field.type.kind === 'day').map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      days.has(name) && typeof value === 'number' ? formatCalendarDay(value) : (value as unknown),
    ]),
  )
}
