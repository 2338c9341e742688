import type { Condition } from '../conditions/condition.ts'
import type { LocalizedText } from '../indicators/rule-set.ts'
import type { Facet } from '../measures/measure.ts'

export const AGGREGATES = ['count', 'sum', 'average', 'minimum', 'maximum', 'distinct'] as const
/** `distinct`: how many different values the field had. */
export type Aggregate = (typeof AGGREGATES)[number]

/** What a declared measure is counted in: it follows from the aggregate and its field. */
export type DeclaredUnit = 'count' | 'days' | 'money'

/** `days`: that many business days, the day that is looked at included. `hours`: that many hours, the present one included. */
export type RollingWindow = { readonly days: number } | { readonly hours: number }

/** Somewhat more than a year: last year's season is in it. */
export const MAX_WINDOW_DAYS = 400
/** Thirty days: beyond that, hours say nothing that days do not. */
export const MAX_WINDOW_HOURS = 720
/** Each costs every customer some bytes of state, and a look at every record it counts. */
export const MAX_DECLARED_MEASURES = 24

/**
 * A measure that a rule file declares: an aggregate over a customer's events within a window that moves on by itself.
 * An event counts on the business day (in the hour) at which its source recorded it.
 */
export interface DeclaredMeasure {
  /** Its name for indicators; no measure of the catalogue has it. */
  readonly id: string
  /** What customers contribute to a representative is complete at day ends alone, and comes as sums: not offered for them. */
  readonly entity: 'customer'
  readonly label: LocalizedText
  readonly meaning: LocalizedText
  /** Event types of the sales topics. */
  readonly over: readonly string[]
  /**
   * Which of them count; without it, all. It asks for fields by name, and for amounts without their `Minor`, in whole units
   * of the event's currency.
   */
  readonly where?: Condition
  readonly aggregate: Aggregate
  /** Absent for `count` alone. A name in `…Minor` is money of the event's currency. An event without it does not count. */
  readonly field?: string
  /** The days from this day to `field` are aggregated, instead of `field` itself. */
  readonly minus?: string
  readonly window: RollingWindow
  readonly unit: DeclaredUnit
  /** With fewer events the measure is unknown; 0 for money, whose samples are judged per currency by the indicator. */
  readonly minimumSample: number
  /** The facets that events of `over` change. */
  readonly reads: readonly Facet[]
}
