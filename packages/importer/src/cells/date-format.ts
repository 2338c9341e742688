import { type CalendarDay, calendarDay, formatCalendarDay } from '@tocsin/domain'

/** A moment as a clock on the wall shows it, or with an offset of its own. */
export interface WallTime {
  readonly day: CalendarDay
  readonly msOfDay: number
  /** From UTC, in milliseconds, where the text says so. */
  readonly offsetMs: number | undefined
}

/** Reads one way of writing dates; undefined when a text is not written that way. */
export type ReadDate = (text: string) => WallTime | undefined

/** What a format may be made of; everything else stands for itself. */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<millisecond>\\d{1,3})',
  Z: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
}

const TOKEN = /YYYY|YY|MMM|MM|M|DD|D|HH|H|mm|ss|SSS|Z/gu
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Makes a reader of a format such as `YYYY-MM-DD`, `M/D/YY`, `D-MMM-YY`, `YYYY-MM-DD HH:mm:ss`. Two digits of a year are
 * those of 1970 to 2069.
 * @throws RangeError when the format does not name year, month and day
 */
export function createDateReader(format: string): ReadDate {
  const pattern = patternOf(format)
  // Dates repeat from row to row: each is read once, as long as there are not too many.
  const known = new Map<string, WallTime | undefined>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const wall = readWith(pattern, text)
    if (wall !== undefined && known.size < MAX_KNOWN) known.set(text, wall)
    return wall
  }
}

const MAX_KNOWN = 20_000

function patternOf(format: string): RegExp {
  const used = format.match(TOKEN) ?? []
  const has = (...tokens: string[]) => used.some((token) => tokens.includes(token))
  if (!has('YYYY', 'YY') || !has('MMM', 'MM', 'M') || !has('DD', 'D')) {
    throw new RangeError(`"${format}" does not say where year, month and day stand`)
  }
  let source = ''
  let at = 0
  for (const match of format.matchAll(TOKEN)) {
    source += escaped(format.slice(at, match.index)) + TOKENS[match[0]]
    at = match.index + match[0].length
  }
  try {
    return new RegExp(`^${source}${escaped(format.slice(at))}$`, 'u')
  } catch {
    throw new RangeError(`"${format}" names a part of the date twice`)
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&')
}

function readWith(pattern: RegExp, text: string): WallTime | undefined {
  const parts = pattern.exec(text)?.groups
  if (parts === undefined) return undefined
  const year = parts.year === undefined ? fullYear(Number(parts.shortYear)) : Number(parts.year)
  const month = parts.monthName === undefined ? Number(parts.month) : MONTHS.indexOf(parts.monthName.toLowerCase()) + 1
  const dayOfMonth = Number(parts.day)
  if (month < 1 || month > 12 || dayOfMonth < 1 || year < 100) return undefined
  const day = calendarDay(year, month, dayOfMonth)
  // 31 April runs over into May: it does not come back as written.
  if (Number(formatCalendarDay(day).slice(-2)) !== dayOfMonth) return undefined
  const [hour, minute, second] = [Number(parts.hour ?? 0), Number(parts.minute ?? 0), Number(parts.second ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const milliseconds = Number((parts.millisecond ?? '0').padEnd(3, '0'))
  const msOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  return { day, msOfDay, offsetMs: parts.offset === undefined ? undefined : offsetMsOf(parts.offset) }
}

function fullYear(twoDigits: number): number {
  return twoDigits < 70 ? 2000 + twoDigits : 1900 + twoDigits
}

function offsetMsOf(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000
}
