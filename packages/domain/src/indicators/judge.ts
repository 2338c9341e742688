import { compileCondition } from '../conditions/compile-condition.ts'
import type { Variables } from '../conditions/condition.ts'
import type { Measure } from '../measures/measure.ts'
import { type Assessment, assess, decisiveValue, severityRank } from './assessment.ts'
import { type Circumstances, circumstancesOf } from './circumstances.ts'
import { compileValue, compileValues, type IndicatorValue } from './indicator-value.ts'
import type { Direction, Indicator, Severity } from './rule-set.ts'
import type { Traits } from './traits.ts'

/** What an indicator says of an entity at the end of a day, and by which levels. */
export interface Judgement {
  /** The indicator as it is for this entity: with the override that holds, where one does. */
  readonly applied: Indicator
  /** The value that decides. */
  readonly value: IndicatorValue
  readonly assessment: Assessment
  /** False: by its conditions the indicator is not about this entity. It measures nothing then. */
  readonly applies: boolean
}

/** @param present severity of the alert as it stands, or none */
export type Judge<Facts> = (facts: Facts, traits: Traits, on: number, present: Severity | undefined) => Judgement

export interface CompiledJudge<Facts> {
  readonly judge: Judge<Facts>
  readonly circumstances: Circumstances<Facts>
  /** The indicator itself first, then as it is under each override that does not switch it off. */
  readonly variants: readonly Indicator[]
}

type MeasureReader<Facts> = (name: string) => Measure<Facts>

/** An indicator without conditions costs nothing for those that others have. */
export function compileJudge<Facts>(indicator: Indicator, measureNamed: MeasureReader<Facts>): CompiledJudge<Facts> {
  const { appliesWhen, overrides = [] } = indicator
  const conditions = [...(appliesWhen === undefined ? [] : [appliesWhen]), ...overrides.map(({ when }) => when)]
  const circumstances = circumstancesOf(conditions, measureNamed)
  const choice = choiceOf(indicator)
  const variants = [indicator, ...choice.overridden.flatMap(({ applied }) => (applied === undefined ? [] : [applied]))]
  const judgeBy = conditions.length === 0 ? unconditional : circumstances.dependsOnCurrency ? byCurrency : conditional
  return { judge: judgeBy({ indicator, choice, circumstances, measureNamed }), circumstances, variants }
}

interface Parts<Facts> {
  readonly indicator: Indicator
  readonly choice: Choice
  readonly circumstances: Circumstances<Facts>
  readonly measureNamed: MeasureReader<Facts>
}

/** The indicator as it is under given circumstances; undefined where it does not apply. */
interface Choice {
  readonly overridden: readonly { holds(variables: Variables): boolean; readonly applied: Indicator | undefined }[]
  under(variables: Variables): Indicator | undefined
}

function choiceOf(indicator: Indicator): Choice {
  const { appliesWhen, overrides = [] } = indicator
  const applies = appliesWhen && compileCondition(appliesWhen)
  const overridden = overrides.map(({ when, off, ...said }) => ({
    holds: compileCondition(when),
    applied: off ? undefined : { ...indicator, ...said },
  }))
  return {
    overridden,
    under(variables) {
      if (applies !== undefined && !applies(variables)) return undefined
      for (const { holds, applied } of overridden) if (holds(variables)) return applied
      return indicator
    },
  }
}

function unconditional<Facts>({ indicator, measureNamed }: Parts<Facts>): Judge<Facts> {
  const valueAt = valueBy(indicator, measureNamed)
  return (facts, _, on, present) => judged(indicator, valueAt(facts, on), present)
}

/** What holds does not hang on the currency: one variant judges the value of all. */
function conditional<Facts>({ indicator, choice, circumstances, measureNamed }: Parts<Facts>): Judge<Facts> {
  const values = new Map<Indicator, ReturnType<typeof valueBy<Facts>>>()
  const valueAt = (applied: Indicator) => {
    const known = values.get(applied) ?? valueBy(applied, measureNamed)
    values.set(applied, known)
    return known
  }
  return (facts, traits, on, present) => {
    const applied = choice.under(circumstances.variables(facts, traits, on, undefined))
    if (applied === undefined) return notApplicable(indicator, present)
    return judged(applied, valueAt(applied)(facts, on), present)
  }
}

/** Each currency is judged by its own levels; the worst severity decides, among equals the worst value. */
function byCurrency<Facts>({ indicator, choice, circumstances, measureNamed }: Parts<Facts>): Judge<Facts> {
  const { value, direction, currency } = indicator
  const valuesAt = compileValues(value, direction, currency, readerOf(measureNamed))
  return (facts, traits, on, present) => {
    let worst: Judgement | undefined
    for (const each of valuesAt(facts, on)) {
      const code = each.kind === 'value' ? each.currency : each.parts[0]?.currency
      const applied = choice.under(circumstances.variables(facts, traits, on, code ?? currency))
      if (applied === undefined) continue
      const judgement = judged(applied, each, present)
      if (worst === undefined || isGraver(judgement, worst, direction)) worst = judgement
    }
    return worst ?? notApplicable(indicator, present)
  }
}

function judged(applied: Indicator, measured: IndicatorValue, present: Severity | undefined): Judgement {
  const value = decisiveValue(applied, measured, present)
  return { applied, value, assessment: assess(applied, value, present), applies: true }
}

function notApplicable(indicator: Indicator, present: Severity | undefined): Judgement {
  return { applied: indicator, value: NOTHING, assessment: assess(indicator, NOTHING, present), applies: false }
}

const NOTHING: IndicatorValue = { kind: 'unknown', parts: [] }

function isGraver(left: Judgement, right: Judgement, direction: Direction): boolean {
  // A currency of which nothing is known says nothing against the others.
  if (left.value.kind === 'unknown' || right.value.kind === 'unknown') return right.value.kind === 'unknown'
  const more = severityRank(left.assessment.severity) - severityRank(right.assessment.severity)
  if (more !== 0) return more > 0
  return direction === 'above' ? left.value.value > right.value.value : left.value.value < right.value.value
}

function valueBy<Facts>({ value, direction, currency, minimumSample }: Indicator, measureNamed: MeasureReader<Facts>) {
  return compileValue<Facts>(value, direction, currency, readerOf(measureNamed), minimumSample)
}

function readerOf<Facts>(measureNamed: MeasureReader<Facts>) {
  return (name: string) => {
    const measure = measureNamed(name)
    return (facts: Facts, on: number) => measure.measure(facts, on)
  }
}
