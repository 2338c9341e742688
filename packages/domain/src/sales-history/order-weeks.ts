/** The last seven days of a customer's orders beside the whole weeks before them: what is usual, and how it varies. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

const WEEK_DAYS = 7

/**
 * A silence that lasts longer is for other measures to tell (days since the latest order): what was usual before is half
 * forgotten then.
 */
const LONGEST_SILENCE_WEEKS = 5

/** So many that they are kept whole through the longest silence: 27 weeks are kept, less 5, less the week itself. */
const BASELINE_WEEKS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) - LONGEST_SILENCE_WEEKS - 1

/** With fewer weeks, a median and a spread say nothing. */
const LEAST_BASELINE_WEEKS = 8

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
 * customer's first order are no weeks. They end before the seven days up to the latest order, so a silence is none of
 * them: else a customer that has left would soon be found to order nothing as usual. After five weeks of silence there is
 * no usual week. So while nothing is ordered, the usual week stands still.
 */
export function usualOrderWeeks(history: OrderHistory, day: CalendarDay): readonly UsualOrderWeek[] {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return []
  const lastWeeks = lastOrderWeek(history, day)
  return usualWeeks(history, baseline).map((usual) => compared(usual, lastWeeks))
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

/** The first day after `day` at whose end `usualOrderWeeks` may differ though nothing was ordered. */
export function nextUsualOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return undefined
  return Math.min(baseline.validToOn + 1, nextLastOrderWeekChangeOn(history, day) ?? baseline.validToOn + 1)
}

/** Levels that a value has to reach, and levels that it has to leave. */
export interface CrossedLevels {
  readonly thresholds: readonly number[]
  readonly clear: readonly number[]
}

/**
 * The first day after `day` at whose end, though nothing is ordered, a currency's deviation from the usual week reaches or
 * leaves a threshold, falls below a clear level, or becomes rare or usual while a threshold is reached. The usual week is
 * reckoned once for all of these days.
 */
export function nextOrderDeviationCrossingOn(
  history: OrderHistory,
  day: CalendarDay,
  { thresholds, clear }: CrossedLevels,
): CalendarDay | undefined {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return undefined
  const weeks = usualWeeks(history, baseline)
  const weeksOn = (on: CalendarDay) => {
    const lastWeeks = lastOrderWeek(history, on)
    return weeks.map((usual) => compared(usual, lastWeeks))
  }
  let before = weeksOn(day)
  const endsOn = baseline.validToOn + 1
  for (let on = nextLastOrderWeekChangeOn(history, day); on !== undefined && on < endsOn; ) {
    const later = weeksOn(on)
    for (const [index, week] of later.entries()) {
      const isCrossed = bandOf(week, thresholds) !== bandOf(before[index]!, thresholds)
      if (isCrossed || reachedOf(week, clear) < reachedOf(before[index]!, clear)) return on
    }
    before = later
    on = nextLastOrderWeekChangeOn(history, on)
  }
  return endsOn
}

/** How many usual spreads the last seven days lie from the usual week, to either side. */
export function deviationOf({ orderedMinor, usualMinor, spreadMinor }: UsualOrderWeek): number {
  return Math.abs(orderedMinor - usualMinor) / spreadMinor
}

/** A number that is the same as long as no level is reached or left. Below all levels it does not matter what is rare. */
function bandOf(week: UsualOrderWeek, levels: readonly number[]): number {
  const reached = reachedOf(week, levels)
  return reached > 0 && week.isRare ? -reached : reached
}

function reachedOf(week: UsualOrderWeek, levels: readonly number[]): number {
  const deviation = deviationOf(week)
  let reached = 0
  for (const level of levels) if (deviation >= level) reached += 1
  return reached
}

/** The weeks that are compared with. */
interface Baseline {
  /** The last day of the last of them. */
  readonly endOn: CalendarDay
  readonly weeks: number
  readonly validToOn: CalendarDay
}

/** Undefined when the weeks are too few, or most of them empty, or the silence too long. */
function baselineOf({ firstOrderOn, lastOrderOn, days }: OrderHistory, day: CalendarDay): Baseline | undefined {
  if (firstOrderOn === null || lastOrderOn === null) return undefined
  const validToOn = lastOrderOn + LONGEST_SILENCE_WEEKS * WEEK_DAYS
  if (day > validToOn) return undefined
  const endOn = lastOrderOn - WEEK_DAYS
  const earliestOn = endOn - BASELINE_WEEKS * WEEK_DAYS + 1
  // Most customers order less often than every other week: they need no closer look.
  if (days.length * 2 < LEAST_BASELINE_WEEKS) return undefined
  let first = 0
  while (first < days.length && days[first]!.day < earliestOn) first += 1
  const heldDays = days.length - first
  // Where so much is held, days may have been dropped at the bound: only what is held is known.
  const knownFrom = heldDays > ORDER_HISTORY_DAYS ? Math.max(firstOrderOn, days[first]!.day) : firstOrderOn
  const weeks = Math.min(BASELINE_WEEKS, Math.floor((endOn - knownFrom + 1) / WEEK_DAYS))
  if (weeks < LEAST_BASELINE_WEEKS || heldDays * 2 < weeks) return undefined
  return { endOn, weeks, validToOn }
}

interface CurrencyWeeks {
  readonly currency: string
  /** Net, the latest first. */
  readonly weeks: number[]
}

function weeklySums({ days }: OrderHistory, { endOn, weeks }: Baseline): readonly CurrencyWeeks[] {
  const sums: CurrencyWeeks[] = []
  let current: CurrencyWeeks | undefined
  let week = 0
  let weekFromOn = endOn - WEEK_DAYS + 1
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const { day, currency, placedMinor, cancelledMinor } = days[index]!
    if (day > endOn) continue
    while (day < weekFromOn) {
      week += 1
      weekFromOn -= WEEK_DAYS
    }
    if (week >= weeks) break
    // Nearly all customers trade in one currency.
    if (current?.currency !== currency) {
      current = sums.find((known) => known.currency === currency)
      if (current === undefined) {
        current = { currency, weeks: new Array<number>(weeks).fill(0) }
        sums.push(current)
      }
    }
    current.weeks[week]! += placedMinor - cancelledMinor
  }
  return sums
}

interface UsualWeek extends CurrencyWeeks {
  readonly usualMinor: number
  readonly spreadMinor: number
}

/** In alphabetical order. */
function usualWeeks(history: OrderHistory, baseline: Baseline): readonly UsualWeek[] {
  const found: UsualWeek[] = []
  for (const { currency, weeks } of weeklySums(history, baseline)) {
    const usualMinor = Math.round(median(sorted(weeks)))
    if (usualMinor <= 0) continue
    const deviations = sorted(weeks.map((minor) => Math.abs(minor - usualMinor)))
    const spreadMinor = Math.max(MAD_SCALE * median(deviations), LEAST_SPREAD_RATIO * usualMinor)
    found.push({ currency, weeks, usualMinor, spreadMinor })
  }
  return found.length > 1 ? found.sort(byCurrency) : found
}

function compared({ currency, weeks, usualMinor, spreadMinor }: UsualWeek, lastWeeks: readonly OrderWeek[]) {
  const lastWeek = lastWeeks.find((week) => week.currency === currency)
  const netMinor = lastWeek?.netMinor ?? 0
  const orderedMinor = netMinor >= usualMinor ? netMinor : Math.min(lastWeek?.placedMinor ?? 0, usualMinor)
  let asFar = 0
  for (const minor of weeks) if (orderedMinor < usualMinor ? minor <= orderedMinor : minor >= orderedMinor) asFar += 1
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
