/**
 * The orders of one customer: day buckets for the rolling windows, and what is ordered but not billed, for the exposure.
 * Plain data, changed in place by the functions beside it.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface OrderHistory {
  firstOrderOn: CalendarDay | null
  lastOrderOn: CalendarDay | null
  /** The latest days on which something was ordered, in their order: how often the customer orders, however long ago. */
  readonly orderDays: CalendarDay[]
  /** By day, then currency, then representative. */
  readonly days: OrderDay[]
  /** In the order they arrived. */
  readonly openOrders: OpenOrder[]
  /** Bills and cancellations of orders that have not arrived yet. */
  readonly awaited: AwaitedOrder[]
  /** Weeks whose days were dropped, by currency: see `order-archive.ts`. */
  readonly archive: OrderWeekSums[]
  /** In the order they were booked: for repeats. */
  readonly returns: BookedReturn[]
  /** By the day on which something was first taken off them. */
  readonly takenBack: TakenBackOrder[]
}

/** Whole weeks in their order, without a gap, the first of them not 0: at most 111 (137, less 26 whose days are kept). */
export interface OrderWeekSums {
  readonly currency: string
  firstWeek: number
  /** What was placed, less what was cancelled and returned in the week. */
  readonly netMinor: number[]
}

export interface OrderDay {
  readonly day: CalendarDay
  readonly currency: string
  /** Who is named on the orders; empty for cancellations and returns of which nobody knows whose they are. */
  readonly salesRepId: string
  placed: number
  placedMinor: number
  /** Cancellations and returns stand on the day they happened, not on the day of their order. */
  cancelled: number
  cancelledMinor: number
}

export interface OpenOrder {
  readonly orderId: string
  readonly salesRepId: string
  readonly currency: string
  /** As it was placed: tells a repeat. */
  readonly placedMinor: number
  /** As last amended, less what was cancelled since. */
  amountMinor: number
  /** What no invoice has billed and no cancellation has taken off. */
  unbilledMinor: number
  readonly placedOn: CalendarDay
  promisedOn: CalendarDay | null
  deliveredOn: CalendarDay | null
  /** How many orders the entry stands for: above 1 once it was merged at the bound. */
  readonly orders: number
}

export interface BookedReturn {
  readonly returnId: string
  readonly currency: string
  readonly amountMinor: number
  readonly bookedOn: CalendarDay
}

/** An order of which cancellations and returns took something off. */
export interface TakenBackOrder {
  readonly orderId: string
  readonly currency: string
  /** As last amended: what all that is taken off together is held against. */
  readonly amountMinor: number
  takenBackMinor: number
  readonly bookedOn: CalendarDay
}

export interface AwaitedOrder {
  readonly orderId: string
  readonly sinceOn: CalendarDay
  takenOffMinor: number
}

/** Half a year and a week: the longest shipped window is 30 + 90 days. A window beyond it sees what is kept. */
export const ORDER_HISTORY_DAYS = 190

/** Buckets over all currencies and representatives: two on every day that is kept. Beyond, the oldest days are dropped. */
export const MAX_ORDER_DAYS = 2 * ORDER_HISTORY_DAYS

/** The latest order days that are kept: twelve gaps between them. */
export const MAX_ORDER_RHYTHM_DAYS = 13

/**
 * Open orders held one by one. Beyond, the two oldest of one currency and stage become one entry with the later of their
 * days; bills and cancellations that name one of them no longer find it, so it stays until it is too old.
 */
export const MAX_OPEN_ORDERS = 64

/** An order that nobody delivers for so long is taken for abandoned: it is no exposure any more. */
export const ABANDONED_AFTER_DAYS = 190

/** A delivered order that no bill names for so long is taken for billed under another number. */
export const BILLED_AFTER_DAYS = 60

/** Topics run apart by minutes, not by weeks. */
export const AWAITED_ORDER_DAYS = 14
export const MAX_AWAITED_ORDERS = 8

/**
 * Returns are held for repeats as long as a day bucket counts them: more than two a week. Beyond, the
 * oldest are forgotten: a later repeat is told by the event alone (`SeenEvents`).
 */
export const MAX_BOOKED_RETURNS = 64

/** Held as long as returns are. Beyond, the oldest are forgotten: what is taken off them is no longer held against them. */
export const MAX_TAKEN_BACK_ORDERS = 64

export function emptyOrderHistory(): OrderHistory {
  return {
    firstOrderOn: null,
    lastOrderOn: null,
    orderDays: [],
    days: [],
    openOrders: [],
    awaited: [],
    archive: [],
    returns: [],
    takenBack: [],
  }
}
