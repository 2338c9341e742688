import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileCondition } from './compile-condition.ts'
import {
  ARITHMETICS,
  COMPARISONS,
  type Condition,
  type Constant,
  TEXT_TESTS,
  type VariableValue,
  variablesOf,
} from './condition.ts'

const constant = (value: Constant): Condition => ({ kind: 'constant', value })
const variable = (name: string): Condition => ({ kind: 'variable', name })
const is = (left: Condition, operator: (typeof COMPARISONS)[number], right: Condition): Condition => ({
  kind: 'comparison',
  operator,
  left,
  right,
})
const not = (of: Condition): Condition => ({ kind: 'not', of })
const holds = (condition: Condition, values: Readonly<Record<string, VariableValue>> = {}) =>
  compileCondition(condition)((name) => values[name])

describe('a condition', () => {
  test('compares numbers, texts and flags', () => {
    const open = is(variable('open'), '>=', constant(1000))
    expect([holds(open, { open: 1000 }), holds(open, { open: 999.99 })]).toEqual([true, false])
    const tier = is(variable('tier'), '!=', constant('high'))
    expect([holds(tier, { tier: 'low' }), holds(tier, { tier: 'high' })]).toEqual([true, false])
    expect(holds(variable('isDisputed'), { isDisputed: true })).toBe(true)
  })

  test('looks for a value in a list, and tests texts', () => {
    const region: Condition = { kind: 'in', item: variable('region'), list: ['North', 'East'] }
    expect([holds(region, { region: 'East' }), holds(region, { region: 'South' })]).toEqual([true, false])
    const industry: Condition = { kind: 'text', test: 'startsWith', of: variable('industry'), with: constant('steel') }
    expect([holds(industry, { industry: 'steel/wire' }), holds(industry, { industry: 'wire' })]).toEqual([true, false])
  })

  test('reckons: 1 ÷ 2 is one half, and nothing can be divided by zero', () => {
    const half: Condition = { kind: 'arithmetic', operator: '/', left: constant(1), right: variable('by') }
    expect(holds(is(half, '==', constant(0.5)), { by: 2 })).toBe(true)
    expect(holds(is(half, '!=', constant(0.5)), { by: 0 })).toBe(false)
    expect(holds(is({ kind: 'negative', of: variable('by') }, '<', constant(0)), { by: 3 })).toBe(true)
  })
})

describe('what is not known', () => {
  const tier = variable('tier')

  test('is no reason for anything: neither a comparison with it holds, nor its negation', () => {
    for (const values of [{}, { tier: null }, { tier: undefined }]) {
      expect(holds(is(tier, '==', constant('high')), values)).toBe(false)
      expect(holds(is(tier, '!=', constant('high')), values)).toBe(false)
      expect(holds(not(is(tier, '==', constant('high'))), values)).toBe(false)
      expect(holds(not({ kind: 'in', item: tier, list: ['high'] }), values)).toBe(false)
    }
  })

  test('can be asked for by itself', () => {
    expect(holds(not({ kind: 'known', name: 'tier' }))).toBe(true)
    expect(holds({ kind: 'known', name: 'tier' }, { tier: 'low' })).toBe(true)
  })

  test('leaves what the other side decides by itself', () => {
    const yes = constant(true)
    expect(holds({ kind: 'or', left: is(tier, '==', constant('high')), right: yes })).toBe(true)
    expect(holds(not({ kind: 'and', left: is(tier, '==', constant('high')), right: constant(false) }))).toBe(true)
  })
})

test('the names it asks for are told once each', () => {
  const both: Condition = {
    kind: 'and',
    left: is(variable('a'), '>', variable('b')),
    right: { kind: 'known', name: 'a' },
  }
  expect(variablesOf(both)).toEqual(['a', 'b'])
})

test('no condition throws, whatever its variables hold, and none survives JSON as another', () => {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Condition>(variable('a'), variable('b'), { kind: 'known', name: 'a' }),
      fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.boolean()).map((value) => constant(value)),
      fc.record({
        kind: fc.constant('comparison' as const),
        operator: fc.constantFrom(...COMPARISONS),
        left: tie('condition'),
        right: tie('condition'),
      }),
      fc.record({
        kind: fc.constant('arithmetic' as const),
        operator: fc.constantFrom(...ARITHMETICS),
        left: tie('condition'),
        right: tie('condition'),
      }),
      fc.record({
        kind: fc.constant('text' as const),
        test: fc.constantFrom(...TEXT_TESTS),
        of: tie('condition'),
        with: tie('condition'),
      }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        left: tie('condition'),
        right: tie('condition'),
      }),
      fc.record({ kind: fc.constantFrom('not' as const, 'negative' as const), of: tie('condition') }),
      fc.record({
        kind: fc.constant('in' as const),
        item: tie('condition'),
        list: fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 }),
      }),
    ),
  }))
  const value = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constantFrom(null, undefined))
  fc.assert(
    fc.property(condition, value, value, (tree, a, b) => {
      const result = holds(tree, { a, b })
      expect(typeof result).toBe('boolean')
      expect(holds(JSON.parse(JSON.stringify(tree)), { a, b })).toBe(result)
    }),
    { numRuns: 300 },
  )
})
