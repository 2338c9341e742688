import { findBook } from '../receivables/books.ts'
import { unappliedMinorOf } from '../receivables/measures.ts'
import type { ReceivablesLedger } from '../receivables/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { hasLapsed } from './bounds.ts'
import { type OpenOrder, ORDER_HISTORY_DAYS, type OrderHistory } from './state.ts'

/** Orders of the `days` days up to and including a day: the window (day − days, day]. */
export interface OrderWindow {
  readonly placed: number
  readonly placedMinor: number
  readonly cancelled: number
  readonly cancelledMinor: number
  /** placedMinor − cancelledMinor. */
  readonly netMinor: number
  /** How many of the window's days are kept and lie on or after the customer's first order. */
  readonly coveredDays: number
}

/** The window in one currency. */
export function ordersIn(history: OrderHistory, currency: string, day: CalendarDay, days: number): OrderWindow {
  const window = { placed: 0, placedMinor: 0, cancelled: 0, cancelledMinor: 0 }
  for (const bucket of history.days) {
    if (bucket.currency !== currency || bucket.day > day || bucket.day <= day - days) continue
    window.placed += bucket.placed
    window.placedMinor += bucket.placedMinor
    window.cancelled += bucket.cancelled
    window.cancelledMinor += bucket.cancelledMinor
  }
  return {
    ...window,
    netMinor: window.placedMinor - window.cancelledMinor,
    coveredDays: coveredDays(history, day, days),
  }
}

/** What was placed in one currency, whatever was cancelled or returned of it. */
export interface PlacedOrders {
  readonly currency: string
  readonly placed: number
  readonly placedMinor: number
}

/** Placed from one day through another, in each currency in which something was, sorted by code. */
export function placedBetween(
  history: OrderHistory,
  fromOn: CalendarDay,
  throughOn: CalendarDay,
): readonly PlacedOrders[] {
  const found: { currency: string; placed: number; placedMinor: number }[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const { day, currency, placed, placedMinor } = history.days[index]!
    if (day < fromOn) break
    if (day > throughOn || placed === 0) continue
    let sum = found.find((known) => known.currency === currency)
    if (sum === undefined) {
      sum = { currency, placed: 0, placedMinor: 0 }
      found.push(sum)
    }
    sum.placed += placed
    sum.placedMinor += placedMinor
  }
  return found.length > 1 ? found.sort((left, right) => (left.currency < right.currency ? -1 : 1)) : found
}

/** Number of orders placed in the window, in all currencies. */
export function orderCountIn(history: OrderHistory, day: CalendarDay, days: number): number {
  let placed = 0
  // The latest buckets stand last: most windows reach back over a few of them only.
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day <= day - days) break
    if (bucket.day <= day) placed += bucket.placed
  }
  return placed
}

/** Orders placed with one representative on one day, in all currencies; undefined for a day that is not kept. */
export function ordersPlacedWith(history: OrderHistory, salesRepId: string, day: CalendarDay): number | undefined {
  let placed: number | undefined
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day < day) break
    if (bucket.day === day && bucket.salesRepId === salesRepId) placed = (placed ?? 0) + bucket.placed
  }
  return placed
}

/** What was ordered and taken back on one day with one representative, by currency code. Amounts in minor units. */
export interface SalesOfDay {
  readonly currency: string
  readonly orderedMinor: number
  readonly takenBackMinor: number
}

export function salesWith(history: OrderHistory, salesRepId: string, day: CalendarDay): SalesOfDay[] {
  const sales: SalesOfDay[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day < day) break
    if (bucket.day !== day || bucket.salesRepId !== salesRepId) continue
    const { currency, placedMinor: orderedMinor, cancelledMinor: takenBackMinor } = bucket
    sales.unshift({ currency, orderedMinor, takenBackMinor })
  }
  return sales
}

/** The open order of this number; undefined when there is none, or none any more. Merged entries answer to no name. */
export function openOrderNamed({ openOrders }: OrderHistory, orderId: string): OpenOrder | undefined {
  return openOrders.find((order) => order.orderId === orderId && order.orders === 1)
}

/** Undefined for a customer that has never ordered. */
export function daysSinceLastOrder(history: OrderHistory, day: CalendarDay): number | undefined {
  return history.lastOrderOn === null ? undefined : day - history.lastOrderOn
}

/** The first day after `day` at whose end orders leave the window of `days` days: counts fall with no traffic. */
export function nextOrderWindowChangeOn(
  history: OrderHistory,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  // Buckets stand in the order of their days, so the first that has not left is the next to leave.
  let next: CalendarDay | undefined
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const leavesOn = history.days[index]!.day + days
    if (leavesOn <= day) break
    next = leavesOn
  }
  return next
}

/** What the customer would owe if nothing more were paid, by stage, in minor units of one currency. */
export interface Exposure {
  readonly undeliveredMinor: number
  readonly deliveredUnbilledMinor: number
  readonly openInvoicesMinor: number
  /** Cash that pays no invoice yet; below zero after a reversal of cash the ledger no longer knew. */
  readonly unappliedMinor: number
  /** undelivered + delivered and unbilled + open invoices − unapplied; below zero when the customer is in credit. */
  readonly totalMinor: number
}

/**
 * Disputed invoices are in it: they are owed until they are credited.
 * @param on orders that have lapsed by the end of this day are left out, though they were not dropped yet
 */
export function measureExposure(
  history: OrderHistory,
  ledger: ReceivablesLedger,
  currency: string,
  on?: CalendarDay,
): Exposure {
  let undeliveredMinor = 0
  let deliveredUnbilledMinor = 0
  for (const order of history.openOrders) {
    if (order.currency !== currency || (on !== undefined && hasLapsed(order, on))) continue
    if (order.deliveredOn === null) undeliveredMinor += order.unbilledMinor
    else deliveredUnbilledMinor += order.unbilledMinor
  }
  const book = findBook(ledger, currency)
  const unappliedMinor = book === undefined ? 0 : unappliedMinorOf(book)
  let openMinor = 0
  for (const item of book?.open ?? []) openMinor += item.openMinor
  return {
    undeliveredMinor,
    deliveredUnbilledMinor,
    openInvoicesMinor: openMinor,
    unappliedMinor,
    totalMinor: undeliveredMinor + deliveredUnbilledMinor + openMinor - unappliedMinor,
  }
}

function coveredDays(history: OrderHistory, day: CalendarDay, days: number): number {
  if (history.firstOrderOn === null) return 0
  return Math.max(Math.min(days, ORDER_HISTORY_DAYS, day - history.firstOrderOn + 1), 0)
}
