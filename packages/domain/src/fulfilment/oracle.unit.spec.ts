import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { pruneFeedback } from '../feedback/bounds.ts'
import { onComplaintReceived, onComplaintSettled, onSatisfactionSurveyed } from '../feedback/on-feedback.ts'
import { CUSTOMER_MEASURES, type CustomerMeasureName } from '../measures/catalogue.ts'
import type { CustomerFacts } from '../measures/customer-facts.ts'
import { nobody } from '../measures/testing/nobody.ts'
import { pruneOrderHistory } from '../sales-history/bounds.ts'
import { onOrderPlaced } from '../sales-history/on-order.ts'
import { ABANDONED_AFTER_DAYS } from '../sales-history/state.ts'
import { type CalendarDay, formatCalendarMonth, parseCalendarDay } from '../values/calendar-day.ts'
import { pruneFulfilment } from './bounds.ts'
import { trackOrderDelivered, trackOrderPlaced, trackOrderReturned } from './on-order.ts'

const JAN_2 = parseCalendarDay('2026-01-02')
const WINDOW_DAYS = 90

/** One order and all that becomes of it. Days count from its placing; null = never. */
const orderArbitrary = fc.record({
  gapDays: fc.integer({ min: 0, max: 12 }),
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  amountMinor: fc.integer({ min: 10, max: 900 }),
  promisedAfter: fc.option(fc.integer({ min: 0, max: 30 })),
  deliveredAfter: fc.option(fc.integer({ min: 0, max: 60 })),
  returnedAfter: fc.option(fc.integer({ min: 0, max: 60 })),
  complainedAfter: fc.option(fc.integer({ min: 0, max: 60 })),
  settledAfter: fc.option(fc.integer({ min: 0, max: 30 })),
  answer: fc.option(fc.integer({ min: 1, max: 5 })),
})
type OrderLife = typeof orderArbitrary extends fc.Arbitrary<infer Life> ? Life : never

interface Life extends OrderLife {
  readonly orderId: string
  readonly placedOn: CalendarDay
  readonly promisedOn: CalendarDay | null
  readonly deliveredOn: CalendarDay | null
  readonly returnedOn: CalendarDay | null
  readonly complainedOn: CalendarDay | null
  readonly settledOn: CalendarDay | null
}

const livesArbitrary = fc.array(orderArbitrary, { minLength: 1, maxLength: 40 }).map((orders) => {
  let placedOn = JAN_2
  const after = (day: CalendarDay | null, days: number | null) => (day === null || days === null ? null : day + days)
  return orders.map((order, index): Life => {
    placedOn += order.gapDays
    const complainedOn = after(placedOn, order.complainedAfter)
    return {
      ...order,
      orderId: `O-${index}`,
      placedOn,
      promisedOn: after(placedOn, order.promisedAfter),
      deliveredOn: after(placedOn, order.deliveredAfter),
      returnedOn: after(placedOn, order.returnedAfter),
      complainedOn,
      settledOn: after(complainedOn, order.settledAfter),
    }
  })
})

