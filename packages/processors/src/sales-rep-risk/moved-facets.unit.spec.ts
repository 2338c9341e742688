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
import { arbitrarySources } from './testing/arbitrary-facts.ts'
import { arbitraryGroupFacts, arbitraryProductFacts } from './testing/arbitrary-group-facts.ts'

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
      fc.property(arbitraryGroupFacts, (facts) => {
        expect(movedUnsaid(facts, GROUP_MEASURES, movedByGroupFact)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('of a product', () => {
    fc.assert(
      fc.property(arbitraryProductFacts, (facts) => {
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
