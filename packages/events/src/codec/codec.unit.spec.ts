import { describe, expect, it } from '@jest/globals'
import type { LogRecord } from '@tocsin/stream'
import { InvalidRecordError } from '@tocsin/stream'
import fc from 'fast-check'
import type {
  AlertFired,
  CustomerContributed,
  PortfolioFact,
  SalesEvent,
  SalesRepFact,
  SalesTargetSet,
} from '../generated.ts'
import { EVENT_SCHEMAS } from '../generated.ts'
import {
  createAlertCodec,
  createEventCodec,
  createMarkCodec,
  createPortfolioFactCodec,
  createSalesRepFactCodec,
  recordKeyOf,
  topicOf,
} from './codec.ts'
import { SAMPLE_INVOICE, SAMPLE_PAYMENT, sampleRecord } from './sample-records.ts'
import { createFixedRegistry } from './schema-source.ts'

const registry = createFixedRegistry()
const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A codec that has met every schema of ours. */
async function preparedCodec() {
  const codec = createEventCodec({ ...registry, nowMs: () => 0 })
  const heads = [...registry.schemaIds.values()].map((id) => sampleRecord(Uint8Array.of(0, ...int32(id))))
  await codec.prepare(heads)
  return codec
}

it('refuses the key under which the runtime keeps what is its own', async () => {
  const codec = await preparedCodec()
  const customerId = '\uffff'
  const record = sampleRecord(codec.encode({ ...SAMPLE_INVOICE, customerId }), { key: bytesOf(customerId) })
  expect(refusalOf(() => codec.decode(record))).toMatchObject({
    reason: 'invalid-content',
    message: expect.stringContaining('customerId is'),
  })
})

const int32 = (number: number) => [number >>> 24, number >>> 16, number >>> 8, number].map((byte) => byte & 0xff)

function refusalOf(decode: () => unknown): { reason: string; message: string } {
  try {
    decode()
  } catch (error) {
    if (error instanceof InvalidRecordError) return { reason: error.reason, message: error.message }
    throw error
  }
  throw new Error('the record was accepted')
}

describe('event codec', () => {
  it('reads what it wrote, as plain objects with their type', async () => {
    const codec = await preparedCodec()
    const invoice = codec.decode(sampleRecord(codec.encode(SAMPLE_INVOICE)))
    expect(invoice).toStrictEqual(SAMPLE_INVOICE)
    const payment = codec.decode(sampleRecord(codec.encode(SAMPLE_PAYMENT), { topic: 'sales.payments' }))
    expect(payment).toStrictEqual(SAMPLE_PAYMENT)
  })

  it('fills in what the writer left out', async () => {
    const codec = await preparedCodec()
    const { orderId: _order, contractId: _contract, ...short } = SAMPLE_INVOICE
    expect(codec.decode(sampleRecord(codec.encode(short)))).toStrictEqual(SAMPLE_INVOICE)
  })

  it('takes a limit of zero and a line that is free of charge', async () => {
    const codec = await preparedCodec()
    const ids = { eventId: 'evt-1', customerId: 'C-1001' }
    const limit: SalesEvent = { type: 'credit-limit-set', ...ids, limitMinor: 0, currency: 'CNY' }
    const lines = [{ productId: 'P-1', quantity: 1, amountMinor: 0 }]
    const { currency } = SAMPLE_INVOICE
    const order: SalesEvent = {
      type: 'order-placed',
      ...ids,
      orderId: 'O-1',
      salesRepId: 'R-7',
      amountMinor: 1,
      currency,
      lines,
    }
    for (const event of [limit, order]) {
      const record = sampleRecord(codec.encode(event), { topic: topicOf(event.type) })
      expect(codec.decode(record)).toMatchObject(event)
    }
  })

  it('refuses to write an event that does not fit its schema, naming the field', async () => {
    const codec = await preparedCodec()
    const broken = { ...SAMPLE_INVOICE, dueOn: 'soon' } as unknown as SalesEvent
    expect(() => codec.encode(broken)).toThrow('dueOn: "soon"')
  })

  it('grows its buffer for a large event', async () => {
    const codec = await preparedCodec()
    const allocations = Array.from({ length: 2000 }, (_, at) => ({ invoiceId: `INV-${at}`, amountMinor: 1 }))
    const large = { ...SAMPLE_PAYMENT, allocations }
    const record = sampleRecord(codec.encode(large), { topic: 'sales.payments' })
    expect(record.value!.length).toBeGreaterThan(16_000)
    expect(codec.decode(record)).toStrictEqual(large)
  })

  it('gives each schema of ours an id of its own in the fixed registry', () => {
    expect(new Set(registry.schemaIds.values()).size).toBe(EVENT_SCHEMAS.length)
    expect(new Set(EVENT_SCHEMAS.map((entry) => entry.type)).size).toBe(EVENT_SCHEMAS.length)
  })
})

