import type { EntityType, RuleSet } from '../indicators/rule-set.ts'
import { CUSTOMER_MEASURES, GROUP_MEASURES, PRODUCT_MEASURES, SALES_REP_MEASURES } from '../measures/catalogue.ts'
import type { CustomerFacts } from '../measures/customer-facts.ts'
import type { Measure, MeasureDescription } from '../measures/measure.ts'
import { creditReportMeasures, customerScoreMeasures, scoreMeasures } from '../measures/score-measures.ts'
import type { GroupType } from '../portfolio/groups.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import { type CompiledScorecard, compileScorecard } from '../scoring/score-of.ts'
import type { ScoredEntity } from '../scoring/scorecard.ts'
import { rollingMeasure } from './measures.ts'

/** What a rule set may ask of each kind of entity: the measures that are always there, then those it declares itself. */
export interface MeasureCatalogue extends Readonly<Record<GroupType, Readonly<Record<string, Measure<SalesRepBook>>>>> {
  readonly customer: Readonly<Record<string, Measure<CustomerFacts>>>
  readonly 'sales-rep': Readonly<Record<string, Measure<SalesRepBook>>>
}

const FIXED: MeasureCatalogue = {
  customer: CUSTOMER_MEASURES,
  'sales-rep': SALES_REP_MEASURES,
  segment: GROUP_MEASURES,
  region: GROUP_MEASURES,
  industry: GROUP_MEASURES,
  'product-line': GROUP_MEASURES,
  portfolio: GROUP_MEASURES,
  product: PRODUCT_MEASURES,
}

/** What a catalogue depends on. */
type Declaring = Pick<RuleSet, 'measures' | 'scorecards'>

/** The measures of a rule set, in the order of the catalogue and then of its files. */
export function catalogueOf(ruleSet: Declaring): MeasureCatalogue {
  const { measures = [], scorecards = [] } = ruleSet
  if (measures.length === 0 && scorecards.length === 0) return FIXED
  const catalogue = declaredIn(ruleSet)
  const { customer, 'sales-rep': salesRep } = scorecardsOf(ruleSet)
  return {
    ...catalogue,
    customer: { ...catalogue.customer, ...(customer && customerScoreMeasures(customer)) },
    'sales-rep': { ...catalogue['sales-rep'], ...(salesRep && scoreMeasures(salesRep)) },
  }
}

/** The scorecards of a rule set, ready to run. */
export interface CompiledScorecards {
  readonly customer: CompiledScorecard<CustomerFacts> | undefined
  readonly 'sales-rep': CompiledScorecard<SalesRepBook> | undefined
}

export function scorecardsOf(ruleSet: Declaring): CompiledScorecards {
  const catalogue = declaredIn(ruleSet)
  const card = (entity: ScoredEntity) => ruleSet.scorecards?.find((candidate) => candidate.entity === entity)
  const compiled = <Facts>(entity: ScoredEntity, measures: Readonly<Record<string, Measure<Facts>>>) => {
    const scorecard = card(entity)
    return scorecard && compileScorecard(scorecard, (name) => measureNamedIn(measures, entity, name))
  }
  return {
    customer: compiled('customer', { ...catalogue.customer, ...creditReportMeasures(card('customer')) }),
    'sales-rep': compiled('sales-rep', catalogue['sales-rep']),
  }
}

/** Without scores: what these are made of. */
function declaredIn({ measures = [] }: Pick<RuleSet, 'measures'>): MeasureCatalogue {
  const declared = Object.fromEntries(measures.map((measure) => [measure.id, rollingMeasure(measure)]))
  return { ...FIXED, customer: { ...FIXED.customer, ...declared } }
}

/** What a measure of an entity is called and counted in; undefined where the entity has none of that name. */
export function findMeasureIn(
  catalogue: MeasureCatalogue,
  entity: string,
  name: string,
): MeasureDescription | undefined {
  if (!Object.hasOwn(catalogue, entity)) return undefined
  const measures: Readonly<Record<string, MeasureDescription>> = catalogue[entity as EntityType]
  return Object.hasOwn(measures, name) ? measures[name] : undefined
}

/** @throws Error for a name that the entity has not: rule files are checked before anything asks */
export function measureNamedIn<Facts>(
  measures: Readonly<Record<string, Measure<Facts>>>,
  entity: EntityType,
  name: string,
): Measure<Facts> {
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined
  if (measure === undefined) throw new Error(`there is no measure "${name}" of a ${entity}`)
  return measure
}
