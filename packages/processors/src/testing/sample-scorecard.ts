import type { RiskMatrix, RuleSet, Scorecard, ScoredEntity, ScoreFactor } from '@tocsin/domain'
import { rulesWith, sampleIndicators } from './sample-rules.ts'

const text = { zh: '样例', en: 'sample' }

/** One factor that is easy to reckon with: a customer at v days past due scores 100 − v. */
function sampleScorecard(entity: ScoredEntity, factor: Partial<ScoreFactor> = {}): Scorecard {
  return {
    id: `sample-${entity}`,
    entity,
    name: text,
    factors: [
      {
        id: 'past-due',
        name: { zh: '逾期', en: 'past due' },
        group: '',
        value: { kind: 'measure', measure: 'max-days-past-due' },
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
      },
    ],
    caps: [],
    minimumCoverage: 0.5,
    ratings: [
      { rating: 'A', from: 80 },
      { rating: 'B', from: 50 },
      { rating: 'C', from: 0 },
    ],
    tiers: { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 },
    startingTier: {
      rules: [
        { tier: 'low', segments: ['state'], industries: [], regions: [], why: { zh: '国企', en: 'state-owned' } },
      ],
      otherwise: 'medium',
    },
    monitoring: { high: 1, medium: 7, low: 30 },
    review: { high: 30, medium: 91, low: 365 },
    terms: { high: { zh: '预付', en: 'prepay' }, medium: text, low: text },
    creditReportMaxAgeDays: 365,
  }
}

const sampleMatrix: RiskMatrix = {
  likelihood: [
    { id: 'possible', name: text, from: 0 },
    { id: 'likely', name: text, from: 20 },
  ],
  severityPoints: { warning: 10, critical: 30 },
  impact: [
    { id: 'minor', name: text, fromMinor: { CNY: 0 } },
    { id: 'major', name: text, fromMinor: { CNY: 500_00 } },
  ],
  cells: [
    ['low', 'medium'],
    ['medium', 'extreme'],
  ],
}

export const scoredRules: RuleSet = {
  ...rulesWith(sampleIndicators.daysPastDue),
  scorecards: [
    sampleScorecard('customer'),
    sampleScorecard('sales-rep', {
      value: { kind: 'ratio', of: 'overdue', to: 'open' },
      points: [
        [0, 100],
        [1, 0],
      ],
    }),
  ],
  matrix: sampleMatrix,
}
