import { describe, expect, test } from '@jest/globals'
import { SharedRequests } from './shared-requests.ts'

describe('shared requests', () => {
  test('those who ask while one is under way share the next, which begins after it', async () => {
    const shared = new SharedRequests<number>()
    let begun = 0
    const ends: (() => void)[] = []
    const request = (): Promise<number> => {
      const number = ++begun
      return new Promise((resolve) => ends.push(() => resolve(number)))
    }
    const first = shared.ask('a', request)
    const second = shared.ask('a', request)
    const third = shared.ask('a', request)
    const other = shared.ask('b', request)
    expect(begun).toBe(2)
    ends[0]?.()
    ends[1]?.()
    expect(await first).toBe(1)
    expect(await other).toBe(2)
    await new Promise((resolve) => setImmediate(resolve))
    expect(begun).toBe(3)
    ends[2]?.()
    expect(await Promise.all([second, third])).toEqual([3, 3])
    const later = shared.ask('a', request)
    expect(begun).toBe(4)
    ends[3]?.()
    expect(await later).toBe(4)
  })

  test('a request that fails does not take the next one with it', async () => {
    const shared = new SharedRequests<number>()
    const first = shared.ask('a', () => Promise.reject(new Error('away')))
    const second = shared.ask('a', async () => 2)
    await expect(first).rejects.toThrow('away')
    expect(await second).toBe(2)
    expect(await shared.ask('a', async () => 3)).toBe(3)
  })
})
