/**
 * What a week may be expected to bring: the weeks just before it, seen beside the same weeks of the one or two years
 * before.
 *
 * For each year known, the weeks of the baseline are divided by what was usual at the same time of that year; the median
 * of these ratios says how much larger the customer has become, and what was usual in that year at the time of the week
 * asked for, times that growth, is the week expected. It is the seasonal naive forecast with a multiplicative drift
 * (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2), made robust twice: medians stand where
 * it has single values, and "usual at a time" is a running median of seven weeks, as the smoothing of a season in a robust
 * decomposition (Cleveland et al., STL, Journal of Official Statistics 6, 1990). A holiday or a mistake of a week or two
 * therefore does not enter a season: that is `seasonalBudget`.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import { archivedMinor, dayOfWeek, findOrderArchive, WEEK_DAYS, weekOf, YEAR_WEEKS } from './order-archive.ts'
import type { OrderHistory, OrderWeekSums } from './state.ts'

/** With fewer weeks, a median and a spread say nothing. */
export const LEAST_BASELINE_WEEKS = 8

/** Makes the median absolute deviation comparable with a standard deviation, for values that are normally distributed. */
const MAD_SCALE = 1.4826

/** The weeks that are compared with. */
export interface Baseline {
  /** The last day of the last of them. */
  readonly endOn: CalendarDay
  readonly weeks: number
  readonly validToOn: CalendarDay
}

/** One way to expect a week: from the recent weeks alone, or as in a year before. */
export interface Expectation {
  /** 0: the recent weeks alone. */
  readonly yearsBefore: number
  /** The weeks of the baseline, each divided by what was usual at its time of that year; in minor units for 0 years. */
  readonly ratios: readonly number[]
  /** Their median. */
  readonly level: number
  /** Their median absolute deviation, scaled. */
  readonly spread: number
  /** What they are multiplied with at the end of a day. */
  scaleOn(on: CalendarDay): number
}

/** What may be expected, and the median of the recent weeks: of these alone it depends whether there is anything usual. */
export interface Expectations {
  readonly recentMinor: number
  /** One or two. */
  readonly expectations: readonly Expectation[]
  /** How much of itself a week varies by. */
  readonly spreadRatio: number
}

/**
 * As many as there are to believe. With one year before, a step in it would look like a season, so the recent weeks have
 * their say beside it, and the greater spread counts; two years speak for themselves: where they differ, the week may lie
 * anywhere between them, and it varies no more than it does beside what explains it best.
 * @param weeks net, the latest first
 */
export function expectationsOf(
  history: OrderHistory,
  currency: string,
  { endOn }: Baseline,
  weeks: readonly number[],
): Expectations {
  const recent = recentWeeks(weeks)
  const recentMinor = recent.level
  const recentAlone = { recentMinor, expectations: [recent], spreadRatio: spreadRatioOf(recent) }
  const archive = findOrderArchive(history, currency)
  if (archive === undefined || recentMinor <= 0) return recentAlone
  const firstWeek = firstWholeWeek(history)
  const lastYear = asYearsBefore(1, archive, firstWeek, endOn, weeks)
  if (lastYear === undefined) return recentAlone
  const yearBefore = asYearsBefore(2, archive, firstWeek, endOn, weeks)
  const ofOneYear = [recent, lastYear].map(spreadRatioOf)
  if (yearBefore === undefined) {
    return { recentMinor, expectations: [recent, lastYear], spreadRatio: Math.max(...ofOneYear) }
  }
  const spreadRatio = Math.min(...ofOneYear, spreadRatioOf(yearBefore))
  return { recentMinor, expectations: [lastYear, yearBefore], spreadRatio }
}

/** A dip or a peak that came and went in these weeks of a year before comes about then again: Easter, the Spring Festival and Eid move by less. */
const HOLIDAY_REACH_WEEKS = 3

/** What lies nearer to the usual is noise. */
export const NOTABLE_RATIO = 0.25

/**
 * By how much the weeks around the same time of the year before fell short of what was usual then (`below`), or exceeded
 * it, all together, in usual weeks: 1 = a week in which nothing was ordered, or two halves. Of the two years the one with
 * more. 0 while no whole year is known.
 */
