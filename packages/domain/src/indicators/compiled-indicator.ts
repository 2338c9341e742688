import type { CustomerFacts } from '../measures/customer-facts.ts'
import { earliest } from '../measures/earliest.ts'
import { FACETS, type Facet, type Measure, type MeasureDescription } from '../measures/measure.ts'
import type { GroupType } from '../portfolio/groups.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import { catalogueOf, measureNamedIn } from '../rolling/catalogue-of.ts'
import { measureNames } from './indicator-value.ts'
import { compileJudge, type Judge } from './judge.ts'
import { compileQuiet } from './quiet.ts'
import type { EntityType, Indicator, RuleSet, SeverityLevels } from './rule-set.ts'
import { STANDING_BIT, TRAITS_BIT } from './traits.ts'
import { compileWorkingDays, type WorkingDays } from './working-days.ts'

/** An indicator made ready to run over what is known of its entity: closures instead of names. */
export interface CompiledIndicator<Facts = CustomerFacts> {
  readonly indicator: Indicator
  /**
   * The facets that its value and its conditions read, as bits: see `facetBit`; `TRAITS_BIT` when they ask for traits,
   * `STANDING_BIT` when they ask for what is recorded of how the entity stands.
   */
  readonly reads: number
  /** The shortest time that a breach must last under any of its overrides. */
  readonly leastHoldDays: number
  /**
   * What a measure of its entity is called and counted in.
   * @throws Error for a name that the rule set does not have
   */
  described(measure: string): MeasureDescription
  /** False: at the end of that day it is not looked at, whatever happened. */
  isLookedAtOn(day: number): boolean
  /** The first day from `day` on at whose end it is looked at. */
  firstLookFrom(day: number): number
  /** With no alert open or pending, it certainly begins none at the end of a day. Asked first, since it costs little. */
  isQuiet(facts: Facts, on: number): boolean
  /** What it says of an entity at the end of a day, for an alert of the present severity (or none). */
  readonly judge: Judge<Facts>
  /** The first day after `on` at whose end the indicator may reach or leave a level though nothing happened. */
  nextChangeOn(facts: Facts, on: number): number | undefined
}

/** One bit per facet, so that a set of facets is a small number. */
export function facetBit(facet: Facet): number {
  return 1 << FACETS.indexOf(facet)
}

/** The indicators of a rule set by entity, each in the order of their ids, so that no cut into files changes what comes first. */
export interface CompiledRuleSet extends Readonly<Record<GroupType, readonly CompiledIndicator<SalesRepBook>[]>> {
  readonly customer: readonly CompiledIndicator<CustomerFacts>[]
  readonly 'sales-rep': readonly CompiledIndicator<SalesRepBook>[]
}

export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  const catalogue = catalogueOf(ruleSet)
  const byId = [...ruleSet.indicators].sort((left, right) => (left.id < right.id ? -1 : 1))
  const calendars = new Map(ruleSet.calendars?.map((calendar) => [calendar.id, compileWorkingDays(calendar)]))
  const of = (entity: EntityType) => byId.filter((indicator) => indicator.entity === entity)
  const ofBooks = (entity: Exclude<EntityType, 'customer'>) =>
    of(entity).map((indicator) => compileIndicator(indicator, catalogue[entity], calendars))
  return {
    customer: of('customer').map((indicator) => compileIndicator(indicator, catalogue.customer, calendars)),
    'sales-rep': ofBooks('sales-rep'),
    segment: ofBooks('segment'),
    region: ofBooks('region'),
    industry: ofBooks('industry'),
    'product-line': ofBooks('product-line'),
    portfolio: ofBooks('portfolio'),
    product: ofBooks('product'),
  }
}

