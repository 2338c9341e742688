import { onOrderAmended, onOrderCancelled, onOrderDelivered, onOrderPlaced, onOrderReturned } from '@tocsin/domain'
import type { OrderEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays } from './change.ts'
import type { CustomerState } from './state.ts'

/** Orders have no date field: they count on the day on which the source recorded them. */
export function onOrderEvent({ orders }: CustomerState, event: OrderEvent, days: EventDays): Change {
  switch (event.type) {
    case 'order-placed':
      return changeOf(onOrderPlaced(orders, event, days.recordedOn, days.today), 'orders')
    case 'order-amended':
      return changeOf(onOrderAmended(orders, event, days.today), 'orders')
    case 'order-cancelled':
      return changeOf(onOrderCancelled(orders, event, days.recordedOn, days.today), 'orders')
    case 'order-delivered':
      return changeOf(onOrderDelivered(orders, event, days.today), 'orders')
    case 'order-returned':
      return changeOf(onOrderReturned(orders, event, days.today), 'orders')
  }
}
