/**
 * The last seven days of a customer's orders beside the whole weeks before them, and beside the same weeks of the years
 * before: what is usual, and how it varies. Seven days hold each day of the week once, so what the days of a week have in
 * common needs no reckoning.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import { WEEK_DAYS, weekOf, YEAR_WEEKS } from './order-archive.ts'
import {
  type Baseline,
  type Expectation,
  expectationsOf,
  firstWholeWeek,
  LEAST_BASELINE_WEEKS,
  NOTABLE_RATIO,
  seasonalBudget,
} from './order-season.ts'
import { ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

/**
 * A silence that lasts longer is for other measures to tell (days since the latest order): what was usual before is half
 * forgotten then.
 */
const LONGEST_SILENCE_WEEKS = 5

/** So many that they are kept whole through the longest silence: 27 weeks are kept, less 5, less the week itself. */
const BASELINE_WEEKS = Math.floor(ORDER_HISTORY_DAYS / WEEK_DAYS) - LONGEST_SILENCE_WEEKS - 1

/**
 * The spread is at least this share of the usual week. A customer that orders the same amount every week has no spread at
 * all, and any cent more would be a huge deviation. A fifth also says how far a silent week can deviate: 5 at most.
 */
const LEAST_SPREAD_RATIO = 0.2

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
  /**
   * Median of the weeks before, net, rounded to a whole unit; where the years before have their say, the week that is
   * expected by them. Where they differ, the nearest to what was ordered of all between them.
   */
  readonly usualMinor: number
  /** Median absolute deviation from the usual week, scaled; at least a fifth of the usual week. */
  readonly spreadMinor: number
  /** How many whole weeks are compared with. */
  readonly weeks: number
  /**
   * Whether so great a deviation to the same side was seen in one of ten of these weeks at most, and not at this time of
   * a year before.
   */
  readonly isRare: boolean
}

/** What a currency's next seven days may bring, as things go. */
export interface ExpectedOrderWeek {
  readonly currency: string
  /** In the middle between the expectations there are, in minor units. */
  readonly expectedMinor: number
  readonly weeks: number
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
    return { currency: usual.currency, expectedMinor, weeks: usual.weeks }
  })
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

interface UsualWeek {
  readonly currency: string
  readonly weeks: number
  /** Median of the weeks of the baseline, above zero. */
  readonly recentMinor: number
  readonly expectations: readonly Expectation[]
  readonly spreadRatio: number
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

function comparedOn(history: OrderHistory, weeks: readonly UsualWeek[], on: CalendarDay): readonly UsualOrderWeek[] {
  const lastWeeks = lastOrderWeek(history, on)
  return weeks.map((usual) => compared(history, usual, lastWeeks, on))
}

/** One end of the range in which a week is expected. */
interface RangeEnd {
  readonly expectation: Expectation
  readonly scale: number
  readonly usualMinor: number
  readonly spreadMinor: number
}

function rangeEnd(usual: UsualWeek, expectation: Expectation, on: CalendarDay): RangeEnd {
  const { recentMinor, spreadRatio } = usual
  const scale = expectation.scaleOn(on)
  const usualMinor = Math.round(expectation.level * scale)
  // Out of season little is much beside what is usual, but it is little all the same.
  const leastMinor = LEAST_SPREAD_RATIO * Math.max(usualMinor, recentMinor / 2)
  const spreadMinor = Math.max(spreadRatio * usualMinor, leastMinor)
  return { expectation, scale, usualMinor, spreadMinor }
}

function compared(
  history: OrderHistory,
  usual: UsualWeek,
  lastWeeks: readonly OrderWeek[],
  on: CalendarDay,
): UsualOrderWeek {
  const { currency, weeks } = usual
  const [first, second] = usual.expectations.map((expectation) => rangeEnd(usual, expectation, on))
  const [low, high] = sortedEnds(first!, second ?? first!)
  const lastWeek = lastWeeks.find((week) => week.currency === currency)
  const netMinor = lastWeek?.netMinor ?? 0
  const placedMinor = lastWeek?.placedMinor ?? 0
  const common = { currency, weeks }
  if (netMinor >= high.usualMinor) {
    const isRare = isRareWeek(history, usual, high, { on, orderedMinor: netMinor, side: 'above' })
    return { ...common, orderedMinor: netMinor, usualMinor: high.usualMinor, spreadMinor: high.spreadMinor, isRare }
  }
  if (placedMinor < low.usualMinor) {
    const isRare = isRareWeek(history, usual, low, { on, orderedMinor: placedMinor, side: 'below' })
    return { ...common, orderedMinor: placedMinor, usualMinor: low.usualMinor, spreadMinor: low.spreadMinor, isRare }
  }
  const orderedMinor = Math.max(netMinor, low.usualMinor)
  return { ...common, orderedMinor, usualMinor: orderedMinor, spreadMinor: low.spreadMinor, isRare: false }
}

function sortedEnds(first: RangeEnd, second: RangeEnd): readonly [RangeEnd, RangeEnd] {
  return first.usualMinor <= second.usualMinor ? [first, second] : [second, first]
}

interface DeviatingWeek {
  readonly on: CalendarDay
  readonly orderedMinor: number
  readonly side: 'below' | 'above'
}

function isRareWeek(history: OrderHistory, usual: UsualWeek, end: RangeEnd, week: DeviatingWeek): boolean {
  const { ratios } = end.expectation
  const { orderedMinor, side } = week
  let asFar = 0
  for (const ratio of ratios) {
    if (side === 'below' ? ratio * end.scale <= orderedMinor : ratio * end.scale >= orderedMinor) asFar += 1
  }
  return asFar <= RARE_RATIO * ratios.length && !isHoliday(history, usual, end, week)
}

/** A holiday is not the same size each year. */
const HOLIDAY_TOLERANCE = 1.25

/** As long as a dip or a peak may have lasted already. */
const HOLIDAY_WEEKS = 4

/**
 * Whether a year before deviated as much at this time, all in all. Not the week alone is compared: a holiday of a week
 * falls into two weeks of the archive, and a drop that lasts longer than last year's holiday is none.
 */
function isHoliday(history: OrderHistory, { currency }: UsualWeek, end: RangeEnd, week: DeviatingWeek): boolean {
  const { on, side } = week
  let spent = notableRatio(week.orderedMinor, end.usualMinor, side)
  if (spent <= NOTABLE_RATIO) return false
  const budget = HOLIDAY_TOLERANCE * seasonalBudget(history, currency, on, side)
  for (let back = 1; back < HOLIDAY_WEEKS && spent <= budget; back += 1) {
    const before = on - back * WEEK_DAYS
    const usualMinor = end.expectation.level * end.expectation.scaleOn(before)
    const ordered = lastOrderWeek(history, before).find((candidate) => candidate.currency === currency)
    const orderedMinor = side === 'below' ? ordered?.placedMinor : ordered?.netMinor
    const ratio = notableRatio(orderedMinor ?? 0, usualMinor, side)
    if (ratio > NOTABLE_RATIO) spent += ratio
  }
  return spent <= budget
}

/** How many usual weeks are lacking (`below`) or too many. */
function notableRatio(orderedMinor: number, usualMinor: number, side: 'below' | 'above'): number {
  if (usualMinor <= 0) return side === 'below' ? 0 : Number.POSITIVE_INFINITY
  return side === 'below' ? 1 - orderedMinor / usualMinor : orderedMinor / usualMinor - 1
}

function byCurrency(left: { readonly currency: string }, right: { readonly currency: string }): number {
  return left.currency < right.currency ? -1 : 1
}
