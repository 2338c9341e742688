import type { CalendarDay } from '../values/calendar-day.ts'

/** Orders of one customer: day buckets of the last `ORDER_HISTORY_DAYS` days, and what is ordered but not billed. */
export interface OrderHistory {
  firstOrderOn: CalendarDay | null
  lastOrderOn: CalendarDay | null
  /** By day, then currency. */
  readonly days: OrderDay[]
  /** In the order they were placed. */
  readonly openOrders: OpenOrder[]
  /** Facts about orders that have not arrived yet. */
  readonly awaited: AwaitedOrder[]
}

export interface OrderDay {
  readonly day: CalendarDay
  readonly currency: string
  placed: number
  placedMinor: number
  /** Cancellations and returns stand on the day they happened, not on the day of the order. */
  cancelled: number
  cancelledMinor: number
}

export interface OpenOrder {
  readonly orderId: string
  readonly salesRepId: string | null
  readonly currency: string
  /** The order's amount as last amended. */
  amountMinor: number
  /** What no invoice has billed and no cancellation taken off. */
  unbilledMinor: number
  readonly placedOn: CalendarDay
  promisedOn: CalendarDay | null
  deliveredOn: CalendarDay | null
}

export interface AwaitedOrder {
  readonly orderId: string
  billedMinor: number
  cancelledMinor: number | null
  deliveredOn: CalendarDay | null
  readonly sinceOn: CalendarDay
}

export const ORDER_HISTORY_DAYS = 190
export const MAX_OPEN_ORDERS = 64

export function emptyOrderHistory(): OrderHistory {
  return { firstOrderOn: null, lastOrderOn: null, days: [], openOrders: [], awaited: [] }
}
