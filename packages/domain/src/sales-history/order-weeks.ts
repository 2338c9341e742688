/**
 * The last seven days of a customer's orders beside the whole weeks before them, and beside the same weeks of the years
 * before: what is usual, and how it varies. Seven days hold each day of the week once, so what the days of a week have in
 * common needs no reckoning.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import { byCurrency, nextLastOrderWeekChangeOn } from './last-order-week.ts'
import { WEEK_DAYS, weekOf, YEAR_WEEKS } from './order-archive.ts'
import { comparedOn, deviationOf, rangeEnd, type UsualOrderWeek, type UsualWeek } from './order-deviation.ts'
import { type Baseline, expectationsOf, firstWholeWeek, LEAST_BASELINE_WEEKS } from './order-season.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

/**
 * A silence that lasts longer is for other measures to tell (days since the latest order): what was usual before is half
 * forgotten then.
 */
const LONGEST_SILENCE_WEEKS = 5

/** So many that they are kept whole through the longest silence: 27 weeks are kept, less 5, less the week itself. */
const BASELINE_WEEKS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) - LONGEST_SILENCE_WEEKS - 1

/** What a currency's next seven days may bring, as things go. */
export interface ExpectedOrderWeek {
  readonly currency: string
  /** In the middle between the expectations there are, in minor units. */
  readonly expectedMinor: number
  readonly weeks: number
  /** While nothing is ordered it is said at the end of this day for the last time. */
  readonly untilOn: CalendarDay
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
  return comparedOn(history, usualWeeks(history, baseline), day)
}

/** The seven days after a day, in each currency that has a usual week, in alphabetical order. */
export function expectedOrderWeeks(history: OrderHistory, day: CalendarDay): readonly ExpectedOrderWeek[] {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return []
  return usualWeeks(history, baseline).map((usual) => {
    let sumMinor = 0
    for (const expectation of usual.expectations) sumMinor += rangeEnd(usual, expectation, day + WEEK_DAYS).usualMinor
    const expectedMinor = Math.round(sumMinor / usual.expectations.length)
    return { currency: usual.currency, expectedMinor, weeks: usual.weeks, untilOn: baseline.validToOn }
  })
}

/** The first day after `day` at whose end `usualOrderWeeks` may differ though nothing was ordered. */
export function nextUsualOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return undefined
  return Math.min(baseline.validToOn + 1, nextComparedDay(history, baseline, day) ?? baseline.validToOn + 1)
}

/** The first day after `day` at whose end `expectedOrderWeeks` may differ though nothing was ordered. */
export function nextExpectedOrderWeekChangeOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  const baseline = baselineOf(history, day)
  if (baseline === undefined) return undefined
  return hasSeason(history, baseline) ? day + 1 : baseline.validToOn + 1
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
  let before = comparedOn(history, weeks, day)
  const endsOn = baseline.validToOn + 1
  for (let on = nextComparedDay(history, baseline, day); on !== undefined && on < endsOn; ) {
    const later = comparedOn(history, weeks, on)
    for (const [index, week] of later.entries()) {
      const isCrossed = bandOf(week, thresholds) !== bandOf(before[index]!, thresholds)
      if (isCrossed || reachedOf(week, clear) < reachedOf(before[index]!, clear)) return on
    }
    before = later
    on = nextComparedDay(history, baseline, on)
  }
  return endsOn
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

/** The first day after `day` at whose end the comparison may differ: with a season, every day. */
function nextComparedDay(history: OrderHistory, baseline: Baseline, day: CalendarDay): CalendarDay | undefined {
  return hasSeason(history, baseline) ? day + 1 : nextLastOrderWeekChangeOn(history, day)
}

/** Whether anything of a year before is known by the end of the baseline's time. */
function hasSeason(history: OrderHistory, { validToOn }: Baseline): boolean {
  return history.archive.length > 0 && weekOf(validToOn) - YEAR_WEEKS >= firstWholeWeek(history)
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

/** In alphabetical order. */
function usualWeeks(history: OrderHistory, baseline: Baseline): readonly UsualWeek[] {
  const found: UsualWeek[] = []
  for (const { currency, weeks } of weeklySums(history, baseline)) {
    const expected = expectationsOf(history, currency, baseline, weeks)
    if (expected.recentMinor > 0) found.push({ currency, weeks: weeks.length, ...expected })
  }
  return found.length > 1 ? found.sort(byCurrency) : found
}
