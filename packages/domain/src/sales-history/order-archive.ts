/**
 * What a customer ordered in the weeks whose days are no longer kept: one number a week and currency. With the days it
 * reaches back far enough to compare this year's weeks with the same weeks of the two years before.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { OrderDay, OrderHistory, OrderWeekSums } from './state.ts'

export const WEEK_DAYS = 7

/** The same time of the year on the same day of the week. */
export const YEAR_WEEKS = 52

/**
 * Two years before the oldest week that is compared with: 104, and 27 for the baseline and the longest silence, and 4 on
 * either side of a week for what is usual around it; then to the next whole week.
 */
export const ARCHIVE_REACH_WEEKS = 2 * YEAR_WEEKS + 27 + 4 + 2

/**
 * Archived by themselves, the first by code. A customer that trades in more has the others compared with their recent
 * weeks alone.
 */
const MAX_ARCHIVED_CURRENCIES = 4

/** Weeks begin on Mondays; week 0 is that of 1970-01-01, a Thursday. */
export function weekOf(day: CalendarDay): number {
  return Math.floor((day + 3) / WEEK_DAYS)
}

/** How many days of its week are over at the end of a day: 1 on a Monday, 7 on a Sunday. */
export function dayOfWeek(day: CalendarDay): number {
  return day + 4 - weekOf(day) * WEEK_DAYS
}

/** Adds a day that is about to be dropped to its week: so it does not matter when days are dropped. */
export function archiveOrderDay({ archive }: OrderHistory, dropped: OrderDay, today: CalendarDay): void {
  const { day, currency } = dropped
  const netMinor = dropped.placedMinor - dropped.cancelledMinor
  const week = weekOf(day)
  if (netMinor === 0 || week < weekOf(today) - ARCHIVE_REACH_WEEKS) return
  const sums = archiveOf(archive, currency, week)
  if (sums === undefined) return
  while (sums.firstWeek > week) {
    sums.netMinor.unshift(0)
    sums.firstWeek -= 1
  }
  while (sums.firstWeek + sums.netMinor.length <= week) sums.netMinor.push(0)
  sums.netMinor[week - sums.firstWeek]! += netMinor
}

/** Drops the weeks that nothing is compared with any more. */
export function pruneOrderArchive({ archive }: OrderHistory, today: CalendarDay): void {
  const firstWeek = weekOf(today) - ARCHIVE_REACH_WEEKS
  for (let index = archive.length - 1; index >= 0; index -= 1) {
    const sums = archive[index]!
    while (sums.netMinor.length > 0 && (sums.firstWeek < firstWeek || sums.netMinor[0] === 0)) {
      sums.netMinor.shift()
      sums.firstWeek += 1
    }
    if (sums.netMinor.length === 0) archive.splice(index, 1)
  }
}

/** What is archived of one currency; undefined when there is nothing. */
export function findOrderArchive({ archive }: OrderHistory, currency: string): OrderWeekSums | undefined {
  for (const sums of archive) if (sums.currency === currency) return sums
  return undefined
}

/** Net, in minor units; 0 for a week of which nothing is archived. */
export function archivedMinor({ firstWeek, netMinor }: OrderWeekSums, week: number): number {
  return netMinor[week - firstWeek] ?? 0
}

/** In alphabetical order; undefined when too many come before it. */
function archiveOf(archive: OrderWeekSums[], currency: string, week: number): OrderWeekSums | undefined {
  let index = 0
  while (index < archive.length && archive[index]!.currency < currency) index += 1
  const known = archive[index]
  if (known?.currency === currency) return known
  if (index >= MAX_ARCHIVED_CURRENCIES) return undefined
  const sums: OrderWeekSums = { currency, firstWeek: week, netMinor: [] }
  archive.splice(index, 0, sums)
  if (archive.length > MAX_ARCHIVED_CURRENCIES) archive.pop()
  return sums
}
