import type { Measure } from '../../measures/measure.ts'
import { type CompiledScorecard, compileScorecard } from '../score-of.ts'
import type { Scorecard, ScoreFactor } from '../scorecard.ts'

/** What a sample entity is known by: numbers, each with its sample; a name that is missing is unknown. */
export interface SampleFacts {
  readonly [measure: string]: { readonly value: number; readonly sample: number } | undefined
}

export const text = { zh: '样例', en: 'sample' }

export function sampleFactor(factor: Partial<ScoreFactor> & { readonly id: string }): ScoreFactor {
  return {
    name: { zh: factor.id, en: factor.id },
    group: '',
    value: { kind: 'measure', measure: factor.id },
    weight: 1,
    points: [
      [0, 100],
      [100, 0],
    ],
    minimumSample: 1,
    halfSample: 0,
    neutralPoints: 50,
    why: text,
    ...factor,
  }
}

/** Two factors, of which `late` weighs three times as much as `used`. */
function sampleScorecard(card: Partial<Scorecard> = {}): Scorecard {
  return {
    id: 'sample',
    entity: 'customer',
    name: text,
    factors: [sampleFactor({ id: 'late', weight: 3 }), sampleFactor({ id: 'used' })],
    caps: [],
    minimumCoverage: 0.5,
    ratings: [
      { rating: 'A', from: 80 },
      { rating: 'B', from: 50 },
      { rating: 'C', from: 0 },
    ],
    tiers: { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 },
    startingTier: { rules: [], otherwise: 'medium' },
    monitoring: { high: 1, medium: 7, low: 30 },
    review: { high: 30, medium: 91, low: 365 },
    terms: { high: { zh: '预付', en: 'prepay' }, medium: text, low: text },
    creditReportMaxAgeDays: 365,
    ...card,
  }
}

export function compiledSample(card: Partial<Scorecard> = {}): CompiledScorecard<SampleFacts> {
  return compileScorecard(sampleScorecard(card), sampleMeasure)
}

export function known(value: number, sample = 1) {
  return { value, sample }
}

function sampleMeasure(name: string): Measure<SampleFacts> {
  return {
    unit: 'days',
    label: text,
    meaning: text,
    sample: text,
    reads: ['receivables'],
    measure: (facts) => {
      const measured = facts[name]
      return measured === undefined ? { kind: 'unknown' } : { kind: 'number', ...measured }
    },
    nextChangeOn: () => undefined,
  }
}
