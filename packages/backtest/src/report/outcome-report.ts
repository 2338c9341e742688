import type {
  Direction,
  EntityType,
  Indicator,
  IndicatorUnit,
  LocalizedText,
  RuleSet,
  Severity,
  SeverityLevels,
} from '@tocsin/domain'
import { catalogueOf, SEVERITIES } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { type InvoiceCourse, wasPaidLate } from '../outcome/invoice-course.ts'
import { type JudgedPeriod, judge, signalsOf, type Verdict } from '../outcome/judge.ts'
import { EventOccurrences, invoiceOccurrences, metBy, type Occurrence } from '../outcome/occurrences.ts'
import { type Outcome, outcomeMeaning, outcomeName } from '../outcome/outcome.ts'
import { type FeatureRanking, RankedIssues } from '../outcome/ranking.ts'
import type { SweepQuestion, SweptRuleSet } from '../outcome/sweep.ts'
import type { PlayObserver } from '../play/backtest-run.ts'

/** How one level of one indicator did. */
export interface IndicatorVerdict extends Verdict {
  readonly indicator: string
  readonly name: LocalizedText
  readonly entityType: EntityType
  readonly level: Severity
  readonly threshold: number
  readonly unit: IndicatorUnit
  readonly currency: string | null
}

/** How one indicator would have done at other thresholds. */
export interface SweepReport {
  readonly indicator: string
  readonly name: LocalizedText
  readonly entityType: EntityType
  readonly unit: IndicatorUnit
  readonly currency: string | null
  readonly direction: Direction
  /** What the rule set says now. */
  readonly thresholds: SeverityLevels
  /** Ascending. */
  readonly levels: readonly SweptLevel[]
}

export interface SweptLevel extends Verdict {
  readonly level: number
}

/** The run of one level of a sweep. */
export interface SweptRun extends SweptRuleSet {
  readonly alerts: readonly AlertEvent[]
}

export interface OutcomeReport {
  readonly outcome: string
  readonly meaning: LocalizedText
  readonly horizonDays: number
  readonly fromOn: number
  readonly untilOn: number
  readonly occurrences: number
  readonly verdicts: readonly IndicatorVerdict[]
  readonly sweep: SweepReport | null
  /** How well customers' measures at the moment of issue rank the invoices; only for outcomes of invoices. */
  readonly ranking: { readonly leastPaidInvoices: number; readonly features: readonly FeatureRanking[] } | null
}

export interface OutcomeQuestion {
  readonly outcome: Outcome
  readonly horizonDays: number
  /** Invoices a customer must have paid before, for its next one to be ranked. */
  readonly leastPaidInvoices: number
  /** One indicator to be tried at other thresholds. */
  readonly sweep?: SweepQuestion | undefined
}

/** Watches a run for what becomes of the facts; answers when it is over. */
export class OutcomeWatch {
  readonly observer: PlayObserver
  readonly #question: OutcomeQuestion
  readonly #issues: RankedIssues | undefined
  readonly #events: EventOccurrences | undefined

  constructor(question: OutcomeQuestion, ruleSet: RuleSet) {
    this.#question = question
    const { outcome } = question
    if (outcome.kind === 'event') {
      const events = new EventOccurrences(outcome.type)
      this.#events = events
      this.observer = { afterRecord: (_state, event, on) => events.afterRecord(event, on) }
    } else {
      const issues = new RankedIssues(question.leastPaidInvoices, catalogueOf(ruleSet).customer)
      this.#issues = issues
      this.observer = {
        beforeRecord: (state, event, on) => issues.beforeRecord(state, event, on),
        afterRecord: (state, event, on) => issues.afterRecord(state, event, on),
      }
    }
  }

  report(
    { indicators }: RuleSet,
    alerts: readonly AlertEvent[],
    dayOf: (atMs: number) => number,
    range: { readonly fromOn: number; readonly untilOn: number },
    sweptRuns: readonly SweptRun[] = [],
  ): OutcomeReport {
    const { outcome, horizonDays, leastPaidInvoices } = this.#question
    const occurrences = this.#occurrences(range.untilOn)
    const period: JudgedPeriod = { ...range, horizonDays }
    const byIndicator = new Map<string, AlertEvent[]>()
    for (const alert of alerts) {
      const own = byIndicator.get(alert.indicator)
      if (own === undefined) byIndicator.set(alert.indicator, [alert])
      else own.push(alert)
    }
    const verdicts = indicators.flatMap((indicator) =>
      SEVERITIES.flatMap((level): IndicatorVerdict[] => {
        const threshold = indicator.thresholds[level]
        if (threshold === undefined) return []
        const signals = signalsOf(byIndicator.get(indicator.id) ?? [], level, dayOf)
        const { id, name, entity, unit, currency = null } = indicator
        const entityOf = metBy(entity)
        if (entityOf === undefined) return []
        const verdict = judge(signals, occurrences, entityOf, period)
        return [{ indicator: id, name, entityType: entity, level, threshold, unit, currency, ...verdict }]
      }),
    )
    const features = this.#issues?.rank((course) => isBad(outcome, course, range.untilOn))
    return {
      outcome: outcomeName(outcome),
      meaning: outcomeMeaning(outcome),
      horizonDays,
      ...range,
      occurrences: occurrences.filter(({ on }) => on >= range.fromOn).length,
      verdicts,
      sweep: this.#sweep(indicators, sweptRuns, (run) =>
        judge(signalsOf(run.alerts, 'warning', dayOf), occurrences, metBy(run.indicator.entity) ?? nobody, period),
      ),
      ranking: features === undefined ? null : { leastPaidInvoices, features },
    }
  }

  #sweep(
    indicators: readonly Indicator[],
    runs: readonly SweptRun[],
    verdictOf: (run: SweptRun) => Verdict,
  ): SweepReport | null {
    const indicator = indicators.find(({ id }) => id === this.#question.sweep?.indicator)
    if (indicator === undefined) return null
    const { id, name, entity, unit, currency = null, direction, thresholds } = indicator
    const levels = runs.map((run) => ({ level: run.level, ...verdictOf(run) }))
    return { indicator: id, name, entityType: entity, unit, currency, direction, thresholds, levels }
  }

  #occurrences(untilOn: number): readonly Occurrence[] {
    const { outcome } = this.#question
    if (outcome.kind === 'event') return this.#events?.all ?? []
    return invoiceOccurrences(outcome, this.#issues?.courses.all ?? [], untilOn)
  }
}

function nobody(): null {
  return null
}

/** Undefined where it is not decided: still open and not late enough, credited, written off before. */
function isBad(outcome: Outcome, course: InvoiceCourse, untilOn: number): boolean | undefined {
  if (outcome.kind === 'event') return undefined
  if (outcome.kind === 'paid-late') return wasPaidLate(course, outcome.days)
  const { closedBy, closedOn, dueOn } = course
  if (closedBy === 'unknown') return undefined
  const on = dueOn + outcome.days
  if (closedOn === undefined) return on <= untilOn ? true : undefined
  return closedOn > on
}
