import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import { pruneOrderHistory } from './bounds.ts'
import { onOrderCancelled, onOrderPlaced } from './on-order.ts'
import { orderRhythm } from './order-rhythm.ts'
import { emptyOrderHistory, MAX_ORDER_RHYTHM_DAYS, type OrderHistory } from './state.ts'
import {
  LEAST_SPREAD_WEEKS,
  LONGEST_SILENCE_WEEKS,
  nextWeeklyOrdersChangeOn,
  SPREAD_WEEKS,
  weeklyOrders,
} from './weekly-orders.ts'

const MONDAY = parseCalendarDay('2026-01-05')

interface Sample {
  readonly on: CalendarDay
  readonly amountMinor: number
  readonly currency?: string
}

function ordered(...orders: readonly Sample[]): OrderHistory {
  const history = emptyOrderHistory()
  for (const [index, { on, amountMinor, currency = 'EUR' }] of orders.entries()) {
    onOrderPlaced(history, { orderId: `O-${index}`, salesRepId: 'R', amountMinor, currency }, on, on)
  }
  return history
}

const weekly = (amounts: readonly number[]) =>
  amounts.map((amountMinor, week) => ({ on: MONDAY + 7 * week, amountMinor }))

describe('The weeks of a customer', () => {
  test('that are all alike do not spread', () => {
    const history = ordered(...weekly(new Array<number>(13).fill(100_00)))
    const sunday = MONDAY + 13 * 7 - 1
    expect(weeklyOrders(history, sunday - 1)).toEqual([])
    expect(weeklyOrders(history, sunday)).toEqual([
      { currency: 'EUR', meanMinor: 100_00, spreadMinor: 0, weeks: 13, weeksWithOrders: 13 },
    ])
    expect(nextWeeklyOrdersChangeOn(history, sunday - 6)).toBe(sunday)
  })

  test('spread by their standard deviation, empty weeks among them', () => {
    // Seven weeks of 200 and six of nothing between: mean 1400 / 13, n − 1 = 12.
    const history = ordered(
      ...weekly([200_00, 0, 200_00, 0, 200_00, 0, 200_00, 0, 200_00, 0, 200_00, 0, 200_00]).filter(
        ({ amountMinor }) => amountMinor > 0,
      ),
    )
    const mean = 1400_00 / 13
    const spread = Math.sqrt((7 * (200_00 - mean) ** 2 + 6 * mean ** 2) / 12)
    expect(weeklyOrders(history, MONDAY + 13 * 7 - 1)).toEqual([
      {
        currency: 'EUR',
        meanMinor: Math.round(mean),
        spreadMinor: Math.round(spread),
        weeks: 13,
        weeksWithOrders: 7,
      },
    ])
  })

  test('end with that of the latest order: a silence after it adds no empty weeks', () => {
    const history = ordered(...weekly(new Array<number>(20).fill(100_00)))
    expect(weeklyOrders(history, MONDAY + 20 * 7 - 1)).toMatchObject([{ weeks: 20, spreadMinor: 0 }])
    expect(weeklyOrders(history, MONDAY + 25 * 7 - 1)).toMatchObject([{ weeks: 20, spreadMinor: 0 }])
    expect(nextWeeklyOrdersChangeOn(history, MONDAY + 20 * 7)).toBe(MONDAY + 25 * 7)
    expect(weeklyOrders(history, MONDAY + 25 * 7)).toEqual([])
  })

  test('are net of what was cancelled in them', () => {
    const history = ordered(...weekly(new Array<number>(13).fill(100_00)))
    onOrderCancelled(history, { amountMinor: 100_00, currency: 'EUR' }, MONDAY + 3, MONDAY + 3)
    expect(weeklyOrders(history, MONDAY + 13 * 7)).toMatchObject([{ meanMinor: Math.round(1200_00 / 13) }])
  })

  test('are as a naive computation over all orders has them, on every day, pruned or not', () => {
    const sample = fc.record({
      gapDays: fc.integer({ min: 0, max: 9 }),
      amountMinor: fc.integer({ min: 1, max: 900_00 }),
      currency: fc.constantFrom('EUR', 'EUR', 'USD'),
    })
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 5, maxLength: 80 }),
        fc.integer({ min: 0, max: 130 }),
        (gaps, later) => {
          let on = MONDAY + 3
          const orders = gaps.map(({ gapDays, amountMinor, currency }) => {
            on += gapDays
            return { on, amountMinor, currency }
          })
          const history = ordered(...orders)
          const day = on + later
          pruneOrderHistory(history, day)
          expect(weeklyOrders(history, day)).toEqual(naiveWeeks(orders, day))
          const next = nextWeeklyOrdersChangeOn(history, day) ?? day + 300
          for (let idle = day + 1; idle < next; idle += 5) {
            expect(weeklyOrders(history, idle)).toEqual(weeklyOrders(history, day))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('The rhythm of a customer', () => {
  test('is the median of its latest gaps, and stands still in a silence', () => {
    const history = ordered(...[0, 10, 20, 29, 40, 50].map((day) => ({ on: MONDAY + day, amountMinor: 1 })))
    expect(orderRhythm(history)).toEqual({ usualGapDays: 10, gaps: 5, lastOrderOn: MONDAY + 50 })
    pruneOrderHistory(history, MONDAY + 1_000)
    expect(orderRhythm(history)).toEqual({ usualGapDays: 10, gaps: 5, lastOrderOn: MONDAY + 50 })
  })

  test('is none with four gaps, and never below five days', () => {
    const daily = [0, 1, 2, 3, 4].map((day) => ({ on: MONDAY + day, amountMinor: 1 }))
    expect(orderRhythm(ordered(...daily))).toBeUndefined()
    expect(orderRhythm(ordered(...daily, { on: MONDAY + 7, amountMinor: 1 }))).toMatchObject({ usualGapDays: 5 })
  })

  test('rests on the latest order days, in whatever order they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 6, maxLength: 40 }), (days) => {
        const history = ordered(...days.map((day) => ({ on: MONDAY + day, amountMinor: 1 })))
        const distinct = [...new Set(days)].sort((left, right) => left - right)
        expect(history.orderDays).toEqual(distinct.slice(-MAX_ORDER_RHYTHM_DAYS).map((day) => MONDAY + day))
      }),
      { numRuns: 100 },
    )
  })
})

