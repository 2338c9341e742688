/**
 * What is on record about a product itself: what it is called, how long it takes to get more of it, how much of it there
 * is. Plain data of a fixed size, changed in place by the functions beside it.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'

export interface ProductRecord {
  /** For people; null where nobody told it. */
  name: string | null
  category: string | null
  /** What quantities count: pieces, kg, m. */
  unit: string | null
  /** From ordering more of it to having it, in days; null where nobody told it. */
  leadTimeDays: number | null
  /** The first day on which it was listed or counted; null: never. */
  knownSinceOn: CalendarDay | null
  /** In thousandths of the unit; null: it was never counted. Below zero where more was moved out than there was: see stock.ts. */
  onHandMilli: number | null
  /** The day of the latest count. */
  countedOn: CalendarDay | null
}

export interface ProductListed {
  readonly name: string
  readonly category?: string | null | undefined
  readonly unit?: string | null | undefined
  readonly replenishmentLeadTimeDays?: number | null | undefined
}

export function emptyProductRecord(): ProductRecord {
  return {
    name: null,
    category: null,
    unit: null,
    leadTimeDays: null,
    knownSinceOn: null,
    onHandMilli: null,
    countedOn: null,
  }
}

/** What is left out is not known any more: a listing is the whole of it. */
export function onProductListed(record: ProductRecord, fact: ProductListed, recordedOn: CalendarDay): Effect {
  record.name = fact.name
  record.category = fact.category ?? null
  record.unit = fact.unit ?? null
  record.leadTimeDays = fact.replenishmentLeadTimeDays ?? null
  record.knownSinceOn = Math.min(record.knownSinceOn ?? recordedOn, recordedOn)
  return 'applied'
}
