import { describe, expect, test } from '@jest/globals'
import type { Measurement } from '../measures/measure.ts'
import { compileValue, GREATEST_RATIO } from './indicator-value.ts'
import type { Direction, ValueExpression } from './rule-set.ts'

const RATIO: ValueExpression = { kind: 'ratio', of: 'left', to: 'right' }
const CHANGE: ValueExpression = { kind: 'change', of: 'left', from: 'right' }
const DIFFERENCE: ValueExpression = { kind: 'difference', of: 'left', minus: 'right' }

const number = (value: number, sample = 5): Measurement => ({ kind: 'number', value, sample })
const money = (...amounts: readonly [currency: string, amountMinor: number, sample: number][]): Measurement => ({
  kind: 'money',
  amounts: amounts.map(([currency, amountMinor, sample]) => ({ currency, amountMinor, sample })),
})

function combined(
  expression: ValueExpression,
  left: Measurement,
  right: Measurement,
  direction: Direction = 'above',
  currency?: string,
) {
  return compileValue(expression, direction, currency, (name) => () => (name === 'left' ? left : right))(undefined, 0)
}

describe('two measures put together', () => {
  test('as ratio, difference and change, with the sample of what is divided by', () => {
    expect(combined(RATIO, number(3, 1), number(4, 9))).toMatchObject({ value: 0.75, sample: 9 })
    expect(combined(DIFFERENCE, number(3, 1), number(4, 9))).toMatchObject({ value: -1, sample: 1 })
    expect(combined(CHANGE, number(3, 1), number(4, 9))).toMatchObject({ value: -0.25, sample: 9 })
  })

  test('no money of none is 0, none of no things is unknown: that nothing was paid late for want of invoices is no good news', () => {
    expect(combined(RATIO, money(['CNY', 0, 0]), money(['CNY', 0, 0]))).toMatchObject({ value: 0, sample: 0 })
    expect(combined(RATIO, number(0), number(0, 0))).toMatchObject({ kind: 'unknown' })
  })

  test('where less is worse, no money of none is unknown: nothing fell due, so nothing was left uncollected', () => {
    expect(combined(RATIO, money(['CNY', 0, 0]), money(['CNY', 0, 3]), 'below')).toMatchObject({ kind: 'unknown' })
    expect(combined(RATIO, money(), money(), 'below')).toEqual({ kind: 'unknown', parts: [] })
    const paid = money(['CNY', 95_00, 9], ['USD', 0, 0])
    const due = money(['CNY', 100_00, 9], ['USD', 0, 0])
    expect(combined(RATIO, paid, due, 'below')).toMatchObject({ currency: 'CNY', value: 0.95 })
  })

  test('something of nothing is unknown, something of a set nothing as bad as can be', () => {
    expect(combined(RATIO, number(3), number(0, 0))).toMatchObject({ kind: 'unknown' })
    expect(combined(RATIO, number(3), number(0, 1))).toMatchObject({ value: GREATEST_RATIO })
    expect(combined(CHANGE, number(3), number(0))).toMatchObject({ kind: 'unknown' })
  })
})

describe('a measure that knows nothing', () => {
  test('makes the value unknown, alone and beside another', () => {
    const nothing = { kind: 'unknown' } as const
    expect(combined({ kind: 'measure', measure: 'left' }, nothing, nothing)).toEqual({ kind: 'unknown', parts: [] })
    expect(combined(DIFFERENCE, nothing, number(4))).toEqual({ kind: 'unknown', parts: [] })
  })
})

describe('money', () => {
  const overdue = money(['CNY', 10_00, 1], ['USD', 50_00, 2])
  const open = money(['CNY', 100_00, 4], ['EUR', 5_00, 1], ['USD', 60_00, 3])

  test('is compared within each currency, and the worst decides by direction', () => {
    expect(combined(RATIO, overdue, open)).toMatchObject({ currency: 'USD', sample: 3, value: 50 / 60 })
    expect(combined(RATIO, overdue, open, 'below')).toMatchObject({ currency: 'EUR', value: 0 })
  })

  test('the evidence names both figures and the currency', () => {
    expect(combined(RATIO, overdue, open).parts).toEqual([
      { measure: 'left', value: 50_00, sample: 2, currency: 'USD' },
      { measure: 'right', value: 60_00, sample: 3, currency: 'USD' },
    ])
  })

  test('of one named currency leaves the others out', () => {
    expect(combined({ kind: 'measure', measure: 'left' }, overdue, open, 'above', 'CNY')).toMatchObject({
      value: 10_00,
    })
    expect(combined({ kind: 'measure', measure: 'left' }, overdue, open, 'above', 'JPY')).toMatchObject({
      value: 0,
      sample: 0,
    })
  })

  test('an unknown currency beside a known one does not hide it', () => {
    const exposure = money(['CNY', 90_00, 1], ['USD', 500_00, 1])
    expect(combined(RATIO, exposure, money(['CNY', 100_00, 1]))).toMatchObject({ currency: 'CNY', value: 0.9 })
  })

  test('a currency with a small sample that is worse names the worst of those with a sufficient one', () => {
    const valueAt = (minimumSample: number) =>
      compileValue(
        RATIO,
        'above',
        undefined,
        (name) => () => (name === 'left' ? overdue : open),
        minimumSample,
      )(null, 0)
    expect(valueAt(3)).not.toHaveProperty('sufficient')
    expect(valueAt(4)).toMatchObject({ currency: 'USD', sufficient: { currency: 'CNY', value: 0.1, sample: 4 } })
    expect(valueAt(5)).not.toHaveProperty('sufficient')
  })

  test('and other values of a currency: the worst decides, and names what it was made of', () => {
    const beside = [{ measure: 'order-week', value: 40_00, sample: 3, currency: 'USD' }]
    const values = [
      { currency: 'CNY', value: 2, sample: 20, beside: [] },
      { currency: 'USD', value: 6, sample: 3, beside },
    ]
    const valueAt = (direction: Direction, minimumSample: number) => {
      const reader = () => () => ({ kind: 'by-currency', values }) as const
      return compileValue({ kind: 'measure', measure: 'it' }, direction, undefined, reader, minimumSample)(null, 0)
    }
    const own = { measure: 'it', value: 6, sample: 3, currency: 'USD' }
    expect(valueAt('above', 1)).toEqual({
      kind: 'value',
      value: 6,
      sample: 3,
      currency: 'USD',
      parts: [own, ...beside],
    })
    expect(valueAt('above', 4)).toMatchObject({ currency: 'USD', sufficient: { currency: 'CNY', value: 2 } })
    expect(valueAt('below', 1)).toMatchObject({ currency: 'CNY', value: 2 })
  })

  test('that is not there at all is 0 with an empty sample', () => {
    expect(combined(RATIO, money(), money())).toEqual({ kind: 'value', value: 0, sample: 0, parts: [] })
  })
})
