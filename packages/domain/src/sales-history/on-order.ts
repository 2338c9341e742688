import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import { isForgotten, pruneOrderHistory } from './bounds.ts'
import type { OrderAmended, OrderBilled, OrderCancelled, OrderDelivered, OrderPlaced, OrderReturned } from './facts.ts'
import { findOpenOrder } from './open-order.ts'
import { MAX_ORDER_RHYTHM_DAYS, type OpenOrder, type OrderDay, type OrderHistory } from './state.ts'
import { checkTakenBack, findTakenBack, forgetTakenBack, leftMinorOf, rememberTakenBack } from './taken-back.ts'

/**
 * Counts an order on the day it was placed and adds it to the open orders, unless it was paid in advance.
 *
 * @param placedOn business day of the record's own time: an order that arrives late belongs to the day it was placed
 * @param today business day of the effective time
 * @param cancelledMinor what of it was cancelled before it came
 * @throws ContradictionError when the order is open with another amount, currency or representative
 */
export function onOrderPlaced(
  history: OrderHistory,
  fact: OrderPlaced,
  placedOn: CalendarDay,
  today: CalendarDay,
  cancelledMinor = 0,
): Effect {
  const held = findOpenOrder(history, fact.orderId)
  if (held !== undefined) return repeatOf(held, fact)

  const bucket = dayOf(history, placedOn, fact.currency, fact.salesRepId)
  bucket.placed += 1
  bucket.placedMinor += fact.amountMinor
  history.firstOrderOn = Math.min(history.firstOrderOn ?? placedOn, placedOn)
  history.lastOrderOn = Math.max(history.lastOrderOn ?? placedOn, placedOn)
  rememberOrderDay(history.orderDays, placedOn)
  forgetTakenBack(history, fact.orderId)
  // Whoever tells of the cancellation may remember it longer.
  const takenOffMinor = Math.max(takeAwaited(history, fact.orderId), cancelledMinor)
  if (!fact.prepaid && takenOffMinor < fact.amountMinor) {
    history.openOrders.push({
      orderId: fact.orderId,
      salesRepId: fact.salesRepId,
      currency: fact.currency,
      placedMinor: fact.amountMinor,
      amountMinor: fact.amountMinor - cancelledMinor,
      unbilledMinor: fact.amountMinor - takenOffMinor,
      placedOn,
      promisedOn: fact.promisedOn ?? null,
      deliveredOn: null,
      orders: 1,
    })
  }
  if (cancelledMinor > 0) rememberTakenBack(history, { ...fact, amountMinor: cancelledMinor }, fact, today)
  pruneOrderHistory(history, today)
  return 'applied'
}

/**
 * Changes an open order; the history then counts its new amount on the day it was placed, beside what was cancelled before
 * (see as-meant.ts). An order that is not open (billed, cancelled, paid in advance, not heard of) is left alone.
 * @throws ContradictionError when the order is in another currency
 */
export function onOrderAmended(history: OrderHistory, fact: OrderAmended, today: CalendarDay): Effect {
  const held = findOpenOrder(history, fact.orderId)
  if (held !== undefined) checkCurrency(held, 'an amendment', fact.currency)
  const before = findTakenBack(history, fact.orderId, today)
  const leftMinor = held?.amountMinor ?? (before && leftMinorOf(before))
  if (fact.amountMinor !== leftMinor) forgetTakenBack(history, fact.orderId)
  if (held === undefined) return 'applied'

  const moreMinor = fact.amountMinor - held.amountMinor
  dayOf(history, held.placedOn, held.currency, held.salesRepId).placedMinor += moreMinor
  held.amountMinor = fact.amountMinor
  held.promisedOn = fact.promisedOn ?? null
  takeOff(history, held, -moreMinor)
  pruneOrderHistory(history, today)
  return 'applied'
}

/**
 * Counts a cancellation on its own day and takes it off its order, where it names one.
 * @throws ContradictionError when it is in another currency than the order, or takes off more than was ordered and not
 *   taken off before
 */
export function onOrderCancelled(
  history: OrderHistory,
  fact: OrderCancelled,
  cancelledOn: CalendarDay,
  today: CalendarDay,
): Effect {
  const held = fact.orderId == null ? undefined : findOpenOrder(history, fact.orderId)
  const effect = takeBack(history, 'a cancellation', fact, cancelledOn, today)
  if (held !== undefined) held.amountMinor -= fact.amountMinor
  return effect
}

/**
 * As a cancellation: what was sold is less from that day on, and what is not billed yet will not be.
 * @throws ContradictionError as for a cancellation, and when the return is held with another amount
 */
export function onOrderReturned(history: OrderHistory, fact: OrderReturned, today: CalendarDay): Effect {
  const { returnId, amountMinor, currency } = fact
  const held = history.returns.find((booked) => booked.returnId === returnId && !isForgotten(booked, today))
  if (held !== undefined) {
    if (held.amountMinor === amountMinor && held.currency === currency) return 'repeated'
    throw new ContradictionError(
      `return ${returnId} over ${formatMoney(amountMinor, currency)} is already booked over ` +
        formatMoney(held.amountMinor, held.currency),
    )
  }
  const effect = takeBack(history, `return ${returnId}`, fact, fact.returnedOn, today)
  history.returns.push({ returnId, currency, amountMinor, bookedOn: today })
  pruneOrderHistory(history, today)
  return effect
}

