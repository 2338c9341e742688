/** What is ordered of a product, and how far its stock goes: read from its book, in units of the product. */
import { earliest } from '../measures/earliest.ts'
import { DEMAND_DAYS } from '../representatives/bounds.ts'
import type { RepDemandDay, SalesRepBook } from '../representatives/state.ts'
import { nextEdgeOn } from '../representatives/window-edges.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { fromQuantityMilli, toQuantityMilli } from './quantity.ts'

/** Four weeks: each day of the week as often as the others. */
export const RECENT_DEMAND_DAYS = 28
/** A quarter: what is ordered seldom is ordered in it all the same. */
export const TURNOVER_DAYS = 90
/** Stock that lasts longer is told as lasting so long. */
export const LONGEST_COVER_DAYS = 999

const WEEK_DAYS = 7
const FORTNIGHT_DAYS = 14
const RECENT_FORTNIGHTS = RECENT_DEMAND_DAYS / FORTNIGHT_DAYS
const USUAL_FORTNIGHTS = (DEMAND_DAYS - RECENT_DEMAND_DAYS) / FORTNIGHT_DAYS
/** 1 ÷ the upper quartile of the normal distribution's distance from its middle (1.1503). */
const NORMAL_DEVIATION = 0.8693
/** Of what is usual: steadier than that is nobody's demand. */
const LEAST_SPREAD = 0.05
/** With three, products of pure chance (1 to 8 orders a week) gave two to seven false alarms in 40 products and 8 months; with four none. */
const SPREADS = 4
/** Fewer show no trend. */
const LEAST_FORECAST_WEEKS = 6
const FORECAST_WEEKS = 12

/** A quantity, and the fortnights, weeks or days that it rests on. */
export interface Demanded {
  readonly quantity: number
  readonly sample: number
}

/** Ordered in the last so many days; sample: days on which something was. */
export function demandIn({ demandDays }: SalesRepBook, on: CalendarDay, days: number): Demanded {
  let quantityMilli = 0
  let sample = 0
  // Sorted by day: those that count stand last.
  for (let index = demandDays.length - 1; index >= 0; index--) {
    const entry = demandDays[index] as RepDemandDay
    if (entry.day <= on - days) break
    if (entry.day > on) continue
    quantityMilli += entry.quantityMilli
    sample += 1
  }
  return { quantity: fromQuantityMilli(quantityMilli), sample }
}

export function nextRecentDemandOn({ demandDays }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextEdgeOn(demandDays, on, RECENT_EDGES)
}

const RECENT_EDGES = [0, RECENT_DEMAND_DAYS]

/**
 * What 28 days usually bring: twice the median of the whole fortnights before the last 28 days, 13 at most, none of which
 * began before the first order of all. A fortnight holds each day of the week twice, and a product that is ordered every
 * other week once. Sample: those in which something was ordered. Undefined without one.
 */
export function usualDemand(book: SalesRepBook, on: CalendarDay): Demanded | undefined {
  const fortnights = demandBefore(book, on)
  if (fortnights.length === 0) return undefined
  return { quantity: RECENT_FORTNIGHTS * middleOf(sort(fortnights)), sample: countOrdered(fortnights) }
}

/**
 * The least that 28 days usually bring: four usual spreads below what they bring. The spread of 28 days is that of a
 * fortnight × √2 (fortnights that have nothing to do with one another); that of a fortnight the upper quartile of how far
 * they lie from the median × 0.8693, which is the standard deviation where they are spread normally. The quartile, since the
 * median deviation is nothing for what swings between two levels, and the mean is moved by one large order. At least a
 * twentieth of what is usual. At least 0, which says that any 28 days are usual. Sample as above.
 */
export function leastUsualDemand(book: SalesRepBook, on: CalendarDay): Demanded | undefined {
  const fortnights = demandBefore(book, on)
  if (fortnights.length === 0) return undefined
  const sample = countOrdered(fortnights)
  // Nothing in more than half of them: nothing is usual. So it is with most products.
  if (fortnights.length - sample > fortnights.length / 2) return { quantity: 0, sample }
  const middle = middleOf(sort(fortnights))
  const usual = RECENT_FORTNIGHTS * middle
  const spread = Math.max(SPREAD_OF_DEVIATION * upperQuartileFrom(middle, fortnights), LEAST_SPREAD * usual)
  return { quantity: toThousandths(Math.max(0, usual - SPREADS * spread)), sample }
}

