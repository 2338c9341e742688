import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '@tocsin/domain'
import type { SalesEvent } from '@tocsin/events'
import {
  creditLimitSet,
  customerRegistered,
  invoiceIssued,
  orderPlaced,
  paymentReceived,
} from '../testing/sample-events.ts'
import { rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { dayEnds, on, storyUnder } from '../testing/story.ts'
import { customerRiskProcessor } from './processor-of-task.ts'
import { describeCustomerState } from './showing/describe-state.ts'
import { explainAlert } from './showing/explain-alert.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const utilization = rulesWith(sampleIndicators.creditUtilization)
const day = parseCalendarDay
const invoice = (invoiceId: string, amountMinor: number) =>
  invoiceIssued({ invoiceId, amountMinor, issuedOn: day('2026-03-02'), dueOn: day('2026-06-30') })
const payment = (paymentId: string, amountMinor: number) =>
  paymentReceived({ paymentId, amountMinor, receivedOn: day('2026-03-02') })

describe('an indicator that is looked at on change', () => {
  const { given } = storyUnder(utilization)
  const limited = on('2026-03-01', customerRegistered(), creditLimitSet({ limitMinor: 1_000_00 }))

  test('speaks within the day, and a second breach of that day is a second alert', () => {
    const { alerts } = given(limited)
      .when(on('2026-03-02', invoice('I-1', 900_00), payment('P-1', 900_00), invoice('I-2', 850_00)))
      .thenAlerts(
        { type: 'alert-fired', value: 0.9, revision: 1 },
        { type: 'alert-resolved', value: 0, revision: 2 },
        { type: 'alert-fired', value: 0.85, revision: 1 },
      )
    expect(alerts[1]?.alertId).toBe(alerts[0]?.alertId)
    expect(alerts[2]?.alertId).not.toBe(alerts[0]?.alertId)
  })

  test('says nothing of events that change nothing it reads', () => {
    given(limited, on('2026-03-02', invoice('I-1', 900_00)))
      .when(on('2026-03-03', customerRegistered({ eventId: 'again', name: 'Paper Sun' })), dayEnds('2026-03-10'))
      .thenNothingHappened()
  })

  test('has the record that decided among its evidence', () => {
    const { alerts } = given(limited).when(on('2026-03-02', invoice('I-1', 900_00)))
    expect(alerts[0]?.evidence).toEqual({
      currency: 'CNY',
      measures: [
        { name: 'exposure', value: 900_00, unit: 'money', currency: 'CNY' },
        { name: 'credit-limit', value: 1_000_00, unit: 'money', currency: 'CNY' },
      ],
      inputs: [
        { topic: 'sales.invoices', partition: 3, offset: 0 },
        { topic: 'sales.customers', partition: 3, offset: 1 },
      ],
    })
  })
})

describe('money in several currencies', () => {
  test('one overdue invoice in dollars does not hide three in yuan', () => {
    const { given } = storyUnder(rulesWith(sampleIndicators.overdueRatio))
    const dueFirst = { issuedOn: day('2026-01-05'), dueOn: day('2026-02-04') }
    const yuan = ['I-1', 'I-2', 'I-3'].map((invoiceId) => invoiceIssued({ invoiceId, ...dueFirst }))
    const { alerts } = given(
      on(
        '2026-01-05',
        ...yuan,
        invoiceIssued({ invoiceId: 'I-4', issuedOn: dueFirst.issuedOn, dueOn: day('2026-06-01') }),
      ),
      on('2026-01-05', invoiceIssued({ invoiceId: 'I-5', currency: 'USD', ...dueFirst })),
    )
      .when(dayEnds('2026-02-10'))
      .thenAlerts({ type: 'alert-fired', severity: 'critical', value: 0.75, breachedOn: day('2026-02-05') })
    expect(alerts[0]?.evidence.currency).toBe('CNY')
  })
})

describe('money in one currency', () => {
  test('opens when overdue reaches 500.00 CNY, whatever is overdue in dollars, and closes below', () => {
    const { given } = storyUnder(rulesWith(sampleIndicators.overdueAmount))
    const dueFirst = { issuedOn: day('2026-01-05'), dueOn: day('2026-02-04') }
    const { alerts } = given(
      on('2026-01-05', invoiceIssued({ invoiceId: 'I-1', amountMinor: 500_00, ...dueFirst })),
      on('2026-01-05', invoiceIssued({ invoiceId: 'I-2', amountMinor: 9_999_00, currency: 'USD', ...dueFirst })),
    )
      .when(
        on('2026-02-10', paymentReceived({ paymentId: 'P', amountMinor: 1, receivedOn: day('2026-02-10') })),
        dayEnds('2026-02-10'),
      )
      .thenAlerts(
        { type: 'alert-fired', value: 500_00, threshold: 500_00, unit: 'money', breachedOn: day('2026-02-05') },
        { type: 'alert-resolved', value: 499_99 },
      )
    expect(alerts[0]?.reasonEn).toBe('overdue-amount of customer C7: 500.00 CNY, warning at 500.00 CNY or more.')
  })
})

describe('a record', () => {
  const processor = customerRiskProcessor(utilization, CUSTOMER_RISK_INPUTS)
  const asOfMs = Date.parse('2026-03-02T12:00:00+08:00')
  const input = (event: SalesEvent, more: { source?: string; sequence?: number } = {}, topic = 'sales.orders') =>
    ({
      kind: 'record',
      topic,
      partition: 0,
      offset: 0,
      timestampMs: asOfMs,
      key: 'C7',
      event: { ...event, ...more },
      late: false,
    }) as const

  test('under another key than its customer is refused', () => {
    const state = processor.initialState('C7')
    const foreign = orderPlaced({ orderId: 'O-1', customerId: 'C8' })
    expect(() => processor.reduce([state], input(foreign), asOfMs)).toThrow('key is C7, its customerId is C8')
    expect(state).toEqual(processor.initialState('C7'))
  })

  test('of a numbering source is not taken for a repeat because another topic was read further', () => {
    const state = processor.initialState('C7')
    processor.reduce([state], input(invoice('I-1', 5), { source: 'erp', sequence: 12 }, 'sales.invoices'), asOfMs)
    processor.reduce([state], input(orderPlaced({ orderId: 'O-1' }), { source: 'erp', sequence: 11 }), asOfMs)
    expect(state).toMatchObject({ orders: { openOrders: [{ orderId: 'O-1' }] } })
  })

  const midnight = Date.parse('2026-03-03T00:00:00+08:00')

  test('that changes nothing owes no look at the day’s end, and tells no group', () => {
    const limit = input(creditLimitSet({ limitMinor: 500 }))
    expect(processor.reduce([processor.initialState('C7')], limit, asOfMs).nextTimers).toEqual([null])
  })

  test('that says who the customer is has the groups told when its day has ended', () => {
    const { nextTimers } = processor.reduce([processor.initialState('C7')], input(customerRegistered()), asOfMs)
    expect(nextTimers).toEqual([midnight])
  })

  test('that moves no alert owes no look at the day’s end, but a telling of the groups', () => {
    const order = input(orderPlaced({ orderId: 'O-1' }))
    const { states, nextTimers } = processor.reduce([processor.initialState('C7')], order, asOfMs)
    expect(states[0]).toMatchObject({ nextEvaluationOn: null })
    expect(nextTimers).toEqual([midnight])
  })

  test('that would begin a breach is looked at when its day has ended', () => {
    const overdue = customerRiskProcessor(rulesWith(sampleIndicators.overdueAmount), CUSTOMER_RISK_INPUTS)
    const dueLongAgo = invoiceIssued({ invoiceId: 'I', amountMinor: 500_00, issuedOn: 20_000, dueOn: 20_030 })
    const { nextTimers } = overdue.reduce([overdue.initialState('C7')], input(dueLongAgo), asOfMs)
    expect(nextTimers).toEqual([Date.parse('2026-03-03T00:00:00+08:00')])
  })

  test('that came late is looked at when its day has ended, whatever it moves', () => {
    const late = { ...input(orderPlaced({ orderId: 'O-1' })), late: true }
    const { nextTimers } = processor.reduce([processor.initialState('C7')], late, asOfMs)
    expect(nextTimers).toEqual([Date.parse('2026-03-03T00:00:00+08:00')])
  })
})

describe('what people are shown', () => {
  const { given } = storyUnder(utilization)
  const { alerts, run } = given(on('2026-03-01', customerRegistered(), creditLimitSet({ limitMinor: 1_000_00 }))).when(
    on('2026-03-02', invoice('I-1', 900_00)),
  )

  test('an alert in English and in Chinese, with figures, records and rules', () => {
    const [alert] = alerts
    if (alert === undefined) throw new Error('no alert')
    expect(explainAlert(alert, 'en')).toEqual([
      '[fired · warning] credit-utilization · Paper Moon Trading',
      '  credit-utilization of Paper Moon Trading (C7): 90 % (exposure 900.00 CNY; credit limit 1,000.00 CNY), warning at 80 % or more.',
      '  Next step: Call the customer (credit-controller)',
      '  Breach began on: 2026-03-02',
      '  Figure: exposure 900.00 CNY (exposure)',
      '  Figure: credit limit 1,000.00 CNY (credit-limit)',
      '  Record: sales.invoices 3@0',
      '  Record: sales.customers 3@1',
      `  Rules: 1+sample · alert ${alert.alertId} · revision 1`,
    ])
    expect(explainAlert(alert, 'zh')[1]).toBe(
      '  Paper Moon Trading（C7）的指标 credit-utilization为 90%（信用敞口 900.00 CNY；授信额度 1,000.00 CNY），达到警告阈值（≥ 80%）。',
    )
  })

  test('a customer’s state, in days and money that people can read', () => {
    expect(describeCustomerState(run.stateOf('C7'), day('2026-03-02'), utilization)).toMatchObject({
      profile: { name: 'Paper Moon Trading' },
      asOf: '2026-03-02',
      receivables: [{ currency: 'CNY', open: '900.00 CNY', overdue: '0.00 CNY', exposure: '900.00 CNY' }],
      indicators: {
        'credit-utilization': { value: '90 %', phase: 'firing', severity: 'warning', breachedOn: '2026-03-02' },
      },
      nextLookAtEndOf: null,
    })
  })
})