describe('refused records', () => {
  const invoice = (change: object) => ({ ...SAMPLE_INVOICE, ...change })
  const payment = (change: object) => ({ ...SAMPLE_PAYMENT, ...change })
  const survey = (change: object): SalesEvent => ({
    type: 'satisfaction-surveyed',
    eventId: 'E-9',
    surveyId: 'Q-1',
    customerId: 'C-1',
    score: 4,
    scaleMin: 1,
    scaleMax: 5,
    surveyedOn: 20_514,
    ...change,
  })
  const target = (change: Partial<SalesTargetSet>): SalesTargetSet => {
    const common = { eventId: 'e-1', salesRepId: 'C-1001', amountMinor: 900, currency: 'CNY' }
    return { type: 'sales-target-set', ...common, fromOn: 20_454, toOn: 20_819, ...change }
  }
  const badContent: readonly (readonly [name: string, event: SalesEvent, message: string])[] = [
    ['a negative amount', invoice({ amountMinor: -1 }), 'amountMinor is -1'],
    ['an amount of zero', invoice({ amountMinor: 0 }), 'amountMinor is 0'],
    ['an absurd amount', invoice({ amountMinor: 9_000_000_000_000_000 }), 'amountMinor is 9000000000000000'],
    ['an unknown currency', invoice({ currency: 'XXQ' }), 'currency is "XXQ"'],
    ['a currency in small letters', invoice({ currency: 'cny' }), 'currency is "cny"'],
    ['due before issue', invoice({ dueOn: 20_513 }), 'dueOn 2026-03-01 lies before issuedOn 2026-03-02'],
    ['a day before 1990', invoice({ issuedOn: 0 }), 'issuedOn is day 0'],
    ['a day after 2100', invoice({ dueOn: 100_000 }), 'dueOn is day 100000'],
    ['an empty id', invoice({ invoiceId: '' }), 'invoiceId is empty'],
    ['a blank id', invoice({ invoiceId: '  ' }), 'invoiceId is empty'],
    ['__proto__ as an id', invoice({ invoiceId: '__proto__' }), 'invoiceId is "__proto__"'],
    ['a control character in an id', invoice({ salesRepId: 'R\u00007' }), 'salesRepId is "R\\u00007"'],
    ['a very long id', invoice({ eventId: 'x'.repeat(201) }), 'eventId has 201 characters'],
    ['two ways to name the paid invoice', payment({ invoiceId: 'INV-1' }), 'invoiceId and allocations'],
    ['an answer off its scale', survey({ score: 6 }), 'score 6 lies outside scaleMin 1 to scaleMax 5'],
    ['a scale of one step', survey({ scaleMin: 5 }), 'scaleMin 5 is not below scaleMax 5'],
    ['a target that ends before it begins', target({ toOn: 20_453 }), 'toOn 2025-12-31 lies before fromOn 2026-01-01'],
    ['a target for more than a year', target({ toOn: 20_820 }), 'lies 367 days from fromOn; a target has at most 366'],
    ['a score that is no number', survey({ score: Number.NaN }), 'score is NaN'],
    ['more allocated than paid', payment({ amountMinor: 10 }), 'allocations add up to 1250000'],
    [
      'a bad allocation',
      payment({ allocations: [{ invoiceId: '', amountMinor: -4 }] }),
      'allocations[0].invoiceId is empty; allocations[0].amountMinor is -4',
    ],
  ]

  it.each(badContent)('%s is invalid content', async (_name, event, message) => {
    const codec = await preparedCodec()
    const record = sampleRecord(codec.encode(event), { topic: topicOf(event.type) })
    const refusal = refusalOf(() => codec.decode(record))
    expect(refusal.reason).toBe('invalid-content')
    expect(refusal.message).toContain(message)
  })

  it('names all faults at once', async () => {
    const codec = await preparedCodec()
    const event = invoice({ amountMinor: -5, currency: 'XXQ', dueOn: 20_000, invoiceId: '' }) as SalesEvent
    const { message } = refusalOf(() => codec.decode(sampleRecord(codec.encode(event), { key: bytesOf('C-9') })))
    for (const field of ['amountMinor', 'currency', 'dueOn', 'invoiceId', 'the key "C-9"'])
      expect(message).toContain(field)
  })

  const badRecords: readonly (readonly [name: string, reason: string, spoil: (good: LogRecord) => LogRecord])[] = [
    ['no key', 'missing-key', (good) => ({ ...good, key: null })],
    ['an empty key', 'missing-key', (good) => ({ ...good, key: new Uint8Array(0) })],
    ['the key of another customer', 'invalid-key', (good) => ({ ...good, key: bytesOf('C-9') })],
    ['no value', 'missing-value', (good) => ({ ...good, value: null })],
    ['an empty value', 'undecodable', (good) => ({ ...good, value: new Uint8Array(0) })],
    ['a value above 1 MiB', 'too-large', (good) => ({ ...good, value: new Uint8Array(1024 * 1024 + 1) })],
    ['JSON instead of Avro', 'undecodable', (good) => ({ ...good, value: bytesOf('{"invoiceId":"INV-1"}') })],
    ['a truncated value', 'undecodable', (good) => ({ ...good, value: good.value!.subarray(0, 30) })],
    ['bytes after the end', 'undecodable', (good) => ({ ...good, value: Uint8Array.of(...good.value!, 0, 0) })],
    ['a type of another topic', 'unexpected-type', (good) => ({ ...good, topic: 'sales.orders' })],
    ['bytes that are not UTF-8', 'undecodable', (good) => ({ ...good, value: spoilFirstText(good.value!) })],
  ]

  it.each(badRecords)('%s: %s', async (_name, reason, spoil) => {
    const codec = await preparedCodec()
    const record = spoil(sampleRecord(codec.encode(SAMPLE_INVOICE)))
    expect(refusalOf(() => codec.decode(record)).reason).toBe(reason)
  })

  it('says so when the registry does not know the schema id', async () => {
    const codec = await preparedCodec()
    const record = sampleRecord(Uint8Array.of(0, 0, 0, 0, 9, 1, 2, 3))
    await codec.prepare([record])
    const refusal = refusalOf(() => codec.decode(record))
    expect(refusal).toEqual({ reason: 'unknown-schema-id', message: expect.stringContaining('schema 9') })
  })

  it('keeps memory when an array states more items than there are bytes', async () => {
    const codec = await preparedCodec()
    const good = codec.encode({ ...SAMPLE_PAYMENT, allocations: [] })
    const boastful = Uint8Array.of(...good.subarray(0, -1), 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)
    const record = sampleRecord(boastful, { topic: 'sales.payments' })
    expect(refusalOf(() => codec.decode(record))).toEqual({
      reason: 'undecodable',
      message: expect.stringContaining('more items than the record has bytes'),
    })
  })
})