const SPREAD_OF_DEVIATION = Math.sqrt(RECENT_FORTNIGHTS) * NORMAL_DEVIATION

/** When what is usual may be something else, or less of it. */
export function nextUsualDemandOn(book: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  const endOn = nextBlocksOn(book, on - RECENT_DEMAND_DAYS, FORTNIGHT_DAYS, USUAL_FORTNIGHTS)
  return endOn === undefined ? undefined : endOn + RECENT_DEMAND_DAYS
}

/**
 * What the next seven days may bring as things go: the line through the last twelve whole weeks that lies in their middle
 * (slope: the median of those between any two weeks, Theil and Sen; height: the median of what they leave), one week
 * further; at least 0. A single large order moves it little. Undefined with fewer than six weeks.
 */
export function expectedDemandWeek(book: SalesRepBook, on: CalendarDay): Demanded | undefined {
  const weeks = wholeBlocks(book, on, WEEK_DAYS, FORECAST_WEEKS)
  if (weeks.length < LEAST_FORECAST_WEEKS) return undefined
  const sample = countOrdered(weeks)
  if (sample === 0 && weeks.every((quantity) => quantity === 0)) return { quantity: 0, sample }
  const slope = middleOf(slopesOf(weeks).sort())
  const height = middleOf(sort(weeks.map((quantity, index) => quantity - slope * index)))
  return { quantity: toThousandths(Math.max(0, height + slope * weeks.length)), sample }
}

export function nextForecastOn(book: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextBlocksOn(book, on, WEEK_DAYS, FORECAST_WEEKS)
}

/** What lies in stock; undefined where it was never counted. */
export function onHand({ product }: SalesRepBook): number | undefined {
  return product === null || product.onHandMilli === null ? undefined : fromQuantityMilli(product.onHandMilli)
}

/**
 * For how many days the stock lasts at the daily demand of the last 28, or of as many as the product is known for: what
 * was ordered before nobody knows. Sample: days with orders among them. Undefined where nothing was ordered in them, or
 * the stock was never counted.
 */
export function stockCover(book: SalesRepBook, on: CalendarDay): { days: number; sample: number } | undefined {
  const stock = onHand(book)
  if (stock === undefined) return undefined
  const { quantity, sample } = demandIn(book, on, RECENT_DEMAND_DAYS)
  if (quantity <= 0) return undefined
  return { days: coverDays(stock, quantity / daysKnown(book, on, RECENT_DEMAND_DAYS)), sample }
}

export function nextStockCoverOn(book: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  if (onHand(book) === undefined) return undefined
  return isNewOn(book, on, RECENT_DEMAND_DAYS) ? on + 1 : nextRecentDemandOn(book, on)
}

/**
 * For how many days the stock lasts at the daily demand of the last 90, or of as many as the product is known for: days to
 * turn it over once. What is in stock and not ordered any more lasts longest. Sample: the days looked at. Undefined where
 * the stock was never counted, or nothing was ever ordered: orders may be told without their lines, and demand of which
 * nobody told is not none.
 */
export function stockTurnover(book: SalesRepBook, on: CalendarDay): { days: number; sample: number } | undefined {
  const stock = onHand(book)
  if (stock === undefined || book.firstOrderOn === null) return undefined
  const sample = daysKnown(book, on, TURNOVER_DAYS)
  return { days: coverDays(stock, demandIn(book, on, sample).quantity / sample), sample }
}

export function nextStockTurnoverOn(book: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  if (onHand(book) === undefined || book.firstOrderOn === null) return undefined
  return isNewOn(book, on, TURNOVER_DAYS) ? on + 1 : nextEdgeOn(book.demandDays, on, TURNOVER_EDGES)
}

const TURNOVER_EDGES = [0, TURNOVER_DAYS]

/** Of the last so many days those since the product was first told of or ordered. */
function daysKnown({ product, firstOrderOn }: SalesRepBook, on: CalendarDay, atMost: number): number {
  const knownSinceOn = Math.min(product?.knownSinceOn ?? on, firstOrderOn ?? on)
  return Math.max(1, Math.min(atMost, on - knownSinceOn + 1))
}

/** It will be known for more of the last so many days. */
function isNewOn(book: SalesRepBook, on: CalendarDay, days: number): boolean {
  return daysKnown(book, on, days) < days
}

function coverDays(stock: number, daily: number): number {
  if (stock <= 0) return 0
  if (daily <= 0) return LONGEST_COVER_DAYS
  return Math.min(LONGEST_COVER_DAYS, stock / daily)
}

