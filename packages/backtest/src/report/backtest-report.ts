import type { LocalizedText } from '@tocsin/domain'
import { formatCalendarDay } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'
import type { SweptRuleSet } from '../outcome/sweep.ts'
import type { BacktestRun, Refusal } from '../play/backtest-run.ts'
import type { EntityMeasures, ReceivablesTotal } from '../play/measured-day.ts'
import type { PlayedRange } from '../play/play.ts'
import type { RecordedSource } from '../play/recorded-step.ts'
import { type AlertCourse, alertCourses, compareText } from './alert-course.ts'
import { compareCourses, type RuleSetComparison } from './compare.ts'
import type { OutcomeReport, OutcomeWatch } from './outcome-report.ts'
import { type AlertTotals, alertTotals } from './totals.ts'

/** All that a backtest says, in words of data: tables, JSON and the page are made of it. Days as days since 1970-01-01. */
export interface BacktestReport {
  readonly source: string
  readonly ruleSet: { readonly name: string; readonly version: string; readonly businessZone: string }
  readonly indicators: readonly { readonly id: string; readonly name: LocalizedText; readonly entityType: string }[]
  readonly range: {
    /** The first business day whose alerts are told. */
    readonly fromOn: number
    readonly untilOn: number
    readonly firstEventOn: number
    readonly lastEventOn: number
  }
  readonly events: {
    readonly played: number
    readonly late: number
    readonly refused: number
    /** By reason, then the first few in words. */
    readonly refusedByReason: Readonly<Record<string, number>>
    readonly refusals: readonly Refusal[]
    readonly byType: Readonly<Record<string, number>>
    /** By business day, then type. */
    readonly byDay: readonly { readonly on: number; readonly byType: Readonly<Record<string, number>> }[]
  }
  readonly entities: { readonly customers: number; readonly salesReps: number }
  readonly totals: AlertTotals
  readonly alerts: readonly AlertCourse[]
  readonly measures: readonly {
    readonly on: number
    readonly receivables: readonly ReceivablesTotal[]
    readonly entities: readonly EntityMeasures[]
  }[]
  readonly comparison: RuleSetComparison | null
  readonly outcome: OutcomeReport | null
}

/** More would not be read; the counts are of all. */
const TOLD_REFUSALS = 20

interface ReportParts {
  readonly source: RecordedSource
  readonly run: BacktestRun
  readonly other: BacktestRun | undefined
  readonly watch: OutcomeWatch | undefined
  readonly sweptRuns: readonly (SweptRuleSet & { readonly run: BacktestRun })[]
  readonly played: PlayedRange
  readonly fromOn: number | undefined
}

/** @throws OperatorError when the range to be told begins after its end */
export function backtestReport({ source, run, other, watch, sweptRuns, played, fromOn }: ReportParts): BacktestReport {
  const { ruleSet, calendar, refusals } = run
  const { firstOn = 0, lastOn = 0, untilOn = 0 } = played
  if (fromOn !== undefined && fromOn > untilOn) {
    throw new OperatorError(
      `Nothing lies in the range: it begins on ${formatCalendarDay(fromOn)}, and what was played ends on ` +
        `${formatCalendarDay(untilOn)} (events from ${formatCalendarDay(firstOn)} to ${formatCalendarDay(lastOn)}).`,
    )
  }
  const toldFromOn = fromOn ?? firstOn
  const { dayOf } = calendar
  const coursesOf = ({ alerts }: BacktestRun) =>
    alertCourses(alerts, dayOf).filter(({ firedOn }) => firedOn >= toldFromOn)
  const alerts = coursesOf(run)
  const { indicators, name, version, businessZone } = ruleSet
  const swept = sweptRuns.map((level) => ({ ...level, alerts: level.run.alerts }))
  return {
    source: source.name,
    ruleSet: { name, version, businessZone },
    indicators: indicators.map(({ id, name: called, entity }) => ({ id, name: called, entityType: entity })),
    range: { fromOn: toldFromOn, untilOn, firstEventOn: firstOn, lastEventOn: lastOn },
    events: {
      played: played.events,
      late: run.lateEvents,
      refused: refusals.length,
      refusedByReason: countedBy(refusals, ({ reason }) => reason),
      refusals: refusals.slice(0, TOLD_REFUSALS),
      byType: sortedRecord(played.byType),
      byDay: [...played.byDay]
        .sort(([left], [right]) => left - right)
        .map(([on, byType]) => ({ on, byType: sortedRecord(byType) })),
    },
    entities: { customers: run.customers, salesReps: run.salesReps },
    totals: alertTotals(
      alerts,
      indicators.map(({ id }) => id),
      dayOf,
    ),
    alerts,
    measures: run.measuredDays.map(({ on, entities, receivables }) => ({
      on,
      receivables: [...receivables.values()].sort((left, right) => compareText(left.currency, right.currency)),
      entities: [...entities].sort(
        (left, right) => compareText(left.entityType, right.entityType) || compareText(left.entityId, right.entityId),
      ),
    })),
    // `other` is what stands now, `run` the candidate.
    comparison: other
      ? compareCourses({ version: other.ruleSet.version, courses: coursesOf(other) }, { version, courses: alerts })
      : null,
    outcome: watch?.report(ruleSet, run.alerts, dayOf, { fromOn: toldFromOn, untilOn }, swept) ?? null,
  }
}

function countedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return sortedRecord(counts)
}

function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([left], [right]) => compareText(left, right)))
}
