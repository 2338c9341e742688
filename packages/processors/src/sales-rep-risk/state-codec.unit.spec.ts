import { expect, test } from '@jest/globals'
import {
  emptyContribution,
  emptySalesRepBook,
  FACETS,
  FINDING_SEVERITIES,
  OUTCOME_KINDS,
  type ProductRecord,
  type RepDueDay,
  type RepRecord,
  type SalesRepBook,
} from '@tocsin/domain'
import fc from 'fast-check'
import { emptyEvidence } from '../evaluation/evidence.ts'
import { emptyOutlook } from '../evaluation/outlook.ts'
import type { OpenDay, SalesRepRiskState, SalesRepState } from './state.ts'
import { salesRepRiskStateCodec } from './state-codec.ts'

const day = fc.integer({ min: 18_000, max: 40_000 })
const amount = fc.maxSafeInteger()
const small = fc.integer({ min: -1_000, max: 100_000 })
const text = fc.string({ unit: 'grapheme', maxLength: 12 })

const dueDayArbitrary: fc.Arbitrary<RepDueDay> = fc
  .record({
    dueOn: day,
    billedMinor: amount,
    billedInvoices: small,
    writtenOffMinor: small,
    openMinor: small,
    disputed: small,
    openInvoices: small,
  })
  .map(({ disputed, ...dueDay }) => ({ ...dueDay, undisputedOpenMinor: dueDay.openMinor - disputed }))
const orderDay = fc.record({ day, placed: small })
const contractDay = fc.record({ day, decided: small, signed: small })
const salesDay = fc.record({ day, currency: fc.constantFrom('CNY', 'USD', 'JPY'), netMinor: amount })
const outcomeDay = fc.record({ day, kind: fc.constantFrom(...OUTCOME_KINDS), counted: small, good: small })
const target = fc
  .record({ fromOn: day, days: fc.nat({ max: 365 }), currency: fc.constantFrom('CNY', 'USD'), amountMinor: amount })
  .map(({ days, ...given }) => ({ ...given, toOn: given.fromOn + days }))
const limit = fc.record({
  currency: fc.constantFrom('CNY', 'USD'),
  limitMinor: amount,
  setOn: day,
  validToOn: fc.option(day),
})
const currency = fc.constantFrom('CNY', 'USD', 'JPY')
const list = <Value>(of: fc.Arbitrary<Value>) => fc.array(of, { maxLength: 5 })
const finding = fc.record({
  findingId: text,
  category: text,
  severity: fc.constantFrom(...FINDING_SEVERITIES),
  foundOn: day,
  closedOn: fc.option(day),
})
const record: fc.Arbitrary<RepRecord> = fc.record({
  name: fc.option(text),
  team: fc.option(text),
  manager: fc.option(text),
  region: fc.option(text),
  targets: fc.array(target, { maxLength: 5 }),
  limits: fc.array(limit, { maxLength: 5 }),
  findings: fc.array(finding, { maxLength: 5 }),
  reviewedOn: fc.option(day),
})
const demandDay = fc.record({ day, quantityMilli: amount })
const product: fc.Arbitrary<ProductRecord> = fc.record({
  name: fc.option(text),
  category: fc.option(text),
  unit: fc.option(text),
  leadTimeDays: fc.option(fc.integer({ min: 1, max: 999 })),
  knownSinceOn: fc.option(day),
  onHandMilli: fc.option(amount),
  countedOn: fc.option(day),
})
const book: fc.Arbitrary<SalesRepBook> = fc.record({
  currencies: list(
    fc.record({
      currency,
      dueDays: list(dueDayArbitrary),
      customers: list(fc.record({ customerId: text, name: fc.option(text), openMinor: amount })),
      sellers: list(fc.record({ salesRepId: text, openMinor: amount })),
      expected: list(fc.record({ untilOn: day, expectedMinor: amount, customers: small })),
    }),
  ),
  firstOrderOn: fc.option(day),
  orderDays: list(orderDay),
  contractDays: list(contractDay),
  salesDays: list(salesDay),
  outcomeDays: list(outcomeDay),
  customerDays: list(fc.record({ day, first: fc.integer(), latest: fc.integer() })),
  record: fc.option(record),
  demandDays: list(demandDay),
  product: fc.option(product),
})
const places = fc.array(fc.record({ topicIndex: fc.constant(0), offset: fc.nat() }), { maxLength: 3 })
const evidence = fc.record({
  partition: fc.nat(),
  byFacet: fc.array(places, { minLength: FACETS.length, maxLength: FACETS.length }),
})
const outlook = fc.oneof(
  fc.constant(emptyOutlook()),
  fc.record({ rulesKey: fc.integer({ min: 1 }), changed: fc.nat(), foreseenOn: list(fc.option(day)) }),
)
const stateArbitrary: fc.Arbitrary<SalesRepRiskState> = fc.oneof(
  fc.record({
    kind: fc.constant('sales-rep' as const),
    book,
    closedOn: fc.option(day),
    nextLookOn: fc.option(day),
    outlook,
    openDays: list(fc.record({ on: day, movements: book, evidence })),
    episodes: list(
      fc.record({
        indicatorId: text,
        episode: fc.record({
          phase: fc.constantFrom('pending' as const, 'firing' as const, 'resolved' as const),
          severity: fc.constantFrom('warning' as const, 'critical' as const),
          breachedOn: day,
          nth: fc.nat(),
          revision: fc.nat(),
        }),
      }),
    ),
    evidence,
  }),
  fc.record({
    kind: fc.constant('contribution' as const),
    customerName: fc.option(text),
    currencies: list(fc.record({ currency, dueDays: list(dueDayArbitrary) })),
    orderDays: list(orderDay),
    contractDays: list(contractDay),
    salesDays: list(salesDay),
    outcomeDays: list(outcomeDay),
    salesRepId: fc.option(text),
    firstOrderOn: fc.option(day),
    lastOrderOn: fc.option(day),
    demandDays: list(demandDay),
    expected: list(fc.record({ currency, expectedMinor: amount, untilOn: day })),
  }),
)