/** Replaces the first letter of the first string (the event id) by a byte that never stands in UTF-8. */
function spoilFirstText(value: Uint8Array): Uint8Array {
  const spoilt = Uint8Array.from(value)
  spoilt[6] = 0xff
  return spoilt
}

describe('any bytes', () => {
  const schemaIds = [...registry.schemaIds]
  /** Those that the codec is for: it knows no key of others. */
  const topics = [...new Set(EVENT_SCHEMAS.map((entry) => entry.topic))].filter((topic) => topic.startsWith('sales.'))

  it('are read or refused, never anything else', async () => {
    const codec = await preparedCodec()
    const body = fc.uint8Array({ maxLength: 120 })
    fc.assert(
      fc.property(fc.constantFrom(...schemaIds), fc.constantFrom(...topics), body, ([, id], topic, bytes) => {
        acceptOrRefuse(() => codec.decode(sampleRecord(Uint8Array.of(0, ...int32(id), ...bytes), { topic })))
      }),
      { numRuns: 2000 },
    )
  })

  it('made by spoiling a good record are read or refused, never anything else', async () => {
    const codec = await preparedCodec()
    const good = [SAMPLE_INVOICE, SAMPLE_PAYMENT].map((event) => [codec.encode(event), topicOf(event.type)] as const)
    const spoils = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...good), spoils, ([value, topic], changes) => {
        const spoilt = Uint8Array.from(value)
        for (const [at, byte] of changes) spoilt[5 + (at % (spoilt.length - 5))] = byte
        acceptOrRefuse(() => codec.decode(sampleRecord(spoilt, { topic })))
      }),
      { numRuns: 2000 },
    )
  })
})

