import { type CalendarDay, createBusinessCalendar } from '@tocsin/domain'
import type { WallTime } from './date-format.ts'

/** Wall clocks of one zone and instants. */
export interface ZonedTime {
  /** The instant at which a clock in the zone shows this; the text's own offset goes before. */
  instantOf(wall: WallTime): number
  /** The calendar day that a clock in the zone shows at an instant. */
  dayOf(instantMs: number): CalendarDay
  /** The instant so many hours after the day began. */
  atHour(day: CalendarDay, hour: number): number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** @throws RangeError for a zone that is not in the time zone database */
export function createZonedTime(zone: string): ZonedTime {
  const calendar = createBusinessCalendar(zone)
  return {
    instantOf({ day, msOfDay, offsetMs }) {
      if (offsetMs !== undefined) return day * DAY_MS + msOfDay - offsetMs
      const start = calendar.startOf(day)
      // On a day on which the clock changes, what stands after the change lies as much before the next midnight.
      const end = calendar.startOf(day + 1)
      return end - start === DAY_MS || msOfDay < 3 * HOUR_MS ? start + msOfDay : end - (DAY_MS - msOfDay)
    },
    dayOf: calendar.dayOf,
    atHour: (day, hour) => calendar.startOf(day) + hour * HOUR_MS,
  }
}
