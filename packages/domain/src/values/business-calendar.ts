import type { CalendarDay } from './calendar-day.ts'

/** Turns instants into business days and back, in one time zone. */
export interface BusinessCalendar {
  readonly zone: string
  /** The day d with startOf(d) ≤ instant < startOf(d + 1). */
  dayOf(instantMs: number): CalendarDay
  /** The first instant of the day; for a day that the zone skipped, that of the day after. */
  startOf(day: CalendarDay): number
}

const DAY_MS = 86_400_000

/** No zone has been further from UTC than this, on either side. */
const MAX_OFFSET_MS = 16 * 3_600_000

/**
 * Business days are read off the zone's own rules (Intl), once per day: both directions look into one table of day
 * starts, so they can never disagree, and an instant costs about as much as a map lookup. All calendars of a zone look
 * into one table: each processor has its own calendar, and to ask the zone is what costs.
 *
 * Where a clock goes back across midnight, the hour that is lived twice belongs to one day only: a business day is one
 * stretch of time without gaps.
 *
 * @param zone IANA name, for example `Asia/Shanghai`
 * @throws RangeError for a zone that is not in the time zone database
 */
export function createBusinessCalendar(zone: string): BusinessCalendar {
  const { offsetAt, starts } = tableOf(zone)

  function startOf(day: CalendarDay): number {
    let start = starts.get(day)
    if (start === undefined) {
      start = findStart(day, offsetAt)
      starts.set(day, start)
    }
    return start
  }

  // Neighbouring instants mostly lie in one day, so the last answer is tried first.
  let lastDay = 0
  let lastStart = 1
  let lastEnd = 0

  function dayOf(instantMs: number): CalendarDay {
    if (instantMs >= lastStart && instantMs < lastEnd) return lastDay
    let day = Math.floor(instantMs / DAY_MS)
    while (startOf(day) > instantMs) day -= 1
    while (startOf(day + 1) <= instantMs) day += 1
    lastDay = day
    lastStart = startOf(day)
    lastEnd = startOf(day + 1)
    return day
  }

  return { zone, dayOf, startOf }
}

type OffsetReader = (instantMs: number) => number

interface ZoneTable {
  readonly offsetAt: OffsetReader
  readonly starts: Map<CalendarDay, number>
}

/** No more than there are zones; of each the days that were asked for, 365 a year. */
const tables = new Map<string, ZoneTable>()

function tableOf(zone: string): ZoneTable {
  let table = tables.get(zone)
  if (table === undefined) {
    table = { offsetAt: createOffsetReader(zone), starts: new Map() }
    tables.set(zone, table)
  }
  return table
}

function findStart(day: CalendarDay, offsetAt: OffsetReader): number {
  const midnight = day * DAY_MS
  const earliest = midnight - MAX_OFFSET_MS
  const latest = midnight + MAX_OFFSET_MS
  const offset = offsetAt(earliest)
  if (offset === offsetAt(latest)) return midnight - offset

  // The zone's clock changes near this midnight: find the instant from which its calendar shows this day or a later one.
  let before = earliest
  let after = latest
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (middle + offsetAt(middle) >= midnight) after = middle
    else before = middle
  }
  return after
}

function createOffsetReader(zone: string): OffsetReader {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instantMs) => {
    const wholeSecondMs = Math.floor(instantMs / 1000) * 1000
    const local = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 }
    for (const { type, value } of format.formatToParts(wholeSecondMs)) {
      if (type in local) local[type as keyof typeof local] = Number(value)
    }
    const localMs = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second)
    return localMs - wholeSecondMs
  }
}