/** An order that is not open is left alone: its bill came first. */
export function onOrderDelivered(history: OrderHistory, fact: OrderDelivered, today: CalendarDay): Effect {
  const held = findOpenOrder(history, fact.orderId)
  if (held === undefined || fact.complete === false) return 'applied'
  if (held.deliveredOn === fact.deliveredOn) return 'repeated'
  held.deliveredOn = fact.deliveredOn
  pruneOrderHistory(history, today)
  return 'applied'
}

/**
 * To be called with each invoice that names an order, once the ledger has taken the invoice as new: what is billed is no
 * longer open as an order. A bill in another currency leaves the order alone. Never throws.
 */
export function onOrderBilled(history: OrderHistory, fact: OrderBilled, today: CalendarDay): Effect {
  const held = findOpenOrder(history, fact.orderId)
  if (held === undefined) rememberAwaited(history, fact.orderId, fact.amountMinor, today)
  else if (held.currency === fact.currency) takeOff(history, held, fact.amountMinor)
  pruneOrderHistory(history, today)
  return 'applied'
}

/** Whatever the order in which they arrive, the latest days are kept. */
function rememberOrderDay(orderDays: CalendarDay[], day: CalendarDay): void {
  let index = orderDays.length
  while (index > 0 && orderDays[index - 1]! > day) index -= 1
  if (orderDays[index - 1] === day) return
  orderDays.splice(index, 0, day)
  if (orderDays.length > MAX_ORDER_RHYTHM_DAYS) orderDays.shift()
}

function takeBack(
  history: OrderHistory,
  subject: string,
  fact: OrderCancelled,
  on: CalendarDay,
  today: CalendarDay,
): Effect {
  const orderId = fact.orderId ?? undefined
  const held = orderId === undefined ? undefined : findOpenOrder(history, orderId)
  checkTakenBack(history, subject, fact, held, today)
  const bucket = dayOf(history, on, fact.currency, fact.salesRepId ?? held?.salesRepId ?? '')
  bucket.cancelled += 1
  bucket.cancelledMinor += fact.amountMinor
  rememberTakenBack(history, fact, held, today)
  if (held !== undefined) takeOff(history, held, fact.amountMinor)
  else if (orderId !== undefined) rememberAwaited(history, orderId, fact.amountMinor, today)
  pruneOrderHistory(history, today)
  return 'applied'
}

function takeOff(history: OrderHistory, order: OpenOrder, amountMinor: number): void {
  order.unbilledMinor -= amountMinor
  if (order.unbilledMinor <= 0) history.openOrders.splice(history.openOrders.indexOf(order), 1)
}

function rememberAwaited(history: OrderHistory, orderId: string, takenOffMinor: number, today: CalendarDay): void {
  const known = history.awaited.find((awaited) => awaited.orderId === orderId)
  if (known === undefined) history.awaited.push({ orderId, sinceOn: today, takenOffMinor })
  else known.takenOffMinor += takenOffMinor
}

function takeAwaited(history: OrderHistory, orderId: string): number {
  const index = history.awaited.findIndex((awaited) => awaited.orderId === orderId)
  return index < 0 ? 0 : history.awaited.splice(index, 1)[0]!.takenOffMinor
}

/** The bucket of a day, currency and representative, made in its place when it is missing. */
function dayOf(history: OrderHistory, day: CalendarDay, currency: string, salesRepId: string): OrderDay {
  let index = history.days.length
  while (index > 0 && isAfter(history.days[index - 1]!, day, currency, salesRepId)) index -= 1
  const before = history.days[index - 1]
  if (before?.day === day && before.currency === currency && before.salesRepId === salesRepId) return before
  const bucket: OrderDay = { day, currency, salesRepId, placed: 0, placedMinor: 0, cancelled: 0, cancelledMinor: 0 }
  history.days.splice(index, 0, bucket)
  return bucket
}

function isAfter(bucket: OrderDay, day: CalendarDay, currency: string, salesRepId: string): boolean {
  if (bucket.day !== day) return bucket.day > day
  return bucket.currency === currency ? bucket.salesRepId > salesRepId : bucket.currency > currency
}

function repeatOf(held: OpenOrder, fact: OrderPlaced): Effect {
  const same =
    held.placedMinor === fact.amountMinor && held.currency === fact.currency && held.salesRepId === fact.salesRepId
  if (same) return 'repeated'
  throw new ContradictionError(
    `order ${fact.orderId} was already placed over ${formatMoney(held.placedMinor, held.currency)} ` +
      `with ${held.salesRepId}; a change is told by order-amended`,
  )
}

function checkCurrency(held: OpenOrder, subject: string, currency: string): void {
  if (held.currency === currency) return
  throw new ContradictionError(`${subject} is in ${currency}, but order ${held.orderId} is in ${held.currency}`)
}
