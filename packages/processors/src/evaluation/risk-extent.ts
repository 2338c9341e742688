import {
  CUSTOMER_MEASURES,
  type CustomerFacts,
  type Measurement,
  type RiskExtent,
  SALES_REP_MEASURES,
  type SalesRepBook,
} from '@tocsin/domain'

/** What decides where an entity's open risks lie in the matrix, besides their severity. */
export type EntityExtent = Omit<RiskExtent, 'severity'>

/** A customer: its recorded score, and what may be lost to it: its exposure. */
export function customerExtent(facts: CustomerFacts, on: number): EntityExtent {
  return {
    score: facts.standing?.score ?? undefined,
    amounts: amountsIn(CUSTOMER_MEASURES.exposure.measure(facts, on)),
  }
}

/** A representative: its recorded score, and what its customers owe. */
export function salesRepExtent(book: SalesRepBook, on: number): EntityExtent {
  return { score: book.standing?.score ?? undefined, amounts: amountsIn(SALES_REP_MEASURES.open.measure(book, on)) }
}

function amountsIn(measurement: Measurement): EntityExtent['amounts'] {
  return measurement.kind === 'money' ? measurement.amounts : []
}