/** The first day after `endOn` on which the blocks that end then may be others, or of other quantities. */
function nextBlocksOn(
  { demandDays, firstOrderOn }: SalesRepBook,
  endOn: CalendarDay,
  days: number,
  atMost: number,
): CalendarDay | undefined {
  if (firstOrderOn === null) return undefined
  const count = countBlocks(firstOrderOn, endOn, days, atMost)
  let next = count < atMost ? firstOrderOn - 1 + days * (count + 1) : undefined
  // Without a whole block, no order counts yet.
  if (count === 0) return next
  // Sorted by day: those that count stand last.
  for (let index = demandDays.length - 1; index >= 0; index--) {
    const { day } = demandDays[index] as RepDemandDay
    if (day <= endOn - days * count) break
    next = earliest(next, day > endOn ? day : endOn + days - ((endOn - day) % days))
    if (next === endOn + 1) break
  }
  return next
}

function countBlocks(firstOrderOn: CalendarDay, endOn: CalendarDay, days: number, atMost: number): number {
  return Math.max(0, Math.min(atMost, Math.floor((endOn - firstOrderOn + 1) / days)))
}

/** The fortnights that the last 28 days are held against. */
function demandBefore(book: SalesRepBook, on: CalendarDay): number[] {
  return wholeBlocks(book, on - RECENT_DEMAND_DAYS, FORTNIGHT_DAYS, USUAL_FORTNIGHTS)
}

/** Blocks of so many days, the last of which ends on `endOn`, the oldest first; in units of the product. */
function wholeBlocks(
  { demandDays, firstOrderOn }: SalesRepBook,
  endOn: CalendarDay,
  days: number,
  atMost: number,
): number[] {
  if (firstOrderOn === null) return []
  const count = countBlocks(firstOrderOn, endOn, days, atMost)
  const blocks = new Array<number>(count).fill(0)
  const firstOn = endOn - days * count + 1
  // Sorted by day: those that count stand last.
  for (let index = demandDays.length - 1; index >= 0; index--) {
    const { day, quantityMilli } = demandDays[index] as RepDemandDay
    if (day < firstOn) break
    if (day <= endOn) blocks[Math.floor((day - firstOn) / days)]! += quantityMilli
  }
  // Added up in whole thousandths: sums of units would not be exact.
  for (let index = 0; index < count; index++) blocks[index] = fromQuantityMilli(blocks[index] as number)
  return blocks
}

function countOrdered(blocks: readonly number[]): number {
  let ordered = 0
  for (const quantity of blocks) if (quantity > 0) ordered += 1
  return ordered
}

/** Between each week and those before it, per week. */
function slopesOf(weeks: readonly number[]): Float64Array {
  const slopes = new Float64Array((weeks.length * (weeks.length - 1)) / 2)
  let count = 0
  for (let later = 1; later < weeks.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      slopes[count++] = ((weeks[later] as number) - (weeks[earlier] as number)) / (later - earlier)
    }
  }
  return slopes
}

function toThousandths(quantity: number): number {
  return fromQuantityMilli(toQuantityMilli(quantity))
}

/** In place. A dozen numbers stand in their order sooner than any sort is called. */
function sort(numbers: number[]): readonly number[] {
  for (let index = 1; index < numbers.length; index++) {
    const number = numbers[index] as number
    let place = index
    for (; place > 0 && (numbers[place - 1] as number) > number; place--) numbers[place] = numbers[place - 1] as number
    numbers[place] = number
  }
  return numbers
}

/** The median. @param sorted at least one number */
function middleOf(sorted: ArrayLike<number>): number {
  const upper = Math.floor(sorted.length / 2)
  const middle = sorted[upper] ?? 0
  return sorted.length % 2 === 1 ? middle : ((sorted[upper - 1] ?? 0) + middle) / 2
}

/** Three of four numbers lie as near to their median. @param sorted at least one number: the farthest stand at both ends */
function upperQuartileFrom(median: number, sorted: readonly number[]): number {
  const below = (index: number) => median - (sorted[index] as number)
  let low = 0
  let high = sorted.length - 1
  for (let farther = sorted.length - Math.ceil(sorted.length * 0.75); farther > 0; farther--) {
    if (below(low) > -below(high)) low += 1
    else high -= 1
  }
  return Math.max(below(low), -below(high))
}
