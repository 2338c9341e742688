import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { assess } from '../indicators/assessment.ts'
import type { IndicatorValue } from '../indicators/indicator-value.ts'
import { type CalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import { pruneOrderHistory } from './bounds.ts'
import { onOrderCancelled, onOrderPlaced } from './on-order.ts'
import { ARCHIVE_REACH_WEEKS, archivedMinor, findOrderArchive, weekOf } from './order-archive.ts'
import { deviationOf } from './order-deviation.ts'
import {
  expectedOrderWeeks,
  nextExpectedOrderWeekChangeOn,
  nextOrderDeviationCrossingOn,
  nextUsualOrderWeekChangeOn,
  usualOrderWeeks,
} from './order-weeks.ts'
import { emptyOrderHistory, type OrderHistory } from './state.ts'
import { INVENTED_CUSTOMERS } from './testing/invented-customers.ts'
import { type InventedCustomer, type InventedOrder, inventedOrders } from './testing/invented-seasons.ts'

const FIRST_DAY = parseCalendarDay('2023-01-02')
const LAST_DAY = parseCalendarDay('2025-12-31')

/** From here on all 21 weeks that are compared with have a year before: 52 + 21 + 4 weeks are learnt from. */
const LEARNT_ON = FIRST_DAY + 77 * 7

/** As order-volume-anomaly is shipped. */
const LEVELS = {
  direction: 'above',
  thresholds: { warning: 3.5, critical: 7 },
  clear: { warning: 1.5, critical: 5 },
  minimumSample: 13,
} as const
const HOLD_DAYS = 2

describe('three years of daily orders with a week, a season, a trend, holidays, promotions, chance and cancellations', () => {
  test('give no alert for any of 20 customers in 30 customer-years, once 21 weeks have a year before', () => {
    expect(INVENTED_CUSTOMERS.flatMap((customer) => alertsOf(customer))).toEqual([])
  })

  test('give alerts at nearly every customer when the years before are forgotten', () => {
    const told = INVENTED_CUSTOMERS.map((customer) => alertsOf(customer, { forgets: true }))
    expect(told.flat().length).toBeGreaterThan(30)
    expect(told.filter((alerts) => alerts.length > 0).length).toBeGreaterThan(16)
  })

  test.each([
    ['up, to twice', 2, 19],
    ['down, to a tenth', 0.1, 20],
  ])('with a level that shifts %s, tell it once, within 14 days', (_, factor, least) => {
    const days = ['2025-06-10', '2025-06-24', '2025-07-01', '2025-06-17', '2025-05-26'].map(parseCalendarDay)
    let foundInTime = 0
    let toldOnce = 0
    for (const [index, customer] of INVENTED_CUSTOMERS.entries()) {
      const on = days[index % days.length]!
      const told = alertsOf({ ...customer, shift: { on, factor } }, { fromOn: on - 30 })
      const [first] = told
      if (first !== undefined && first.on <= on + 14) {
        foundInTime += 1
        expect(first.isBelow).toBe(factor < 1)
        // The new level becomes usual: half of the 21 weeks, and what was usual before them.
        expect(first.endedOn).toBeLessThan(on + 16 * 7)
        if (told.filter((alert) => alert.on < on + 90).length === 1) toldOnce += 1
      }
    }
    expect(foundInTime).toBeGreaterThanOrEqual(least)
    expect(toldOnce).toBeGreaterThanOrEqual(least - 1)
  })
})

describe('a customer without chance, that orders twice as much in autumn', () => {
  const autumn = (on: CalendarDay) => (dayOfYear(on) >= 244 && dayOfYear(on) < 335 ? 2_000_00 : 1_000_00)

  test('does as usual in its third autumn, and would not in its first', () => {
    expect(deviationOn(orderedDaily(autumn, '2023-09-24'), '2023-09-24')).toBeCloseTo(5)
    expect(deviationOn(orderedDaily(autumn, '2025-09-24'), '2025-09-24')).toBe(0)
  })

  test('deviates when the autumn does not come: two years agree that it should', () => {
    const missing = (on: CalendarDay) => (on > parseCalendarDay('2025-08-01') ? 1_000_00 : autumn(on))
    // Half of what is expected, with a spread of a fifth.
    expect(deviationOn(orderedDaily(missing, '2025-10-05'), '2025-10-05')).toBeCloseTo(2.5)
    expect(expectedOrderWeeks(orderedDaily(autumn, '2025-08-25'), parseCalendarDay('2025-08-25') + 14)).toMatchObject([
      { currency: 'CNY', expectedMinor: 14_000_00 },
    ])
  })

  test('says nothing of the days of its week: all of them are in any seven', () => {
    const weekdays = (on: CalendarDay) => [3_000_00, 2_000_00, 1_000_00, 1_000_00, 1_000_00, 0, 0][(on + 3) % 7]!
    const history = orderedDaily(weekdays, '2024-12-31')
    for (let on = parseCalendarDay('2024-12-31'); on > parseCalendarDay('2024-12-31') - 3; on -= 1) {
      expect(usualOrderWeeks(history, on).map(deviationOf)).toEqual([0])
    }
  })
})

describe('a holiday that moves with the moon', () => {
  const offices = (festivals: readonly string[]) => (on: CalendarDay) =>
    festivals.some((festival) => on >= parseCalendarDay(festival) && on < parseCalendarDay(festival) + 8) ? 0 : 1_000_00

  test('is no collapse when a year before closed as long within three weeks of it, and is one when it lasts longer', () => {
    const moving = offices(['2023-01-22', '2024-02-10'])
    const closed = orderedDaily(moving, '2024-02-17')
    expect(usualOrderWeeks(closed, parseCalendarDay('2024-02-17'))).toMatchObject([{ orderedMinor: 0, isRare: false }])
    const gone = orderedDaily((on) => (on < parseCalendarDay('2024-02-10') ? moving(on) : 0), '2024-02-17')
    expect(usualOrderWeeks(gone, parseCalendarDay('2024-02-24'))).toMatchObject([{ orderedMinor: 0, isRare: true }])
  })

  test('is a collapse when no year before closed', () => {
    const history = orderedDaily(offices(['2024-02-10']), '2024-02-17')
    expect(usualOrderWeeks(history, parseCalendarDay('2024-02-17'))).toMatchObject([{ orderedMinor: 0, isRare: true }])
  })
})

describe('the archive of weeks', () => {
  test('adds up to all that was ordered and cancelled, whenever days were dropped, and stays within its bound', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            gapDays: fc.integer({ min: 0, max: 25 }),
            lateDays: fc.constantFrom(0, 0, 0, 40, 300, 2_000),
            netMinor: fc.integer({ min: -500_00, max: 900_00 }).filter((minor) => minor !== 0),
            currency: fc.constantFrom('CNY', 'CNY', 'USD'),
            isLookedAt: fc.boolean(),
          }),
          { maxLength: 150 },
        ),
        (moves) => {
          const eager = emptyOrderHistory()
          const lazy = emptyOrderHistory()
          const sums = new Map<string, number>()
          let today = FIRST_DAY
          for (const { gapDays, lateDays, netMinor, currency, isLookedAt } of moves) {
            today += gapDays
            if (isLookedAt) pruneOrderHistory(eager, today)
            for (const history of [eager, lazy]) book(history, today - lateDays, netMinor, currency, today)
            const key = `${currency} ${weekOf(today - lateDays)}`
            sums.set(key, (sums.get(key) ?? 0) + netMinor)
          }
          for (const history of [eager, lazy]) pruneOrderHistory(history, today)
          expect(eager).toEqual(lazy)
          for (const [key, minor] of sums) {
            const [currency = '', week = ''] = key.split(' ')
            if (Number(week) < weekOf(today) - ARCHIVE_REACH_WEEKS) continue
            const archive = findOrderArchive(eager, currency)
            const kept = eager.days.filter((day) => day.currency === currency && weekOf(day.day) === Number(week))
            const keptMinor = kept.reduce(
              (sum, { placedMinor, cancelledMinor }) => sum + placedMinor - cancelledMinor,
              0,
            )
            expect(keptMinor + (archive === undefined ? 0 : archivedMinor(archive, Number(week)))).toBe(minor)
          }
          for (const { netMinor } of eager.archive) expect(netMinor.length).toBeLessThanOrEqual(112)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('what is foreseen of a customer with a season', () => {
  const years = fc.record({
    amplitude: fc.constantFrom(0, 3, 8),
    everyDays: fc.integer({ min: 2, max: 6 }),
    weeks: fc.integer({ min: 60, max: 150 }),
    surges: fc.array(fc.record({ week: fc.nat(150), factor: fc.constantFrom(0, 0.2, 4, 12) }), { maxLength: 8 }),
  })

  test('comes on no day before the one foreseen', () => {
    let crossings = 0
    fc.assert(
      fc.property(years, ({ amplitude, everyDays, weeks, surges }) => {
        const lastDay = FIRST_DAY + weeks * 7
        const history = emptyOrderHistory()
        for (let day = FIRST_DAY; day <= lastDay; day += everyDays) {
          const factor = surges.find(({ week }) => week === Math.floor((day - FIRST_DAY) / 7))?.factor ?? 1
          const season = 1 + amplitude * Math.max(0, Math.cos((2 * Math.PI * (day - FIRST_DAY)) / 364))
          const amountMinor = Math.round(100_00 * season * factor)
          if (amountMinor > 0) book(history, day, amountMinor, 'CNY', day)
        }
        expectForeseen(
          lastDay,
          (on) => usualOrderWeeks(history, on),
          (on) => nextUsualOrderWeekChangeOn(history, on),
        )
        expectForeseen(
          lastDay,
          (on) => expectedOrderWeeks(history, on),
          (on) => nextExpectedOrderWeekChangeOn(history, on),
        )
        const thresholds = [1.5, 3.5]
        const reached = (on: CalendarDay) =>
          usualOrderWeeks(history, on).map((week) => {
            const count = thresholds.filter((level) => deviationOf(week) >= level).length
            return count > 0 && week.isRare ? -count : count
          })
        expectForeseen(lastDay, reached, (on) => nextOrderDeviationCrossingOn(history, on, { thresholds, clear: [] }))
        if (reached(lastDay + 8).some((count) => count !== 0)) crossings += 1
      }),
      { numRuns: 40 },
    )
    expect(crossings).toBeGreaterThan(10)
  })
})

interface Told {
  readonly on: CalendarDay
  readonly isBelow: boolean
  endedOn: CalendarDay
}

/** The alerts of one customer, looked at at each day's end from a day on, as the life cycle of an indicator tells them. */
function alertsOf(customer: InventedCustomer, { forgets = false, fromOn = LEARNT_ON } = {}): Told[] {
  const history = emptyOrderHistory()
  const told: Told[] = []
  const { placed, cancelled } = byDay(inventedOrders(customer, FIRST_DAY, LAST_DAY))
  let breachedOn: CalendarDay | undefined
  let open: Told | undefined
  for (let day = FIRST_DAY; day <= LAST_DAY; day += 1) {
    const placedMinor = placed.get(day)
    if (placedMinor !== undefined) book(history, day, placedMinor, 'CNY', day)
    const cancelledMinor = cancelled.get(day)
    if (cancelledMinor !== undefined) book(history, day, -cancelledMinor, 'CNY', day)
    if (day < fromOn) continue
    if (forgets) history.archive.length = 0
    const [week] = usualOrderWeeks(history, day)
    const value: IndicatorValue =
      week === undefined
        ? { kind: 'unknown', parts: [] }
        : { kind: 'value', value: deviationOf(week), sample: week.isRare ? week.weeks : 0, parts: [] }
    const { severity } = assess(LEVELS, value, open === undefined ? undefined : 'warning')
    if (open !== undefined) {
      if (severity !== undefined) continue
      open.endedOn = day
      open = undefined
    } else if (severity === undefined) {
      breachedOn = undefined
    } else {
      breachedOn ??= day
      if (day - breachedOn < HOLD_DAYS) continue
      open = { on: day, isBelow: week!.orderedMinor < week!.usualMinor, endedOn: Number.POSITIVE_INFINITY }
      told.push(open)
      breachedOn = undefined
    }
  }
  return told
}

/** What was ordered and what was cancelled, by day. */
function byDay(orders: readonly InventedOrder[]) {
  const placed = new Map<CalendarDay, number>()
  const cancelled = new Map<CalendarDay, number>()
  for (const { day, amountMinor, cancelledAfterDays } of orders) {
    placed.set(day, (placed.get(day) ?? 0) + amountMinor)
    if (cancelledAfterDays === null) continue
    cancelled.set(day + cancelledAfterDays, (cancelled.get(day + cancelledAfterDays) ?? 0) + amountMinor)
  }
  return { placed, cancelled }
}

/** An order, or the return of one. */
function book(history: OrderHistory, day: CalendarDay, netMinor: number, currency: string, today: CalendarDay): void {
  const common = { salesRepId: 'R-1', currency, amountMinor: Math.abs(netMinor) }
  if (netMinor > 0) onOrderPlaced(history, { ...common, orderId: `O-${day}`, prepaid: true }, day, today)
  else onOrderCancelled(history, common, day, today)
}

/** One order a day from the first day on. */
function orderedDaily(amountOn: (day: CalendarDay) => number, lastDay: string): OrderHistory {
  const history = emptyOrderHistory()
  for (let day = FIRST_DAY; day <= parseCalendarDay(lastDay); day += 1) {
    const amountMinor = amountOn(day)
    if (amountMinor > 0) book(history, day, amountMinor, 'CNY', day)
  }
  return history
}

function deviationOn(history: OrderHistory, on: string): number | undefined {
  return usualOrderWeeks(history, parseCalendarDay(on)).map(deviationOf)[0]
}

/** From 1. */
function dayOfYear(day: CalendarDay): number {
  const year = new Date(day * 86_400_000).getUTCFullYear()
  return day - parseCalendarDay(`${year}-01-01`) + 1
}

/** On each of the days after `today`, the next change is foreseen for the day on which it comes, or for one before. */
function expectForeseen(
  today: CalendarDay,
  measured: (on: CalendarDay) => unknown,
  foreseen: (on: CalendarDay) => CalendarDay | undefined,
) {
  const values = Array.from({ length: 60 }, (_, later) => JSON.stringify(measured(today + later)))
  let changesOn = Number.POSITIVE_INFINITY
  for (let later = values.length - 2; later >= 0; later -= 1) {
    const on = today + later
    if (values[later + 1] !== values[later]) changesOn = on + 1
    const next = foreseen(on) ?? Number.POSITIVE_INFINITY
    expect(next).toBeGreaterThan(on)
    if (next > changesOn) throw new Error(`on ${on} the next change is foreseen for ${next}, but comes on ${changesOn}`)
  }
}