describe('What is measured of service and feedback', () => {
  test('is what a naive look at all orders says, on every day', () => {
    fc.assert(
      fc.property(livesArbitrary, fc.integer({ min: 0, max: 200 }), (lives, later) => {
        const on = JAN_2 + later
        const facts = lived(lives, on)
        const of = (name: CustomerMeasureName) => CUSTOMER_MEASURES[name].measure(facts, on)
        for (const [name, expected] of Object.entries(naively(lives, on))) {
          expect([name, of(name as CustomerMeasureName)]).toEqual([name, expected])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('stays through every day before the one that it names itself, pruned or not', () => {
    let named = 0
    fc.assert(
      fc.property(livesArbitrary, fc.integer({ min: 0, max: 250 }), (lives, later) => {
        const on = JAN_2 + later
        const facts = lived(lives, on)
        for (const name of MEASURED) {
          const measure = CUSTOMER_MEASURES[name]
          const now = measure.measure(facts, on)
          const next = measure.nextChangeOn(facts, on)
          if (next !== undefined) named += 1
          expect([name, firstOther(on, next, (day) => JSON.stringify(measure.measure(facts, day)))]).toEqual([
            name,
            null,
          ])
          const pruned = structuredClone(facts)
          prune(pruned, on)
          expect([name, measure.measure(pruned, on)]).toEqual([name, now])
        }
      }),
      { numRuns: 60 },
    )
    expect(named).toBeGreaterThan(0)
  })

  test('that counts days names the days on which it crosses a level, and no later ones', () => {
    fc.assert(
      fc.property(
        livesArbitrary,
        fc.integer({ min: 0, max: 250 }),
        fc.integer({ min: 1, max: 20 }),
        (lives, later, level) => {
          const on = JAN_2 + later
          const facts = lived(lives, on)
          for (const name of ['days-past-promise', 'complaint-open-days', 'order-gaps-passed'] as const) {
            const measure = CUSTOMER_MEASURES[name]
            const isReached = (day: CalendarDay) => {
              const measured = measure.measure(facts, day)
              return measured.kind === 'number' && measured.value >= level
            }
            const next = measure.nextCrossingOn?.(facts, on, { thresholds: [level], clear: [level] })
            expect([name, firstOther(on, next, isReached)]).toEqual([name, null])
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

const MEASURED = [
  'orders-quarter',
  'weekly-orders',
  'weekly-orders-spread',
  'usual-order-gap',
  'order-gaps-passed',
  'order-processing-days',
  'deliveries',
  'deliveries-on-time',
  'days-past-promise',
  'ordered',
  'returned',
  'ordered-last-month',
  'returned-after-month-end',
  'complaints',
  'complaints-serious',
  'complaint-open-days',
  'satisfaction',
] as const satisfies readonly CustomerMeasureName[]

/** The first day after `on` and before `next` on which something is not what it was; null when there is none. */
function firstOther(
  on: CalendarDay,
  next: CalendarDay | undefined,
  of: (day: CalendarDay) => unknown,
): CalendarDay | null {
  const now = of(on)
  for (let day = on + 1; day < Math.min(next ?? Number.POSITIVE_INFINITY, on + 400); day += 1)
    if (of(day) !== now) return day
  return null
}

/** All that was recorded up to a day, in the order of time. */
function lived(lives: readonly Life[], throughOn: CalendarDay): CustomerFacts {
  const facts = nobody()
  const { orders, fulfilment, feedback } = facts
  const events: { readonly on: CalendarDay; apply(on: CalendarDay): void }[] = []
  const at = (on: CalendarDay | null, apply: (on: CalendarDay) => void) => {
    if (on !== null && on <= throughOn) events.push({ on, apply })
  }
  for (const life of lives) {
    const { orderId, amountMinor, currency, promisedOn } = life
    at(life.placedOn, (on) => {
      const fact = { orderId, salesRepId: 'R', amountMinor, currency, promisedOn }
      onOrderPlaced(orders, fact, on, on)
      trackOrderPlaced(fulfilment, fact, on, on)
    })
    at(life.deliveredOn, (on) => trackOrderDelivered(fulfilment, { orderId, deliveredOn: on }, on))
    at(life.returnedOn, (on) =>
      trackOrderReturned(fulfilment, { returnId: orderId, orderId, amountMinor: 3, currency, returnedOn: on }, on),
    )
    at(life.complainedOn, (on) => {
      onComplaintReceived(feedback, { complaintId: orderId, severity: 'high', receivedOn: on }, on)
    })
    at(life.settledOn, (on) => onComplaintSettled(feedback, { complaintId: orderId, settledOn: on }, on))
    if (life.answer === null) continue
    const answer = { surveyId: life.orderId, score: life.answer, scaleMin: 1, scaleMax: 5 }
    at(life.placedOn, (on) => onSatisfactionSurveyed(feedback, { ...answer, surveyedOn: on }, on))
  }
  events.sort((left, right) => left.on - right.on)
  for (const { on, apply } of events) apply(on)
  return facts
}

function prune({ orders, fulfilment, feedback }: CustomerFacts, on: CalendarDay): void {
  pruneOrderHistory(orders, on)
  pruneFulfilment(fulfilment, on)
  pruneFeedback(feedback, on)
}

function naively(lives: readonly Life[], on: CalendarDay) {
  const isRecent = (day: CalendarDay | null) => day !== null && day <= on && day > on - WINDOW_DAYS
  const has = (day: CalendarDay | null): day is CalendarDay => day !== null && day <= on
  const delivered = lives.filter(({ deliveredOn }) => isRecent(deliveredOn))
  const promised = delivered.filter(({ promisedOn }) => promisedOn !== null)
  const onTime = promised.filter(({ deliveredOn, promisedOn }) => deliveredOn! <= promisedOn!)
  const processing = delivered.map(({ deliveredOn, placedOn }) => deliveredOn! - placedOn)
  const past = lives.filter(({ placedOn, deliveredOn, promisedOn }) => {
    const isAwaited = has(placedOn) && !has(deliveredOn) && promisedOn !== null
    return isAwaited && promisedOn < on && promisedOn + ABANDONED_AFTER_DAYS > on
  })
  const complaints = lives.filter(({ complainedOn }) => isRecent(complainedOn))
  const open = lives.filter(({ complainedOn, settledOn }) => has(complainedOn) && !has(settledOn))
  const answers = lives.filter(({ answer, placedOn }) => answer !== null && has(placedOn))
  const recent = lives.filter(({ placedOn }) => isRecent(placedOn))
  const count = (value: number, sample: number) => ({ kind: 'number', value, sample })
  const mean = (values: readonly number[]) =>
    values.length === 0
      ? { kind: 'unknown' }
      : count(values.reduce((sum, value) => sum + value, 0) / values.length, values.length)
  const points = answers.map(({ answer }) => (answer! - 1) * 25)
  return {
    'order-processing-days': mean(processing),
    deliveries: count(promised.length, promised.length),
    'deliveries-on-time': count(onTime.length, promised.length),
    'days-past-promise': count(Math.max(0, ...past.map(({ promisedOn }) => on - promisedOn!)), past.length),
    'orders-quarter': count(recent.length, recent.length),
    ordered: money(recent, ({ amountMinor }) => amountMinor),
    returned: money(
      lives.filter(({ returnedOn }) => isRecent(returnedOn)),
      () => 3,
    ),
    complaints: count(complaints.length, complaints.length),
    'complaint-open-days': count(Math.max(0, ...open.map(({ complainedOn }) => on - complainedOn!)), open.length),
    satisfaction: mean(points),
    ...monthly(lives, on),
  }
}

function monthly(lives: readonly Life[], on: CalendarDay) {
  const [year, month] = formatCalendarMonth(on).split('-').map(Number) as [number, number]
  const before = month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
  const ofMonth = lives.filter(({ placedOn }) => placedOn <= on && formatCalendarMonth(placedOn) === before)
  const returned = lives.filter(({ returnedOn }) => {
    return returnedOn !== null && returnedOn <= on && formatCalendarMonth(returnedOn) === formatCalendarMonth(on)
  })
  const isEarly = ({ returnedOn }: Life) => new Date(returnedOn! * 86_400_000).getUTCDate() <= 10
  return {
    'ordered-last-month': money(ofMonth, ({ amountMinor }) => amountMinor),
    'returned-after-month-end': money(returned, (life) => (isEarly(life) && ofMonth.includes(life) ? 3 : 0)),
  }
}

function money(lives: readonly Life[], amountOf: (life: Life) => number) {
  const amounts = ['EUR', 'USD'].flatMap((currency) => {
    const inCurrency = lives.filter((life) => life.currency === currency)
    if (inCurrency.length === 0) return []
    const amountMinor = inCurrency.reduce((sum, life) => sum + amountOf(life), 0)
    return [{ currency, amountMinor, sample: inCurrency.length }]
  })
  return { kind: 'money', amounts }
}
