/**
 * What each event of an order means for its fulfilment. To be called once the order history has taken the event as new;
 * nothing here throws: what contradicts the order history was refused there, and what is no longer tracked is left alone.
 * What is too old is dropped before an event is looked at: whether a day end came between must make no difference.
 */
import type {
  OrderAmended,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
} from '../sales-history/facts.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { pruneFulfilment } from './bounds.ts'
import { firstOfMonth } from './months.ts'
import {
  AFTER_MONTH_END_DAYS,
  type DeliveryDay,
  type EarlyNews,
  type Fulfilment,
  type ReturnDay,
  type TrackedOrder,
} from './state.ts'

/** The order is to be delivered from now on, paid in advance or not. */
export function trackOrderPlaced(
  fulfilment: Fulfilment,
  fact: OrderPlaced,
  placedOn: CalendarDay,
  today: CalendarDay,
): void {
  pruneFulfilment(fulfilment, today)
  if (findOrder(fulfilment, fact.orderId) === undefined) {
    const order: TrackedOrder = {
      orderId: fact.orderId,
      salesRepId: fact.salesRepId,
      currency: fact.currency,
      placedOn,
      promisedOn: fact.promisedOn ?? null,
      deliveredOn: null,
      partDeliveredOn: null,
      leftMinor: fact.amountMinor,
    }
    fulfilment.orders.push(order)
    applyEarlyNews(fulfilment, order)
  }
  pruneFulfilment(fulfilment, today)
}

/** What was cancelled of an order that has not come yet. To be asked before the order is tracked. */
export function cancelledEarlyMinor(fulfilment: Fulfilment, orderId: string, today: CalendarDay): number {
  if (fulfilment.early.length === 0) return 0
  pruneFulfilment(fulfilment, today)
  return fulfilment.early.find((news) => news.orderId === orderId)?.takenOffMinor ?? 0
}

/** The whole order as it stands from now on, its promised day included. What was delivered was delivered. */
export function trackOrderAmended(fulfilment: Fulfilment, fact: OrderAmended, today: CalendarDay): void {
  pruneFulfilment(fulfilment, today)
  const order = findOrder(fulfilment, fact.orderId)
  if (order?.deliveredOn === null && order.currency === fact.currency) {
    order.promisedOn = fact.promisedOn ?? null
    order.leftMinor = fact.amountMinor
  }
}

/**
 * Nothing is left to deliver when all was cancelled. A cancellation that follows on a part delivery is of the rest: the
 * order was delivered with its last part.
 */
export function trackOrderCancelled(fulfilment: Fulfilment, fact: OrderCancelled, today: CalendarDay): void {
  pruneFulfilment(fulfilment, today)
  const orderId = fact.orderId ?? undefined
  if (orderId !== undefined) {
    const order = findOrder(fulfilment, orderId)
    if (order === undefined) earlyNewsOf(fulfilment, orderId, today).takenOffMinor += fact.amountMinor
    else if (order.deliveredOn === null && order.currency === fact.currency) {
      takeOff(fulfilment, order, fact.amountMinor)
      if (order.partDeliveredOn !== null) deliver(fulfilment, order, order.partDeliveredOn)
    }
  }
  pruneFulfilment(fulfilment, today)
}

/**
 * Counts a complete delivery on its day; the same order told again with another day is a correction. In time when it came
 * by the day that was promised last.
 */
export function trackOrderDelivered(fulfilment: Fulfilment, fact: OrderDelivered, today: CalendarDay): void {
  pruneFulfilment(fulfilment, today)
  const order = findOrder(fulfilment, fact.orderId)
  if (fact.complete === false) {
    if (order?.deliveredOn === null) order.partDeliveredOn = Math.max(order.partDeliveredOn ?? 0, fact.deliveredOn)
  } else if (order === undefined) earlyNewsOf(fulfilment, fact.orderId, today).deliveredOn = fact.deliveredOn
  else deliver(fulfilment, order, fact.deliveredOn)
  pruneFulfilment(fulfilment, today)
}

/**
 * Counts what came back on its own day. It is held against the month before when it came in that month's first days after
 * and its order was placed in it; a return that names no order is, for nobody can say that it is not.
 */
