import { groupNamed, type RuleSet, type RuleTimeline, traitsOfGroup } from '@tocsin/domain'
import type { PortfolioFact } from '@tocsin/events'
import { type BookProcessor, bookProcessor } from '../sales-rep-risk/book-processor.ts'
import { onFact, productOf } from './on-fact.ts'

export type PortfolioProcessor = BookProcessor<PortfolioFact>

/**
 * The rules of groups of customers and of products: see `bookProcessor`. The entity of the topology is `segment:retail`, that of its
 * alerts the segment `retail`. Nobody is told as its representative: a group has none.
 */
export function portfolioRiskProcessor(rules: RuleSet | RuleTimeline, topics: readonly string[]): PortfolioProcessor {
  return bookProcessor<PortfolioFact>(rules, topics, {
    keyField: 'group',
    keyOf: ({ group }) => group,
    ownerOf(key) {
      const group = groupNamed(key)
      if (group === undefined) return undefined
      return { ...group, salesRepId: null, traits: traitsOfGroup(group) }
    },
    customerOf: (fact) => (fact.type === 'product-described' ? undefined : fact.customerId),
    contribute: (contribution, movements, fact) =>
      fact.type === 'product-described' ? 0 : onFact(contribution, movements, fact),
    recordOf: (fact) => (fact.type === 'product-described' ? { product: productOf(fact) } : undefined),
  })
}
