/** The last seven days of a customer's orders beside the whole weeks before them: what is usual, and how it varies. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

const WEEK_DAYS = 7

/**
 * A silence that lasts longer is for other measures to tell (days since the latest order): what was usual before is half
 * forgotten then.
 */
const LONGEST_SILENCE_WEEKS = 5

/** All days that are looked at: 27 × 7 = 189 of the 190 days that are kept. */
const FRAME_DAYS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) * WEEK_DAYS

/** So many that those before the longest silence are kept whole: 22, five months. */
export const BASELINE_WEEKS = FRAME_DAYS / WEEK_DAYS - LONGEST_SILENCE_WEEKS

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

/** The seven days up to and including a day, in one currency and its minor units. */
export interface OrderWeek {
  readonly currency: string
  readonly placedMinor: number
  /** What was ordered, less what was cancelled and returned in these days, whenever it was ordered. */
  readonly netMinor: number
  /** Orders placed in these seven days. */
  readonly placed: number
}

export interface UsualOrderWeek {
  readonly currency: string
  /**
   * The last seven days: net, where that is the usual or more, so that an order by mistake is none once it is cancelled;
   * what was placed, where that is less than usual, because to cancel older orders is not to order nothing; else between
   * the two lies the usual week itself.
   */
  readonly orderedMinor: number
  /** Median of the weeks before, net, above zero, rounded to a whole unit. */
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
  const weeks: { currency: string; placedMinor: number; netMinor: number; placed: number }[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day <= day - WEEK_DAYS) break
    if (bucket.day > day) continue
    let week = weeks.find(({ currency }) => currency === bucket.currency)
    if (week === undefined) {
      week = { currency: bucket.currency, placedMinor: 0, netMinor: 0, placed: 0 }
      weeks.push(week)
    }
    week.placedMinor += bucket.placedMinor
    week.netMinor += bucket.placedMinor - bucket.cancelledMinor
    week.placed += bucket.placed
  }
  return weeks.length > 1 ? weeks.sort(byCurrency) : weeks
}

/**
 * The last seven days beside the usual week, in each currency that has one, in alphabetical order: one in which at least
 * `LEAST_BASELINE_WEEKS` whole weeks are known and orders came in half of them or more. Weeks that began before the
 * customer's first order are no weeks. Nor are those of a silence that still lasts: the weeks end with the latest order,
 * else a customer that has left would soon be found to order nothing as usual. After five weeks of silence there is none.
 */
export function usualOrderWeeks(history: OrderHistory, day: CalendarDay): readonly UsualOrderWeek[] {
  const frame = baselineOf(history, day)
  if (frame === undefined) return []
  const found: UsualOrderWeek[] = []
  const lastWeeks = lastOrderWeek(history, day)
  for (const [currency, weeks] of weeklySums(history, frame)) {
    const lastWeek = lastWeeks.find((week) => week.currency === currency)
    const usual = usualWeek(currency, weeks, lastWeek?.placedMinor ?? 0, lastWeek?.netMinor ?? 0)
    if (usual !== undefined) found.push(usual)
  }
  return found.length > 1 ? found.sort(byCurrency) : found
}

/** The first day after `day` at whose end something enters or leaves the last seven days though nothing was ordered. */
export function nextLastOrderWeekChangeOn({ days }: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const on = days[index]!.day
    if (on <= day - WEEK_DAYS) break
    // A return may be dated ahead.
    const changesOn = on > day ? on : on + WEEK_DAYS
    if (next === undefined || changesOn < next) next = changesOn
  }
  return next
}

/**
 * The first day after `day` at whose end `usualOrderWeeks` may differ though nothing was ordered: an amount moves to
 * another week, one more week is known, or one is forgotten. Undefined while there cannot be a usual week without traffic.
 */
export function nextUsualOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const { days, lastOrderOn } = history
  const from = knownFrom(history, day)
  if (from === undefined || lastOrderOn === null) return undefined
  const first = firstIndexInFrame(history, day)
  const weeks = weeksBetween(from, baselineEndOf(lastOrderOn, day))
  const heldDays = days.length - first
  if (isTooSparse(heldDays, weeks)) return undefined
  const endsOn = lastOrderOn + LONGEST_SILENCE_WEEKS * WEEK_DAYS + 1
  if (day >= endsOn) return undefined
  if (day >= lastOrderOn + WEEK_DAYS) {
    // The weeks stand still, until too few days of them are held.
    const spareDays = heldDays > ORDER_HISTORY_DAYS ? 0 : heldDays - leastDays(weeks)
    const forgottenOn = days[first + spareDays]!.day + FRAME_DAYS
    return Math.min(endsOn, forgottenOn, nextLastOrderWeekChangeOn(history, day) ?? endsOn)
  }
  let next = weeks < BASELINE_WEEKS ? from + WEEK_DAYS * (weeks + 2) - 1 : endsOn
  for (let index = days.length - 1; index >= first; index -= 1) {
    const on = days[index]!.day
    const changesOn = on > day ? on : on + WEEK_DAYS * (Math.floor((day - on) / WEEK_DAYS) + 1)
    if (changesOn === day + 1) return changesOn
    if (changesOn < next) next = changesOn
  }
  return next
}

