/** How often a customer orders by its own habit, and for how many such gaps it has been silent. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { median, sorted } from './order-season.ts'
import type { OrderHistory } from './state.ts'

/** With fewer gaps between order days, what is usual is a guess. */
export const LEAST_ORDER_GAPS = 5

/** A customer that orders every working day is silent over every holiday: below so many days a gap is no rhythm. */
export const SHORTEST_RHYTHM_DAYS = 5

export interface OrderRhythm {
  /** Median of the gaps between the latest order days, at least `SHORTEST_RHYTHM_DAYS`. */
  readonly usualGapDays: number
  /** How many gaps it rests on. */
  readonly gaps: number
  readonly lastOrderOn: CalendarDay
}

/** Undefined while there are fewer than `LEAST_ORDER_GAPS` gaps. Stands still while nothing is ordered, however long. */
export function orderRhythm({ orderDays }: OrderHistory): OrderRhythm | undefined {
  const gaps = orderDays.length - 1
  if (gaps < LEAST_ORDER_GAPS) return undefined
  const lengths: number[] = []
  for (let index = 1; index < orderDays.length; index += 1) lengths.push(orderDays[index]! - orderDays[index - 1]!)
  const usualGapDays = Math.max(SHORTEST_RHYTHM_DAYS, median(sorted(lengths)))
  return { usualGapDays, gaps, lastOrderOn: orderDays[gaps]! }
}
