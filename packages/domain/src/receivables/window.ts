import type { CalendarDay } from '../values/calendar-day.ts'

/**
 * The first day after `on` at whose end an entry enters or leaves the window of `days` days that ends with that day.
 * @param entries in the order of their days
 */
export function nextWindowChangeOn<Entry>(
  entries: readonly Entry[],
  dayOf: (entry: Entry) => CalendarDay,
  on: CalendarDay,
  days: number,
): CalendarDay | undefined {
  const oldest = entries.find((entry) => dayOf(entry) > on - days)
  if (oldest === undefined) return undefined
  const oldestOn = dayOf(oldest)
  let next = oldestOn > on ? oldestOn : oldestOn + days
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const day = dayOf(entries[index]!)
    if (day <= on) break
    next = Math.min(next, day)
  }
  return next
}
