import {
  amendmentAsMeant,
  cancellationAsMeant,
  cancelledEarlyMinor,
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
import type { OrderEvent, OrderPlaced } from '@tocsin/events'
import { type Change, changeOf, type EventDays, REPEATED } from '../change.ts'
import type { CustomerState } from '../state.ts'

/**
 * The order history says what an event means, whether it is new and can be true; what it has taken, the fulfilment, the
 * contracts and the demand for products take too. Orders have no date field: they count on the day on which the source
 * recorded them.
 */
export function onOrderEvent(state: CustomerState, told: OrderEvent, days: EventDays): Change {
  const event = asMeant(state, told, days)
  if (event === undefined) return REPEATED
  const early = event.type === 'order-placed' ? earlyCancellation(state, event, days) : undefined
  const effect = booked(state, event, days, early?.amountMinor)
  if (effect === 'applied') {
    track(state, event, days)
    trackContract(state, event, days)
    trackDemand(state, event, days)
    if (early !== undefined) {
      onContractOrderTakenBack(state.agreements, early, days.today)
      demandCancelled(state.demand, early, days.today)
    }
  }
  // What is delivered was ordered as before.
  return event.type === 'order-delivered' ? changeOf(effect, 'deliveries') : changeOf(effect, 'orders', 'deliveries')
}

function asMeant({ orders }: CustomerState, event: OrderEvent, { today }: EventDays): OrderEvent | undefined {
  if (event.type === 'order-amended') return amendmentAsMeant(orders, event, today)
  return event.type === 'order-cancelled' ? cancellationAsMeant(orders, event, today) : event
}

/** What was cancelled of an order before it came. */
function earlyCancellation({ fulfilment }: CustomerState, { orderId, currency }: OrderPlaced, { today }: EventDays) {
  const amountMinor = cancelledEarlyMinor(fulfilment, orderId, today)
  return amountMinor === 0 ? undefined : { orderId, currency, amountMinor }
}

function booked(
  { orders }: CustomerState,
  event: OrderEvent,
  { recordedOn, today }: EventDays,
  cancelledMinor: number | undefined,
): Effect {
  switch (event.type) {
    case 'order-placed':
      return onOrderPlaced(orders, event, recordedOn, today, cancelledMinor)
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
