import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { lastOrderWeek, nextLastOrderWeekChangeOn } from './last-order-week.ts'
import { onOrderCancelled, onOrderPlaced, onOrderReturned } from './on-order.ts'
import { nextUsualOrderWeekChangeOn, usualOrderWeeks } from './order-weeks.ts'
import { emptyOrderHistory, type OrderHistory } from './state.ts'

const MONDAY = parseCalendarDay('2026-03-02')

/** An order on each given day, of so many minor units. */
function ordered(...placed: readonly (readonly [day: number, amountMinor: number, currency?: string])[]): OrderHistory {
  const history = emptyOrderHistory()
  for (const [index, [day, amountMinor, currency = 'CNY']] of placed.entries()) {
    onOrderPlaced(history, { orderId: `O-${index}`, salesRepId: 'R-1', amountMinor, currency }, day, day)
  }
  return history
}

/** One order a week, the latest on `MONDAY`. */
const weekly = (...amounts: readonly number[]) =>
  ordered(...amounts.map((amount, index) => [MONDAY - 7 * (amounts.length - 1 - index), amount] as const))

describe('the usual week', () => {
  test('is the median of the weeks before, its spread their median absolute deviation, scaled', () => {
    // 250 is this week. The nine whole weeks before: 40 60 80 90 100 110 120 140 900, in their order.
    const history = weekly(100_00, 80_00, 900_00, 120_00, 40_00, 100_00, 60_00, 140_00, 90_00, 110_00, 250_00)
    // Deviations from 100: 0 10 10 20 20 40 40 60 800. One week of nine did as much before.
    expect(usualOrderWeeks(history, MONDAY)).toEqual([
      {
        currency: 'CNY',
        orderedMinor: 250_00,
        usualMinor: 100_00,
        spreadMinor: ((1.4826 * 20_00) / 100_00) * 100_00,
        weeks: 9,
        isRare: false,
      },
    ])
  })

  test('has a spread of a fifth at least, so that an even customer does not alarm with every cent', () => {
    const [usual] = usualOrderWeeks(weekly(...Array<number>(12).fill(100_00)), MONDAY + 7)
    expect(usual).toMatchObject({ orderedMinor: 0, usualMinor: 100_00, spreadMinor: 20_00, weeks: 10, isRare: true })
  })

  test('is not known before eight whole weeks lie before the seven days up to the latest order', () => {
    // Nine weekly orders: 57 days, of which the last seven are no week before.
    expect(usualOrderWeeks(weekly(...Array<number>(9).fill(100_00)), MONDAY + 6)).toEqual([])
    expect(usualOrderWeeks(weekly(...Array<number>(10).fill(100_00)), MONDAY)).toMatchObject([{ weeks: 8 }])
  })

  test('is none for a customer that orders in fewer than half of the weeks', () => {
    const everyThreeWeeks = ordered(
      ...Array.from({ length: 9 }, (_, index) => [MONDAY - 21 * index, 100_00] as const).reverse(),
    )
    expect(usualOrderWeeks(everyThreeWeeks, MONDAY)).toEqual([])
    expect(nextUsualOrderWeekChangeOn(everyThreeWeeks, MONDAY)).toBeUndefined()
  })

  test('takes what more than one week in ten did for a habit', () => {
    // Every fourth week three times as much.
    const amounts = Array.from({ length: 24 }, (_, index) => (index % 4 === 3 ? 300_00 : 100_00))
    expect(usualOrderWeeks(weekly(...amounts), MONDAY)).toMatchObject([{ orderedMinor: 300_00, isRare: false }])
    expect(usualOrderWeeks(weekly(...amounts), MONDAY + 7)).toMatchObject([{ orderedMinor: 0, isRare: true }])
  })

  test('is that of the weeks before a silence, for five weeks', () => {
    const history = weekly(...Array<number>(30).fill(100_00))
    for (const later of [7, 20, 35]) {
      expect(usualOrderWeeks(history, MONDAY + later)).toMatchObject([
        { orderedMinor: 0, usualMinor: 100_00, weeks: 21, isRare: true },
      ])
    }
    expect(usualOrderWeeks(history, MONDAY + 36)).toEqual([])
    expect(nextUsualOrderWeekChangeOn(history, MONDAY + 7)).toBe(MONDAY + 36)
  })

  test('counts cancellations and returns on their own days, and orders of every currency by themselves', () => {
    const history = weekly(...Array<number>(12).fill(100_00))
    onOrderCancelled(history, { amountMinor: 30_00, currency: 'CNY' }, MONDAY, MONDAY)
    const returned = { returnId: 'RET-1', orderId: 'O-1', amountMinor: 20_00, currency: 'CNY', returnedOn: MONDAY + 1 }
    onOrderReturned(history, returned, MONDAY)
    onOrderPlaced(history, { orderId: 'U', salesRepId: 'R-1', amountMinor: 7_00, currency: 'AUD' }, MONDAY, MONDAY)
    expect(usualOrderWeeks(history, MONDAY)).toMatchObject([{ currency: 'CNY', orderedMinor: 100_00 }])
    expect(lastOrderWeek(history, MONDAY)).toEqual([
      { currency: 'AUD', placedMinor: 7_00, netMinor: 7_00, placed: 1 },
      { currency: 'CNY', placedMinor: 100_00, netMinor: 70_00, placed: 1 },
    ])
    expect(lastOrderWeek(history, MONDAY + 1)).toMatchObject([{ currency: 'AUD' }, { netMinor: 50_00 }])
  })

  test('takes a cancelled surge for none, and cancelled older orders for no collapse', () => {
    const history = weekly(...Array<number>(12).fill(100_00))
    onOrderPlaced(history, { orderId: 'X', salesRepId: 'R-1', amountMinor: 900_00, currency: 'CNY' }, MONDAY, MONDAY)
    expect(usualOrderWeeks(history, MONDAY)).toMatchObject([{ orderedMinor: 1000_00 }])
    onOrderCancelled(history, { orderId: 'X', amountMinor: 900_00, currency: 'CNY' }, MONDAY + 1, MONDAY + 1)
    expect(usualOrderWeeks(history, MONDAY + 1)).toMatchObject([{ orderedMinor: 100_00 }])
    // The order has left the seven days, its cancellation has not.
    expect(lastOrderWeek(history, MONDAY + 7)).toMatchObject([{ netMinor: -900_00 }])
    expect(usualOrderWeeks(history, MONDAY + 7)).toMatchObject([{ orderedMinor: 0 }])
  })

  test('leaves out weeks of which days were dropped at the bound', () => {
    const three = ['CNY', 'EUR', 'USD']
    const days = Array.from({ length: 150 }, (_, index) => MONDAY - 149 + index)
    const history = ordered(...days.flatMap((day) => three.map((currency) => [day, 100_00, currency] as const)))
    // 380 entries hold 126 whole days of the 150: 126 / 7 − 1 = 17 weeks.
    expect(history.days.length).toBeGreaterThan(370)
    expect(usualOrderWeeks(history, MONDAY)).toMatchObject(three.map((currency) => ({ currency, weeks: 17 })))
  })
})

