/** What a rule file says, after it was checked. Indicators are data: a credit controller edits them, no programmer. */
import type { Condition } from '../conditions/condition.ts'
import type { DeclaredMeasure } from '../rolling/declared-measure.ts'
import type { RiskMatrix } from '../scoring/risk-matrix.ts'
import type { Scorecard } from '../scoring/scorecard.ts'
import type { WorkingCalendar } from './working-days.ts'

/** A text that people read, in both languages of the product. */
export interface LocalizedText {
  readonly zh: string
  readonly en: string
}

export type Language = keyof LocalizedText

export const SEVERITIES = ['warning', 'critical'] as const
/** `warning` = amber, `critical` = red. */
export type Severity = (typeof SEVERITIES)[number]

export const INDICATOR_UNITS = ['days', 'count', 'ratio', 'money', 'deviations', 'points'] as const
/** `ratio`: 0.25 = 25 %. `money`: minor units of the indicator's `currency`. `deviations`: so many times the usual spread. `points`: of a score, 0 to 100. */
export type IndicatorUnit = (typeof INDICATOR_UNITS)[number]

export const DIRECTIONS = ['above', 'below'] as const
export type Direction = (typeof DIRECTIONS)[number]

export const EVALUATIONS = ['at-day-end', 'on-change'] as const
export type Evaluation = (typeof EVALUATIONS)[number]

export const ENTITY_TYPES = [
  'customer',
  'sales-rep',
  'segment',
  'region',
  'industry',
  'product-line',
  'portfolio',
  'product',
] as const
export type EntityType = (typeof ENTITY_TYPES)[number]

/** What a person calls one. */
export const ENTITY_WORDS: Readonly<Record<EntityType, LocalizedText>> = {
  customer: { zh: '客户', en: 'customer' },
  'sales-rep': { zh: '销售代表', en: 'sales representative' },
  segment: { zh: '客户群', en: 'segment' },
  region: { zh: '地区', en: 'region' },
  industry: { zh: '行业', en: 'industry' },
  'product-line': { zh: '产品线', en: 'product line' },
  portfolio: { zh: '客户组合', en: 'portfolio' },
  product: { zh: '产品', en: 'product' },
}

/** What is measured: one measure of the catalogue, or two put together. */
export type ValueExpression =
  | { readonly kind: 'measure'; readonly measure: string }
  /** `of` ÷ `to`. */
  | { readonly kind: 'ratio'; readonly of: string; readonly to: string }
  /** `of` − `minus`. */
  | { readonly kind: 'difference'; readonly of: string; readonly minus: string }
  /** (`of` − `from`) ÷ `from`: −0.4 = a drop by 40 %. */
  | { readonly kind: 'change'; readonly of: string; readonly from: string }

/** A level per severity; at least one of the two is there. */
export interface SeverityLevels {
  readonly warning?: number | undefined
  readonly critical?: number | undefined
}

export interface Indicator {
  /** Given once in a rule set, whatever the entity: an alert, a metric and a command name an indicator by it alone. */
  readonly id: string
  readonly name: LocalizedText
  readonly question: LocalizedText
  readonly entity: EntityType
  readonly value: ValueExpression
  readonly unit: IndicatorUnit
  /** Only with unit `money`: the one currency that is looked at. Amounts in other currencies are never added. */
  readonly currency?: string
  readonly direction: Direction
  /** Breached when the value reaches the level (`above`: value ≥ level, `below`: value ≤ level). */
  readonly thresholds: SeverityLevels
  /** Recovered when the value has left the level (`above`: value < level, `below`: value > level). */
  readonly clear: SeverityLevels
  /** Days that a breach must last before the alert fires; 0 = at once. */
  readonly holdDays: number
  /** Below this sample the value is unknown, and unknown never breaches. At least 1. */
  readonly minimumSample: number
  readonly evaluate: Evaluation
  /** Id of the calendar on whose working days alone it is looked at: what happens on another day is told on the next. */
  readonly evaluateOn?: string
  readonly ownerRole: string
  readonly nextStep: LocalizedText
  /** Where it does not hold, the indicator measures nothing: an open alert expires. */
  readonly appliesWhen?: Condition
  /** The first whose condition holds takes the place of what the indicator says itself. */
  readonly overrides?: readonly IndicatorOverride[]
  /** Why it is measured so, and why the levels lie where they do. */
  readonly why?: LocalizedText
}

/** What an indicator says instead for some entities or currencies: all of it, whether it differs or not. */
export interface IndicatorOverride extends Overridable {
  readonly when: Condition
  /** The indicator does not apply. */
  readonly off: boolean
}

export type Overridable = Pick<
  Indicator,
  'thresholds' | 'clear' | 'holdDays' | 'minimumSample' | 'ownerRole' | 'nextStep'
>

/** A role that acts on alerts, whoever has it. */
export interface Owner {
  readonly role: string
  readonly name: LocalizedText
  readonly responsibilities: LocalizedText
}

export interface RuleSet {
  readonly name: string
  /** The declared version and the start of the content's hash, `1.0.0+3f9a0c12`: carried by every alert. */
  readonly version: string
  /** IANA name of the one zone whose midnights end business days. */
  readonly businessZone: string
  readonly indicators: readonly Indicator[]
  /** Who acts on alerts; where it is given, every `ownerRole` is one of them. */
  readonly owners?: readonly Owner[]
  readonly calendars?: readonly WorkingCalendar[]
  /** Measures that the rule files declare, in the order of the files. */
  readonly measures?: readonly DeclaredMeasure[]
  /** At most one per entity. */
  readonly scorecards?: readonly Scorecard[]
  readonly matrix?: RiskMatrix
}
