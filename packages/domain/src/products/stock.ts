/**
 * How much there is of a product: what was counted last, and what was moved after the day of that count, whichever of them
 * was told first. On the day of the count itself, what is told before it is part of it, and what is told after it comes on
 * top: nobody says at what hour was counted.
 */
import { keepOnly } from '../representatives/keep-only.ts'
import { isDatedAhead } from '../scoring/credit-reports.ts'
import { type CalendarDay, formatCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { toQuantityMilli } from './quantity.ts'
import type { ProductRecord } from './record.ts'

export interface StockCounted {
  readonly onHandQuantity: number
  readonly countedOn: CalendarDay
}

export interface StockMoved {
  readonly movedQuantity: number
  readonly movedOn: CalendarDay
}

/** What was moved on a day after the latest count, for one that is told late. */
export interface MovedDay {
  readonly day: CalendarDay
  quantityMilli: number
}

/** A count is hardly told later than that. What was moved so many days ago, and up to a day ahead, is held: 37 days at most. */
export const MOVED_DAYS = 35

/**
 * What was counted counts, whatever was moved before. A count of a day before the latest one says nothing any more.
 * @param movedDays by day, changed in place
 * @throws ContradictionError when it is dated ahead: nothing else would be taken for true until its day
 */
export function onStockCounted(
  record: ProductRecord,
  movedDays: MovedDay[],
  { onHandQuantity, countedOn }: StockCounted,
  today: CalendarDay,
): Effect {
  checkNotAhead('the count', countedOn, today)
  if (record.countedOn !== null && countedOn < record.countedOn) return 'repeated'
  keepOnly(movedDays, ({ day }) => day > countedOn)
  record.onHandMilli = movedDays.reduce(
    (sum, { quantityMilli }) => sum + quantityMilli,
    toQuantityMilli(onHandQuantity),
  )
  record.countedOn = countedOn
  record.knownSinceOn = Math.min(record.knownSinceOn ?? countedOn, countedOn)
  return 'applied'
}

/**
 * Adds to what was counted last, or takes from it. A movement of a day before that count is part of it already; before the
 * first count nobody knows what it is added to, until a count of an earlier day is told.
 * @param movedDays by day, changed in place
 * @throws ContradictionError when it is dated ahead: what is planned has not been moved
 */
export function onStockMoved(
  record: ProductRecord,
  movedDays: MovedDay[],
  { movedQuantity, movedOn }: StockMoved,
  today: CalendarDay,
): Effect {
  checkNotAhead('the movement', movedOn, today)
  if (record.countedOn !== null && movedOn < record.countedOn) return 'repeated'
  const quantityMilli = toQuantityMilli(movedQuantity)
  if (record.onHandMilli !== null) record.onHandMilli += quantityMilli
  if (movedOn !== record.countedOn) movedDayOf(movedDays, movedOn).quantityMilli += quantityMilli
  keepOnly(movedDays, ({ day }) => day >= today - MOVED_DAYS)
  return 'applied'
}

/** Put in its place when it is not there yet. */
function movedDayOf(movedDays: MovedDay[], on: CalendarDay): MovedDay {
  let index = movedDays.length
  while (index > 0 && movedDays[index - 1]!.day > on) index -= 1
  const before = movedDays[index - 1]
  if (before?.day === on) return before
  const added: MovedDay = { day: on, quantityMilli: 0 }
  movedDays.splice(index, 0, added)
  return added
}

function checkNotAhead(subject: string, on: CalendarDay, today: CalendarDay): void {
  if (!isDatedAhead(on, today)) return
  throw new ContradictionError(
    `${subject} is dated ${formatCalendarDay(on)}, but it is ${formatCalendarDay(today)} only`,
  )
}
