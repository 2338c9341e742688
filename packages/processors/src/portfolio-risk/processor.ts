import { contributeWhole, groupNamed, type RuleSet, type RuleTimeline, traitsOfGroup } from '@tocsin/domain'
import type { PortfolioFact } from '@tocsin/events'
import { type BookProcessor, bookProcessor } from '../sales-rep-risk/book-processor.ts'

export type PortfolioProcessor = BookProcessor<PortfolioFact>

/**
 * The rules of groups of customers: see `bookProcessor`. The entity of the topology is `segment:retail`, that of its
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
    customerOf: ({ customerId }) => customerId,
    contribute: (contribution, movements, fact) =>
      contributeWhole(contribution, movements, {
        ...fact,
        customerName: fact.customerName ?? null,
        salesRepId: fact.salesRepId ?? null,
        firstOrderOn: fact.firstOrderOn ?? null,
        lastOrderOn: fact.lastOrderOn ?? null,
        orderDays: fact.orderDays.map(({ orderedOn: day, placed }) => ({ day, placed })),
        contractDays: fact.contractDays.map(({ decidedOn: day, decided, signed }) => ({ day, decided, signed })),
      }),
  })
}
