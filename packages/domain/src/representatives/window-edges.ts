/** When time alone moves what is summed up over the days of a book: an entry comes into a window, or leaves it. */
import { earliest } from '../measures/earliest.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

/**
 * The first day after `on` that is so many days after that of an entry; undefined where none is to come.
 * @param entries by day
 * @param edges 0: the day on which an entry that is dated ahead begins to count; 30: that on which it leaves the last 30 days
 */
export function nextEdgeOn(
  entries: readonly { readonly day: CalendarDay }[],
  on: CalendarDay,
  edges: readonly number[],
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const edge of edges) next = earliest(next, firstAfter(entries, on - edge, edge))
  return next
}

function firstAfter(
  entries: readonly { readonly day: CalendarDay }[],
  day: CalendarDay,
  edge: number,
): CalendarDay | undefined {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (entries[middle]!.day > day) high = middle
    else low = middle + 1
  }
  const found = entries[low]
  return found === undefined ? undefined : found.day + edge
}
