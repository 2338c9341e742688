/**
 * What is on record about a product itself: what it is called, how long it takes to get more of it, how much of it there
 * is. Plain data of a fixed size, changed in place by the functions beside it.
 */
import { isDatedAhead } from '../scoring/credit-reports.ts'
import { type CalendarDay, formatCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { toQuantityMilli } from './quantity.ts'

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
  /** In thousandths of the unit; null: it was never counted. Below zero where more was moved out than there was. */
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

export interface StockCounted {
  readonly onHandQuantity: number
  readonly countedOn: CalendarDay
}

export interface StockMoved {
  readonly movedQuantity: number
  readonly movedOn: CalendarDay
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

/**
 * What was counted counts, whatever was moved before. A count of a day before the latest one says nothing any more.
 * @throws ContradictionError when it is dated ahead: nothing else would be taken for true until its day
 */
export function onStockCounted(
  record: ProductRecord,
  { onHandQuantity, countedOn }: StockCounted,
  today: CalendarDay,
): Effect {
  checkNotAhead('the count', countedOn, today)
  if (record.countedOn !== null && countedOn < record.countedOn) return 'repeated'
  record.onHandMilli = toQuantityMilli(onHandQuantity)
  record.countedOn = countedOn
  record.knownSinceOn = Math.min(record.knownSinceOn ?? countedOn, countedOn)
  return 'applied'
}

/**
 * Adds to what was counted last, or takes from it. A movement of a day before that count is part of it already; before the
 * first count nobody knows what it is added to. On the day of the count, what is told after it comes on top.
 * @throws ContradictionError when it is dated ahead: what is planned has not been moved
 */
export function onStockMoved(
  record: ProductRecord,
  { movedQuantity, movedOn }: StockMoved,
  today: CalendarDay,
): Effect {
  checkNotAhead('the movement', movedOn, today)
  if (record.onHandMilli === null || record.countedOn === null || movedOn < record.countedOn) return 'repeated'
  record.onHandMilli += toQuantityMilli(movedQuantity)
  return 'applied'
}

function checkNotAhead(subject: string, on: CalendarDay, today: CalendarDay): void {
  if (!isDatedAhead(on, today)) return
  throw new ContradictionError(
    `${subject} is dated ${formatCalendarDay(on)}, but it is ${formatCalendarDay(today)} only`,
  )
}
