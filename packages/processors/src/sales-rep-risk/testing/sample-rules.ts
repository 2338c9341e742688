import type { Indicator, RuleSet, Scorecard } from '@tocsin/domain'

/** Rules with small samples and short holds, so that few facts do much. */
export const repSampleRules: RuleSet = {
  name: 'rep-samples',
  version: '1.0.0+00000000',
  businessZone: 'Asia/Shanghai',
  indicators: [
    indicator({
      id: 'rep-overdue-ratio',
      value: { kind: 'ratio', of: 'overdue-undisputed', to: 'open' },
      thresholds: { warning: 0.3, critical: 0.6 },
      clear: { warning: 0.2, critical: 0.5 },
      holdDays: 2,
      minimumSample: 2,
    }),
    indicator({
      id: 'rep-collection-rate',
      value: { kind: 'ratio', of: 'fallen-due-paid', to: 'fallen-due' },
      direction: 'below',
      thresholds: { warning: 0.7, critical: 0.3 },
      clear: { warning: 0.8, critical: 0.4 },
      minimumSample: 2,
    }),
    indicator({
      id: 'rep-contract-signing-rate',
      value: { kind: 'ratio', of: 'contracts-signed', to: 'contracts-decided' },
      direction: 'below',
      thresholds: { warning: 0.5 },
      clear: { warning: 0.6 },
      minimumSample: 2,
    }),
    indicator({
      id: 'rep-order-drop',
      value: { kind: 'change', of: 'orders-recent', from: 'orders-baseline' },
      direction: 'below',
      thresholds: { warning: -0.2, critical: -0.8 },
      clear: { warning: -0.1, critical: -0.6 },
      holdDays: 1,
      minimumSample: 1,
    }),
    indicator({
      id: 'rep-concentration',
      value: { kind: 'ratio', of: 'largest-customer-open', to: 'open-by-customer' },
      thresholds: { warning: 0.6, critical: 0.9 },
      clear: { warning: 0.55, critical: 0.8 },
      minimumSample: 2,
    }),
    indicator({
      id: 'rep-target-attainment',
      value: { kind: 'ratio', of: 'sold-in-target-period', to: 'target-to-date' },
      direction: 'below',
      thresholds: { warning: 0.8, critical: 0.4 },
      clear: { warning: 0.9, critical: 0.5 },
      minimumSample: 4,
    }),
    indicator({
      id: 'rep-limit-use',
      value: { kind: 'ratio', of: 'open-under-limit', to: 'credit-limit' },
      thresholds: { warning: 0.8, critical: 1 },
      clear: { warning: 0.7, critical: 0.9 },
    }),
    indicator({
      id: 'rep-on-time-delivery-rate',
      value: { kind: 'ratio', of: 'deliveries-on-time', to: 'deliveries' },
      direction: 'below',
      thresholds: { warning: 0.7, critical: 0.4 },
      clear: { warning: 0.8, critical: 0.5 },
      minimumSample: 2,
    }),
    indicator({
      id: 'rep-open-findings',
      value: { kind: 'measure', measure: 'open-findings' },
      unit: 'count',
      thresholds: { warning: 1, critical: 3 },
      clear: { warning: 1, critical: 2 },
    }),
  ],
}

/** So often a representative of `reviewRules` has to be reviewed: of its one factor nobody ever tells, so its tier stays. */
export const REVIEW_DAYS = 30

const text = { zh: '样例', en: 'sample' }
const scorecard: Scorecard = {
  id: 'rep-reviewed',
  entity: 'sales-rep',
  name: text,
  factors: [
    {
      id: 'satisfaction',
      name: text,
      group: '',
      value: { kind: 'measure', measure: 'average-satisfaction' },
      weight: 1,
      points: [
        [0, 0],
        [100, 100],
      ],
      minimumSample: 1,
      halfSample: 0,
      neutralPoints: 50,
      why: text,
    },
  ],
  caps: [],
  minimumCoverage: 0.5,
  ratings: [{ rating: 'A', from: 0 }],
  tiers: { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 },
  startingTier: { rules: [], otherwise: 'medium' },
  // So seldom that only what is foreseen of reviews asks for a look.
  monitoring: { high: 1, medium: 1_000, low: 1_000 },
  review: { high: 1, medium: REVIEW_DAYS, low: 1_000 },
  terms: { high: text, medium: text, low: text },
  creditReportMaxAgeDays: 365,
}

/** What is known of a representative at rest, but for the review that it is owed. */
export const reviewRules: RuleSet = {
  ...repSampleRules,
  indicators: [
    ...repSampleRules.indicators,
    indicator({
      id: 'rep-review-overdue',
      value: { kind: 'measure', measure: 'days-past-review' },
      unit: 'days',
      thresholds: { warning: 1, critical: 11 },
      clear: { warning: 1, critical: 11 },
      holdDays: 2,
    }),
  ],
  scorecards: [scorecard],
}

function indicator(given: Pick<Indicator, 'id' | 'value' | 'thresholds' | 'clear'> & Partial<Indicator>): Indicator {
  return {
    name: { zh: '指标', en: 'Indicator' },
    question: { zh: '多少？', en: 'How much?' },
    entity: 'sales-rep',
    unit: 'ratio',
    direction: 'above',
    holdDays: 0,
    minimumSample: 1,
    evaluate: 'at-day-end',
    ownerRole: 'sales-head',
    nextStep: { zh: '核对', en: 'Check' },
    ...given,
  }
}