describe('against a naive recomputation', () => {
  const placedArbitrary = fc.array(
    fc.record({
      gapDays: fc.integer({ min: 0, max: 9 }),
      amountMinor: fc.integer({ min: 1, max: 500_00 }),
      currency: fc.constantFrom('CNY', 'CNY', 'USD'),
      isCancelled: fc.constantFrom(false, false, false, true),
      aheadDays: fc.constantFrom(0, 0, 0, 12),
    }),
    { minLength: 5, maxLength: 70 },
  )

  test('every week of every currency is the same, on any day after', () => {
    let compared = 0
    fc.assert(
      fc.property(placedArbitrary, fc.nat(40), (moves, later) => {
        const { history, booked, today } = booking(moves)
        const on = today + later
        const naive = naiveUsualWeeks(booked, on)
        expect(usualOrderWeeks(history, on)).toEqual(naive)
        compared += naive.length
      }),
      { numRuns: 300 },
    )
    expect(compared).toBeGreaterThan(20)
  })

  test('nothing changes on the days before the one foreseen', () => {
    fc.assert(
      fc.property(placedArbitrary, (moves) => {
        const { history, today } = booking(moves)
        expectForeseen(
          today,
          (on) => lastOrderWeek(history, on),
          (on) => nextLastOrderWeekChangeOn(history, on),
        )
        expectForeseen(
          today,
          (on) => usualOrderWeeks(history, on),
          (on) => nextUsualOrderWeekChangeOn(history, on),
        )
      }),
      { numRuns: 60 },
    )
  })
})