export function trackOrderReturned(fulfilment: Fulfilment, fact: OrderReturned, today: CalendarDay): void {
  pruneFulfilment(fulfilment, today)
  const { returnedOn, amountMinor, currency } = fact
  const orderId = fact.orderId ?? undefined
  const order = orderId === undefined ? undefined : findOrder(fulfilment, orderId)
  const bucket = returnDayOf(fulfilment, returnedOn, currency)
  bucket.returns += 1
  bucket.returnedMinor += amountMinor
  const monthFromOn = firstOfMonth(returnedOn)
  if (returnedOn < monthFromOn + AFTER_MONTH_END_DAYS) {
    const isOfMonthBefore =
      order === undefined
        ? orderId === undefined
        : order.placedOn < monthFromOn && order.placedOn >= firstOfMonth(returnedOn, -1)
    if (isOfMonthBefore) bucket.ofMonthBeforeMinor += amountMinor
  }
  if (order?.deliveredOn === null && order.currency === currency) takeOff(fulfilment, order, amountMinor)
  pruneFulfilment(fulfilment, today)
}

function findOrder({ orders }: Fulfilment, orderId: string): TrackedOrder | undefined {
  // The order that is spoken of is mostly one of the latest.
  for (let index = orders.length - 1; index >= 0; index -= 1) {
    if (orders[index]!.orderId === orderId) return orders[index]
  }
  return undefined
}

function takeOff({ orders }: Fulfilment, order: TrackedOrder, amountMinor: number): void {
  order.leftMinor -= amountMinor
  if (order.leftMinor <= 0 && order.partDeliveredOn === null) orders.splice(orders.indexOf(order), 1)
}

function deliver(fulfilment: Fulfilment, order: TrackedOrder, deliveredOn: CalendarDay): void {
  if (order.deliveredOn === deliveredOn) return
  if (order.deliveredOn !== null) {
    const { deliveries } = fulfilment
    const counted = deliveries.find(
      ({ day, salesRepId }) => day === order.deliveredOn && salesRepId === order.salesRepId,
    )
    // A day that has left every window took its count with it.
    if (counted !== undefined) count(counted, order, -1)
    if (counted?.delivered === 0) deliveries.splice(deliveries.indexOf(counted), 1)
  }
  order.deliveredOn = deliveredOn
  count(deliveryDayOf(fulfilment, deliveredOn, order.salesRepId), order, 1)
}

function count(bucket: DeliveryDay, { placedOn, promisedOn }: TrackedOrder, by: 1 | -1): void {
  bucket.delivered += by
  // An order that was recorded after it was delivered took no time that could be told.
  bucket.processingDays += by * Math.max(0, bucket.day - placedOn)
  if (promisedOn === null) return
  bucket.promised += by
  if (bucket.day <= promisedOn) bucket.onTime += by
}

function earlyNewsOf({ early }: Fulfilment, orderId: string, today: CalendarDay): EarlyNews {
  const known = early.find((news) => news.orderId === orderId)
  if (known !== undefined) return known
  const news: EarlyNews = { orderId, sinceOn: today, takenOffMinor: 0, deliveredOn: null }
  early.push(news)
  return news
}

function applyEarlyNews(fulfilment: Fulfilment, order: TrackedOrder): void {
  const index = fulfilment.early.findIndex(({ orderId }) => orderId === order.orderId)
  if (index < 0) return
  const [news] = fulfilment.early.splice(index, 1)
  if (news!.deliveredOn !== null) deliver(fulfilment, order, news!.deliveredOn)
  else takeOff(fulfilment, order, news!.takenOffMinor)
}

/** The bucket of a day and representative, made in its place when it is missing. */
function deliveryDayOf({ deliveries }: Fulfilment, day: CalendarDay, salesRepId: string): DeliveryDay {
  let index = deliveries.length
  while (index > 0 && isAfter(deliveries[index - 1]!, day, deliveries[index - 1]!.salesRepId, salesRepId)) index -= 1
  const before = deliveries[index - 1]
  if (before?.day === day && before.salesRepId === salesRepId) return before
  const bucket = { day, salesRepId, delivered: 0, processingDays: 0, promised: 0, onTime: 0 }
  deliveries.splice(index, 0, bucket)
  return bucket
}

/** The bucket of a day and currency, made in its place when it is missing. */
function returnDayOf({ returns }: Fulfilment, day: CalendarDay, currency: string): ReturnDay {
  let index = returns.length
  while (index > 0 && isAfter(returns[index - 1]!, day, returns[index - 1]!.currency, currency)) index -= 1
  const before = returns[index - 1]
  if (before?.day === day && before.currency === currency) return before
  const bucket = { day, currency, returns: 0, returnedMinor: 0, ofMonthBeforeMinor: 0 }
  returns.splice(index, 0, bucket)
  return bucket
}

function isAfter(bucket: { readonly day: CalendarDay }, day: CalendarDay, name: string, than: string): boolean {
  return bucket.day === day ? name > than : bucket.day > day
}
