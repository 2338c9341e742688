import { type CalendarDay, formatCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { rounded } from './points.ts'

/** The latest report of one agency. */
export interface CreditReport {
  readonly provider: string
  /** On a scale from 0 to 100, two decimals. */
  readonly score: number
  readonly reportedOn: CalendarDay
}

export interface CreditReportReceived {
  readonly provider: string
  readonly score: number
  /** The worst and the best score on the provider's scale. */
  readonly scoreMin?: number | undefined
  readonly scoreMax: number
  readonly reportedOn: CalendarDay
}

/** Agencies remembered per customer; one more pushes out the one with the oldest report. */
export const MAX_CREDIT_REPORTS = 4

/**
 * One report per agency: of two the one with the later day stands, and of one day the one that came last.
 * @throws ContradictionError when the report is dated ahead: it would keep out all others until its day
 */
export function onCreditReport(reports: CreditReport[], fact: CreditReportReceived, today: CalendarDay): Effect {
  const { provider, reportedOn, scoreMax, scoreMin = 0 } = fact
  if (isDatedAhead(reportedOn, today)) {
    throw new ContradictionError(
      `the report of ${provider} is dated ${formatCalendarDay(reportedOn)}, but it is ${formatCalendarDay(today)} only`,
    )
  }
  const span = scoreMax - scoreMin
  const score = rounded(span > 0 ? Math.min(100, Math.max(0, (100 * (fact.score - scoreMin)) / span)) : 0)
  const index = reports.findIndex((report) => report.provider === provider)
  const held = reports[index]
  if (held !== undefined && held.reportedOn > reportedOn) return 'repeated'
  if (held?.reportedOn === reportedOn && held.score === score) return 'repeated'
  if (held !== undefined) reports.splice(index, 1)
  // By day, so that the oldest stands first.
  const place = reports.findIndex((report) => report.reportedOn > reportedOn)
  reports.splice(place === -1 ? reports.length : place, 0, { provider, score, reportedOn })
  if (reports.length > MAX_CREDIT_REPORTS) reports.shift()
  return 'applied'
}

/** What has been done or written lies in the past; a clock elsewhere may be a day ahead of the rule set's zone. */
export function isDatedAhead(on: CalendarDay, today: CalendarDay): boolean {
  return on > today + 1
}

/** The latest report that is known, whichever agency wrote it. */
export function latestCreditReport(reports: readonly CreditReport[]): CreditReport | undefined {
  return reports.at(-1)
}

/** Undefined where there is none, or the latest is older than `maxAgeDays`. */
export function creditReportScoreOn(
  reports: readonly CreditReport[],
  on: CalendarDay,
  maxAgeDays: number,
): number | undefined {
  const report = latestCreditReport(reports)
  return report === undefined || on - report.reportedOn > maxAgeDays ? undefined : report.score
}
