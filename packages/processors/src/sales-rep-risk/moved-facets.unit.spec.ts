/** Which facets a fact is said to have moved: a measure that reads none of them must say the same as before. */
import { describe, expect, test } from '@jest/globals'
import {
  type Contribution,
  closeDay,
  emptyContribution,
  emptySalesRepBook,
  facetBit,
  GROUP_MEASURES,
  type Measure,
  PRODUCT_MEASURES,
  SALES_REP_MEASURES,
  type SalesRepBook,
} from '@tocsin/domain'
import type { PortfolioFact, SalesRepFact } from '@tocsin/events'
import fc from 'fast-check'
import { onFact as onGroupFact, productOf } from '../portfolio-risk/on-fact.ts'
import type { OnRecord } from './book-processor.ts'
import { onFact, recordOf } from './on-fact.ts'
import { arbitrarySources, FIRST_DAY } from './testing/arbitrary-facts.ts'

type Moved = OnRecord | { readonly movements: SalesRepBook; readonly facets: number }

describe('a fact moves no measure that reads none of the facets that it is said to move', () => {
  test('of a representative', () => {
    fc.assert(
      fc.property(arbitrarySources, (sources) => {
        const facts = sources.flat().sort((left, right) => left.on - right.on)
        expect(movedUnsaid(facts, SALES_REP_MEASURES, movedByRepFact)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('of a group of customers', () => {
    fc.assert(
      fc.property(arbitraryTold, (facts) => {
        expect(movedUnsaid(facts, GROUP_MEASURES, movedByGroupFact)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('of a product', () => {
    fc.assert(
      fc.property(arbitraryOfProduct, (facts) => {
        expect(movedUnsaid(facts, PRODUCT_MEASURES, movedByGroupFact)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

/** @returns what has moved though nobody said so: at most one entry for a fact and a measure */
function movedUnsaid<Fact extends { readonly on: number }>(
  facts: readonly Fact[],
  measures: Readonly<Record<string, Measure<SalesRepBook>>>,
  movedBy: (contributions: Map<string, Contribution>, fact: Fact) => Moved,
): string[] {
  const book = emptySalesRepBook()
  const contributions = new Map<string, Contribution>()
  const unsaid: string[] = []
  for (const fact of facts) {
    const { on } = fact
    closeDay(book, [], on)
    const before = saidBy(book, measures, on)
    const moved = movedBy(contributions, fact)
    const isRecord = !('facets' in moved)
    closeDay(book, [isRecord ? { ...emptySalesRepBook(), ...moved } : moved.movements], on)
    const facets = isRecord ? facetBit('credit') : moved.facets
    const after = saidBy(book, measures, on)
    for (const [name, { reads }] of Object.entries(measures)) {
      if (reads.some((facet) => (facets & facetBit(facet)) !== 0)) continue
      if (after[name] !== before[name]) unsaid.push(`${name}: ${before[name]} → ${after[name]}`)
    }
  }
  return unsaid
}

function saidBy(book: SalesRepBook, measures: Readonly<Record<string, Measure<SalesRepBook>>>, on: number) {
  const said: Record<string, string> = {}
  for (const [name, { measure }] of Object.entries(measures)) said[name] = JSON.stringify(measure(book, on))
  return said
}

function movedByRepFact(contributions: Map<string, Contribution>, fact: SalesRepFact): Moved {
  if (fact.type === 'representative-described') return { record: recordOf(fact) }
  const movements = emptySalesRepBook()
  const contribution = { kind: 'contribution' as const, ...contributionOf(contributions, fact.customerId) }
  const facets = onFact(contribution, () => movements, fact)
  contributions.set(fact.customerId, contribution)
  return { movements, facets }
}

function movedByGroupFact(contributions: Map<string, Contribution>, fact: PortfolioFact): Moved {
  if (fact.type === 'product-described') return { product: productOf(fact) }
  const movements = emptySalesRepBook()
  const facets = onGroupFact(contributionOf(contributions, fact.customerId), () => movements, fact)
  return { movements, facets }
}

function contributionOf(contributions: Map<string, Contribution>, customerId: string): Contribution {
  const contribution = contributions.get(customerId) ?? emptyContribution()
  contributions.set(customerId, contribution)
  return contribution
}

const currency = fc.constantFrom('CNY', 'CNY', 'USD')
const gapDays = fc.constantFrom(0, 0, 1, 3, 14, 40)
const customerId = fc.constantFrom('C1', 'C2', 'C3')

const dueDays = fc.uniqueArray(
  fc.record({ dueOn: fc.integer({ min: -100, max: 60 }), openMinor: fc.nat(900), paidMinor: fc.nat(900) }),
  { selector: ({ dueOn }) => dueOn, maxLength: 3 },
)

const arbitraryTold: fc.Arbitrary<PortfolioFact[]> = fc
  .array(
    fc.record({
      gapDays,
      customerId,
      salesRepId: fc.constantFrom('R1', 'R2', null),
      customerName: fc.constantFrom(null, 'Pine Works', 'Willow Trading'),
      receivables: fc.uniqueArray(fc.record({ currency, dueDays }), {
        selector: (each) => each.currency,
        maxLength: 2,
      }),
      orderDays: fc.uniqueArray(fc.record({ ago: fc.nat(130), placed: fc.integer({ min: 1, max: 4 }) }), {
        selector: ({ ago }) => ago,
        maxLength: 3,
      }),
      contractDays: fc.uniqueArray(fc.record({ ago: fc.nat(100), signed: fc.nat(2), lost: fc.nat(2) }), {
        selector: ({ ago }) => ago,
        maxLength: 2,
      }),
      ordered: fc.option(fc.record({ first: fc.integer({ min: 60, max: 200 }), latest: fc.nat(200) })),
      expected: fc.uniqueArray(
        fc.record({ currency, expectedMinor: fc.integer({ min: 1, max: 900 }), ahead: fc.nat(35) }),
        { selector: (each) => each.currency, maxLength: 2 },
      ),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((tellings) => {
    let on = FIRST_DAY
    return tellings.map((told, index): PortfolioFact => {
      on += told.gapDays
      const { ordered } = told
      return {
        type: 'customer-contributed',
        eventId: `told-${index}`,
        group: 'segment:retail',
        customerId: told.customerId,
        customerName: told.customerName,
        salesRepId: told.salesRepId,
        on,
        receivables: told.receivables.map(({ currency, dueDays }) => ({
          currency,
          dueDays: dueDays
            .map(({ dueOn, openMinor, paidMinor }) => ({
              dueOn: on + dueOn,
              billedMinor: openMinor + paidMinor,
              billedInvoices: 1,
              writtenOffMinor: 0,
              openMinor,
              undisputedOpenMinor: openMinor,
              openInvoices: openMinor === 0 ? 0 : 1,
            }))
            .sort((left, right) => left.dueOn - right.dueOn),
        })),
        orderDays: told.orderDays.map(({ ago, placed }) => ({ orderedOn: on - ago, placed })),
        contractDays: told.contractDays
          .filter(({ signed, lost }) => signed + lost > 0)
          .map(({ ago, signed, lost }) => ({ decidedOn: on - ago, decided: signed + lost, signed })),
        firstOrderOn: ordered && on - Math.max(ordered.first, ordered.latest),
        lastOrderOn: ordered && on - ordered.latest,
        expected: told.expected.map(({ currency, expectedMinor, ahead }) => {
          return { currency, expectedMinor, untilOn: on + ahead }
        }),
      }
    })
  })

const arbitraryOfProduct: fc.Arbitrary<PortfolioFact[]> = fc
  .array(
    fc.record({
      gapDays,
      customerId,
      isCount: fc.boolean(),
      daysAway: fc.integer({ min: -220, max: 5 }),
      quantity: fc.nat(9),
      leadTimeDays: fc.option(fc.nat(30)),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((moves) => {
    let on = FIRST_DAY
    return moves.map(({ gapDays, customerId, isCount, daysAway, quantity, leadTimeDays }, index): PortfolioFact => {
      on += gapDays
      const ids = { eventId: `told-${index}`, group: 'product:P1', on }
      const day = on + daysAway
      if (!isCount) {
        const demand = { customerId, orderedOn: day, quantityMilli: 1_000 * quantity }
        return { type: 'demand-contributed', ...ids, ...demand }
      }
      const known = { name: null, category: null, unit: null, leadTimeDays, knownSinceOn: Math.min(on, day) }
      return {
        type: 'product-described',
        ...ids,
        ...known,
        onHandMilli: 1_000 * quantity,
        countedOn: Math.min(on, day),
      }
    })
  })
