import {
  type Contribution,
  contributeDemand,
  contributeWhole,
  facetBit,
  type ProductRecord,
  type SalesRepBook,
} from '@tocsin/domain'
import type { PortfolioFact, ProductDescribed } from '@tocsin/events'

/** What one customer contributes. */
export type FactOfCustomer = Exclude<PortfolioFact, ProductDescribed>

/**
 * Puts a fact in the place of what the customer told before, and what that moves into `movements()`.
 * @returns the bits of the facets that moved; 0 for a fact that says what is known already
 */
export function onFact(contribution: Contribution, movements: () => SalesRepBook, fact: FactOfCustomer): number {
  switch (fact.type) {
    case 'customer-contributed':
      return contributeWhole(contribution, movements, {
        ...fact,
        customerName: fact.customerName ?? null,
        salesRepId: fact.salesRepId ?? null,
        firstOrderOn: fact.firstOrderOn ?? null,
        lastOrderOn: fact.lastOrderOn ?? null,
        orderDays: fact.orderDays.map(({ orderedOn: day, placed }) => ({ day, placed })),
        contractDays: fact.contractDays.map(({ decidedOn: day, decided, signed }) => ({ day, decided, signed })),
      })
    case 'demand-contributed': {
      const { orderedOn: day, quantityMilli, on } = fact
      return contributeDemand(contribution, movements, { day, quantityMilli }, on) ? facetBit('orders') : 0
    }
  }
}

/** What is on record, as it was told: whole, its fields in one order. */
export function productOf(fact: ProductDescribed): ProductRecord {
  return {
    name: fact.name ?? null,
    category: fact.category ?? null,
    unit: fact.unit ?? null,
    leadTimeDays: fact.leadTimeDays ?? null,
    knownSinceOn: fact.knownSinceOn ?? null,
    onHandMilli: fact.onHandMilli ?? null,
    countedOn: fact.countedOn ?? null,
  }
}
