/**
 * How the orders of one customer were fulfilled: which are still to be delivered, how long deliveries took, what came
 * back. Apart from the order history, because an order that is billed or paid in advance is no exposure any more and yet
 * to be delivered. Plain data, changed in place by the functions beside it.
 */
import { ABANDONED_AFTER_DAYS } from '../sales-history/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

export interface Fulfilment {
  /** In the order they arrived: to be delivered, or delivered and not yet out of reach of a return after the month's end. */
  readonly orders: TrackedOrder[]
  /** Complete deliveries, by day, then representative. */
  readonly deliveries: DeliveryDay[]
  /** By day, then currency. */
  readonly returns: ReturnDay[]
  /** What came before its order. */
  readonly early: EarlyNews[]
}

export interface TrackedOrder {
  readonly orderId: string
  readonly salesRepId: string
  readonly currency: string
  readonly placedOn: CalendarDay
  /** As last amended. */
  promisedOn: CalendarDay | null
  /** Of the whole order. */
  deliveredOn: CalendarDay | null
  /** The latest delivery of a part only. */
  partDeliveredOn: CalendarDay | null
  /** What no cancellation and no return has taken off. */
  leftMinor: number
}

export interface DeliveryDay {
  readonly day: CalendarDay
  readonly salesRepId: string
  /** Orders delivered whole. */
  delivered: number
  /** Days from placing to delivery, of all of them. */
  processingDays: number
  /** Those for which a day was promised, and those of them that came by that day. */
  promised: number
  onTime: number
}

export interface ReturnDay {
  readonly day: CalendarDay
  readonly currency: string
  returns: number
  returnedMinor: number
  /** In the first days of a month, of what was ordered in the month before. */
  ofMonthBeforeMinor: number
}

export interface EarlyNews {
  readonly orderId: string
  readonly sinceOn: CalendarDay
  takenOffMinor: number
  deliveredOn: CalendarDay | null
}

/** The longest shipped window is 90 days; a month more for windows of people's own. */
export const FULFILMENT_DAYS = 120

/** Two representatives on each day. Beyond, the oldest days are dropped. */
export const MAX_DELIVERY_DAYS = 2 * FULFILMENT_DAYS
/** Returns are rarer than orders: every other day. Beyond, the oldest days are dropped. */
export const MAX_RETURN_DAYS = FULFILMENT_DAYS / 2

/**
 * An order on every day until it is taken for abandoned: so many are open where lead times are half a year. Beyond, the
 * oldest delivered order is dropped, or the oldest of all: its delivery is no longer measured.
 */
export const MAX_TRACKED_ORDERS = ABANDONED_AFTER_DAYS

/** Records of one source run apart by minutes, not by weeks; but a lorry that is told before its orders brings many. */
export const EARLY_NEWS_DAYS = 14
export const MAX_EARLY_NEWS = 32

/** What comes back in the first so many days of a month is held against the month before. */
export const AFTER_MONTH_END_DAYS = 10

export function emptyFulfilment(): Fulfilment {
  return { orders: [], deliveries: [], returns: [], early: [] }
}
