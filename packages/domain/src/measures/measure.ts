import type { MeasuredPart } from '../indicators/indicator-value.ts'
import type { IndicatorUnit, LocalizedText } from '../indicators/rule-set.ts'
import type { CrossedLevels } from '../sales-history/order-weeks.ts'

/** What a measure says about one customer or sales representative at the end of one business day. Its sample tells how much it rests on. */
export type Measurement =
  | { readonly kind: 'number'; readonly value: number; readonly sample: number }
  /** One entry per currency, sorted by code; empty = nothing in any currency. */
  | { readonly kind: 'money'; readonly amounts: readonly MeasuredAmount[] }
  /** No amount, but measured in each currency by itself: sorted by code; empty = nothing in any currency. */
  | { readonly kind: 'by-currency'; readonly values: readonly CurrencyValue[] }
  /** Nothing has happened that could be measured. Never breaches; an open alert expires. */
  | { readonly kind: 'unknown' }

/** Neither an amount nor a number other than 0. */
export function measuresNothing(measured: Measurement): boolean {
  switch (measured.kind) {
    case 'unknown':
      return true
    case 'number':
      return measured.value === 0
    case 'money':
      return measured.amounts.every(({ amountMinor }) => amountMinor === 0)
    case 'by-currency':
      return measured.values.every(({ value }) => value === 0)
  }
}

export interface CurrencyValue {
  readonly currency: string
  readonly value: number
  readonly sample: number
  /** The figures it was made of, by their names in the catalogue: told beside it. */
  readonly beside: readonly MeasuredPart[]
}

export interface MeasuredAmount {
  readonly currency: string
  readonly amountMinor: number
  readonly sample: number
  /** Whom the amount is about, where it is not the entity itself: the largest customer of a representative. */
  readonly subject?: MeasuredSubject
}

export interface MeasuredSubject {
  readonly id: string
  readonly name: string | null
}

/** The parts of an entity's state that facts change; an indicator is looked at again when one it reads changed. */
export const FACETS = ['receivables', 'payments', 'orders', 'deliveries', 'contracts', 'credit', 'feedback'] as const
export type Facet = (typeof FACETS)[number]

export interface Measure<Facts> {
  readonly unit: Exclude<IndicatorUnit, 'ratio'>
  /** Two or three words for a sentence. */
  readonly label: LocalizedText
  /** What exactly is measured. */
  readonly meaning: LocalizedText
  /** What the sample counts. */
  readonly sample: LocalizedText
  readonly reads: readonly Facet[]
  /** At the end of business day `on`. */
  measure(facts: Facts, on: number): Measurement
  /**
   * The first day after `on` at whose end the measure may differ though nothing happened; undefined when it stays.
   * Never later than the true day; a day too early costs one idle evaluation.
   */
  nextChangeOn(facts: Facts, on: number): number | undefined
  /**
   * Only for measures that grow by one each day while nothing happens: value at the end of day D = D − `countsFrom`
   * (0 before), of which there may be one in each currency. They are looked at again when one reaches a level, not every
   * day. Empty: nothing counts.
   */
  countsFrom?(facts: Facts, on: number): readonly number[]
  /**
   * Only for measures that may differ on many days in a row and cost much, in indicators that look above a level: as
   * `nextChangeOn`, but only days count on which a value in some currency reaches or leaves a threshold, falls below a
   * clear level, or has another sample while it reaches a threshold.
   */
  nextCrossingOn?(facts: Facts, on: number, levels: CrossedLevels): number | undefined
  /**
   * Only for measures that fall by one each day while nothing happens, in indicators that look below a level: as
   * `nextChangeOn`, but of the days on which it falls those alone count on which it reaches one of the levels.
   */
  nextFallOn?(facts: Facts, on: number, levels: readonly number[]): number | undefined
  /** It reads what the ends of days record of how the entity stands: that moves though no fact changes a facet. */
  readonly readsStanding?: true
  /** It cannot be put together with another measure. */
  readonly standsAlone?: true
}

/** What a measure says of itself, whatever it measures. */
export type MeasureDescription = Pick<
  Measure<unknown>,
  'unit' | 'label' | 'meaning' | 'sample' | 'reads' | 'standsAlone'
>
