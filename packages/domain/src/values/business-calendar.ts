import type { CalendarDay } from './calendar-day.ts'

/** Turns instants into business days and back, in one time zone. */
export interface BusinessCalendar {
  readonly zone: string
  dayOf(instantMs: number): CalendarDay
  /** The first instant of the day; for a day that the zone skipped, that of the next day. */
  startOf(day: CalendarDay): number
}

/** @throws RangeError for a zone that is not in the time zone database */
export function createBusinessCalendar(zone: string): BusinessCalendar {
  throw new Error(`not built yet ${zone}`)
}