function acceptOrRefuse(decode: () => unknown): void {
  try {
    decode()
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error
  }
}

describe('alert codec', () => {
  const alert: AlertFired = {
    type: 'alert-fired',
    eventId: 'a1-1',
    alertId: 'a1',
    revision: 1,
    indicator: 'days-past-due',
    entityType: 'customer',
    entityId: 'C-1001',
    indicatorNameZh: '最长逾期天数',
    indicatorNameEn: 'Days past due',
    entityName: 'Lantern & Moss Trading',
    salesRepId: 'R-7',
    severity: 'warning',
    value: 31,
    unit: 'days',
    threshold: 30,
    breachedOn: 20_575,
    at: 1_777_680_000_000,
    reasonZh: '发票 INV-1 已逾期 31 天。',
    reasonEn: 'Invoice INV-1 is 31 days past due.',
    nextStepZh: '联系客户。',
    nextStepEn: 'Call the customer.',
    correction: false,
    evidence: {
      measures: [{ name: 'max-days-past-due', value: 31, unit: 'days', currency: null }],
      inputs: [{ topic: 'sales.invoices', partition: 3, offset: 17 }],
      currency: 'CNY',
    },
    ruleSetVersion: '1.0.0+3f9a0c12',
    ownerRole: 'credit-controller',
    likelihood: null,
    impact: null,
    riskLevel: null,
  }

  it('reads what it wrote, under the key of its entity', async () => {
    const codec = createAlertCodec({ ...registry, nowMs: () => 0 })
    const key = bytesOf(recordKeyOf(alert))
    const record = sampleRecord(codec.encode(alert), { topic: 'risk.alerts', key })
    await codec.prepare([record])
    expect(recordKeyOf(alert)).toBe('customer:C-1001')
    expect(codec.decode(record)).toStrictEqual(alert)
  })
})

describe('sales representative fact codec', () => {
  const common = { eventId: 'sales.invoices-3-17-0', salesRepId: 'R-7', customerId: 'C-1001', on: 20_575 }
  const paidWhole = { dueOn: 20_500, billedMinor: 900, billedInvoices: 1, openMinor: 0, undisputedOpenMinor: 0 }
  const dueDays = [{ ...paidWhole, openInvoices: 0, writtenOffMinor: 0 }]
  const sales = [{ currency: 'CNY', orderedMinor: 900, takenBackMinor: 0 }]
  const record: SalesRepFact = {
    type: 'representative-described',
    eventId: 'sales.representatives-3-17-0',
    salesRepId: 'R-7',
    on: 20_575,
    name: 'Lin Tao',
    team: null,
    manager: null,
    region: null,
    targets: [{ fromOn: 20_570, toOn: 20_600, currency: 'CNY', amountMinor: 5_000 }],
    limits: [{ currency: 'CNY', limitMinor: 0, setOn: 20_570, validToOn: null }],
    findings: [{ findingId: 'F1', category: 'side-letter', severity: 'major', foundOn: 20_570, closedOn: null }],
    reviewedOn: 20_571,
  }
  const facts: SalesRepFact[] = [
    { type: 'receivables-contributed', ...common, customerName: null, currency: 'CNY', dueDays },
    { type: 'receivables-contributed', ...common, customerName: 'Lantern & Moss', currency: 'CNY', dueDays: [] },
    { type: 'orders-contributed', ...common, orderedOn: 20_570, placed: 2, sales },
    { type: 'outcomes-contributed', ...common, outcome: 'deliveries', countedOn: 20_570, counted: 3, good: 2 },
    record,
    { type: 'contracts-contributed', ...common, decidedOn: 20_580, decided: 3, signed: 0 },
  ]
  const codec = createSalesRepFactCodec({ ...registry, nowMs: () => 0 })
  const recordOf = (fact: SalesRepFact, key = recordKeyOf(fact)) =>
    sampleRecord(codec.encode(fact), { topic: topicOf(fact.type), key: bytesOf(key) })

  it.each(facts)('reads the $type that it wrote, under the key of its representative', async (fact) => {
    await codec.prepare([recordOf(fact)])
    expect(recordKeyOf(fact)).toBe('R-7')
    expect(codec.decode(recordOf(fact))).toStrictEqual(fact)
  })

  it('refuses a fact under another key, and a sum below zero', async () => {
    const [fact] = facts
    await codec.prepare([recordOf(fact!)])
    expect(refusalOf(() => codec.decode(recordOf(fact!, 'C-1001'))).reason).toBe('invalid-key')
    const owed = [{ ...dueDays[0]!, openMinor: -1 }]
    const bad: SalesRepFact = { type: 'receivables-contributed', ...common, currency: 'CNY', dueDays: owed }
    expect(refusalOf(() => codec.decode(recordOf(bad)))).toMatchObject({
      reason: 'invalid-content',
      message: expect.stringContaining('dueDays[0].openMinor is -1'),
    })
  })
})

