import { type CalendarDay, calendarDay } from '../values/calendar-day.ts'

const DAY_MS = 86_400_000

/** The first day of the month that lies so many months after that of `day` (0 = the same, −1 = the one before). */
export function firstOfMonth(day: CalendarDay, monthsLater = 0): CalendarDay {
  const date = new Date(day * DAY_MS)
  return calendarDay(date.getUTCFullYear(), date.getUTCMonth() + 1 + monthsLater, 1)
}
