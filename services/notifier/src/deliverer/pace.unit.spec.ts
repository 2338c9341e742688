import { describe, expect, test } from '@jest/globals'
import { Pace } from './pace.ts'

const NINE_MS = Date.UTC(2026, 2, 31, 9)

describe('the pace of a channel', () => {
  test('keeps to the most in a second, and to the most in a minute', () => {
    const pace = new Pace({ perMinute: 3, perSecond: 1, avoidsRoundHalfHours: false })
    const sent: number[] = []
    for (let nowMs = 0, count = 0; count < 7; count++) {
      nowMs = pace.nextAtMs(nowMs)
      pace.sent(nowMs)
      sent.push(nowMs)
    }
    expect(sent).toEqual([0, 1_000, 2_000, 60_000, 61_000, 62_000, 120_000])
  })

  test('keeps away from :00 and :30 where the other side wants it', () => {
    const pace = new Pace({ perMinute: 100, avoidsRoundHalfHours: true })
    expect(pace.nextAtMs(NINE_MS)).toBe(NINE_MS + 8_000)
    expect(pace.nextAtMs(NINE_MS - 1_000)).toBe(NINE_MS + 8_000)
    expect(pace.nextAtMs(NINE_MS + 30 * 60_000 + 5_000)).toBe(NINE_MS + 30 * 60_000 + 8_000)
    expect(pace.nextAtMs(NINE_MS + 60_000)).toBe(NINE_MS + 60_000)
  })

  test('is that of its share of the partitions', () => {
    const pace = new Pace({ perMinute: 60, perSecond: 1, avoidsRoundHalfHours: false })
    pace.setShare({ ownedRatio: 0.25, caughtUpRatio: 0.25 })
    pace.sent(NINE_MS)
    expect(pace.nextAtMs(NINE_MS)).toBe(NINE_MS + 4_000)
    expect(pace.durationMs(10)).toBe(40_000)
  })
})
