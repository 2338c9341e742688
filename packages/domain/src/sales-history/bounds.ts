import type { CalendarDay } from '../values/calendar-day.ts'
import { archiveOrderDay, pruneOrderArchive } from './order-archive.ts'
import {
  ABANDONED_AFTER_DAYS,
  AWAITED_ORDER_DAYS,
  BILLED_AFTER_DAYS,
  MAX_AWAITED_ORDERS,
  MAX_BOOKED_RETURNS,
  MAX_OPEN_ORDERS,
  MAX_ORDER_DAYS,
  MAX_TAKEN_BACK_ORDERS,
  type OpenOrder,
  ORDER_HISTORY_DAYS,
  type OrderHistory,
} from './state.ts'

/** Drops what has left every window; to be called at a customer's day ends too. Cheap when there is nothing to do. */
export function pruneOrderHistory(history: OrderHistory, today: CalendarDay): void {
  const { days, awaited, openOrders, returns, takenBack } = history
  while (days.length > 0 && (days.length > MAX_ORDER_DAYS || days[0]!.day <= today - ORDER_HISTORY_DAYS)) {
    const { day } = days[0]!
    // Whole days only: what is left of a day must not pass for all of it.
    while (days[0]?.day === day) archiveOrderDay(history, days.shift()!, today)
  }
  pruneOrderArchive(history, today)
  while (
    awaited.length > 0 &&
    (awaited.length > MAX_AWAITED_ORDERS || awaited[0]!.sinceOn < today - AWAITED_ORDER_DAYS)
  ) {
    awaited.shift()
  }
  while (returns.length > 0 && (returns.length > MAX_BOOKED_RETURNS || isForgotten(returns[0]!, today))) {
    returns.shift()
  }
  while (takenBack.length > 0 && (takenBack.length > MAX_TAKEN_BACK_ORDERS || isForgotten(takenBack[0]!, today))) {
    takenBack.shift()
  }
  for (let index = openOrders.length - 1; index >= 0; index -= 1) {
    if (hasLapsed(openOrders[index]!, today)) openOrders.splice(index, 1)
  }
  while (openOrders.length > MAX_OPEN_ORDERS) mergeOldest(openOrders)
}

/**
 * The first day after `day` on which an order that is open now lapses (abandoned, or taken for billed): the exposure
 * falls then with no traffic, once the history is pruned.
 */
export function nextOrderLapseOn(history: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const order of history.openOrders) {
    const lapsesOn = lapseOf(order)
    if (lapsesOn > day && (next === undefined || lapsesOn < next)) next = lapsesOn
  }
  return next
}

/** What comes again, or besides, is told by its event alone from now on. */
export function isForgotten({ bookedOn }: { readonly bookedOn: CalendarDay }, today: CalendarDay): boolean {
  return bookedOn <= today - ORDER_HISTORY_DAYS
}

/** Abandoned, or taken for billed. */
export function hasLapsed(order: OpenOrder, today: CalendarDay): boolean {
  return lapseOf(order) <= today
}

function lapseOf(order: OpenOrder): CalendarDay {
  if (order.deliveredOn !== null) return order.deliveredOn + BILLED_AFTER_DAYS
  return Math.max(order.placedOn, order.promisedOn ?? order.placedOn) + ABANDONED_AFTER_DAYS
}

function mergeOldest(openOrders: OpenOrder[]): void {
  const [firstIndex, secondIndex] = oldestPair(openOrders)
  const first = openOrders[firstIndex]!
  const [second] = openOrders.splice(secondIndex, 1)
  openOrders[firstIndex] = {
    orderId: 'merged',
    salesRepId: first.salesRepId,
    currency: first.currency,
    placedMinor: first.placedMinor + second!.placedMinor,
    amountMinor: first.amountMinor + second!.amountMinor,
    unbilledMinor: first.unbilledMinor + second!.unbilledMinor,
    placedOn: Math.max(first.placedOn, second!.placedOn),
    promisedOn: null,
    deliveredOn: first.deliveredOn === null ? null : Math.max(first.deliveredOn, second!.deliveredOn!),
    orders: first.orders + second!.orders,
  }
}

function oldestPair(openOrders: readonly OpenOrder[]): readonly [number, number] {
  const firstOfGroup = new Map<string, number>()
  for (const [index, order] of openOrders.entries()) {
    const group = `${order.currency} ${order.deliveredOn === null}`
    const first = firstOfGroup.get(group)
    if (first !== undefined) return [first, index]
    firstOfGroup.set(group, index)
  }
  // There are far fewer currencies in use than entries, so two of one kind are always found.
  throw new Error('no two open orders of one currency and stage')
}
