import type { EntityType, IndicatorUnit, LocalizedText, RuleSet, Severity } from '@tocsin/domain'
import { catalogueOf, SEVERITIES } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { type InvoiceCourse, wasPaidLate } from '../outcome/invoice-course.ts'
import { type JudgedPeriod, judge, signalsOf, type Verdict } from '../outcome/judge.ts'
import { EventOccurrences, invoiceOccurrences, type Occurrence } from '../outcome/occurrences.ts'
import { type Outcome, outcomeMeaning, outcomeName } from '../outcome/outcome.ts'
import { type FeatureRanking, RankedIssues } from '../outcome/ranking.ts'
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

export interface OutcomeReport {
  readonly outcome: string
  readonly meaning: LocalizedText
  readonly horizonDays: number
  readonly fromOn: number
  readonly untilOn: number
  readonly occurrences: number
  readonly verdicts: readonly IndicatorVerdict[]
  /** How well customers' measures at the moment of issue rank the invoices; only for outcomes of invoices. */
  readonly ranking: { readonly leastPaidInvoices: number; readonly features: readonly FeatureRanking[] } | null
}

export interface OutcomeQuestion {
  readonly outcome: Outcome
  readonly horizonDays: number
  /** Invoices a customer must have paid before, for its next one to be ranked. */
  readonly leastPaidInvoices: number
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
        const entityOf = entity === 'customer' ? customerOf : salesRepOf
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
      ranking: features === undefined ? null : { leastPaidInvoices, features },
    }
  }

  #occurrences(untilOn: number): readonly Occurrence[] {
    const { outcome } = this.#question
    if (outcome.kind === 'event') return this.#events?.all ?? []
    return invoiceOccurrences(outcome, this.#issues?.courses.all ?? [], untilOn)
  }
}

function customerOf({ customerId }: Occurrence): string {
  return customerId
}

function salesRepOf({ salesRepId }: Occurrence): string | null {
  return salesRepId
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