function compileIndicator<Facts>(
  indicator: Indicator,
  catalogue: Readonly<Record<string, Measure<Facts>>>,
  calendars: ReadonlyMap<string, WorkingDays>,
): CompiledIndicator<Facts> {
  const measureNamed = (name: string) => measureNamedIn(catalogue, indicator.entity, name)
  const measures = measureNames(indicator.value).map(measureNamed)
  const { judge, circumstances, variants } = compileJudge(indicator, measureNamed)
  const asked = [...measures, ...circumstances.measures]
  const facets = asked.flatMap(({ reads }) => reads).reduce((bits, facet) => bits | facetBit(facet), 0)
  const standing = asked.some(({ readsStanding }) => readsStanding === true) ? STANDING_BIT : 0
  const traits = circumstances.asksForTraits ? TRAITS_BIT : 0
  return {
    indicator,
    described: measureNamed,
    reads: facets | standing | traits,
    leastHoldDays: Math.min(...variants.map(({ holdDays }) => holdDays)),
    isQuiet: compileQuiet(indicator, variants, measureNamed),
    judge,
    ...lookedAt(
      indicator.evaluateOn === undefined ? undefined : calendars.get(indicator.evaluateOn),
      earliestOf(nextChange(indicator, variants, measures), nextChangeOfAny(circumstances.measures)),
    ),
  }
}

type Looking<Facts> = Pick<CompiledIndicator<Facts>, 'isLookedAtOn' | 'firstLookFrom' | 'nextChangeOn'>

/** What changes on a day without a look is seen at the next one; what happened on the day itself is so too. */
function lookedAt<Facts>(days: WorkingDays | undefined, nextChangeOn: NextChange<Facts>): Looking<Facts> {
  if (days === undefined) return { isLookedAtOn: () => true, firstLookFrom: (day) => day, nextChangeOn }
  return {
    isLookedAtOn: days.isWorkingDay,
    firstLookFrom: days.nextFrom,
    nextChangeOn(facts, on) {
      if (!days.isWorkingDay(on)) return days.nextFrom(on)
      const next = nextChangeOn(facts, on)
      return next === undefined ? undefined : days.nextFrom(next)
    },
  }
}

type NextChange<Facts> = CompiledIndicator<Facts>['nextChangeOn']

function earliestOf<Facts>(value: NextChange<Facts>, conditions: NextChange<Facts> | undefined): NextChange<Facts> {
  if (conditions === undefined) return value
  return (facts, on) => earliest(value(facts, on), conditions(facts, on))
}

/** Undefined: without measures. */
function nextChangeOfAny<Facts>(measures: readonly Measure<Facts>[]): NextChange<Facts> | undefined {
  if (measures.length === 0) return undefined
  return (facts, on) => {
    let next: number | undefined
    for (const measure of measures) next = earliest(next, measure.nextChangeOn(facts, on))
    return next
  }
}

/** @param variants of the indicator: the levels of each may be the ones that count */
function nextChange<Facts>(
  { value, direction }: Indicator,
  variants: readonly Indicator[],
  measures: readonly Measure<Facts>[],
): NextChange<Facts> {
  const [only] = measures
  const thresholds = levelsOf(variants.map((variant) => variant.thresholds))
  if (value.kind === 'measure' && direction === 'below' && only?.nextFallOn !== undefined) {
    return (facts, on) => only.nextFallOn?.(facts, on, thresholds)
  }
  if (value.kind === 'measure' && direction === 'above') {
    if (only?.countsFrom !== undefined) return nextLevelOn(only, thresholds)
    const levels = { thresholds, clear: levelsOf(variants.map((variant) => variant.clear)) }
    if (only?.nextCrossingOn !== undefined) return (facts, on) => only.nextCrossingOn?.(facts, on, levels)
  }
  return nextChangeOfAny(measures) ?? (() => undefined)
}

function levelsOf(all: readonly SeverityLevels[]): number[] {
  const levels = all.flatMap(({ warning, critical }) => [warning, critical]).filter((level) => level !== undefined)
  return [...new Set(levels)]
}

/** What grows by one a day crosses levels on days that can be told in advance; the days between need no look. */
function nextLevelOn<Facts>(measure: Measure<Facts>, thresholds: readonly number[]): NextChange<Facts> {
  const days = thresholds.map((level) => Math.ceil(level))
  return (facts, on) => {
    let next: number | undefined
    for (const from of measure.countsFrom?.(facts, on) ?? []) {
      for (const count of days) if (from + count > on) next = earliest(next, from + count)
    }
    return next
  }
}
