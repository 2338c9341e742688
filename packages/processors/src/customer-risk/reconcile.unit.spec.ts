import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay, timelineOf } from '@tocsin/domain'
import type { PortfolioFact, SalesRepFact } from '@tocsin/events'
import { rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { productEntityId } from './on-record/product-state.ts'
import { representativeEntityId } from './on-record/representative-state.ts'
import { customerReconciliation } from './reconcile.ts'

const day = parseCalendarDay
const NOW = Date.UTC(2026, 2, 9, 8)
const decoder = {
  prepare: () => undefined,
  decode: () => {
    throw new Error('nothing is read here')
  },
}
const reconciliation = customerReconciliation(timelineOf(rulesWith(sampleIndicators.daysPastDue)), decoder)
const told = (...differences: Parameters<typeof reconciliation.reconcile>[1]) =>
  reconciliation.reconcile(undefined, differences, NOW).outputs

const common = { eventId: 'F-1', salesRepId: 'R-07', customerId: 'C7', on: day('2026-03-05') }
const orders: SalesRepFact = { type: 'orders-contributed', ...common, orderedOn: day('2026-03-05'), placed: 3 }
const contracts: SalesRepFact = {
  type: 'contracts-contributed',
  ...common,
  decidedOn: day('2026-03-05'),
  decided: 2,
  signed: 1,
}
const outcomes: SalesRepFact = {
  type: 'outcomes-contributed',
  ...common,
  outcome: 'fulfilments',
  countedOn: day('2026-03-05'),
  counted: 2,
  good: 1,
}
const record: SalesRepFact = {
  type: 'representative-described',
  eventId: 'F-2',
  salesRepId: 'R-07',
  on: day('2026-03-05'),
  name: 'Lin Tao',
  targets: [],
  limits: [{ currency: 'CNY', limitMinor: 900, setOn: day('2026-03-05'), validToOn: null }],
  findings: [],
  reviewedOn: day('2026-03-05'),
}
const product = { eventId: 'F-3', group: 'product:P1', on: day('2026-03-05') }
const ordered = { orderedOn: day('2026-03-05'), quantityMilli: 3_000 }
const receivables: SalesRepFact = {
  type: 'receivables-contributed',
  ...common,
  customerName: 'Paper Moon Trading',
  currency: 'CNY',
  dueDays: [
    {
      dueOn: day('2026-03-01'),
      billedMinor: 100_00,
      billedInvoices: 1,
      openMinor: 100_00,
      undisputedOpenMinor: 100_00,
      openInvoices: 1,
      writtenOffMinor: 0,
    },
  ],
}

describe('a fact', () => {
  test('that differs, or was never told, is told as it is computed', () => {
    expect(told({ computed: orders, published: { ...orders, placed: 2 } })).toEqual([orders])
    expect(told({ computed: contracts, published: undefined })).toEqual([contracts])
  })

  test('that nothing makes any more is told as nothing, once', () => {
    const [noOrders, noContracts, noReceivables, noOutcomes, noRecord] = [
      orders,
      contracts,
      receivables,
      outcomes,
      record,
    ].map((published) => told({ computed: undefined, published })[0] as SalesRepFact)
    expect(noOrders).toMatchObject({ orderedOn: day('2026-03-05'), placed: 0 })
    expect(noContracts).toMatchObject({ decided: 0, signed: 0 })
    expect(noReceivables).toMatchObject({ currency: 'CNY', dueDays: [] })
    expect(noOutcomes).toMatchObject({ outcome: 'fulfilments', counted: 0, good: 0 })
    expect(noRecord).toMatchObject({ name: 'Lin Tao', limits: [], findings: [], reviewedOn: null })
    for (const published of [noOrders, noContracts, noReceivables, noOutcomes, noRecord])
      expect(told({ computed: undefined, published })).toEqual([])
  })

  test('is about representative, customer, and currency or day', () => {
    const subjects = [
      orders,
      { ...orders, orderedOn: day('2026-03-06') },
      { ...orders, salesRepId: 'R-08' },
      contracts,
      receivables,
      { ...receivables, currency: 'USD' },
      outcomes,
      { ...outcomes, outcome: 'deliveries' as const },
      record,
      { ...record, salesRepId: 'R-08' },
    ].map((fact) => reconciliation.subjectOf(fact))
    expect(new Set(subjects).size).toBe(subjects.length)
    expect(reconciliation.subjectOf({ ...orders, placed: 9, on: day('2026-03-09') })).toBe(subjects[0])
    expect(reconciliation.entityOf(receivables)).toBe('C7')
    // The task keeps a representative apart from a customer of the same id.
    expect(reconciliation.entityOf(record)).toBe(representativeEntityId('R-07'))
  })

  test('about a product is told as nothing when nothing makes it any more, by customer and day, and forgotten in the end', () => {
    const demand: PortfolioFact = { type: 'demand-contributed', ...product, customerId: 'C7', ...ordered }
    const stock: PortfolioFact = { type: 'product-described', ...product, name: 'Wire', onHandMilli: 7, countedOn: 1 }
    expect(told({ computed: demand, published: undefined })).toEqual([demand])
    const [noDemand, noStock] = [demand, stock].map((published) => told({ computed: undefined, published })[0])
    expect(noDemand).toMatchObject({ group: 'product:P1', customerId: 'C7', quantityMilli: 0 })
    expect(noStock).toMatchObject({ name: 'Wire', onHandMilli: null, countedOn: null })
    expect(told({ computed: undefined, published: noDemand }, { computed: undefined, published: noStock })).toEqual([])
    const subjects = [demand, { ...demand, orderedOn: day('2026-03-06') }, { ...demand, customerId: 'C8' }, stock]
    expect(new Set(subjects.map((fact) => reconciliation.subjectOf(fact))).size).toBe(4)
    expect([demand, stock].map((fact) => reconciliation.entityOf(fact))).toEqual(['C7', productEntityId('P1')])
    expect(reconciliation.isForgotten?.(demand, NOW)).toBe(false)
    expect(reconciliation.isForgotten?.({ ...demand, orderedOn: day('2025-08-11') }, NOW)).toBe(true)
    expect(reconciliation.isForgotten?.({ ...stock, on: day('2020-01-01') }, NOW)).toBe(false)
  })

  test('of a day that no representative looks back to is forgotten', () => {
    expect(reconciliation.isForgotten?.(orders, NOW)).toBe(false)
    expect(reconciliation.isForgotten?.({ ...orders, orderedOn: day('2025-06-01') }, NOW)).toBe(true)
    expect(reconciliation.isForgotten?.({ ...contracts, decidedOn: day('2025-06-01') }, NOW)).toBe(true)
    expect(reconciliation.isForgotten?.(receivables, NOW)).toBe(false)
    expect(reconciliation.isForgotten?.({ ...outcomes, countedOn: day('2025-06-01') }, NOW)).toBe(false)
    expect(
      reconciliation.isForgotten?.({ ...outcomes, outcome: 'deliveries', countedOn: day('2025-06-01') }, NOW),
    ).toBe(true)
    expect(reconciliation.isForgotten?.({ ...record, on: day('2020-01-01') }, NOW)).toBe(false)
  })
})
