import {
  demandAmended,
  demandCancelled,
  demandPlaced,
  type Effect,
  onContractOrderAmended,
  onContractOrderPlaced,
  onContractOrderTakenBack,
  onOrderAmended,
  onOrderCancelled,
  onOrderDelivered,
  onOrderPlaced,
  onOrderReturned,
  trackOrderAmended,
  trackOrderCancelled,
  trackOrderDelivered,
  trackOrderPlaced,
  trackOrderReturned,
} from '@tocsin/domain'
import type { OrderEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays } from './change.ts'
import type { CustomerState } from './state.ts'

/**
 * The order history says whether an event is new and can be true; what it has taken, the fulfilment, the contracts and the
 * demand for products take too. Orders
 * have no date field: they count on the day on which the source recorded them.
 */
export function onOrderEvent(state: CustomerState, event: OrderEvent, days: EventDays): Change {
  const effect = booked(state, event, days)
  if (effect === 'applied') {
    track(state, event, days)
    trackContract(state, event, days)
    trackDemand(state, event, days)
  }
  return changeOf(effect, 'orders')
}

function booked({ orders }: CustomerState, event: OrderEvent, { recordedOn, today }: EventDays): Effect {
  switch (event.type) {
    case 'order-placed':
      return onOrderPlaced(orders, event, recordedOn, today)
    case 'order-amended':
      return onOrderAmended(orders, event, today)
    case 'order-cancelled':
      return onOrderCancelled(orders, event, recordedOn, today)
    case 'order-delivered':
      return onOrderDelivered(orders, event, today)
    case 'order-returned':
      return onOrderReturned(orders, event, today)
  }
}

function track({ fulfilment }: CustomerState, event: OrderEvent, { recordedOn, today }: EventDays): void {
  switch (event.type) {
    case 'order-placed':
      trackOrderPlaced(fulfilment, event, recordedOn, today)
      break
    case 'order-amended':
      trackOrderAmended(fulfilment, event, today)
      break
    case 'order-cancelled':
      trackOrderCancelled(fulfilment, event, today)
      break
    case 'order-delivered':
      trackOrderDelivered(fulfilment, event, today)
      break
    case 'order-returned':
      trackOrderReturned(fulfilment, event, today)
      break
  }
}

function trackContract({ agreements }: CustomerState, event: OrderEvent, { recordedOn, today }: EventDays): void {
  switch (event.type) {
    case 'order-placed':
      onContractOrderPlaced(agreements, event, recordedOn, today)
      break
    case 'order-amended':
      onContractOrderAmended(agreements, event, today)
      break
    case 'order-cancelled':
    case 'order-returned':
      onContractOrderTakenBack(agreements, event, today)
      break
    case 'order-delivered':
      // Ordered is ordered.
      break
  }
}

function trackDemand({ demand }: CustomerState, event: OrderEvent, { recordedOn, today }: EventDays): void {
  switch (event.type) {
    case 'order-placed':
      demandPlaced(demand, event, recordedOn, today)
      break
    case 'order-amended':
      demandAmended(demand, event, today)
      break
    case 'order-cancelled':
      demandCancelled(demand, event, today)
      break
    case 'order-delivered':
    case 'order-returned':
      // It was wanted when it was ordered.
      break
  }
}
