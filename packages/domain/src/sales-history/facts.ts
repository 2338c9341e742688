import type { CalendarDay } from '../values/calendar-day.ts'

type Optional<T> = T | null | undefined

export interface OrderPlaced {
  readonly orderId: string
  readonly salesRepId?: Optional<string>
  readonly amountMinor: number
  readonly currency: string
  readonly promisedOn?: Optional<CalendarDay>
  /** Paid in advance: counts in the history, is no exposure. */
  readonly prepaid?: Optional<boolean>
}

export interface OrderAmended {
  readonly orderId: string
  /** The whole order's new amount. */
  readonly amountMinor?: Optional<number>
  readonly currency?: Optional<string>
  readonly promisedOn?: Optional<CalendarDay>
}

/** With `orderId` and no amount, the whole order; without `orderId`, an amount taken back from an order not named. */
export interface OrderCancelled {
  readonly orderId?: Optional<string>
  readonly amountMinor?: Optional<number>
  readonly currency?: Optional<string>
}

export interface OrderDelivered {
  readonly orderId: string
  readonly deliveredOn: CalendarDay
}

export interface OrderReturned {
  readonly orderId?: Optional<string>
  readonly amountMinor?: Optional<number>
  readonly currency?: Optional<string>
}

/** What an invoice says about the order it bills. */
export interface OrderBilled {
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
}
