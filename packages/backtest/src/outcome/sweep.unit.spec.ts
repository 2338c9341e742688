import { describe, expect, test } from '@jest/globals'
import type { Indicator, RuleSet, Scorecard } from '@tocsin/domain'
import { MAX_SWEPT_LEVELS, parseSweep, sweptRuleSets } from './sweep.ts'

describe('a sweep, as it is asked for', () => {
  test('is an indicator, with a range and a step where wanted', () => {
    expect(parseSweep('days-past-due')).toEqual({ indicator: 'days-past-due' })
    expect(parseSweep('days-past-due=5..60')).toEqual({
      indicator: 'days-past-due',
      range: { from: 5, to: 60, step: undefined },
    })
    expect(parseSweep('order-drop=-0.9..-0.1/0.2')).toEqual({
      indicator: 'order-drop',
      range: { from: -0.9, to: -0.1, step: 0.2 },
    })
  })

  test.each([
    ['days past due', 'is no sweep'],
    ['days-past-due=5', 'is no sweep'],
    ['days-past-due=60..5', 'holds nothing'],
    ['days-past-due=5..60/0', 'goes nowhere'],
    ['days-past-due=1..100/1', `100 levels are more than ${MAX_SWEPT_LEVELS}`],
  ])('%s is told what is wrong with it', (text, fault) => {
    expect(parseSweep(text)).toEqual({ fault: expect.stringContaining(fault) })
  })
})

describe('the rule sets of a sweep', () => {
  test('hold the indicator alone, at each level and at its own, with its clear level in proportion', () => {
    const swept = sweptRuleSets(RULES, { indicator: 'days-past-due', range: { from: 4, to: 16, step: 6 } })
    expect(swept.map(({ level }) => level)).toEqual([4, 8, 10, 16])
    expect(swept.map(({ ruleSet }) => ruleSet.indicators)).toEqual(swept.map(({ indicator }) => [indicator]))
    expect(swept.map(({ indicator }) => indicator.thresholds)).toEqual([4, 8, 10, 16].map((warning) => ({ warning })))
    expect(swept.map(({ indicator }) => indicator.clear)).toEqual([0.5, 1, 1.25, 2].map((warning) => ({ warning })))
  })

  test('lie around the thresholds when no range is given, whole where a part is nothing', () => {
    const levels = sweptRuleSets(RULES, { indicator: 'days-past-due' }).map(({ level }) => level)
    expect(levels[0]).toBe(4)
    expect(levels.at(-1)).toBe(47)
    expect(levels.every(Number.isInteger)).toBe(true)
    expect(levels).toEqual(expect.arrayContaining([8, 31]))
  })

  test('lie around thresholds below zero too', () => {
    const levels = sweptRuleSets(RULES, { indicator: 'order-drop' }).map(({ level }) => level)
    expect(levels[0]).toBe(-1.2)
    expect(levels.at(-1)).toBe(-0.25)
  })

  test('read levels of money as people write them', () => {
    const swept = sweptRuleSets(RULES, { indicator: 'overdue-amount', range: { from: 100, to: 200, step: 100 } })
    expect(swept.map(({ level }) => level)).toEqual([100_00, 200_00])
  })

  test('keep overrides but for their levels, and scores only where somebody asks for them', () => {
    const tier = { kind: 'variable', name: 'tier' } as const
    const when = { kind: 'comparison', operator: '==', left: tier, right: { kind: 'constant', value: 'high' } } as const
    const { thresholds, clear, holdDays, minimumSample, ownerRole, nextStep } = DAYS_PAST_DUE
    const override = { when, off: true, thresholds, clear, holdDays, minimumSample, ownerRole, nextStep }
    const rules = { ...RULES, scorecards: [SCORECARD], indicators: [{ ...DAYS_PAST_DUE, overrides: [override] }] }
    const question = { indicator: 'days-past-due', range: { from: 16, to: 20, step: 4 } }
    const [swept] = sweptRuleSets(rules, question)
    const levels = { thresholds: { warning: 16 }, clear: { warning: 2 } }
    expect(swept?.indicator.overrides).toEqual([{ ...override, ...levels }])
    expect(swept?.ruleSet.scorecards).toEqual([SCORECARD])
    expect(sweptRuleSets({ ...rules, indicators: [DAYS_PAST_DUE] }, question)[0]?.ruleSet.scorecards).toEqual([])
  })

  test('an indicator that the rule set does not have is told, with those it has', () => {
    expect(() => sweptRuleSets(RULES, { indicator: 'days-late' })).toThrow(
      'sample has no indicator "days-late" to sweep. It has: days-past-due, order-drop, overdue-amount.',
    )
  })
})

const DAYS_PAST_DUE: Indicator = {
  id: 'days-past-due',
  name: { zh: '逾期天数', en: 'Days past due' },
  question: { zh: '拖了多少天？', en: 'For how long?' },
  entity: 'customer',
  value: { kind: 'measure', measure: 'max-days-past-due' },
  unit: 'days',
  direction: 'above',
  thresholds: { warning: 8, critical: 31 },
  clear: { warning: 1, critical: 31 },
  holdDays: 0,
  minimumSample: 1,
  evaluate: 'at-day-end',
  ownerRole: 'credit-controller',
  nextStep: { zh: '致电', en: 'Call' },
}

const NOTHING = { zh: '', en: '' }

const SCORECARD: Scorecard = {
  id: 'credit',
  entity: 'customer',
  name: NOTHING,
  factors: [],
  caps: [],
  minimumCoverage: 0,
  ratings: [],
  tiers: { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 },
  startingTier: { rules: [], otherwise: 'medium' },
  monitoring: { high: 1, medium: 7, low: 30 },
  review: { high: 30, medium: 91, low: 365 },
  terms: { high: NOTHING, medium: NOTHING, low: NOTHING },
  creditReportMaxAgeDays: 365,
}

const RULES: RuleSet = {
  name: 'sample',
  version: '1',
  businessZone: 'UTC',
  indicators: [
    DAYS_PAST_DUE,
    {
      ...DAYS_PAST_DUE,
      id: 'order-drop',
      direction: 'below',
      unit: 'ratio',
      thresholds: { warning: -0.5, critical: -0.8 },
      clear: { warning: -0.3, critical: -0.6 },
    },
    {
      ...DAYS_PAST_DUE,
      id: 'overdue-amount',
      unit: 'money',
      currency: 'USD',
      thresholds: { critical: 500_00 },
      clear: { critical: 500_00 },
    },
  ],
}
