import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { auc, bestFirst } from './ranking.ts'

describe('the area under the curve', () => {
  test('is 1 when every bad one is above every good one, 0 the other way round', () => {
    expect(auc([5, 6], [1, 2, 3])).toBe(1)
    expect(auc([1, 2], [5, 6])).toBe(0)
  })

  test('counts ties half', () => {
    expect(auc([1, 1], [1, 1, 1])).toBe(0.5)
    expect(auc([2, 1], [1, 0])).toBe(0.875)
  })

  test('is unknown with one side alone', () => {
    expect(auc([], [1])).toBeNull()
    expect(auc([1], [])).toBeNull()
  })

  test('is what counting every pair gives', () => {
    const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(values, values, (bad, good) => {
        let sum = 0
        for (const one of bad) for (const other of good) sum += one > other ? 1 : one === other ? 0.5 : 0
        expect(auc(bad, good)).toBeCloseTo(sum / (bad.length * good.length), 10)
      }),
    )
  })
})

test('what is known of one bad invoice in six does not lead the ranking, however sharp it is there', () => {
  const feature = (name: string, area: number | null, bad: number) => {
    return { feature: name, lowIsBad: false, auc: area, invoices: 100, bad }
  }
  const ranked = bestFirst(
    [
      feature('dispute-days', 0.02, 1),
      feature('credit-limit', null, 0),
      feature('open', 0.6, 6),
      feature('late-share', 0.3, 3),
    ],
    6,
  )
  expect(ranked.map(({ feature: name }) => name)).toEqual(['late-share', 'open', 'dispute-days', 'credit-limit'])
})