export function seasonalBudget(
  history: OrderHistory,
  currency: string,
  on: CalendarDay,
  side: 'below' | 'above',
): number {
  const archive = findOrderArchive(history, currency)
  if (archive === undefined) return 0
  const firstWeek = firstWholeWeek(history)
  let most = 0
  for (const years of [1, 2]) {
    let budget = 0
    const week = weekOf(on) - years * YEAR_WEEKS
    // The seven days reach into the week before.
    for (let near = week - HOLIDAY_REACH_WEEKS - 1; near <= week + HOLIDAY_REACH_WEEKS; near += 1) {
      if (near - SMOOTHING_WEEKS < firstWeek) continue
      const usual = usualAround(archive, near)
      if (usual <= 0) continue
      const short = 1 - archivedMinor(archive, near) / usual
      const notable = side === 'below' ? short : -short
      if (notable > NOTABLE_RATIO) budget += notable
    }
    most = Math.max(most, budget)
  }
  return most
}

function spreadRatioOf({ level, spread }: Expectation): number {
  return spread / level
}

function recentWeeks(weeks: readonly number[]): Expectation {
  const ratios = sorted([...weeks])
  const level = Math.round(median(ratios))
  return { yearsBefore: 0, ratios, level, spread: spreadAround(level, ratios), scaleOn: () => 1 }
}

/** Undefined when the season of that year is not known for enough of the weeks. */
function asYearsBefore(
  yearsBefore: number,
  archive: OrderWeekSums,
  firstWeek: number,
  endOn: CalendarDay,
  weeks: readonly number[],
): Expectation | undefined {
  const yearWeeks = yearsBefore * YEAR_WEEKS
  const usualOn = usualAt(archive, yearWeeks)
  const ratios: number[] = []
  for (const [back, minor] of weeks.entries()) {
    const on = endOn - back * WEEK_DAYS
    if (weekOf(on) - yearWeeks - 1 - SMOOTHING_WEEKS < firstWeek) break
    const usual = usualOn(on)
    if (usual > 0) ratios.push(minor / usual)
  }
  if (ratios.length < LEAST_BASELINE_WEEKS) return undefined
  const level = median(sorted(ratios))
  if (level <= 0) return undefined
  return { yearsBefore, ratios, level, spread: spreadAround(level, ratios), scaleOn: usualOn }
}

/** Weeks on either side of one that say what was usual at its time. */
const SMOOTHING_WEEKS = 3

/** What was usual at the same time so many weeks before the seven days up to a day: the two weeks they lie in, by their days. */
function usualAt(archive: OrderWeekSums, weeksBefore: number): (on: CalendarDay) => number {
  // Neighbouring days ask for the same weeks.
  const known: number[] = []
  const usualIn = (week: number) => {
    const place = week - archive.firstWeek
    if (place < 0) return usualAround(archive, week)
    while (known.length <= place) known.push(-1)
    if (known[place] === -1) known[place] = usualAround(archive, week)
    return known[place]!
  }
  return (on) => {
    const week = weekOf(on) - weeksBefore
    const days = dayOfWeek(on)
    return (days * usualIn(week) + (WEEK_DAYS - days) * usualIn(week - 1)) / WEEK_DAYS
  }
}

/** Running median; at least 0. Medians of seven are nearly all that a season costs: they are sorted in one place. */
function usualAround(archive: OrderWeekSums, week: number): number {
  for (let index = 0; index < around.length; index += 1) {
    const minor = archivedMinor(archive, week - SMOOTHING_WEEKS + index)
    let place = index
    for (; place > 0 && around[place - 1]! > minor; place -= 1) around[place] = around[place - 1]!
    around[place] = minor
  }
  return Math.max(0, around[SMOOTHING_WEEKS]!)
}

const around = new Array<number>(2 * SMOOTHING_WEEKS + 1).fill(0)

/** The first week that lies wholly after the customer's first order. */
export function firstWholeWeek({ firstOrderOn }: OrderHistory): number {
  return firstOrderOn === null ? Number.POSITIVE_INFINITY : weekOf(firstOrderOn + WEEK_DAYS - 1)
}

function spreadAround(level: number, values: readonly number[]): number {
  return MAD_SCALE * median(sorted(values.map((value) => Math.abs(value - level))))
}

export function median(ascending: readonly number[]): number {
  const middle = ascending.length >> 1
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2
}

/** In place, by insertion: for some 20 numbers twice as fast as the built-in sort with a comparison. */
export function sorted(values: number[]): readonly number[] {
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index]!
    let place = index
    for (; place > 0 && values[place - 1]! > value; place -= 1) values[place] = values[place - 1]!
    values[place] = value
  }
  return values
}
