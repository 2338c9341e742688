import {
  type CurrencyValue,
  type Measure,
  type MeasuredAmount,
  type Measurement,
  measuresNothing,
} from '../measures/measure.ts'
import { reaches } from './assessment.ts'
import { formulaOf, measureNames } from './indicator-value.ts'
import type { Indicator } from './rule-set.ts'

/** Whether a value that rests on such a sample begins an alert under any circumstances. */
type Begins = (value: number, sample: number) => boolean

/**
 * Whether an indicator without an open or pending alert certainly begins none at the end of a day: nowhere does its value
 * reach, on enough of a sample, even the first level of the variant that is quickest to alert. False says nothing.
 *
 * Most indicators of most entities are quiet on most days. This only compares: it makes no parts for evidence, asks no
 * condition, and does not read the second measure where the first one decides.
 * @param variants of one indicator: value, direction and currency are the same in all
 */
export function compileQuiet<Facts>(
  { value: expression, direction, currency }: Indicator,
  variants: readonly Indicator[],
  measureNamed: (name: string) => Measure<Facts>,
): (facts: Facts, on: number) => boolean {
  const minimumSample = Math.min(...variants.map((variant) => variant.minimumSample))
  // What is not there counts as 0 with a sample of 0.
  if (minimumSample < 1) return () => false
  const level = firstLevel(variants, direction)
  const begins: Begins = (value, sample) => sample >= minimumSample && reaches(value, level, direction)
  if (expression.kind === 'measure') {
    const only = measureNamed(expression.measure)
    return (facts, on) => !beginsIn(only.measure(facts, on), currency, begins)
  }
  const [left, right] = measureNames(expression).map(measureNamed) as [Measure<Facts>, Measure<Facts>]
  const { valueFrom, sampleFrom } = formulaOf(expression.kind, direction)
  const isNothingQuiet = expression.kind === 'ratio' && direction === 'above' && level > 0
  return (facts, on) => {
    const ofLeft = left.measure(facts, on)
    if (ofLeft.kind === 'unknown' || (isNothingQuiet && measuresNothing(ofLeft))) return true
    const ofRight = right.measure(facts, on)
    if (ofRight.kind === 'unknown') return true
    if (ofLeft.kind === 'number' && ofRight.kind === 'number') {
      const value = valueFrom(ofLeft, ofRight, false)
      return currency !== undefined || value === undefined || !begins(value, sampleFrom(ofLeft, ofRight))
    }
    if (ofLeft.kind !== 'money' || ofRight.kind !== 'money') return false
    // A currency that only the left side has rests on a sample of 0.
    for (const whole of ofRight.amounts) {
      if (currency !== undefined && whole.currency !== currency) continue
      const of = figureOf(whole)
      const part = figureOf(ofLeft.amounts.find((amount) => amount.currency === whole.currency))
      const value = valueFrom(part, of, true)
      if (value !== undefined && begins(value, sampleFrom(part, of))) return false
    }
    return true
  }
}

/** The one that is reached first. */
function firstLevel(variants: readonly Indicator[], direction: Indicator['direction']): number {
  const levels = variants.flatMap(({ thresholds: { warning, critical } }) => [warning, critical])
  const known = levels.filter((level) => level !== undefined)
  return direction === 'above' ? Math.min(...known) : Math.max(...known)
}

function beginsIn(measured: Measurement, currency: string | undefined, begins: Begins): boolean {
  switch (measured.kind) {
    case 'unknown':
      return false
    case 'number':
      return currency === undefined && begins(measured.value, measured.sample)
    case 'money':
      return measured.amounts.some((amount) => isIn(currency, amount) && begins(amount.amountMinor, amount.sample))
    case 'by-currency':
      return measured.values.some((each) => isIn(currency, each) && begins(each.value, each.sample))
  }
}

function isIn(currency: string | undefined, measured: MeasuredAmount | CurrencyValue): boolean {
  return currency === undefined || measured.currency === currency
}

function figureOf(amount: MeasuredAmount | undefined) {
  return amount === undefined ? NO_FIGURE : { value: amount.amountMinor, sample: amount.sample }
}

const NO_FIGURE = { value: 0, sample: 0 }
