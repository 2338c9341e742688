import { formatCalendarDay } from '@tocsin/domain'
import { isComplete, type PeriodFigures, type RiskReport } from './risk-report.ts'

/** The report for programs: everything, days and instants as ISO 8601. */
export function riskReportJson(report: RiskReport) {
  const { zone, ruleSet, createdAtMs, sources, closedThroughOn, now, before, risks } = report
  return {
    zone,
    ruleSet,
    createdAt: isoText(createdAtMs),
    closedThrough: closedThroughOn === null ? null : formatCalendarDay(closedThroughOn),
    isComplete: isComplete(report),
    sources: sources.map(({ latestAtMs, ...source }) => ({
      ...source,
      latestAt: latestAtMs === null ? null : isoText(latestAtMs),
    })),
    now: figuresJson(now),
    before: figuresJson(before),
    risks: risks.map((risk) => ({ ...risk, breachedOn: formatCalendarDay(risk.breachedOn) })),
  }
}

function figuresJson({ period, asOfOn, scores, ...figures }: PeriodFigures) {
  const { name, fromOn, throughOn } = period
  return {
    period: { name, from: formatCalendarDay(fromOn), through: formatCalendarDay(throughOn) },
    asOf: formatCalendarDay(asOfOn),
    ...figures,
    scores: { ...scores, tierMoves: scores.tierMoves.map((move) => ({ ...move, on: formatCalendarDay(move.on) })) },
  }
}

function isoText(atMs: number): string {
  return new Date(atMs).toISOString()
}
