import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Condition } from '../conditions/condition.ts'
import type { Measure, Measurement } from '../measures/measure.ts'
import { compileJudge } from './judge.ts'
import { compileQuiet } from './quiet.ts'
import type { Indicator, IndicatorOverride, ValueExpression } from './rule-set.ts'
import { traitVariable } from './traits.ts'

interface Facts {
  readonly one: Measurement
  readonly other: Measurement
}

const TEXT = { zh: '甲', en: 'A' }
const DAY = 20_000

const figure = fc.integer({ min: -2, max: 6 })
const sample = fc.integer({ min: 0, max: 4 })
const currencies = fc.subarray(['CNY', 'EUR', 'USD'])
const number = fc.record({ kind: fc.constant('number' as const), value: figure, sample })
const unknown = fc.constant({ kind: 'unknown' as const })
const money: fc.Arbitrary<Measurement> = currencies.chain((codes) =>
  fc
    .tuple(...codes.map((currency) => fc.record({ currency: fc.constant(currency), amountMinor: figure, sample })))
    .map((amounts) => ({ kind: 'money' as const, amounts })),
)
const byCurrency: fc.Arbitrary<Measurement> = currencies.chain((codes) =>
  fc
    .tuple(...codes.map((currency) => fc.record({ currency: fc.constant(currency), value: figure, sample })))
    .map((values) => ({ kind: 'by-currency' as const, values: values.map((value) => ({ ...value, beside: [] })) })),
)
const alone: fc.Arbitrary<[ValueExpression, Facts]> = fc.oneof(number, unknown, money, byCurrency).map((one) => [
  { kind: 'measure', measure: 'one' },
  { one, other: one },
])
const together: fc.Arbitrary<[ValueExpression, Facts]> = fc.tuple(
  fc.constantFrom<ValueExpression>(
    { kind: 'ratio', of: 'one', to: 'other' },
    { kind: 'difference', of: 'one', minus: 'other' },
    { kind: 'change', of: 'one', from: 'other' },
  ),
  fc.oneof(
    fc.record<Facts>({ one: money, other: money }),
    fc.record<Facts>({ one: fc.oneof(number, unknown), other: fc.oneof(number, unknown) }),
  ),
)
const levels = fc.record({ warning: fc.option(figure, { nil: undefined }), critical: figure })
const levelsAndSample = fc.record({ thresholds: levels, minimumSample: fc.integer({ min: 1, max: 3 }) })
const indicators = fc
  .record({ direction: fc.constantFrom('above' as const, 'below' as const), currency: fc.constantFrom('none', 'EUR') })
  .map(({ direction, currency }) => (currency === 'none' ? { direction } : { direction, currency }))

const measureNamed = (name: string): Measure<Facts> => ({
  unit: 'count',
  label: TEXT,
  meaning: TEXT,
  sample: TEXT,
  reads: [],
  measure: (facts) => facts[name as keyof Facts],
  nextChangeOn: () => undefined,
})

function compiled(change: Partial<Indicator> & Pick<Indicator, 'value' | 'thresholds' | 'direction'>) {
  const indicator: Indicator = {
    id: 'any',
    name: TEXT,
    question: TEXT,
    entity: 'customer',
    unit: 'count',
    clear: change.thresholds,
    holdDays: 0,
    minimumSample: 1,
    evaluate: 'at-day-end',
    ownerRole: 'sales-manager',
    nextStep: TEXT,
    ...change,
  }
  const { judge, variants } = compileJudge(indicator, measureNamed)
  return { judge, isQuiet: compileQuiet(indicator, variants, measureNamed) }
}

describe('an indicator at rest', () => {
  test('without conditions is quiet exactly when it would begin no alert', () => {
    fc.assert(
      fc.property(fc.oneof(alone, together), indicators, levelsAndSample, ([value, facts], how, limits) => {
        const { judge, isQuiet } = compiled({ value, ...how, ...limits })
        const { severity } = judge(facts, {}, DAY, undefined).assessment
        expect(isQuiet(facts, DAY)).toBe(severity === undefined)
      }),
      { numRuns: 3_000 },
    )
  })

  test('with overrides is never called quiet where one of them begins an alert', () => {
    fc.assert(
      fc.property(
        fc.oneof(alone, together),
        indicators,
        levelsAndSample,
        levelsAndSample,
        fc.constantFrom('tier', 'currency'),
        ([value, facts], how, limits, others, asked) => {
          const override: IndicatorOverride = {
            ...others,
            when: is(asked === 'tier' ? traitVariable('tier') : 'currency', asked === 'tier' ? 'high' : 'EUR'),
            off: false,
            clear: others.thresholds,
            holdDays: 0,
            ownerRole: 'sales-manager',
            nextStep: TEXT,
          }
          const { judge, isQuiet } = compiled({ value, ...how, ...limits, overrides: [override] })
          const severities = ['high', 'low'].map((tier) => judge(facts, { tier }, DAY, undefined).assessment.severity)
          expect(isQuiet(facts, DAY) && severities.some((severity) => severity !== undefined)).toBe(false)
        },
      ),
      { numRuns: 3_000 },
    )
  })
})

function is(name: string, value: string): Condition {
  return {
    kind: 'comparison',
    operator: '==',
    left: { kind: 'variable', name },
    right: { kind: 'constant', value },
  }
}
