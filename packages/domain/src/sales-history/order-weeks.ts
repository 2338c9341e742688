/** The last seven days of a customer's orders beside the whole weeks before them: what is usual, and how it varies. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

const WEEK_DAYS = 7

/** Half a year of weeks before the last seven days: 27 × 7 = 189 of the 190 days that are kept. */
export const BASELINE_WEEKS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) - 1

/** The last seven days and the weeks before. */
const FRAME_DAYS = (BASELINE_WEEKS + 1) * WEEK_DAYS

/** With fewer weeks, a median and a spread say nothing. */
export const LEAST_BASELINE_WEEKS = 8

/** Makes the median absolute deviation comparable with a standard deviation, for values that are normally distributed. */
const MAD_SCALE = 1.4826

/**
 * The spread is at least this share of the usual week. A customer that orders the same amount every week has no spread at
 * all, and any cent more would be a huge deviation. A quarter also says how far a silent week can deviate: 4 at most.
 */
const LEAST_SPREAD_RATIO = 0.25

/** What at most this share of the weeks before did as well, is rare; more often, it is a habit (a big order a month). */
const RARE_RATIO = 0.1

/** One currency; amounts are what was ordered less what was cancelled and returned, in minor units. */
export interface OrderWeek {
  readonly currency: string
  /** The seven days up to and including the day. */
  readonly netMinor: number
  /** Orders placed in these seven days. */
  readonly placed: number
}

export interface UsualOrderWeek {
  readonly currency: string
  /** The last seven days. */
  readonly netMinor: number
  /** Median of the weeks before, above zero, rounded to a whole unit. */
  readonly usualMinor: number
  /** Median absolute deviation from the usual week, scaled; at least a quarter of the usual week. */
  readonly spreadMinor: number
  /** How many whole weeks are compared with. */
  readonly weeks: number
  /** Whether so great a deviation to the same side was seen in one of ten of these weeks at most. */
  readonly isRare: boolean
}

/** The last seven days in each currency that was traded in them, in alphabetical order. */
export function lastOrderWeek(history: OrderHistory, day: CalendarDay): readonly OrderWeek[] {
  const weeks: { currency: string; netMinor: number; placed: number }[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day <= day - WEEK_DAYS) break
    if (bucket.day > day) continue
    let week = weeks.find(({ currency }) => currency === bucket.currency)
    if (week === undefined) {
      week = { currency: bucket.currency, netMinor: 0, placed: 0 }
      weeks.push(week)
    }
    week.netMinor += bucket.placedMinor - bucket.cancelledMinor
    week.placed += bucket.placed
  }
  return weeks.length > 1 ? weeks.sort(byCurrency) : weeks
}

/**
 * The last seven days beside the usual week, in each currency that has one, in alphabetical order: one in which at least
 * `LEAST_BASELINE_WEEKS` whole weeks are known and orders came in half of them or more. Weeks that began before the
 * customer's first order are no weeks.
 */
export function usualOrderWeeks(history: OrderHistory, day: CalendarDay): readonly UsualOrderWeek[] {
  const weeks = baselineWeeks(history, day)
  if (weeks < LEAST_BASELINE_WEEKS || isTooSparse(history, weeks)) return []
  const sums = weeklySums(history, day, weeks)
  const found: UsualOrderWeek[] = []
  for (const [currency, byWeek] of sums) {
    const usual = usualWeek(currency, byWeek)
    if (usual !== undefined) found.push(usual)
  }
  return found.length > 1 ? found.sort(byCurrency) : found
}

/**
 * The first day after `day` at whose end an amount stands in another week though nothing was ordered: it leaves the last
 * seven days, moves on among the weeks before, or is forgotten; or one more week is known.
 */
