/** How far the seven days up to a day lie from what was to be expected of them, and whether that is rare. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { lastOrderWeek, type OrderWeek } from './last-order-week.ts'
import { WEEK_DAYS } from './order-archive.ts'
import { type Expectation, NOTABLE_RATIO, seasonalBudget } from './order-season.ts'
import type { OrderHistory } from './state.ts'

/**
 * The spread is at least this share of the usual week. A customer that orders the same amount every week has no spread at
 * all, and any cent more would be a huge deviation. A fifth also says how far a silent week can deviate: 5 at most.
 */
const LEAST_SPREAD_RATIO = 0.2

/** What at most this share of the weeks before did as well, is rare; more often, it is a habit (a big order a month). */
const RARE_RATIO = 0.1

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

/** What the weeks of a baseline say of a week to come, in one currency. */
export interface UsualWeek {
  readonly currency: string
  readonly weeks: number
  /** Median of the weeks of the baseline, above zero. */
  readonly recentMinor: number
  readonly expectations: readonly Expectation[]
  readonly spreadRatio: number
}

/** The last seven days beside what is expected of them. */
export function comparedOn(
  history: OrderHistory,
  weeks: readonly UsualWeek[],
  on: CalendarDay,
): readonly UsualOrderWeek[] {
  const lastWeeks = lastOrderWeek(history, on)
  return weeks.map((usual) => compared(history, usual, lastWeeks, on))
}

/** How many usual spreads the last seven days lie from the usual week, to either side. */
export function deviationOf({ orderedMinor, usualMinor, spreadMinor }: UsualOrderWeek): number {
  return Math.abs(orderedMinor - usualMinor) / spreadMinor
}

/** One end of the range in which a week is expected. */
export interface RangeEnd {
  readonly expectation: Expectation
  readonly scale: number
  readonly usualMinor: number
  readonly spreadMinor: number
}

export function rangeEnd(usual: UsualWeek, expectation: Expectation, on: CalendarDay): RangeEnd {
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
