import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { CustomerContributed, SalesEvent } from '@tocsin/events'
import { customerRegistered, customerUpdated, invoiceIssued, orderPlaced } from '../../testing/sample-events.ts'
import { rulesWith, sampleIndicators } from '../../testing/sample-rules.ts'
import { HistoryRun } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const ON = parseCalendarDay('2026-03-02')
const rules = rulesWith(sampleIndicators.overdueAmount)
const { startOf } = createBusinessCalendar(rules.businessZone)
const who = { salesRepId: 'R1', name: 'Pine Works' }
const profile = { segment: 'retail', region: 'north', industry: 'glass', productLine: 'wire', ...who }

describe('what a customer contributes to its groups', () => {
  test('is told once for all that happened on a day, when the day has ended, to each group and to the portfolio', () => {
    const run = newRun()
    tell(run, ON, customerRegistered(profile), order('O-1'), order('O-2'), invoice('I-1', 500))
    expect(run.portfolioFacts).toEqual([])
    run.passTimeTo(startOf(ON + 30))
    expect(run.portfolioFacts.map(({ group }) => group)).toEqual([
      'portfolio:all',
      'segment:retail',
      'region:north',
      'industry:glass',
      'product-line:wire',
    ])
    expect(new Set(run.portfolioFacts.map(({ eventId }) => eventId)).size).toBe(5)
    expect(run.portfolioFacts[1]).toMatchObject({
      on: ON,
      customerName: 'Pine Works',
      salesRepId: 'R1',
      receivables: [{ currency: 'CNY', dueDays: [{ dueOn: ON + 30, openMinor: 500, openInvoices: 1 }] }],
      firstOrderOn: ON,
      lastOrderOn: ON,
      orderDays: [{ orderedOn: ON, placed: 2 }],
    })
  })

  test('moves along with the customer, and nothing is left behind', () => {
    const run = newRun()
    tell(run, ON, customerRegistered(profile), order('O-1'), invoice('I-1', 500))
    tell(run, ON + 3, customerUpdated({ segment: 'wholesale', region: 'south', eventId: 'first' }))
    tell(run, ON + 3, customerUpdated({ region: 'north', productLine: 'rope', eventId: 'second' }))
    run.passTimeTo(startOf(ON + 10))
    const told = contributed(run).filter(({ on }) => on === ON + 3)
    expect(told.map(({ group, receivables, lastOrderOn }) => [group, receivables.length, lastOrderOn])).toEqual([
      ['segment:retail', 0, null],
      ['product-line:wire', 0, null],
      ['portfolio:all', 1, ON],
      ['segment:wholesale', 1, ON],
      ['region:north', 1, ON],
      ['industry:glass', 1, ON],
      ['product-line:rope', 1, ON],
    ])
  })

  test('is not told again when nothing of it has changed', () => {
    const run = newRun()
    tell(run, ON, customerRegistered(profile), invoice('I-1', 500))
    tell(run, ON + 1, invoice('I-1', 500))
    run.passTimeTo(startOf(ON + 400))
    expect(new Set(run.portfolioFacts.map(({ on }) => on))).toEqual(new Set([ON]))
  })

  test('says what the next week may bring of a customer that orders regularly, and until when', () => {
    const run = newRun()
    for (let week = 0; week < 12; week++) tell(run, ON + 7 * week, order(`O-${week}`))
    run.passTimeTo(startOf(ON + 78))
    const told = contributed(run).map(({ on, expected = [] }) => ({ after: on - ON, expected }))
    // The eight whole weeks that make a usual one, and the week up to the latest order, which is none of them.
    expect(told.findLast(({ expected }) => expected.length === 0)?.after).toBe(56)
    const expected = [{ currency: 'CNY', expectedMinor: 100_00, untilOn: ON + 77 + 35 }]
    expect(told.at(-1)).toEqual({ after: 77, expected })
  })

  test('of a customer of whom nothing is known goes to the portfolio alone', () => {
    const run = newRun()
    tell(run, ON, order('O-1'))
    run.passTimeTo(startOf(ON + 2))
    expect(contributed(run).map(({ group, salesRepId }) => [group, salesRepId])).toEqual([['portfolio:all', null]])
  })

  test('goes to no group that has no name, and a control character never gets into a key', () => {
    const run = newRun()
    const odd = { segment: '', region: 'no\u001frth', industry: '\u0000', productLine: null }
    tell(run, ON, customerRegistered({ ...profile, ...odd }))
    run.passTimeTo(startOf(ON + 2))
    expect(run.portfolioFacts.map(({ group }) => group)).toEqual(['portfolio:all', 'region:no rth'])
  })
})

function contributed(run: HistoryRun): CustomerContributed[] {
  return run.portfolioFacts.filter((fact) => fact.type === 'customer-contributed')
}

function newRun(): HistoryRun {
  return new HistoryRun(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS))
}

function tell(run: HistoryRun, on: number, ...events: readonly SalesEvent[]): void {
  for (const [index, event] of events.entries()) run.record({ atMs: startOf(on) + (index + 1) * 60_000, event })
}

function order(orderId: string): SalesEvent {
  return orderPlaced({ orderId, eventId: `placed-${orderId}`, promisedOn: ON + 90 })
}

function invoice(invoiceId: string, amountMinor: number): SalesEvent {
  return invoiceIssued({ invoiceId, eventId: `issued-${invoiceId}`, amountMinor, issuedOn: ON, dueOn: ON + 30 })
}
