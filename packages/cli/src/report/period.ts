/** The span of business days that a report is about, and the one that it is compared with. */
import { type CalendarDay, calendarDay, formatCalendarDay, parseCalendarDay, startOfMonth } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'

export interface ReportPeriod {
  /** `2026-03`, `2026-Q1`, `2026`, or `2026-03-05 – 2026-03-19`. */
  readonly name: string
  readonly fromOn: CalendarDay
  /** The last day that belongs to it. */
  readonly throughOn: CalendarDay
}

export interface PeriodOptions {
  readonly period?: string
  readonly from?: string
  readonly through?: string
}

/** What `--period` takes, for its help. */
export const PERIOD_FORMS = 'month, quarter or year (the last whole one), or a certain one: 2026-03, 2026-Q1, 2026'

/**
 * The last whole month where nothing is said.
 * @param todayOn the business day of now: a whole period has ended before it
 * @throws OperatorError that names every option that cannot be read, at once
 */
export function readPeriod(options: PeriodOptions, todayOn: CalendarDay): ReportPeriod {
  const { period, from, through } = options
  if (from === undefined && through === undefined) return namedPeriod(period ?? 'month', todayOn)
  const faults: string[] = []
  if (period !== undefined) faults.push('--period and --from/--through exclude each other.')
  const day = (option: string, text: string | undefined) => {
    if (text === undefined) {
      faults.push(`${option} is missing: a span of days needs both --from and --through.`)
      return 0
    }
    try {
      return parseCalendarDay(text)
    } catch (error) {
      faults.push(`${option}: ${(error as Error).message}.`)
      return 0
    }
  }
  const [fromOn, throughOn] = [day('--from', from), day('--through', through)]
  if (faults.length === 0 && fromOn > throughOn) faults.push(`--from ${from} lies after --through ${through}.`)
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  return checked({ name: `${formatCalendarDay(fromOn)} – ${formatCalendarDay(throughOn)}`, fromOn, throughOn }, todayOn)
}

/** As long as the period, and right before it: the month before a month, as many days before a span of days. */
export function periodBefore({ name, fromOn, throughOn }: ReportPeriod): ReportPeriod {
  const months = monthsIn(name)
  if (months !== undefined) return monthsFrom(monthNumber(fromOn) - months, months)
  const days = throughOn - fromOn + 1
  const [earlierOn, lastOn] = [fromOn - days, fromOn - 1]
  return {
    name: `${formatCalendarDay(earlierOn)} – ${formatCalendarDay(lastOn)}`,
    fromOn: earlierOn,
    throughOn: lastOn,
  }
}

const LENGTHS = { month: 1, quarter: 3, year: 12 } as const

function namedPeriod(text: string, todayOn: CalendarDay): ReportPeriod {
  const thisMonth = monthNumber(todayOn)
  if (Object.hasOwn(LENGTHS, text)) {
    const months = LENGTHS[text as keyof typeof LENGTHS]
    return monthsFrom(thisMonth - (thisMonth % months) - months, months)
  }
  const months = monthsIn(text)
  const [, year, quarter, month] = FORMS.exec(text) ?? []
  const first = quarter === undefined ? Number(month ?? 1) : 3 * Number(quarter) - 2
  if (months === undefined || first < 1 || first > 12) {
    throw new OperatorError(`--period: "${text}" is no period. It is ${PERIOD_FORMS}.`)
  }
  return checked(monthsFrom(Number(year) * 12 + first - 1, months), todayOn)
}

const FORMS = /^(\d{4})(?:-Q([1-4])|-(\d{2}))?$/

/** How many months a named period has; undefined for a span of days. */
function monthsIn(name: string): number | undefined {
  const [whole, , quarter, month] = FORMS.exec(name) ?? []
  if (whole === undefined) return undefined
  if (quarter !== undefined) return LENGTHS.quarter
  return month === undefined ? LENGTHS.year : LENGTHS.month
}

/** @param first months since the year 0 */
function monthsFrom(first: number, months: number): ReportPeriod {
  const [year, month] = [Math.floor(first / 12), first % 12]
  const fromOn = calendarDay(year, month + 1, 1)
  const throughOn = calendarDay(year, month + 1 + months, 1) - 1
  const names = {
    1: `${year}-${String(month + 1).padStart(2, '0')}`,
    3: `${year}-Q${Math.floor(month / 3) + 1}`,
    12: String(year),
  }
  return { name: names[months as 1 | 3 | 12], fromOn, throughOn }
}

function monthNumber(day: CalendarDay): number {
  const [year, month] = formatCalendarDay(startOfMonth(day)).split('-')
  return Number(year) * 12 + Number(month) - 1
}

function checked(period: ReportPeriod, todayOn: CalendarDay): ReportPeriod {
  if (period.fromOn <= todayOn) return period
  throw new OperatorError(
    `The period ${period.name} has not begun: today is ${formatCalendarDay(todayOn)} in the zone of the rules.`,
  )
}
