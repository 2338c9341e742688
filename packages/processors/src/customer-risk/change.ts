import { type Effect, type Facet, facetBit } from '@tocsin/domain'

/** What an event did to a customer: the bits of the facets it changed; 0 when no measure can have moved. */
export type Change = number

export const NO_CHANGE: Change = 0

/** The state held the fact already: it changed nothing, and no declared measure counts it again. No facet has this bit. */
export const REPEATED: Change = 2 ** 30

/** The facets' bits when the fact was applied, `REPEATED` when the state held it already. */
export function changeOf(effect: Effect, ...facets: readonly Facet[]): Change {
  if (effect === 'repeated') return REPEATED
  let bits = 0
  for (const facet of facets) bits |= facetBit(facet)
  return bits
}

/** The days an event belongs to. */
export interface EventDays {
  /** Business day of the record's own time: where the source recorded the fact. */
  readonly recordedOn: number
  /** Business day of the moment at which it is applied; later than `recordedOn` for a late record. */
  readonly today: number
}
