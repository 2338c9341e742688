import {
  contributeContracts,
  contributeOrders,
  contributeOutcomes,
  contributeReceivables,
  contributeSales,
  FACET_OF_OUTCOME,
  facetBit,
  type RepRecord,
  type SalesRepBook,
} from '@tocsin/domain'
import type { RepresentativeDescribed, SalesRepFact } from '@tocsin/events'
import type { ContributionState } from './state.ts'

/** What one customer contributes. */
export type FactOfCustomer = Exclude<SalesRepFact, RepresentativeDescribed>

/**
 * Puts a fact in the place of what the customer told before, and what that moves into `movements()`.
 * @returns the bit of the facet that moved; 0 for a fact that says what is known already
 */
export function onFact(contribution: ContributionState, movements: () => SalesRepBook, fact: FactOfCustomer): number {
  switch (fact.type) {
    case 'receivables-contributed':
      return contributeReceivables(contribution, movements, { ...fact, customerName: fact.customerName ?? null })
        ? facetBit('receivables')
        : 0
    case 'orders-contributed': {
      const { orderedOn: day, placed, sales = [], on } = fact
      const hasMoved = [
        contributeOrders(contribution, movements, { day, placed }, on),
        contributeSales(contribution, movements, { day, sales }, on),
      ]
      return hasMoved.includes(true) ? facetBit('orders') : 0
    }
    case 'contracts-contributed': {
      const { decidedOn: day, decided, signed, on } = fact
      return contributeContracts(contribution, movements, { day, decided, signed }, on) ? facetBit('contracts') : 0
    }
    case 'outcomes-contributed': {
      const { countedOn: day, outcome: kind, counted, good, on } = fact
      const hasMoved = contributeOutcomes(contribution, movements, { day, kind, counted, good }, on)
      return hasMoved ? facetBit(FACET_OF_OUTCOME[kind]) : 0
    }
  }
}

/** What is on record, as it was told: whole, its fields in one order. */
export function recordOf(fact: RepresentativeDescribed): RepRecord {
  const { targets, limits, findings } = fact
  return {
    name: fact.name ?? null,
    team: fact.team ?? null,
    manager: fact.manager ?? null,
    region: fact.region ?? null,
    targets: targets.map(({ fromOn, toOn, currency, amountMinor }) => ({ fromOn, toOn, currency, amountMinor })),
    limits: limits.map(({ currency, limitMinor, setOn, validToOn = null }) => {
      return { currency, limitMinor, setOn, validToOn }
    }),
    findings: findings.map(({ findingId, category, severity, foundOn, closedOn = null }) => {
      return { findingId, category, severity, foundOn, closedOn }
    }),
    reviewedOn: fact.reviewedOn ?? null,
  }
}
