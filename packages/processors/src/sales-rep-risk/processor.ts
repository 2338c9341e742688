import { type RuleSet, type RuleTimeline, scorecardsOf } from '@tocsin/domain'
import type { SalesRepFact } from '@tocsin/events'
import { type BookProcessor, bookProcessor, type SalesRepRiskOutput } from './book-processor.ts'
import { onFact, recordOf } from './on-fact.ts'

export type { SalesRepRiskOutput }

export type SalesRepProcessor = BookProcessor<SalesRepFact>

/** The rules of sales representatives' risk: see `bookProcessor`. A representative is told of its own alerts. */
export function salesRepRiskProcessor(rules: RuleSet | RuleTimeline, topics: readonly string[]): SalesRepProcessor {
  return bookProcessor<SalesRepFact>(rules, topics, {
    keyField: 'salesRepId',
    keyOf: ({ salesRepId }) => salesRepId,
    ownerOf: (salesRepId) => ({ entityType: 'sales-rep', entityId: salesRepId, salesRepId, traits: {} }),
    customerOf: (fact) => (fact.type === 'representative-described' ? undefined : fact.customerId),
    contribute: (contribution, movements, fact) =>
      fact.type === 'representative-described' ? 0 : onFact(contribution, movements, fact),
    recordOf: (fact) => (fact.type === 'representative-described' ? { record: recordOf(fact) } : undefined),
    scorecardOf: (ruleSet) => scorecardsOf(ruleSet)['sales-rep'],
  })
}
