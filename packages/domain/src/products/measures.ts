/** What is ordered of a product, and how far its stock goes: read from its book, in units of the product. */
import { DEMAND_DAYS } from '../representatives/bounds.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { fromQuantityMilli } from './quantity.ts'

/** Four weeks: each day of the week as often as the others. */
export const RECENT_DEMAND_DAYS = 28
/** A quarter: what is ordered seldom is ordered in it all the same. */
export const TURNOVER_DAYS = 90
/** Stock that lasts longer is told as lasting so long. */
export const LONGEST_COVER_DAYS = 999

const WEEK_DAYS = 7
const RECENT_WEEKS = RECENT_DEMAND_DAYS / WEEK_DAYS
const USUAL_WEEKS = (DEMAND_DAYS - RECENT_DEMAND_DAYS) / WEEK_DAYS
/** Fewer show no trend. */
const LEAST_FORECAST_WEEKS = 6
const FORECAST_WEEKS = 12

/** A quantity, and the weeks or days that it rests on. */
export interface Demanded {
  readonly quantity: number
  readonly sample: number
}

/** Ordered in the last so many days; sample: days on which something was. */
export function demandIn({ demandDays }: SalesRepBook, on: CalendarDay, days: number): Demanded {
  let quantityMilli = 0
  let sample = 0
  for (const entry of demandDays) {
    if (entry.day <= on - days || entry.day > on) continue
    quantityMilli += entry.quantityMilli
    sample += 1
  }
  return { quantity: fromQuantityMilli(quantityMilli), sample }
}

/**
 * What four weeks usually bring: four times the median of the whole weeks before the last 28 days, 26 at most, none of
 * which began before the first order of all. Sample: those in which something was ordered. Undefined without a week.
 */
export function usualDemand(book: SalesRepBook, on: CalendarDay): Demanded | undefined {
  const weeks = weeklyDemand(book, on - RECENT_DEMAND_DAYS, USUAL_WEEKS)
  if (weeks.length === 0) return undefined
  return { quantity: RECENT_WEEKS * median(weeks), sample: weeksWithOrders(weeks) }
}

/**
 * What the next seven days may bring as things go: the line through the last twelve whole weeks that lies in their middle
 * (slope: the median of those between any two weeks, Theil and Sen; height: the median of what they leave), one week
 * further; at least 0. A single large order moves it little. Undefined with fewer than six weeks.
 */
export function expectedDemandWeek(book: SalesRepBook, on: CalendarDay): Demanded | undefined {
  const weeks = weeklyDemand(book, on, FORECAST_WEEKS)
  if (weeks.length < LEAST_FORECAST_WEEKS) return undefined
  const slopes = weeks.flatMap((later, index) =>
    weeks.slice(0, index).map((earlier, before) => (later - earlier) / (index - before)),
  )
  const slope = median(slopes)
  const height = median(weeks.map((quantity, index) => quantity - slope * index))
  const quantity = Math.round(Math.max(0, height + slope * weeks.length) * 1000) / 1000
  return { quantity, sample: weeksWithOrders(weeks) }
}

/** What lies in stock; undefined where it was never counted. */
export function onHand({ product }: SalesRepBook): number | undefined {
  return product === null || product.onHandMilli === null ? undefined : fromQuantityMilli(product.onHandMilli)
}

/**
 * For how many days the stock lasts at the daily demand of the last 28. Sample: days with orders among them. Undefined
 * where nothing was ordered in them, or the stock was never counted.
 */
export function stockCover(book: SalesRepBook, on: CalendarDay): { days: number; sample: number } | undefined {
  const stock = onHand(book)
  const { quantity, sample } = demandIn(book, on, RECENT_DEMAND_DAYS)
  if (stock === undefined || quantity <= 0) return undefined
  return { days: coverDays(stock, quantity / RECENT_DEMAND_DAYS), sample }
}

/**
 * For how many days the stock lasts at the daily demand of the last 90, or of as many as the product is known for: days to
 * turn it over once. What is in stock and not ordered at all lasts longest. Sample: the days looked at. Undefined where
 * the stock was never counted.
 */
export function stockTurnover(book: SalesRepBook, on: CalendarDay): { days: number; sample: number } | undefined {
  const stock = onHand(book)
  if (stock === undefined) return undefined
  const knownSinceOn = Math.min(book.product?.knownSinceOn ?? on, book.firstOrderOn ?? on)
  const sample = Math.max(1, Math.min(TURNOVER_DAYS, on - knownSinceOn + 1))
  return { days: coverDays(stock, demandIn(book, on, sample).quantity / sample), sample }
}

function coverDays(stock: number, daily: number): number {
  if (stock <= 0) return 0
  if (daily <= 0) return LONGEST_COVER_DAYS
  return Math.min(LONGEST_COVER_DAYS, stock / daily)
}

/** Whole weeks of seven days, the last of which ends on `endOn`, the oldest first; in units of the product. */
function weeklyDemand({ demandDays, firstOrderOn }: SalesRepBook, endOn: CalendarDay, atMost: number): number[] {
  if (firstOrderOn === null) return []
  const count = Math.max(0, Math.min(atMost, Math.floor((endOn - firstOrderOn + 1) / WEEK_DAYS)))
  const weeks = new Array<number>(count).fill(0)
  for (const { day, quantityMilli } of demandDays) {
    if (day > endOn) continue
    const index = count - 1 - Math.floor((endOn - day) / WEEK_DAYS)
    if (index >= 0) weeks[index] = (weeks[index] ?? 0) + quantityMilli
  }
  return weeks.map(fromQuantityMilli)
}

function weeksWithOrders(weeks: readonly number[]): number {
  return weeks.filter((quantity) => quantity > 0).length
}

/** Of at least one number. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right)
  const upper = Math.floor(sorted.length / 2)
  const middle = sorted[upper] ?? 0
  return sorted.length % 2 === 1 ? middle : ((sorted[upper - 1] ?? 0) + middle) / 2
}
