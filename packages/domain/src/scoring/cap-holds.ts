import { compileCondition } from '../conditions/compile-condition.ts'
import { reaches } from '../indicators/assessment.ts'
import { circumstancesOf } from '../indicators/circumstances.ts'
import { compileValue, compileValues, type IndicatorValue, measureNames } from '../indicators/indicator-value.ts'
import { NO_TRAITS } from '../indicators/traits.ts'
import type { Measure } from '../measures/measure.ts'
import { sufficientValue } from './points.ts'
import type { ScoreCap } from './scorecard.ts'

export interface CompiledCap<Facts> {
  readonly cap: ScoreCap
  /** What its value and its condition ask for. */
  readonly measures: readonly Measure<Facts>[]
  /** Where this measures nothing, the cap does not hold; undefined: such a measure there is not. */
  readonly restsOn: Measure<Facts> | undefined
  holds(facts: Facts, on: number): boolean
}

/** A cap made ready to run. One without a condition costs nothing for those that have one. */
export function compileCap<Facts>(cap: ScoreCap, measureNamed: (name: string) => Measure<Facts>): CompiledCap<Facts> {
  const reader = (name: string) => {
    const measure = measureNamed(name)
    return (facts: Facts, on: number) => measure.measure(facts, on)
  }
  const { value, direction, currency, minimumSample, when } = cap
  const valueAt = compileValue<Facts>(value, direction, currency, reader, minimumSample)
  const reachesLevel = (measured: IndicatorValue) => {
    const sufficient = sufficientValue(measured, minimumSample)
    return sufficient !== undefined && reaches(sufficient.value, cap.level, direction)
  }
  const valueMeasures = measureNames(value).map(measureNamed)
  const isReached = (facts: Facts, on: number) => reachesLevel(valueAt(facts, on))
  const isOfNothingBelow =
    direction === 'above' && cap.level > 0 && (value.kind === 'measure' || value.kind === 'ratio')
  const restsOn = isOfNothingBelow ? valueMeasures[0] : undefined
  if (when === undefined) return { cap, measures: valueMeasures, restsOn, holds: isReached }
  const condition = compileCondition(when)
  const { measures, variables } = circumstancesOf([when], measureNamed)
  const valuesAt = compileValues<Facts>(value, direction, currency, reader)
  return {
    cap,
    measures: [...valueMeasures, ...measures],
    restsOn,
    holds(facts, on) {
      // The worst currency is looked at first: where it does not reach the level, none does.
      if (!isReached(facts, on)) return false
      return valuesAt(facts, on).some((measured) => {
        if (measured.kind === 'unknown' || !reachesLevel(measured)) return false
        return condition(variables(facts, NO_TRAITS, on, measured.currency ?? currency))
      })
    },
  }
}
