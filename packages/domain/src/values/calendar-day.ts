/** Days since 1970-01-01 in the rule set's business zone: an integer, so that days past due is a subtraction. */
export type CalendarDay = number

const DAY_MS = 86_400_000
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * Reads `YYYY-MM-DD`.
 * @throws RangeError when the text is no date of the calendar (2026-02-30, 26-1-1)
 */
export function parseCalendarDay(text: string): CalendarDay {
  const parts = ISO_DAY.exec(text)
  if (parts === null) throw new RangeError(`"${text}" is not a calendar day: write YYYY-MM-DD, for example 2026-03-31`)
  const day = calendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))
  if (formatCalendarDay(day) !== text) throw new RangeError(`"${text}" is not a day of the calendar`)
  return day
}

/** `month` counts from 1. Days and months beyond their range run over, as in `Date.UTC`. */
export function calendarDay(year: number, month: number, dayOfMonth: number): CalendarDay {
  const atMs = Date.UTC(2000, month - 1, dayOfMonth)
  // Date.UTC reads the years 0 to 99 as 1900 to 1999, so the year is set apart.
  return new Date(new Date(atMs).setUTCFullYear(year + new Date(atMs).getUTCFullYear() - 2000)).getTime() / DAY_MS
}

/** `YYYY-MM-DD`. */
export function formatCalendarDay(day: CalendarDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function addDays(day: CalendarDay, days: number): CalendarDay {
  return day + days
}

/** `YYYY-MM` of a day. */
export function calendarMonth(day: CalendarDay): string {
  return formatCalendarDay(day).slice(0, 7)
}
