/**
 * When the task forgets what a customer contributed to a product. There are as many contributions as customers times
 * products, and of most of them nothing more is ever told: without a timer they would stay for ever.
 */
import { type BusinessCalendar, type Contribution, demandIsOverOn, hash53 } from '@tocsin/domain'

/**
 * Timers of contributions lie on one day in so many, each on its own: so one that is told each day moves its timer once a
 * month, and those of one day do not all fall due at once.
 */
const TIMER_DAYS = 32

/** The start of a business day on which nothing in it matters any more; null: it is not forgotten by time. */
export function forgetAtMs(
  entityId: string,
  contribution: Contribution,
  calendar: BusinessCalendar,
  asOfMs: number,
): number | null {
  const isOverOn = demandIsOverOn(contribution)
  if (isOverOn === undefined) return null
  const first = Math.max(isOverOn, calendar.dayOf(asOfMs) + 1)
  const ownDay = hash53(entityId) % TIMER_DAYS
  let on = first + ((((ownDay - first) % TIMER_DAYS) + TIMER_DAYS) % TIMER_DAYS)
  // A day that the zone skipped has begun before it: the next turn takes its place.
  while (calendar.startOf(on) <= asOfMs) on += TIMER_DAYS
  return calendar.startOf(on)
}
