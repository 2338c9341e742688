import type { CalendarDay, LocalizedText, RiskMatrix, RuleSet } from '@tocsin/domain'
import type { GroupFigures } from '@tocsin/processors'
import type { OpenRisk } from '../risks/risk-register.ts'
import type { AlertsOfPeriod } from './alerts-of-period.ts'
import type { ReportPeriod } from './period.ts'
import type { ScoresOfPeriod } from './scores-of-period.ts'

/** A topic that figures come from, and how far it reached. */
export interface ReportSource {
  readonly topic: string
  /** Without control records; of any time. */
  readonly records: number
  /** Those that could not be read: they are not in any figure. */
  readonly unreadable: number
  /** Time of the latest of them; null: there was none. */
  readonly latestAtMs: number | null
}

/** What is said of a period, and in the same way of the one before it. */
export interface PeriodFigures {
  readonly period: ReportPeriod
  /** The day at whose end figures of the end are: the last of the period, or the last that the engine has closed. */
  readonly asOfOn: CalendarDay
  readonly alerts: AlertsOfPeriod
  readonly scores: ScoresOfPeriod
  /** Groups of customers at the end of the period; the whole portfolio among them. */
  readonly groups: readonly GroupFigures[]
}

/** A periodic risk report: plain figures, each of them from one topic. */
export interface RiskReport {
  readonly zone: string
  readonly ruleSet: { readonly name: string; readonly version: string }
  /** What the cells of open risks are called. */
  readonly matrix: RiskMatrix | undefined
  /** What the roles that act are called, by role. */
  readonly owners: Readonly<Record<string, LocalizedText>>
  readonly createdAtMs: number
  readonly sources: readonly ReportSource[]
  /**
   * The last business day that every task of customer-risk has told to the end, by its progress on
   * `risk.portfolio-facts`; null: some have told none. Before the period's last day: figures may still change.
   */
  readonly closedThroughOn: CalendarDay | null
  readonly now: PeriodFigures
  readonly before: PeriodFigures
  /** Open at the end of the period, the worst first. */
  readonly risks: readonly OpenRisk[]
}

/** What a rule set adds to the figures: names. */
export function namesFrom({ name, version, matrix, owners = [], businessZone }: RuleSet) {
  return {
    zone: businessZone,
    ruleSet: { name, version },
    matrix,
    owners: Object.fromEntries(owners.map((owner) => [owner.role, owner.name])),
  }
}

/** True when nothing that belongs to the period is still to come. */
export function isComplete({ closedThroughOn, now }: RiskReport): boolean {
  return closedThroughOn !== null && closedThroughOn >= now.period.throughOn
}