/** Week by week over all orders ever placed. */
function naiveWeeks(orders: readonly Required<Sample>[], day: CalendarDay) {
  const firstOn = Math.min(...orders.map(({ on }) => on))
  const lastOn = Math.max(...orders.map(({ on }) => on))
  const whole: CalendarDay[] = []
  for (let monday = MONDAY - 7; monday <= lastOn; monday += 7) {
    if (monday >= firstOn && monday + 6 <= day) whole.push(monday)
  }
  const mondays = whole.slice(-SPREAD_WEEKS)
  const lastSunday = lastOn + 6 - ((lastOn - MONDAY) % 7)
  if (day > lastSunday + 7 * LONGEST_SILENCE_WEEKS) return []
  if (mondays.length < LEAST_SPREAD_WEEKS) return []
  return ['EUR', 'USD'].flatMap((currency) => {
    const weeks = mondays.map((monday) =>
      orders.filter((order) => order.currency === currency && order.on >= monday && order.on < monday + 7),
    )
    const sums = weeks.map((week) => week.reduce((sum, { amountMinor }) => sum + amountMinor, 0))
    const mean = sums.reduce((sum, minor) => sum + minor, 0) / sums.length
    if (Math.round(mean) <= 0) return []
    const squares = sums.reduce((sum, minor) => sum + (minor - mean) ** 2, 0)
    return [
      {
        currency,
        meanMinor: Math.round(mean),
        spreadMinor: Math.round(Math.sqrt(squares / (sums.length - 1))),
        weeks: sums.length,
        weeksWithOrders: weeks.filter((week) => week.length > 0).length,
      },
    ]
  })
}
