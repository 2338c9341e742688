import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, type Indicator, parseCalendarDay } from '@tocsin/domain'
import fc from 'fast-check'
import { creditLimitSet, invoiceIssued, orderPlaced, paymentReceived } from '../../testing/sample-events.ts'
import { rulesWith, sampleIndicators } from '../../testing/sample-rules.ts'
import { untiring } from '../../testing/untiring.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { type CustomerRiskProcessor, customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const DAY_MS = 86_400_000
const FIRST_DAY = parseCalendarDay('2025-06-02')
const calendar = createBusinessCalendar('Asia/Shanghai')

/** Levels that lives like the ones below come near to, on either side. */
const rules = rulesWith(
  watched('anomaly', 'order-week-deviation', 'deviations', 3.5, 7, {
    clear: { warning: 2.5, critical: 5 },
    holdDays: 2,
  }),
  watched('anomaly-at-once', 'order-week-deviation', 'deviations', 1.5, 3, { minimumSample: 10 }),
  watched('calm', 'order-week-deviation', 'deviations', 0.5, 0.2, { direction: 'below', minimumSample: 9 }),
  watched('late', 'average-days-late', 'days', 4, 8, { clear: { warning: 3, critical: 6 }, minimumSample: 3 }),
  watched('cash', 'unapplied-cash-days', 'days', 6, 40, { minimumSample: 50 }),
  {
    ...watched('late-rate', 'unapplied-cash-days', 'ratio', 0.4, 0.7, { minimumSample: 4 }),
    value: { kind: 'ratio', of: 'invoices-paid-late', to: 'invoices-paid' },
  },
)

describe('a customer that orders by the week', () => {
  test('is looked at on all days that would have told something, under weekly baselines, payment habits and idle cash', () => {
    const told = new Set<string>()
    fc.assert(
      fc.property(lifeArbitrary(), (life) => {
        const everyDay = played(untiring(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)), life)
        const foreseeing = played(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), life)
        expect(foreseeing.alerts).toEqual(everyDay.alerts)
        for (const { indicator, type } of everyDay.alerts) told.add(`${indicator} ${type}`)
      }),
      { numRuns: 30 },
    )
    const ids = rules.indicators.map(({ id }) => id)
    expect([...told]).toEqual(expect.arrayContaining(ids.map((id) => `${id} alert-fired`)))
  })
})

describe('a customer with a season', () => {
  test('is looked at on all days that would have told something, under the weeks of two years before', () => {
    let surprises = 0
    fc.assert(
      fc.property(lifeArbitrary(), fc.integer({ min: 2, max: 6 }), (life, autumnFactor) => {
        const years = [...seasonsBefore(autumnFactor), ...life]
        const everyDay = played(untiring(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)), years)
        const foreseeing = played(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), years)
        expect(foreseeing.alerts).toEqual(everyDay.alerts)
        surprises += everyDay.alerts.filter(({ indicator }) => indicator.startsWith('anomaly')).length
      }),
      { numRuns: 3 },
    )
    expect(surprises).toBeGreaterThan(5)
  })
})

/** An order a week for more than two years before the first day, larger in each autumn. */
function seasonsBefore(autumnFactor: number): TimedEvent[] {
  return Array.from({ length: 115 }, (_, index) => {
    const on = FIRST_DAY - 7 * (115 - index)
    const isAutumn = [0, 1].includes(Math.floor(((FIRST_DAY - on) % 364) / 91) - 1)
    const amountMinor = 100_00 * (isAutumn ? autumnFactor : 1)
    return { atMs: at(on), event: orderPlaced({ orderId: `S-${index}`, amountMinor }) }
  })
}

/** Most of a year: orders every few days, now and then a surge, a pause or a second currency; invoices paid early or late. */
function lifeArbitrary(): fc.Arbitrary<TimedEvent[]> {
  const step = fc.record({
    gapDays: fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 1, max: 7 }) },
      { weight: 1, arbitrary: fc.constant(25) },
    ),
    amountMinor: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 90_00, max: 120_00 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 900_00 }) },
    ),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'CNY', 'USD'),
    paidAfterDays: fc.integer({ min: 0, max: 30 }),
    paidPart: fc.constantFrom(1, 1, 1, 1, 1.6, 0.5),
  })
  return fc.array(step, { minLength: 40, maxLength: 75 }).map((steps) => {
    const events: TimedEvent[] = [{ atMs: at(FIRST_DAY), event: creditLimitSet({ limitMinor: 900_00 }) }]
    let on = FIRST_DAY
    for (const [index, { gapDays, amountMinor, currency, paidAfterDays, paidPart }] of steps.entries()) {
      on += gapDays
      const paidOn = on + paidAfterDays
      const paidMinor = Math.round(amountMinor * paidPart)
      const ids = { orderId: `O-${index}`, invoiceId: `I-${index}`, paymentId: `P-${index}` }
      const order = orderPlaced({ orderId: ids.orderId, amountMinor, currency })
      const dates = { issuedOn: on, dueOn: on + 14 }
      const invoice = invoiceIssued({ invoiceId: ids.invoiceId, amountMinor, currency, ...dates })
      const payment = paymentReceived({
        paymentId: ids.paymentId,
        invoiceId: ids.invoiceId,
        amountMinor: paidMinor,
        currency,
        receivedOn: paidOn,
      })
      events.push(
        { atMs: at(on), event: order },
        { atMs: at(on) + 1, event: invoice },
        { atMs: at(paidOn), event: payment },
      )
    }
    return events.sort((left, right) => left.atMs - right.atMs)
  })
}

function at(day: number): number {
  return calendar.startOf(day) + DAY_MS / 2
}

function played(by: CustomerRiskProcessor, life: readonly TimedEvent[]): HistoryRun {
  const run = new HistoryRun(by, 50)
  for (const timed of life) run.record(timed)
  run.passTimeTo(Math.max(...life.map(({ atMs }) => atMs)) + 250 * DAY_MS)
  return run
}

function watched(
  id: string,
  measure: string,
  unit: Indicator['unit'],
  warning: number,
  critical: number,
  change: Partial<Indicator>,
): Indicator {
  const levels = { warning, critical }
  return {
    ...sampleIndicators.daysPastDue,
    id,
    value: { kind: 'measure', measure },
    unit,
    thresholds: levels,
    clear: levels,
    ...change,
  }
}
