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
  // Months and days beyond their range run over, and two-digit years are read as 19xx: neither comes back as written.
  if (formatCalendarDay(day) !== text) throw new RangeError(`"${text}" is not a day of the calendar`)
  return day
}

/** `month` counts from 1; days and months beyond their range run over into the next. For years from 100 on. */
export function calendarDay(year: number, month: number, dayOfMonth: number): CalendarDay {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS
}

/** `YYYY-MM-DD`. */
export function formatCalendarDay(day: CalendarDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** `YYYY-MM`. */
export function formatCalendarMonth(day: CalendarDay): string {
  return formatCalendarDay(day).slice(0, 7)
}

/**
 * The first day of the day's calendar month. Reckoned without a `Date`, of which measures would make several a look: as
 * `civil_from_days` in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms" does, whose years begin in March,
 * so that a leap day is the last of its year.
 */
export function startOfMonth(day: CalendarDay): CalendarDay {
  const sinceMarchOfYear0 = day + DAYS_TO_1970
  const dayOfEra = sinceMarchOfYear0 - Math.floor(sinceMarchOfYear0 / DAYS_OF_400_YEARS) * DAYS_OF_400_YEARS
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  // Five months from March on have 153 days, and so have the five after them.
  const month = Math.floor((5 * dayOfYear + 2) / 153)
  return day - (dayOfYear - Math.floor((153 * month + 2) / 5))
}

/** From 1 March of year 0 to 1 January 1970. */
const DAYS_TO_1970 = 719_468
const DAYS_OF_400_YEARS = 146_097

export function addDays(day: CalendarDay, days: number): CalendarDay {
  return day + days
}
