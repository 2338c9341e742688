import { type CalendarDay, startOfMonth } from '../values/calendar-day.ts'

/** The first day of the month of `day` (0), of the one before (−1) or of the one after (1). */
export function firstOfMonth(day: CalendarDay, monthsLater: -1 | 0 | 1 = 0): CalendarDay {
  const first = startOfMonth(day)
  if (monthsLater === 0) return first
  return startOfMonth(monthsLater === 1 ? first + 31 : first - 1)
}