interface Baseline {
  /** The last day of the last whole week before. */
  readonly endOn: CalendarDay
  readonly weeks: number
}

/** The weeks to compare with; undefined when they are too few, or most of them empty. */
function baselineOf(history: OrderHistory, day: CalendarDay): Baseline | undefined {
  const { lastOrderOn } = history
  const from = knownFrom(history, day)
  if (from === undefined || lastOrderOn === null) return undefined
  if (day > lastOrderOn + LONGEST_SILENCE_WEEKS * WEEK_DAYS) return undefined
  const endOn = baselineEndOf(lastOrderOn, day)
  const weeks = weeksBetween(from, endOn)
  const heldDays = history.days.length - firstIndexInFrame(history, day)
  if (weeks < LEAST_BASELINE_WEEKS || isTooSparse(heldDays, weeks)) return undefined
  return { endOn, weeks }
}

function baselineEndOf(lastOrderOn: CalendarDay, day: CalendarDay): CalendarDay {
  return Math.min(day - WEEK_DAYS, lastOrderOn)
}

/** Whole weeks from one day to another, both included. */
function weeksBetween(from: CalendarDay, to: CalendarDay): number {
  return Math.max(0, Math.min(BASELINE_WEEKS, Math.floor((to - from + 1) / WEEK_DAYS)))
}

/**
 * Fewer days with orders than half of the weeks: the median week is empty. The days only become fewer without traffic, the
 * weeks only more, so what is too sparse stays so.
 */
function isTooSparse(heldDays: number, weeks: number): boolean {
  return heldDays < leastDays(weeks)
}

function leastDays(weeks: number): number {
  return Math.ceil(Math.max(LEAST_BASELINE_WEEKS, weeks) / 2)
}

/** The first order; where so much is held that days may have been dropped at the bound, the first day that is held. */
function knownFrom(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const { firstOrderOn, days } = history
  if (firstOrderOn === null || days.length <= ORDER_HISTORY_DAYS) return firstOrderOn ?? undefined
  const first = firstIndexInFrame(history, day)
  return days.length - first <= ORDER_HISTORY_DAYS ? firstOrderOn : Math.max(firstOrderOn, days[first]!.day)
}

/** Whatever is older may have been forgotten already, or not yet: it must not count. */
function firstIndexInFrame({ days }: OrderHistory, day: CalendarDay): number {
  let index = 0
  while (index < days.length && days[index]!.day <= day - FRAME_DAYS) index += 1
  return index
}

/** By currency, net: the latest week first. */
function weeklySums(history: OrderHistory, { endOn, weeks }: Baseline): ReadonlyMap<string, number[]> {
  const sums = new Map<string, number[]>()
  // Nearly all customers trade in one currency.
  let currency: string | undefined
  let byWeek: number[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day > endOn) continue
    const week = Math.floor((endOn - bucket.day) / WEEK_DAYS)
    if (week >= weeks) break
    if (bucket.currency !== currency) {
      currency = bucket.currency
      byWeek = sums.get(currency) ?? new Array<number>(weeks).fill(0)
      sums.set(currency, byWeek)
    }
    byWeek[week]! += bucket.placedMinor - bucket.cancelledMinor
  }
  return sums
}

function usualWeek(
  currency: string,
  weeks: number[],
  placedMinor: number,
  netMinor: number,
): UsualOrderWeek | undefined {
  const usualMinor = Math.round(median(sorted(weeks)))
  if (usualMinor <= 0) return undefined
  const orderedMinor = netMinor >= usualMinor ? netMinor : Math.min(placedMinor, usualMinor)
  let asFar = 0
  const deviations = weeks.map((minor) => {
    if (orderedMinor < usualMinor ? minor <= orderedMinor : minor >= orderedMinor) asFar += 1
    return Math.abs(minor - usualMinor)
  })
  const spreadMinor = Math.max(MAD_SCALE * median(sorted(deviations)), LEAST_SPREAD_RATIO * usualMinor)
  const isRare = asFar <= RARE_RATIO * weeks.length
  return { currency, orderedMinor, usualMinor, spreadMinor, weeks: weeks.length, isRare }
}

function median(ascending: readonly number[]): number {
  const middle = ascending.length >> 1
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2
}

/** In place, by insertion: for some 20 numbers twice as fast as the built-in sort with a comparison. */
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
