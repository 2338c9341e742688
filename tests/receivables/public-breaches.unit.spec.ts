/**
 * The whole way on a public data set that nobody here has made: events through the processor under a rule file, timers
 * included. Overdue of 100 and more opens and closes 115 times, worked out apart from this code.
 */
import { describe, expect } from '@jest/globals'
import { createBusinessCalendar } from '../../packages/domain/src/index.ts'
import type { SalesEvent } from '../../packages/events/src/index.ts'
import { playHistory, type TimedEvent } from '../../packages/processors/src/index.ts'
import { parseRuleSet, printFaults } from '../../packages/rules/src/index.ts'
import { type Row, readRows, testOnPublicData } from './public-rows.ts'

const RULES = `
ruleSet: public
version: "1"
businessZone: UTC
indicators:
  - id: overdue-amount
    name: { zh: 逾期金额, en: Overdue amount }
    question: { zh: 逾期多少？, en: How much is overdue? }
    entity: customer
    value: { measure: overdue }
    unit: money
    currency: USD
    direction: above
    thresholds: { warning: 100 }
    ownerRole: credit-controller
    nextStep: { zh: 致电客户, en: Call the customer }
`
const calendar = createBusinessCalendar('UTC')

describe('the public receivables set', () => {
  testOnPublicData('115 breaches open and close at 44 customers, each told once', () => {
    const alerts = playHistory(ruleSet(), readRows().flatMap(eventsOf).sort(byTime), Date.parse('2014-06-01T00:00:00Z'))
    const fired = alerts.filter(({ type }) => type === 'alert-fired')
    expect(fired).toHaveLength(115)
    expect(new Set(fired.map(({ alertId }) => alertId)).size).toBe(115)
    expect(alerts.filter(({ type }) => type === 'alert-resolved')).toHaveLength(115)
    expect(alerts).toHaveLength(230)
    expect(new Set(fired.map(({ entityId }) => entityId)).size).toBe(44)
  })
})

/** Invoices at the start of their day, payments at noon of theirs. */
function eventsOf({ customerId, invoiceId, amountMinor, issuedOn, dueOn, settledOn }: Row): TimedEvent[] {
  const common = { customerId, invoiceId, amountMinor, currency: 'USD' }
  const issued: SalesEvent = {
    type: 'invoice-issued',
    eventId: `issued-${invoiceId}`,
    salesRepId: 'R',
    issuedOn,
    dueOn,
    ...common,
  }
  const paid: SalesEvent = {
    type: 'payment-received',
    eventId: `paid-${invoiceId}`,
    paymentId: `P-${invoiceId}`,
    receivedOn: settledOn,
    ...common,
  }
  return [
    { atMs: calendar.startOf(issuedOn), event: issued },
    { atMs: calendar.startOf(settledOn) + 43_200_000, event: paid },
  ]
}

function byTime(left: TimedEvent, right: TimedEvent): number {
  return left.atMs - right.atMs
}

function ruleSet() {
  const parsed = parseRuleSet(RULES, 'public.yaml')
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}
