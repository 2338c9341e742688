/**
 * What amendments and cancellations mean for an order of which something was taken off before. Sources differ, and none of
 * them says which it is:
 *
 * M1. An amendment tells what is ordered from now on: what was cancelled before is not in its total. An ERP strikes the
 *     cancelled line out, or lowers its quantity, and sends the order as it stands.
 * M2. One that repeats the total from before the cancellation is of something else, mostly of the promised day: its source
 *     keeps the total, and the quantities, and tells cancellations apart: these still stand, and its lines hold for what
 *     is left, each to the same share. Nothing of it comes back where the order was billed or cancelled whole in between.
 * M3. A cancellation over the total of the order, be it the first or what earlier cancellations left of it, is of the whole
 *     order: it takes off what is left, however much was cancelled or came back before. An order is cancelled by its
 *     number, and the document bears its total. Nothing left: it was told before.
 * M4. Any other takes off its own amount, and is refused where so much is not left (see taken-back.ts).
 * M5. One that comes before its order waits for it for a fortnight; one that names no order changes what was ordered, but
 *     neither an order nor a contract nor the demand for a product: nobody can say which.
 *
 * Returns are documents of their own: no total of an order contains them, and what came back had been wanted.
 */
import type { OrderWithLines } from '../products/demand.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import type { OrderAmended, OrderCancelled } from './facts.ts'
import { findOpenOrder } from './open-order.ts'
import type { OrderHistory } from './state.ts'
import { findTakenBack, leftMinorOf, MOST_ROUNDING_MINOR } from './taken-back.ts'

/** The amendment with what is ordered from now on (M1, M2). To be asked before anything takes it. */
export function amendmentAsMeant<Fact extends OrderAmended & Pick<OrderWithLines, 'lines'>>(
  history: OrderHistory,
  fact: Fact,
  today: CalendarDay,
): Fact {
  const before = findTakenBack(history, fact.orderId, today)
  if (before === undefined || before.amountMinor !== fact.amountMinor) return fact
  if (before.currency !== fact.currency) return fact
  const held = findOpenOrder(history, fact.orderId)
  // How much of it was cancelled is not known any more, and how much came back: quantities stay as they are.
  if (held === undefined) return { ...fact, amountMinor: leftMinorOf(before), lines: [] }
  if (held.amountMinor === fact.amountMinor) return fact
  const leftRatio = held.amountMinor / before.amountMinor
  const lines = fact.lines?.map((line) => ({ ...line, quantity: line.quantity * leftRatio }))
  return { ...fact, amountMinor: held.amountMinor, ...(lines && { lines }) }
}

/** The cancellation with the amount that it takes off (M3, M4); undefined where it takes off nothing more. */
export function cancellationAsMeant<Fact extends OrderCancelled>(
  history: OrderHistory,
  fact: Fact,
  today: CalendarDay,
): Fact | undefined {
  const before = findTakenBack(history, fact.orderId, today)
  if (before === undefined || before.currency !== fact.currency) return fact
  const leftMinor = leftMinorOf(before)
  if (fact.amountMinor <= leftMinor + MOST_ROUNDING_MINOR) return fact
  const held = findOpenOrder(history, before.orderId)
  const totals = [before.amountMinor, held?.amountMinor ?? before.amountMinor]
  if (!totals.some((total) => Math.abs(total - fact.amountMinor) <= MOST_ROUNDING_MINOR)) return fact
  return leftMinor === 0 ? undefined : { ...fact, amountMinor: leftMinor }
}
