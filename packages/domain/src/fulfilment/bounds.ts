import { ABANDONED_AFTER_DAYS } from '../sales-history/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { firstOfMonth } from './months.ts'
import {
  AFTER_MONTH_END_DAYS,
  EARLY_NEWS_DAYS,
  FULFILMENT_DAYS,
  type Fulfilment,
  MAX_DELIVERY_DAYS,
  MAX_EARLY_NEWS,
  MAX_RETURN_DAYS,
  MAX_TRACKED_ORDERS,
  type TrackedOrder,
} from './state.ts'

/** Drops what has left every window; to be called at a customer's day ends too. Cheap when there is nothing to do. */
export function pruneFulfilment(fulfilment: Fulfilment, today: CalendarDay): void {
  const { orders, deliveries, returns, early } = fulfilment
  pruneDays(deliveries, MAX_DELIVERY_DAYS, today)
  pruneDays(returns, MAX_RETURN_DAYS, today)
  while (early.length > 0 && (early.length > MAX_EARLY_NEWS || early[0]!.sinceOn < today - EARLY_NEWS_DAYS)) {
    early.shift()
  }
  if (orders.length === 0) return
  const returnableFromOn = firstReturnableDay(today)
  for (let index = orders.length - 1; index >= 0; index -= 1) {
    const order = orders[index]!
    const isOver = order.deliveredOn === null ? hasBeenAbandoned(order, today) : order.placedOn < returnableFromOn
    if (isOver) orders.splice(index, 1)
  }
  while (orders.length > MAX_TRACKED_ORDERS) dropOne(orders)
}

/** An order that nobody delivers for so long is taken for abandoned, as in the order history. */
export function hasBeenAbandoned(order: TrackedOrder, today: CalendarDay): boolean {
  return abandonedOn(order) <= today
}

/** The day from which on an order that stays undelivered is looked for no more. */
export function abandonedOn({ placedOn, promisedOn }: TrackedOrder): CalendarDay {
  return Math.max(placedOn, promisedOn ?? placedOn) + ABANDONED_AFTER_DAYS
}

/** Orders of this month may come back after its end; those of the month before, while its days after the end run. */
function firstReturnableDay(today: CalendarDay): CalendarDay {
  const monthFromOn = firstOfMonth(today)
  return today < monthFromOn + AFTER_MONTH_END_DAYS ? firstOfMonth(today, -1) : monthFromOn
}

function pruneDays(days: { readonly day: CalendarDay }[], most: number, today: CalendarDay): void {
  while (days.length > 0 && (days.length > most || days[0]!.day <= today - FULFILMENT_DAYS)) {
    const { day } = days.shift()!
    // Whole days only: what is left of a day must not pass for all of it.
    while (days[0]?.day === day) days.shift()
  }
}

function dropOne(orders: TrackedOrder[]): void {
  const delivered = orders.findIndex(({ deliveredOn }) => deliveredOn !== null)
  orders.splice(Math.max(0, delivered), 1)
}
