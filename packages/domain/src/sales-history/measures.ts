import type { ReceivablesLedger } from '../receivables/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import type { OrderHistory } from './state.ts'

export interface OrderWindow {
  readonly placed: number
  readonly placedMinor: number
  readonly cancelled: number
  readonly cancelledMinor: number
  /** placedMinor − cancelledMinor. */
  readonly netMinor: number
  /** How many of the window's days lie on or after the customer's first order (and inside what is kept). */
  readonly coveredDays: number
}

/** Orders of the `days` days up to and including `day`, in one currency. */
export function ordersIn(history: OrderHistory, currency: string, day: CalendarDay, days: number): OrderWindow {
  throw new Error(`not built yet ${history} ${currency} ${day} ${days}`)
}

/** Number of orders placed in the `days` days up to and including `day`, in all currencies. */
export function orderCountIn(history: OrderHistory, day: CalendarDay, days: number): number {
  throw new Error(`not built yet ${history} ${day} ${days}`)
}

/** Undefined for a customer that has never ordered. */
export function daysSinceLastOrder(history: OrderHistory, day: CalendarDay): number | undefined {
  throw new Error(`not built yet ${history} ${day}`)
}

/** The first day after `day` at whose end an order leaves the window of `days` days: counts can fall with no traffic. */
export function nextOrderWindowChangeOn(
  history: OrderHistory,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  throw new Error(`not built yet ${history} ${day} ${days}`)
}

/** What the customer would owe if nothing more were paid, by stage, in minor units of one currency. */
export interface Exposure {
  readonly undeliveredMinor: number
  readonly deliveredUnbilledMinor: number
  readonly openInvoicesMinor: number
  readonly unappliedMinor: number
  /** undelivered + delivered and unbilled + open invoices − unapplied cash; below zero when the customer is in credit. */
  readonly totalMinor: number
}

export function measureExposure(history: OrderHistory, ledger: ReceivablesLedger, currency: string): Exposure {
  throw new Error(`not built yet ${history} ${ledger} ${currency}`)
}