describe('what is told of products', () => {
  const product = { eventId: 'F-1', group: 'product:P-7', on: 20_575 }
  const known = { name: 'Wire', category: null, unit: 'm', leadTimeDays: 9, knownSinceOn: 20_500 }
  const facts: PortfolioFact[] = [
    { type: 'demand-contributed', ...product, customerId: 'C-1001', orderedOn: 20_574, quantityMilli: 2 ** 50 },
    { type: 'product-described', ...product, ...known, onHandMilli: -1_500, countedOn: 20_574 },
  ]

  it.each(facts)('reads the $type that it wrote, under the key of its product', async (fact) => {
    const codec = createPortfolioFactCodec({ ...registry, nowMs: () => 0 })
    const record = sampleRecord(codec.encode(fact), { topic: topicOf(fact.type), key: bytesOf(recordKeyOf(fact)) })
    await codec.prepare([record])
    expect(recordKeyOf(fact)).toBe('product:P-7')
    expect(codec.decode(record)).toStrictEqual(fact)
  })

  it('writes what a customer contributes to each of its groups as if it were told to that one alone', async () => {
    const told = { type: 'customer-contributed', customerId: 'C-1001', on: 20_575, customerName: '客户' } as const
    const orderDays = [{ orderedOn: 20_574, placed: 2 }]
    const body = { ...told, salesRepId: null, receivables: [], firstOrderOn: 20_574, lastOrderOn: 20_574 }
    const days = { orderDays, contractDays: [], expected: [] }
    const toGroup = (group: string, change: Partial<CustomerContributed> = {}): CustomerContributed => {
      return { ...body, ...days, eventId: `F-${group.slice(0, 20)}`, group, ...change }
    }
    const facts: CustomerContributed[] = [
      toGroup('segment:retail'),
      toGroup('portfolio:all'),
      toGroup('portfolio:all', { on: 20_576 }),
      toGroup('region:north', { on: 20_576, orderDays: [{ orderedOn: 20_576, placed: 1 }] }),
      toGroup('region:north', { on: 20_576, salesRepId: 'R-7', orderDays: [] }),
      // Of a group that many belong to: who tells it may be all that is different.
      toGroup('portfolio:all'),
      toGroup('portfolio:all', { customerId: 'C-1002' }),
      toGroup(`segment:${'客'.repeat(3_900)}`),
      toGroup('segment:retail'),
    ]
    const codec = createPortfolioFactCodec({ ...registry, nowMs: () => 0 })
    const inARow = facts.map((fact) => codec.encode(fact))
    const alone = facts.map((fact) => createPortfolioFactCodec({ ...registry, nowMs: () => 0 }).encode(fact))
    expect(inARow).toEqual(alone)
    const records = facts.map((fact, at) =>
      sampleRecord(inARow[at]!, { topic: topicOf(fact.type), key: bytesOf(fact.group) }),
    )
    await codec.prepare(records)
    expect(records.map((record) => codec.decode(record))).toStrictEqual(facts)
  })

  it('names the field of a contribution that does not fit, and writes the next one whole', () => {
    const codec = createPortfolioFactCodec({ ...registry, nowMs: () => 0 })
    const days = { orderDays: [], contractDays: [], expected: [] }
    const ids = { eventId: 'F-1', group: 'portfolio:all', customerId: 'C-1001' }
    const fact: CustomerContributed = { type: 'customer-contributed', ...ids, on: 20_575, receivables: [], ...days }
    const bytes = codec.encode(fact)
    const other = { ...fact, customerId: 'C-2002' }
    expect(() => codec.encode({ ...other, on: 'soon' as unknown as number })).toThrow('on: "soon"')
    expect(codec.encode(fact)).toEqual(bytes)
    expect(() => codec.encode({ ...fact, group: 7 as unknown as string })).toThrow('group: 7')
    expect(codec.encode(fact)).toEqual(bytes)
  })

  it('refuses quantities and lead times that cannot be, each with what it has to be', async () => {
    const codec = createEventCodec({ ...registry, nowMs: () => 0 })
    const about = { eventId: 'E-1', productId: 'P-7' }
    const counted: SalesEvent = { type: 'stock-counted', ...about, onHandQuantity: 0, countedOn: 20_575 }
    const moved: SalesEvent = { type: 'stock-moved', ...about, movedQuantity: -3, movedOn: 20_575, reason: 'scrap' }
    const listed: SalesEvent = { type: 'product-listed', ...about, name: 'Wire', replenishmentLeadTimeDays: 1 }
    const recordOf = (event: SalesEvent) =>
      sampleRecord(codec.encode(event), { topic: 'sales.stock', key: bytesOf(recordKeyOf(event)) })
    await codec.prepare([counted, moved, listed].map(recordOf))
    for (const good of [counted, moved, listed]) expect(recordKeyOf(codec.decode(recordOf(good)))).toBe('P-7')
    const bad = [
      { ...counted, onHandQuantity: -1 },
      { ...counted, onHandQuantity: 1e9 + 1 },
      { ...moved, movedQuantity: 0 },
      { ...moved, movedQuantity: -1e10 },
      { ...listed, replenishmentLeadTimeDays: 0 },
      { ...listed, replenishmentLeadTimeDays: 1000 },
    ].map((event) => refusalOf(() => codec.decode(recordOf(event))).message)
    expect(bad).toEqual([
      expect.stringContaining('onHandQuantity is -1: it lies between 0 and'),
      expect.stringContaining('onHandQuantity is 1000000001'),
      expect.stringContaining('movedQuantity is 0: nothing was moved'),
      expect.stringContaining('movedQuantity is -10000000000'),
      expect.stringContaining('replenishmentLeadTimeDays is 0: it lies between 1 and 999'),
      expect.stringContaining('replenishmentLeadTimeDays is 1000'),
    ])
  })
})

describe('mark codec', () => {
  it('reads what it wrote, and refuses a schema it does not know with what to do', () => {
    const codec = createMarkCodec(registry)
    const mark = { nextOffsets: [1, 2, 3, 4, 5_000_000_000], taskTimeMs: 1_772_400_000_000 }
    expect(codec.decode(codec.encode(mark))).toEqual(mark)
    const foreign = Uint8Array.from(codec.encode(mark))
    foreign.set([0, 0, 0, 0, 7])
    expect(() => codec.decode(foreign)).toThrow('TOCSIN_REGISTRY_URL')
  })

  it('reads marks of another version of its schema', () => {
    const older = EVENT_SCHEMAS.find((entry) => entry.type === 'mark')!.schema.replaceAll('"long"', '"int"')
    const codec = createMarkCodec({ schemaIds: registry.schemaIds, otherVersions: new Map([[7, older]]) })
    expect(codec.decode(Uint8Array.of(0, 0, 0, 0, 7, 2, 2, 0, 4))).toEqual({ nextOffsets: [1], taskTimeMs: 2 })
  })
})
