/** What cancellations and returns took off an order, so that together they take off no more than was ordered. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import { isForgotten } from './bounds.ts'
import type { OrderCancelled } from './facts.ts'
import type { OpenOrder, OrderHistory, TakenBackOrder } from './state.ts'

/**
 * @param subject what takes something off: `a cancellation`
 * @param held the order, while it is open
 * @throws ContradictionError when it is in another currency than the order, or takes off more than what was ordered and
 *   not taken off before. An order of which neither is known is not judged.
 */
export function checkTakenBack(
  history: OrderHistory,
  subject: string,
  fact: OrderCancelled,
  held: OpenOrder | undefined,
  today: CalendarDay,
): void {
  const before = findTakenBack(history, fact.orderId, today)
  // What was ordered: an open order has less of it by what was cancelled before.
  const order = before ?? held
  if (order === undefined) return
  const { orderId, currency, amountMinor } = order
  if (currency !== fact.currency) {
    throw new ContradictionError(`${subject} is in ${fact.currency}, but order ${orderId} is in ${currency}`)
  }
  const takenMinor = before?.takenBackMinor ?? 0
  if (takenMinor + fact.amountMinor <= amountMinor + MOST_ROUNDING_MINOR) return
  const already = takenMinor === 0 ? '' : `, ${formatMoney(takenMinor, currency)} of it taken off before`
  throw new ContradictionError(
    `${subject} takes ${formatMoney(fact.amountMinor, currency)} off order ${orderId}, ` +
      `which is over ${formatMoney(amountMinor, currency)}${already}`,
  )
}

/** Sources round each line by itself: what takes off a whole order in parts may come to so much more than the order. */
export const MOST_ROUNDING_MINOR = 5

/** To be called with what was checked: an order that is all taken off is open no more, and yet remembered. */
export function rememberTakenBack(
  history: OrderHistory,
  fact: OrderCancelled,
  held: Pick<OpenOrder, 'orderId' | 'currency' | 'amountMinor'> | undefined,
  today: CalendarDay,
): void {
  const before = findTakenBack(history, fact.orderId, today)
  if (before !== undefined) before.takenBackMinor += fact.amountMinor
  else if (held !== undefined) {
    const { orderId, currency, amountMinor } = held
    history.takenBack.push({ orderId, currency, amountMinor, takenBackMinor: fact.amountMinor, bookedOn: today })
  }
}

/**
 * An amendment of the amount tells the order anew, and so does one that is placed again after it was cancelled: what was
 * taken off before is not held against it any more.
 */
export function forgetTakenBack({ takenBack }: OrderHistory, orderId: string): void {
  const index = takenBack.findIndex((order) => order.orderId === orderId)
  if (index >= 0) takenBack.splice(index, 1)
}

/** What nothing has taken off. Rounding may have taken off more than there was. */
export function leftMinorOf({ amountMinor, takenBackMinor }: TakenBackOrder): number {
  return Math.max(0, amountMinor - takenBackMinor)
}

/** One that is forgotten is not found, whether it was dropped yet or not: a day end between must make no difference. */
export function findTakenBack(
  { takenBack }: OrderHistory,
  orderId: OrderCancelled['orderId'],
  today: CalendarDay,
): TakenBackOrder | undefined {
  return takenBack.find((order) => order.orderId === orderId && !isForgotten(order, today))
}