test('every state comes back from its bytes', () => {
  fc.assert(
    fc.property(stateArbitrary, (state) => {
      expect(salesRepRiskStateCodec.decode(salesRepRiskStateCodec.encode(state), 'R1')).toEqual(state)
    }),
  )
})

test('what was not asked for goes back as it came, and what was asked for as well', () => {
  fc.assert(
    fc.property(stateArbitrary, fc.nat(), (state, chosen) => {
      const bytes = salesRepRiskStateCodec.encode(state)
      const copy = salesRepRiskStateCodec.decode(bytes, 'R1')
      expect(salesRepRiskStateCodec.encode(copy)).toEqual(bytes)
      if (copy.kind === 'contribution') return
      const asked = [copy, ...copy.openDays][chosen % (copy.openDays.length + 1)] as SalesRepState | OpenDay
      expect('book' in asked ? asked.book : asked.movements).toBeDefined()
      expect(salesRepRiskStateCodec.encode(copy)).toEqual(bytes)
    }),
  )
})

test('a book that was read and changed is written as it is now', () => {
  fc.assert(
    fc.property(stateArbitrary, day, (state, firstOrderOn) => {
      if (state.kind === 'contribution') return
      const copy = salesRepRiskStateCodec.decode(salesRepRiskStateCodec.encode(state), 'R1') as SalesRepState
      copy.book.firstOrderOn = firstOrderOn
      const again = salesRepRiskStateCodec.decode(salesRepRiskStateCodec.encode(copy), 'R1')
      expect(again).toEqual({ ...state, book: { ...state.book, firstOrderOn } })
    }),
  )
})

test('a movement into one day changes that day alone, and what is read of it afterwards', () => {
  const on = 20_520
  const placed = (day: number) => ({ ...emptySalesRepBook(), orderDays: [{ day, placed: 2 }] })
  const copy = copied({
    kind: 'sales-rep',
    book: placed(on - 1),
    closedOn: on - 1,
    nextLookOn: null,
    outlook: emptyOutlook(),
    openDays: [on, on + 1].map((day) => ({ on: day, movements: placed(day), evidence: emptyEvidence() })),
    episodes: [],
    evidence: emptyEvidence(),
  })
  copy.openDays[1]?.movements.orderDays.push({ day: on + 2, placed: -1 })
  const again = copied(copy)
  expect([again.book, ...again.openDays.map(({ movements }) => movements)].map(({ orderDays }) => orderDays)).toEqual([
    [{ day: on - 1, placed: 2 }],
    [{ day: on, placed: 2 }],
    [
      { day: on + 1, placed: 2 },
      { day: on + 2, placed: -1 },
    ],
  ])
})

function copied(state: SalesRepState): SalesRepState {
  return salesRepRiskStateCodec.decode(salesRepRiskStateCodec.encode(state), 'R1') as SalesRepState
}

test('bytes that are cut off are refused', () => {
  const bytes = salesRepRiskStateCodec.encode({
    kind: 'contribution',
    ...emptyContribution(),
    customerName: 'Pine Works',
    orderDays: [{ day: 20_500, placed: 3 }],
  })
  expect(() => salesRepRiskStateCodec.decode(bytes.subarray(0, 3), 'R1')).toThrow(RangeError)
})

test('a representative with 1,000 customers that owe on 300 due days, and a year of sales, takes less than 44 KB', () => {
  const dueDays = Array.from({ length: 300 }, (_, index) => ({
    dueOn: 20_400 + index,
    billedMinor: 7_654_321_00,
    billedInvoices: 40,
    writtenOffMinor: 0,
    openMinor: 1_234_567_00,
    undisputedOpenMinor: 1_234_567_00,
    openInvoices: 12,
  }))
  const customers = Array.from({ length: 1_000 }, (_, index) => ({
    customerId: `C-${100_000 + index}`,
    name: 'Invented Works Ltd.',
    openMinor: 1_234_567,
  }))
  const orderDays = Array.from({ length: 120 }, (_, index) => ({ day: 20_400 + index, placed: 30 }))
  const contractDays = Array.from({ length: 90 }, (_, index) => ({ day: 20_400 + index, decided: 5, signed: 2 }))
  const salesDays = Array.from({ length: 366 }, (_, index) => ({
    day: 20_154 + index,
    currency: 'CNY',
    netMinor: 7_654_321_00 + index,
  }))
  const currencies = [{ currency: 'CNY', dueDays, customers, sellers: [], expected: [] }]
  const bytes = salesRepRiskStateCodec.encode({
    kind: 'sales-rep',
    book: { ...emptySalesRepBook(), currencies, firstOrderOn: 20_000, orderDays, contractDays, salesDays },
    closedOn: 20_520,
    nextLookOn: null,
    outlook: emptyOutlook(),
    openDays: [],
    episodes: [],
    evidence: { partition: 0, byFacet: FACETS.map(() => []) },
  })
  expect(bytes.length).toBeLessThan(44_000)
})
