import { describe, expect, test } from '@jest/globals'
import { SeenIds } from './seen-ids.ts'

describe('Ids that were seen', () => {
  test('are known again, and no others: over hundred thousand that differ in a digit', () => {
    const seen = new SeenIds()
    const ids = Array.from({ length: 100_000 }, (_, index) => `shop:invoice-issued:${index}`)
    expect(ids.filter((id) => seen.add(id))).toEqual([])
    expect(ids.filter((id) => !seen.add(id))).toEqual([])
    expect(seen.add('shop:invoice-issued:100000')).toBe(false)
  })
})