/** On each of the days after `today`, the next change is foreseen for the day on which it comes, or for one before. */
function expectForeseen(
  today: number,
  measured: (on: number) => unknown,
  foreseen: (on: number) => number | undefined,
) {
  const values = Array.from({ length: 220 }, (_, later) => JSON.stringify(measured(today + later)))
  let changesOn = Number.POSITIVE_INFINITY
  for (let later = values.length - 2; later >= 0; later -= 1) {
    const on = today + later
    if (values[later + 1] !== values[later]) changesOn = on + 1
    const next = foreseen(on) ?? Number.POSITIVE_INFINITY
    expect(next).toBeGreaterThan(on)
    if (next > changesOn) throw new Error(`on ${on} the next change is foreseen for ${next}, but comes on ${changesOn}`)
  }
}

interface Booked {
  readonly day: number
  readonly currency: string
  readonly netMinor: number
  readonly isOrder: boolean
}

function booking(
  moves: readonly { gapDays: number; amountMinor: number; currency: string; isCancelled: boolean; aheadDays: number }[],
) {
  const history = emptyOrderHistory()
  const booked: Booked[] = []
  let today = MONDAY
  for (const [index, { gapDays, amountMinor, currency, isCancelled, aheadDays }] of moves.entries()) {
    today += gapDays
    if (isCancelled) {
      const day = today + aheadDays
      onOrderReturned(history, { returnId: `R-${index}`, amountMinor, currency, returnedOn: day }, today)
      booked.push({ day, currency, netMinor: -amountMinor, isOrder: false })
    } else {
      onOrderPlaced(history, { orderId: `O-${index}`, salesRepId: 'R-1', amountMinor, currency }, today, today)
      booked.push({ day: today, currency, netMinor: amountMinor, isOrder: true })
    }
  }
  return { history, booked, today }
}

/** Week by week and currency by currency, as one would with a calendar and a pencil. */
function naiveUsualWeeks(booked: readonly Booked[], on: number) {
  const firstOrderOn = Math.min(...booked.filter(({ isOrder }) => isOrder).map(({ day }) => day))
  const lastOrderOn = Math.max(...booked.filter(({ isOrder }) => isOrder).map(({ day }) => day))
  const sumOf = (currency: string, from: number, to: number, isCounted = (_: Booked) => true) =>
    booked
      .filter(isCounted)
      .filter((entry) => entry.currency === currency && entry.day >= from && entry.day <= to)
      .reduce((sum, { netMinor }) => sum + netMinor, 0)
  return ['CNY', 'USD'].flatMap((currency) => {
    const weeks: number[] = []
    for (let back = 1; back <= 21; back += 1) {
      const to = lastOrderOn - 7 * back
      if (on - lastOrderOn <= 35 && to - 6 >= firstOrderOn) weeks.push(sumOf(currency, to - 6, to))
    }
    if (weeks.length < 8) return []
    const usualMinor = Math.round(middle(weeks))
    if (usualMinor <= 0) return []
    const netMinor = sumOf(currency, on - 6, on)
    const placedMinor = sumOf(currency, on - 6, on, (entry) => entry.isOrder)
    const orderedMinor = netMinor >= usualMinor ? netMinor : Math.min(placedMinor, usualMinor)
    const deviation = 1.4826 * middle(weeks.map((week) => Math.abs(week - usualMinor)))
    const spreadMinor = Math.max((deviation / usualMinor) * usualMinor, 0.2 * usualMinor)
    const asFar = weeks.filter((week) =>
      orderedMinor < usualMinor ? week <= orderedMinor : week >= orderedMinor,
    ).length
    return [
      { currency, orderedMinor, usualMinor, spreadMinor, weeks: weeks.length, isRare: asFar / weeks.length <= 0.1 },
    ]
  })
}

function middle(values: readonly number[]): number {
  const ascending = [...values].sort((left, right) => left - right)
  const half = ascending.length / 2
  return (ascending[Math.ceil(half) - 1]! + ascending[Math.floor(half)]!) / 2
}
