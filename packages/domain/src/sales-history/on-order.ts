import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'
import type { OrderAmended, OrderBilled, OrderCancelled, OrderDelivered, OrderPlaced, OrderReturned } from './facts.ts'
import type { OrderHistory } from './state.ts'

/** `placedOn` is the business day of the record's own time (a late order belongs to the day it was placed). */
export function onOrderPlaced(history: OrderHistory, fact: OrderPlaced, placedOn: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${placedOn}`)
}
export function onOrderAmended(history: OrderHistory, fact: OrderAmended, amendedOn: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${amendedOn}`)
}
export function onOrderCancelled(history: OrderHistory, fact: OrderCancelled, cancelledOn: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${cancelledOn}`)
}
export function onOrderDelivered(history: OrderHistory, fact: OrderDelivered, today: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${today}`)
}
export function onOrderReturned(history: OrderHistory, fact: OrderReturned, returnedOn: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${returnedOn}`)
}
/** Called with each invoice that names an order. */
export function onOrderBilled(history: OrderHistory, fact: OrderBilled, today: CalendarDay): Effect {
  throw new Error(`not built yet ${history} ${fact} ${today}`)
}
export function pruneOrderHistory(history: OrderHistory, today: CalendarDay): void {
  throw new Error(`not built yet ${history} ${today}`)
}
