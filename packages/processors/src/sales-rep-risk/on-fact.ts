import {
  contributeContracts,
  contributeOrders,
  contributeReceivables,
  facetBit,
  type SalesRepBook,
} from '@tocsin/domain'
import type { SalesRepFact } from '@tocsin/events'
import type { ContributionState } from './state.ts'

/**
 * Puts a fact in the place of what the customer told before, and what that moves into `movements()`.
 * @returns the bit of the facet that moved; 0 for a fact that says what is known already
 */
export function onFact(contribution: ContributionState, movements: () => SalesRepBook, fact: SalesRepFact): number {
  switch (fact.type) {
    case 'receivables-contributed':
      return contributeReceivables(contribution, movements, { ...fact, customerName: fact.customerName ?? null })
        ? facetBit('receivables')
        : 0
    case 'orders-contributed': {
      const { orderedOn: day, placed, on } = fact
      return contributeOrders(contribution, movements, { day, placed }, on) ? facetBit('orders') : 0
    }
    case 'contracts-contributed': {
      const { decidedOn: day, decided, signed, on } = fact
      return contributeContracts(contribution, movements, { day, decided, signed }, on) ? facetBit('contracts') : 0
    }
  }
}
