import { describe, expect, test } from '@jest/globals'
import type { Condition } from '../conditions/condition.ts'
import type { Measure, Measurement } from '../measures/measure.ts'
import { compileJudge } from './judge.ts'
import type { Indicator, IndicatorOverride, Severity } from './rule-set.ts'
import { measureVariable, type Traits, traitVariable } from './traits.ts'

type Facts = Readonly<Record<string, Measurement>>

const BASE: Indicator = {
  id: 'overdue-ratio',
  name: { zh: '逾期占比', en: 'Overdue ratio' },
  question: { zh: '多少？', en: 'How much?' },
  entity: 'customer',
  value: { kind: 'ratio', of: 'overdue', to: 'open' },
  unit: 'ratio',
  direction: 'above',
  thresholds: { warning: 0.3, critical: 0.6 },
  clear: { warning: 0.2, critical: 0.5 },
  holdDays: 0,
  minimumSample: 3,
  evaluate: 'at-day-end',
  ownerRole: 'credit-controller',
  nextStep: { zh: '对账', en: 'Reconcile' },
}

const is = (name: string, value: string): Condition => ({
  kind: 'comparison',
  operator: '==',
  left: { kind: 'variable', name },
  right: { kind: 'constant', value },
})
const override = (when: Condition, change: Partial<IndicatorOverride>): IndicatorOverride => {
  const { thresholds, clear, holdDays, minimumSample, ownerRole, nextStep } = BASE
  return { when, off: false, thresholds, clear, holdDays, minimumSample, ownerRole, nextStep, ...change }
}
const tierIs = (tier: string) => is(traitVariable('tier'), tier)
const currencyIs = (currency: string) => is('currency', currency)

const money = (
  ...amounts: readonly (readonly [currency: string, amountMinor: number, sample: number])[]
): Measurement => ({
  kind: 'money',
  amounts: amounts.map(([currency, amountMinor, sample]) => ({ currency, amountMinor, sample })),
})
const measureNamed = (name: string): Measure<Facts> => ({
  unit: 'money',
  label: BASE.name,
  meaning: BASE.name,
  sample: BASE.name,
  reads: ['receivables'],
  measure: (facts) => facts[name] ?? { kind: 'unknown' },
  nextChangeOn: () => undefined,
})

function judged(change: Partial<Indicator>, facts: Facts, traits: Traits = {}, present?: Severity) {
  const { judge } = compileJudge({ ...BASE, ...change }, measureNamed)
  const { applied, assessment, value, applies } = judge(facts, traits, 20_000, present)
  return { severity: assessment.severity, kind: assessment.kind, owner: applied.ownerRole, applies, value }
}

/** 40 % of yuan, 25 % of dollars are overdue. */
const FACTS: Facts = {
  overdue: money(['CNY', 40_00, 4], ['USD', 25_00, 1]),
  open: money(['CNY', 100_00, 9], ['USD', 100_00, 3]),
}

describe('an override', () => {
  const strict = override(tierIs('high'), {
    thresholds: { warning: 0.1, critical: 0.4 },
    clear: { warning: 0.1, critical: 0.4 },
    ownerRole: 'credit-head',
  })

  test('takes the place of what the indicator says where its condition holds', () => {
    const overrides = [strict]
    expect(judged({ overrides }, FACTS, { tier: 'high' })).toMatchObject({ severity: 'critical', owner: 'credit-head' })
    expect(judged({ overrides }, FACTS, { tier: 'low' })).toMatchObject({
      severity: 'warning',
      owner: 'credit-controller',
    })
    expect(judged({ overrides }, FACTS)).toMatchObject({ severity: 'warning', owner: 'credit-controller' })
  })

  test('is the first whose condition holds', () => {
    const overrides = [override(tierIs('high'), { off: true }), strict]
    expect(judged({ overrides }, FACTS, { tier: 'high' })).toMatchObject({ applies: false, kind: 'unknown' })
  })

  test('may ask for another sample', () => {
    const overrides = [override(tierIs('high'), { minimumSample: 10 })]
    expect(judged({ overrides }, FACTS, { tier: 'high' })).toMatchObject({ kind: 'unknown', severity: undefined })
  })
})

describe('an indicator that does not apply', () => {
  test('measures nothing, and an open alert expires', () => {
    const change = { appliesWhen: tierIs('high') }
    expect(judged(change, FACTS, { tier: 'low' })).toMatchObject({ applies: false, kind: 'unknown' })
    expect(judged(change, FACTS, {}, 'critical')).toMatchObject({
      applies: false,
      kind: 'expired',
      severity: undefined,
    })
    expect(judged(change, FACTS, { tier: 'high' })).toMatchObject({ applies: true, severity: 'warning' })
  })
})

describe('conditions about currencies', () => {
  const dollars = override(currencyIs('USD'), {
    thresholds: { warning: 0.1, critical: 0.2 },
    clear: { warning: 0.1, critical: 0.2 },
    ownerRole: 'export-desk',
  })

  test('each currency is judged by its own levels, and the worst severity decides', () => {
    const value = { currency: 'USD', value: 0.25 }
    expect(judged({ overrides: [dollars] }, FACTS)).toMatchObject({ severity: 'critical', owner: 'export-desk', value })
  })

  test('a currency may be left out', () => {
    const overrides = [override(currencyIs('CNY'), { off: true })]
    expect(judged({ overrides }, FACTS)).toMatchObject({ severity: undefined, value: { currency: 'USD' } })
    expect(judged({ appliesWhen: currencyIs('EUR') }, FACTS)).toMatchObject({ applies: false })
  })

  test('a small sample in one hides no breach of the other, and makes none', () => {
    const overrides = [override(currencyIs('USD'), { ...dollars, when: currencyIs('USD'), minimumSample: 4 })]
    expect(judged({ overrides }, FACTS)).toMatchObject({ severity: 'warning', value: { currency: 'CNY' } })
  })

  test('amounts are those of the currency that is looked at, as people write them', () => {
    const above = (amount: number): Condition => ({
      kind: 'comparison',
      operator: '>',
      left: { kind: 'variable', name: measureVariable('open') },
      right: { kind: 'constant', value: amount },
    })
    expect(judged({ appliesWhen: above(99) }, FACTS)).toMatchObject({ applies: true, severity: 'warning' })
    expect(judged({ appliesWhen: above(100) }, FACTS)).toMatchObject({ applies: false })
  })

  test('nothing in any currency is judged by what the indicator says itself: what is paid is over', () => {
    const facts = { overdue: money(), open: money() }
    expect(judged({ overrides: [dollars] }, facts, {}, 'critical')).toMatchObject({
      kind: 'recovered',
      severity: undefined,
    })
  })
})
