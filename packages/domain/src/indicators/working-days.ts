/** Calendars of working days: which evenings somebody is there to act on what is told. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { LocalizedText } from './rule-set.ts'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** As a rule set says it: plain data. */
export interface WorkingCalendar {
  readonly id: string
  readonly name: LocalizedText
  /** Where its days come from. */
  readonly source: string
  /** At most six. */
  readonly weekend: readonly Weekday[]
  readonly holidays: readonly Holiday[]
  /** Days worked though they lie in a weekend. */
  readonly workdays: readonly CalendarDay[]
}

export interface Holiday {
  readonly fromOn: CalendarDay
  readonly throughOn: CalendarDay
  readonly name: LocalizedText
}

/** No holidays last longer, so that a working day is always near. */
export const MAX_HOLIDAY_DAYS = 31

export interface WorkingDays {
  isWorkingDay(day: CalendarDay): boolean
  /** `day` itself when it is one, else the first after it. */
  nextFrom(day: CalendarDay): CalendarDay
}

export function compileWorkingDays({ weekend, holidays, workdays }: WorkingCalendar): WorkingDays {
  const resting = new Set(weekend.map((name) => WEEKDAYS.indexOf(name)))
  const worked = new Set(workdays)
  const free = new Set(holidays.flatMap(daysOf))
  const isWorkingDay = (day: CalendarDay) => worked.has(day) || !(free.has(day) || resting.has(weekdayOf(day)))
  return {
    isWorkingDay,
    nextFrom(day) {
      let next = day
      while (!isWorkingDay(next)) next += 1
      return next
    },
  }
}

/** 0 = Monday: 1970-01-01 was a Thursday. */
function weekdayOf(day: CalendarDay): number {
  return (((day + 3) % 7) + 7) % 7
}

function daysOf({ fromOn, throughOn }: Holiday): CalendarDay[] {
  return Array.from({ length: throughOn - fromOn + 1 }, (_, index) => fromOn + index)
}
