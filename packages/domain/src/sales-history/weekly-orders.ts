/** How evenly a customer orders from week to week: the mean of its weeks and how far they spread around it. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

const WEEK_DAYS = 7

/** A longer silence is for other measures to tell: how sales swung before is half forgotten then. */
export const LONGEST_SILENCE_WEEKS = 5

/** So many that they are kept whole through the longest silence: 27 weeks are kept, less 5, less the one that runs. */
export const SPREAD_WEEKS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) - LONGEST_SILENCE_WEEKS - 1

/** A quarter: over fewer weeks a spread says nothing. */
export const LEAST_SPREAD_WEEKS = 13

/** Net order amounts of whole calendar weeks, Monday to Sunday, in one currency and its minor units. */
export interface WeeklyOrders {
  readonly currency: string
  /** Above zero, rounded to a whole unit. */
  readonly meanMinor: number
  /**
   * Standard deviation (of a sample: n − 1), rounded to a whole unit. The plain one, not a robust one: a robust one leaves
   * out just what makes sales volatile (a week with three times the usual, a week with nothing), and is nothing at all
   * against a median of nothing. That a single order is out of all proportion is told by the order volume's own measure.
   */
  readonly spreadMinor: number
  readonly weeks: number
  /** Those of them in which something was ordered. */
  readonly weeksWithOrders: number
}

/**
 * The latest whole weeks, 21 at most, since the customer's first order, through the week of its latest: a silence after it
 * is none of them, since other measures tell it. Only currencies whose mean is above zero, in alphabetical order; none
 * while there are fewer than 13 weeks, or after five weeks of silence. So in a silence nothing changes but its end.
 */
export function weeklyOrders(history: OrderHistory, day: CalendarDay): readonly WeeklyOrders[] {
  const span = spanOf(history, day)
  if (span === undefined) return []
  const found: WeeklyOrders[] = []
  for (const { currency, sums, ordered } of weeksIn(history, span)) {
    let totalMinor = 0
    for (const minor of sums) totalMinor += minor
    const mean = totalMinor / span.weeks
    if (Math.round(mean) <= 0) continue
    let squares = 0
    for (const minor of sums) squares += (minor - mean) ** 2
    let weeksWithOrders = 0
    for (const isOrdered of ordered) if (isOrdered) weeksWithOrders += 1
    const spreadMinor = Math.round(Math.sqrt(squares / (span.weeks - 1)))
    found.push({ currency, meanMinor: Math.round(mean), spreadMinor, weeks: span.weeks, weeksWithOrders })
  }
  return found.length > 1 ? found.sort((left, right) => (left.currency < right.currency ? -1 : 1)) : found
}

/** The first day after `day` at whose end `weeklyOrders` may differ though nothing was ordered. */
export function nextWeeklyOrdersChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const { firstOrderOn, lastOrderOn } = history
  if (firstOrderOn === null || lastOrderOn === null) return undefined
  const endsOn = weekEndOf(lastOrderOn)
  // Time alone brings weeks no further than that of the latest order.
  if (endsOn - firstOrderOn + 1 < LEAST_SPREAD_WEEKS * WEEK_DAYS) return undefined
  if (day < endsOn) return lastSundayBy(day) + WEEK_DAYS
  const validToOn = endsOn + LONGEST_SILENCE_WEEKS * WEEK_DAYS
  return day <= validToOn ? validToOn + 1 : undefined
}

/** Whole weeks, of which the last ends on `endOn`. */
interface Span {
  readonly endOn: CalendarDay
  readonly weeks: number
}

function spanOf({ firstOrderOn, lastOrderOn, days }: OrderHistory, day: CalendarDay): Span | undefined {
  if (firstOrderOn === null || lastOrderOn === null || days.length === 0) return undefined
  const latestEndsOn = weekEndOf(lastOrderOn)
  if (day > latestEndsOn + LONGEST_SILENCE_WEEKS * WEEK_DAYS) return undefined
  const endOn = Math.min(lastSundayBy(day), latestEndsOn)
  // Where so much is held, days may have been dropped at the bound: only what is held is known.
  const knownFromOn = days.length > ORDER_HISTORY_DAYS ? Math.max(firstOrderOn, days[0]!.day) : firstOrderOn
  const fromOn = Math.max(knownFromOn, endOn - SPREAD_WEEKS * WEEK_DAYS + 1)
  const weeks = Math.floor((endOn - fromOn + 1) / WEEK_DAYS)
  return weeks < LEAST_SPREAD_WEEKS ? undefined : { endOn, weeks }
}

interface CurrencyWeeks {
  readonly currency: string
  /** Net, the latest first. */
  readonly sums: number[]
  readonly ordered: boolean[]
}

function weeksIn({ days }: OrderHistory, { endOn, weeks }: Span): readonly CurrencyWeeks[] {
  const found: CurrencyWeeks[] = []
  let current: CurrencyWeeks | undefined
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const { day, currency, placed, placedMinor, cancelledMinor } = days[index]!
    if (day > endOn) continue
    const week = Math.floor((endOn - day) / WEEK_DAYS)
    if (week >= weeks) break
    // Nearly all customers trade in one currency.
    if (current?.currency !== currency) {
      current = found.find((known) => known.currency === currency)
      if (current === undefined) {
        current = { currency, sums: new Array<number>(weeks).fill(0), ordered: new Array<boolean>(weeks).fill(false) }
        found.push(current)
      }
    }
    current.sums[week]! += placedMinor - cancelledMinor
    if (placed > 0) current.ordered[week] = true
  }
  return found
}

function weekEndOf(day: CalendarDay): CalendarDay {
  return lastSundayBy(day + WEEK_DAYS - 1)
}

/** Day 3 was a Sunday: 1970-01-04. */
function lastSundayBy(day: CalendarDay): CalendarDay {
  return day - ((((day - 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS)
}
