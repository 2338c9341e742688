import type { CalendarDay } from '../values/calendar-day.ts'

/** Takes out, in place, the entries of `lastOn` and before. @param entries by day: mostly only the first is looked at */
export function forgetThrough(entries: { readonly day: CalendarDay }[], lastOn: CalendarDay): void {
  let count = 0
  while (count < entries.length && entries[count]!.day <= lastOn) count += 1
  if (count > 0) entries.splice(0, count)
}

/** Takes out, in place, what is not to be kept. */
export function keepOnly<Entry>(entries: Entry[], isKept: (entry: Entry) => boolean): void {
  // Mostly all of them are kept: then nothing is written.
  let kept = 0
  while (kept < entries.length && isKept(entries[kept]!)) kept += 1
  for (let index = kept + 1; index < entries.length; index += 1) {
    const entry = entries[index]!
    if (isKept(entry)) entries[kept++] = entry
  }
  if (kept < entries.length) entries.length = kept
}