export function nextOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const on = history.days[index]!.day
    const ageDays = day - on
    if (ageDays >= FRAME_DAYS) break
    // A return may be dated ahead.
    const changesOn = ageDays < 0 ? on : on + WEEK_DAYS * (Math.floor(ageDays / WEEK_DAYS) + 1)
    if (changesOn === day + 1) return changesOn
    if (next === undefined || changesOn < next) next = changesOn
  }
  const from = knownFrom(history, day)
  if (next === undefined || from === undefined) return next
  const weeks = baselineWeeks(history, day)
  return weeks < BASELINE_WEEKS ? Math.min(next, from + WEEK_DAYS * (weeks + 2) - 1) : next
}

/** As `nextOrderWeekChangeOn`, for what rests on the usual week: undefined while there cannot be one without traffic. */
export function nextUsualOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const weeks = Math.max(LEAST_BASELINE_WEEKS, baselineWeeks(history, day))
  return isTooSparse(history, weeks) ? undefined : nextOrderWeekChangeOn(history, day)
}

/** Fewer days with orders than half of the weeks: the median week is empty. Days only become fewer, weeks only more. */
function isTooSparse({ days }: OrderHistory, weeks: number): boolean {
  return days.length * 2 < weeks
}

/** Whole weeks before the last seven days that began when the customer's orders were known. */
function baselineWeeks(history: OrderHistory, day: CalendarDay): number {
  const from = knownFrom(history, day)
  if (from === undefined) return 0
  const weeks = Math.floor((day - from + 1) / WEEK_DAYS) - 1
  return Math.max(0, Math.min(BASELINE_WEEKS, weeks))
}

/** The first order; where so much is held that days may have been dropped at the bound, the first day that is held. */
function knownFrom({ firstOrderOn, days }: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  if (firstOrderOn === null) return undefined
  if (days.length <= ORDER_HISTORY_DAYS) return firstOrderOn
  let index = 0
  while (index < days.length && days[index]!.day <= day - FRAME_DAYS) index += 1
  if (days.length - index <= ORDER_HISTORY_DAYS) return firstOrderOn
  return Math.max(firstOrderOn, days[index]!.day)
}

/** By currency: first the last seven days, then the weeks before, the latest first. */
function weeklySums(history: OrderHistory, day: CalendarDay, weeks: number): ReadonlyMap<string, number[]> {
  const sums = new Map<string, number[]>()
  // Nearly all customers trade in one currency.
  let currency: string | undefined
  let byWeek: number[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day > day) continue
    const week = Math.floor((day - bucket.day) / WEEK_DAYS)
    if (week > weeks) break
    if (bucket.currency !== currency) {
      currency = bucket.currency
      byWeek = sums.get(currency) ?? new Array<number>(weeks + 1).fill(0)
      sums.set(currency, byWeek)
    }
    byWeek[week]! += bucket.placedMinor - bucket.cancelledMinor
  }
  return sums
}

function usualWeek(currency: string, byWeek: readonly number[]): UsualOrderWeek | undefined {
  const netMinor = byWeek[0]!
  const before = byWeek.slice(1)
  const weeks = before.length
  const usualMinor = Math.round(median(sorted(before)))
  if (usualMinor <= 0) return undefined
  const deviation = netMinor - usualMinor
  let asFar = 0
  const deviations = before.map((minor) => {
    const ofWeek = minor - usualMinor
    if (deviation < 0 ? ofWeek <= deviation : ofWeek >= deviation) asFar += 1
    return Math.abs(ofWeek)
  })
  const spreadMinor = Math.max(MAD_SCALE * median(sorted(deviations)), LEAST_SPREAD_RATIO * usualMinor)
  return { currency, netMinor, usualMinor, spreadMinor, weeks, isRare: asFar <= RARE_RATIO * weeks }
}

function median(ascending: readonly number[]): number {
  const middle = ascending.length >> 1
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2
}

/** In place, by insertion: for some 26 numbers twice as fast as the built-in sort with a comparison. */
function sorted(values: number[]): readonly number[] {
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index]!
    let place = index
    for (; place > 0 && values[place - 1]! > value; place -= 1) values[place] = values[place - 1]!
    values[place] = value
  }
  return values
}

function byCurrency(left: { readonly currency: string }, right: { readonly currency: string }): number {
  return left.currency < right.currency ? -1 : 1
}
