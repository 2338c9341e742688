import type { DueDay, SalesRepFact } from '@tocsin/events'
import fc from 'fast-check'

export const FIRST_DAY = 20_500
const REPS = ['R1', 'R2']

/** What one task of customer-risk puts out, in its order: its days never fall. */
export type SourceFacts = readonly SalesRepFact[]

/** Several sources, each with customers of its own, all telling of the same representatives. */
export const arbitrarySources: fc.Arbitrary<readonly SourceFacts[]> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => sourceArbitrary(index))))

function sourceArbitrary(source: number): fc.Arbitrary<SourceFacts> {
  const told = fc.record({ daysLater: fc.constantFrom(0, 0, 1, 3, 14, 40), fact: factArbitrary(source) })
  return fc.array(told, { maxLength: 25 }).map((entries) => {
    let on = FIRST_DAY
    return entries.map(({ daysLater, fact }, index) => {
      on += daysLater
      return { ...fact(on), eventId: `s${source}-${index}` }
    })
  })
}

function factArbitrary(source: number): fc.Arbitrary<(on: number) => SalesRepFact> {
  const common = fc.record({
    salesRepId: fc.constantFrom(...REPS),
    customerId: fc.constantFrom(`C${source}1`, `C${source}2`),
  })
  const daysAway = fc.integer({ min: -130, max: 60 })
  const receivables = fc
    .record({
      common,
      customerName: fc.constantFrom(null, 'Pine Works', 'Willow Trading'),
      currency: fc.constantFrom('CNY', 'CNY', 'USD'),
      dueDays: fc.uniqueArray(dueDayArbitrary, { selector: ({ dueOn }) => dueOn, maxLength: 4 }),
    })
    .map(({ common, customerName, currency, dueDays }) => (on: number): SalesRepFact => {
      const days = dueDays.map((day) => ({ ...day, dueOn: on + day.dueOn })).sort((a, b) => a.dueOn - b.dueOn)
      return { type: 'receivables-contributed', eventId: '', ...common, on, customerName, currency, dueDays: days }
    })
  const orders = fc
    .record({ common, daysAway, placed: fc.integer({ min: 0, max: 4 }), sales: salesArbitrary })
    .map(({ common, daysAway, placed, sales }) => (on: number): SalesRepFact => {
      const orderedOn = on + Math.min(daysAway, 2)
      return { type: 'orders-contributed', eventId: '', ...common, on, orderedOn, placed, sales }
    })
  const contracts = fc
    .record({ common, daysAway, signed: fc.integer({ min: 0, max: 3 }), lost: fc.integer({ min: 0, max: 3 }) })
    .map(({ common, daysAway, signed, lost }) => (on: number): SalesRepFact => {
      const decidedOn = on + Math.min(daysAway, 5)
      return { type: 'contracts-contributed', eventId: '', ...common, on, decidedOn, decided: signed + lost, signed }
    })
  const outcomes = fc
    .record({ common, daysAway, good: fc.integer({ min: 0, max: 3 }), bad: fc.integer({ min: 0, max: 3 }) })
    .map(({ common, daysAway, good, bad }) => (on: number): SalesRepFact => {
      const told = { outcome: 'deliveries', countedOn: on + Math.min(daysAway, 1), counted: good + bad, good } as const
      return { type: 'outcomes-contributed', eventId: '', ...common, on, ...told }
    })
  const facts = [{ weight: 3, arbitrary: receivables }, { weight: 2, arbitrary: orders }, contracts, outcomes]
  // One source tells of a representative itself, as one task does: the one whose partition its id falls into.
  return source === 0 ? fc.oneof(...facts, recordArbitrary) : fc.oneof(...facts)
}

const recordArbitrary: fc.Arbitrary<(on: number) => SalesRepFact> = fc
  .record({
    salesRepId: fc.constantFrom(...REPS),
    name: fc.constantFrom(null, 'Ana Reyes'),
    target: fc.option(
      fc.record({
        from: fc.integer({ min: -60, max: 20 }),
        days: fc.constantFrom(5, 30, 90),
        currency: fc.constantFrom('CNY', 'USD'),
        amountMinor: fc.integer({ min: 1, max: 900 }),
      }),
    ),
    limits: fc.uniqueArray(
      fc.record({
        currency: fc.constantFrom('CNY', 'USD'),
        limitMinor: fc.integer({ min: 0, max: 900 }),
        days: fc.option(fc.integer({ min: -5, max: 50 })),
      }),
      { selector: ({ currency }) => currency, maxLength: 2 },
    ),
    findings: fc.uniqueArray(
      fc.record({ found: fc.integer({ min: -20, max: 2 }), closed: fc.option(fc.integer({ min: -3, max: 20 })) }),
      { selector: ({ found }) => found, maxLength: 4 },
    ),
    reviewed: fc.option(fc.integer({ min: -40, max: 1 })),
  })
  .map(({ salesRepId, name, target, limits, findings, reviewed }) => (on: number): SalesRepFact => {
    const reviewedOn = reviewed === null ? null : on + reviewed
    const rest = { name, team: null, manager: null, region: null, reviewedOn }
    return {
      type: 'representative-described',
      eventId: '',
      salesRepId,
      on,
      ...rest,
      targets:
        target === null
          ? []
          : [
              {
                fromOn: on + target.from,
                toOn: on + target.from + target.days - 1,
                currency: target.currency,
                amountMinor: target.amountMinor,
              },
            ],
      limits: limits
        .map(({ currency, limitMinor, days }) => {
          return { currency, limitMinor, setOn: on, validToOn: days === null ? null : on + days }
        })
        .sort((left, right) => (left.currency < right.currency ? -1 : 1)),
      findings: findings.map(({ found, closed }) => ({
        findingId: `F${found}`,
        category: 'side-letter',
        severity: 'major',
        foundOn: on + found,
        closedOn: closed === null ? null : on + Math.max(found, closed),
      })),
    }
  })

const salesArbitrary = fc
  .uniqueArray(
    fc.record({
      currency: fc.constantFrom('CNY', 'USD'),
      orderedMinor: fc.integer({ min: 0, max: 900 }),
      takenBackMinor: fc.constantFrom(0, 0, 300),
    }),
    { selector: ({ currency }) => currency, maxLength: 2 },
  )
  .map((sales) => sales.sort((left, right) => (left.currency < right.currency ? -1 : 1)))

/** `dueOn` counts from the fact's day. */
const dueDayArbitrary: fc.Arbitrary<DueDay> = fc
  .record({
    dueOn: fc.integer({ min: -100, max: 60 }),
    openMinor: fc.integer({ min: 0, max: 900 }),
    disputedMinor: fc.integer({ min: 0, max: 300 }),
    paidMinor: fc.integer({ min: 0, max: 900 }),
    writtenOffMinor: fc.constantFrom(0, 0, 100),
    invoices: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ dueOn, openMinor, disputedMinor, paidMinor, writtenOffMinor, invoices }) => ({
    dueOn,
    billedMinor: openMinor + paidMinor + writtenOffMinor,
    billedInvoices: invoices,
    openMinor,
    undisputedOpenMinor: Math.max(0, openMinor - disputedMinor),
    openInvoices: openMinor === 0 ? 0 : invoices,
    writtenOffMinor,
  }))
