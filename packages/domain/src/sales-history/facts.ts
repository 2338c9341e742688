/** What the order history reads of each event; an event is handed in as it is. Amounts are minor units above zero. */
import type { CalendarDay } from '../values/calendar-day.ts'

type Optional<T> = T | null | undefined

export interface OrderPlaced {
  readonly orderId: string
  readonly salesRepId: string
  readonly amountMinor: number
  readonly currency: string
  readonly promisedOn?: Optional<CalendarDay>
  /** Paid in advance: counts in the history, is no exposure. */
  readonly prepaid?: Optional<boolean>
}

/** The whole order as it stands from now on. */
export interface OrderAmended {
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly promisedOn?: Optional<CalendarDay>
}

/** Takes an amount off the named order, or off orders that are not named. */
export interface OrderCancelled {
  readonly orderId?: Optional<string>
  readonly salesRepId?: Optional<string>
  readonly amountMinor: number
  readonly currency: string
}

export interface OrderDelivered {
  readonly orderId: string
  readonly deliveredOn: CalendarDay
  /** False for a part of an order: it counts as undelivered until the rest has come. */
  readonly complete?: Optional<boolean>
}

export interface OrderReturned {
  readonly returnId: string
  readonly orderId?: Optional<string>
  readonly amountMinor: number
  readonly currency: string
  readonly returnedOn: CalendarDay
}

/** What an invoice says about the order it bills. */
export interface OrderBilled {
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
}
