import type { CustomerFacts } from '../measures/customer-facts.ts'
import { earliest } from '../measures/earliest.ts'
import { FACETS, type Facet, type Measure, type MeasureDescription } from '../measures/measure.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import { catalogueOf, measureNamedIn } from '../rolling/catalogue-of.ts'
import { decisiveValue } from './assessment.ts'
import { compileValue, type IndicatorValue, measureNames } from './indicator-value.ts'
import type { EntityType, Indicator, RuleSet, Severity } from './rule-set.ts'

/** An indicator made ready to run over what is known of its entity: closures instead of names. */
export interface CompiledIndicator<Facts = CustomerFacts> {
  readonly indicator: Indicator
  /** The facets it reads, as bits: see `facetBit`. */
  readonly reads: number
  /**
   * What a measure of its entity is called and counted in.
   * @throws Error for a name that the rule set does not have
   */
  described(measure: string): MeasureDescription
  /** The value that decides for an alert of the present severity (or none). */
  evaluate(facts: Facts, on: number, present: Severity | undefined): IndicatorValue
  /** The first day after `on` at whose end the indicator may reach or leave a level though nothing happened. */
  nextChangeOn(facts: Facts, on: number): number | undefined
}

/** One bit per facet, so that a set of facets is a small number. */
export function facetBit(facet: Facet): number {
  return 1 << FACETS.indexOf(facet)
}

/** The indicators of a rule set by entity, each in the order of their ids, so that no cut into files changes what comes first. */
export interface CompiledRuleSet {
  readonly customer: readonly CompiledIndicator<CustomerFacts>[]
  readonly 'sales-rep': readonly CompiledIndicator<SalesRepBook>[]
}

export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  const catalogue = catalogueOf(ruleSet)
  const byId = [...ruleSet.indicators].sort((left, right) => (left.id < right.id ? -1 : 1))
  const of = (entity: EntityType) => byId.filter((indicator) => indicator.entity === entity)
  return {
    customer: of('customer').map((indicator) => compileIndicator(indicator, catalogue.customer)),
    'sales-rep': of('sales-rep').map((indicator) => compileIndicator(indicator, catalogue['sales-rep'])),
  }
}

function compileIndicator<Facts>(
  indicator: Indicator,
  catalogue: Readonly<Record<string, Measure<Facts>>>,
): CompiledIndicator<Facts> {
  const measureNamed = (name: string) => measureNamedIn(catalogue, indicator.entity, name)
  const measures = measureNames(indicator.value).map(measureNamed)
  const { value, direction, currency, minimumSample } = indicator
  const reader = (name: string) => {
    const measure = measureNamed(name)
    return (facts: Facts, on: number) => measure.measure(facts, on)
  }
  const valueAt = compileValue<Facts>(value, direction, currency, reader, minimumSample)
  return {
    indicator,
    described: measureNamed,
    reads: measures.flatMap(({ reads }) => reads).reduce((bits, facet) => bits | facetBit(facet), 0),
    evaluate: (facts, on, present) => decisiveValue(indicator, valueAt(facts, on), present),
    nextChangeOn: nextChange(indicator, measures),
  }
}

function nextChange<Facts>(
  indicator: Indicator,
  measures: readonly Measure<Facts>[],
): CompiledIndicator<Facts>['nextChangeOn'] {
  const [only] = measures
  if (indicator.value.kind === 'measure' && indicator.direction === 'above' && only?.countsFrom !== undefined) {
    return nextLevelOn(indicator, only)
  }
  if (indicator.value.kind === 'measure' && indicator.direction === 'above' && only?.nextCrossingOn !== undefined) {
    const given = (level: number | undefined) => level !== undefined
    const thresholds = [indicator.thresholds.warning, indicator.thresholds.critical].filter(given)
    const clear = [indicator.clear.warning, indicator.clear.critical].filter(given)
    const levels = { thresholds, clear }
    return (facts, on) => only.nextCrossingOn?.(facts, on, levels)
  }
  return (facts, on) => {
    let next: number | undefined
    for (const measure of measures) next = earliest(next, measure.nextChangeOn(facts, on))
    return next
  }
}

/** What grows by one a day crosses levels on days that can be told in advance; the days between need no look. */
function nextLevelOn<Facts>(
  { thresholds }: Indicator,
  measure: Measure<Facts>,
): CompiledIndicator<Facts>['nextChangeOn'] {
  const levels = [thresholds.warning, thresholds.critical].filter((level) => level !== undefined)
  const days = levels.map((level) => Math.ceil(level))
  return (facts, on) => {
    let next: number | undefined
    for (const from of measure.countsFrom?.(facts, on) ?? []) {
      for (const count of days) if (from + count > on) next = earliest(next, from + count)
    }
    return next
  }
}
