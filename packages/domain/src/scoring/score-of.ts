import { compileValue, type IndicatorValue, measureNames } from '../indicators/indicator-value.ts'
import { earliest } from '../measures/earliest.ts'
import { type Facet, type Measure, measuresNothing } from '../measures/measure.ts'
import { type CompiledCap, compileCap } from './cap-holds.ts'
import { direction, pointsAt, rounded, shrunk, sufficientValue } from './points.ts'
import type { ScoreCap, Scorecard, ScoreFactor } from './scorecard.ts'

/** A score at the end of a business day, with what made it. */
export interface Score {
  /** 0 to 100, two decimals; undefined when less than the scorecard's coverage is known. */
  readonly score: number | undefined
  /** Share of the weights that is known, 0 to 1. */
  readonly coverage: number
  /** In the order of the scorecard. */
  readonly factors: readonly FactorScore[]
  /** The cap that decided, where one did. */
  readonly cap: ScoreCap | undefined
  /** The lowest cap that holds, whatever the factors say, and also where too little of them is known for a score. */
  readonly bound: ScoreCap | undefined
}

export interface FactorScore {
  readonly factor: ScoreFactor
  /** 0 to 100; undefined where the factor is not known and nothing stands for it. */
  readonly points: number | undefined
  /** Undefined where the factor is not known. Money in minor units. */
  readonly value: number | undefined
  readonly currency: string | undefined
  readonly sample: number
  /** How many points of the score it costs: its share of the weights that count × what it lacks to 100. */
  readonly lost: number
}

/** A scorecard made ready to run over what is known of its entity. */
export interface CompiledScorecard<Facts> {
  readonly scorecard: Scorecard
  readonly reads: readonly Facet[]
  scoreOf(facts: Facts, on: number): Score
  /** The first day after `on` at whose end the score may differ though nothing happened. Never too late. */
  nextChangeOn(facts: Facts, on: number): number | undefined
  /**
   * The first day after `on` at whose end another cap may hold, or none, though nothing happened. Never too late.
   * @param bound the cap that holds at the end of `on`
   * @param otherwiseOn the day from which on nobody needs to know: the score is measured then anyway
   */
  nextBoundOn(facts: Facts, on: number, bound: ScoreCap | undefined, otherwiseOn: number): number | undefined
}

/** @throws Error for a measure that the entity does not have: rule files are checked before anything asks */
export function compileScorecard<Facts>(
  scorecard: Scorecard,
  measureNamed: (name: string) => Measure<Facts>,
): CompiledScorecard<Facts> {
  const reader = (name: string) => {
    const measure = measureNamed(name)
    return (facts: Facts, on: number) => measure.measure(facts, on)
  }
  const factors = scorecard.factors.map((factor) => ({
    factor,
    valueAt: compileValue<Facts>(factor.value, direction(factor), factor.currency, reader, factor.minimumSample),
  }))
  const caps = scorecard.caps.map((cap) => compileCap(cap, measureNamed))
  const capMeasures = [...new Set(caps.flatMap(({ measures }) => measures))]
  const factorMeasures = scorecard.factors.flatMap(({ value }) => measureNames(value)).map(measureNamed)
  const measures = [...new Set([...factorMeasures, ...capMeasures])]
  const nextCapChangeOn = (facts: Facts, on: number) => {
    let next: number | undefined
    for (const measure of capMeasures) next = earliest(next, measure.nextChangeOn(facts, on))
    return next
  }
  const totalWeight = scorecard.factors.reduce((total, { weight }) => total + weight, 0)
  return {
    scorecard,
    reads: [...new Set(measures.flatMap(({ reads }) => reads))],
    scoreOf(facts, on) {
      const measured = factors.map(({ factor, valueAt }) => measure(factor, valueAt(facts, on)))
      return put(scorecard, measured, totalWeight, lowest(caps, facts, on))
    },
    nextChangeOn(facts, on) {
      let next: number | undefined
      for (const measure of measures) next = earliest(next, measure.nextChangeOn(facts, on))
      return next
    },
    nextBoundOn(facts, on, bound, otherwiseOn) {
      let next = nextCapChangeOn(facts, on)
      for (let tried = 1; next !== undefined && next < otherwiseOn && tried < MAX_DAYS_TRIED; tried++) {
        if (lowest(caps, facts, next) !== bound) return next
        next = nextCapChangeOn(facts, next)
      }
      return next
    },
  }
}

/** Days on which a cap's measure moves are tried one after the other. After so many, the last is taken: an idle look. */
const MAX_DAYS_TRIED = 6

type MeasuredFactor = Omit<FactorScore, 'lost'> & { lost: number }

/**
 * A factor is known when its value rests on enough; the worst currency decides, or the worst of those with enough. What it
 * costs is known once all factors are measured.
 */
function measure(factor: ScoreFactor, measured: IndicatorValue): MeasuredFactor {
  const value = sufficientValue(measured, factor.minimumSample)
  if (value === undefined) {
    return { factor, points: factor.missingPoints, value: undefined, currency: undefined, sample: 0, lost: 0 }
  }
  const points = rounded(shrunk(pointsAt(factor.points, value.value), value.sample, factor))
  return { factor, points, value: value.value, currency: value.currency, sample: value.sample, lost: 0 }
}

function lowest<Facts>(caps: readonly CompiledCap<Facts>[], facts: Facts, on: number): ScoreCap | undefined {
  let found: ScoreCap | undefined
  let looked: Measure<Facts> | undefined
  let isNothingThere = false
  for (const { cap, restsOn, holds } of caps) {
    if (found !== undefined && found.atMost <= cap.atMost) continue
    // Neighbours rest on the same measure, and of most customers it measures nothing.
    if (restsOn !== looked) {
      looked = restsOn
      isNothingThere = restsOn !== undefined && measuresNothing(restsOn.measure(facts, on))
    }
    if (!isNothingThere && holds(facts, on)) found = cap
  }
  return found
}

/** The mean of the points by weight, over the factors that have some; then the lowest cap that holds. */
function put(
  { minimumCoverage }: Scorecard,
  measured: readonly MeasuredFactor[],
  totalWeight: number,
  bound: ScoreCap | undefined,
): Score {
  let counting = 0
  let known = 0
  let sum = 0
  for (const { factor, points, value } of measured) {
    if (value !== undefined) known += factor.weight
    if (points === undefined) continue
    counting += factor.weight
    sum += factor.weight * points
  }
  const coverage = totalWeight === 0 ? 0 : known / totalWeight
  for (const each of measured) each.lost = lostBy(each, counting)
  // A share such as 0.1 + 0.2 must not fall short of 0.3 by what binary fractions lose.
  if (counting === 0 || coverage + 1e-9 < minimumCoverage) {
    return { score: undefined, coverage: rounded(coverage), factors: measured, cap: undefined, bound }
  }
  const mean = sum / counting
  const isCapped = bound !== undefined && bound.atMost < mean
  const score = rounded(isCapped ? bound.atMost : mean)
  return { score, coverage: rounded(coverage), factors: measured, cap: isCapped ? bound : undefined, bound }
}

function lostBy({ factor, points }: MeasuredFactor, counting: number): number {
  return points === undefined ? 0 : rounded((factor.weight * (100 - points)) / counting)
}
