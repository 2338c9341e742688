import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '@tocsin/domain'
import { customerRegistered, invoiceDisputed, invoiceIssued, paymentReceived } from '../testing/sample-events.ts'
import { rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { dayEnds, on, storyUnder } from '../testing/story.ts'

// Warning at 8 days past due, critical at 31; over when nothing is past due.
const { given } = storyUnder(rulesWith(sampleIndicators.daysPastDue))

const issued = on(
  '2026-01-05',
  customerRegistered(),
  invoiceIssued({ invoiceId: 'INV-1', issuedOn: day('2026-01-05'), dueOn: day('2026-02-04'), amountMinor: 1_200_00 }),
)
const paid = (at: string) =>
  on(at, paymentReceived({ paymentId: 'P-1', receivedOn: day(at), invoiceId: 'INV-1', amountMinor: 1_200_00 }))

describe('days past due', () => {
  test('fires at the end of the 8th day past due, with no traffic at all', () => {
    given(issued, dayEnds('2026-02-11'))
      .when(dayEnds('2026-02-12'))
      .thenAlerts({ type: 'alert-fired', severity: 'warning', value: 8, threshold: 8, breachedOn: day('2026-02-12') })
  })

  test('says nothing on the 7th day', () => {
    given(issued).when(dayEnds('2026-02-11')).thenNothingHappened()
  })

  test('a payment on the very day on which it would fire comes in time', () => {
    given(issued).when(paid('2026-02-12'), dayEnds('2026-06-30')).thenNothingHappened()
  })

  test('a payment one day later comes too late, and ends the alert at the end of its day', () => {
    const { alerts } = given(issued)
      .when(paid('2026-02-13'), dayEnds('2026-06-30'))
      .thenAlerts({ type: 'alert-fired', severity: 'warning' }, { type: 'alert-resolved', value: 0, revision: 2 })
    expect(alerts[1]?.alertId).toBe(alerts[0]?.alertId)
    expect(alerts[1]?.at).toBe(Date.parse('2026-02-14T00:00:00+08:00'))
  })

  test('turns critical at 31 days, in the same episode', () => {
    const { alerts } = given(issued, dayEnds('2026-03-06')).when(dayEnds('2026-03-07')).thenAlerts({
      type: 'alert-severity-changed',
      previousSeverity: 'warning',
      severity: 'critical',
      value: 31,
      revision: 2,
    })
    expect(alerts[0]?.reasonEn).toBe(
      'days-past-due of Paper Moon Trading (C7): 31 days, now critical (at 31 days or more) after warning.',
    )
    expect(alerts[0]?.reasonZh).toBe(
      'Paper Moon Trading（C7）的指标 days-past-due为 31 天，由警告升为严重（≥ 31 天）。',
    )
  })

  test('says nothing more while the invoice stays unpaid for half a year, and needs no timer', () => {
    const { run } = given(issued, dayEnds('2026-03-07')).when(dayEnds('2026-09-30')).thenNothingHappened()
    expect(run.timerOf('C7')).toBeUndefined()
  })

  test('looks at the customer only on the days that matter', () => {
    const { run } = given(issued).when(dayEnds('2026-12-31'))
    // The 8th and the 31st day past due, and the day of the invoice, to tell the customer's groups.
    expect(run.timersFired).toBe(3)
  })

  test('an invoice that is disputed as a whole does not count', () => {
    const disputed = on(
      '2026-02-01',
      invoiceDisputed({ invoiceId: 'INV-1', disputedOn: day('2026-02-01'), amountMinor: 1_200_00 }),
    )
    given(issued, disputed).when(dayEnds('2026-06-30')).thenNothingHappened()
  })

  test('flapping keeps one episode: the oldest is paid, a younger one is still past due', () => {
    const second = on(
      '2026-01-10',
      invoiceIssued({ invoiceId: 'INV-2', issuedOn: day('2026-01-10'), dueOn: day('2026-02-09') }),
    )
    given(issued, second, dayEnds('2026-02-12')).when(paid('2026-02-13'), dayEnds('2026-02-20')).thenNothingHappened()
  })

  test('after it was resolved, the next breach is a new alert', () => {
    const second = on(
      '2026-03-01',
      invoiceIssued({ invoiceId: 'INV-2', issuedOn: day('2026-03-01'), dueOn: day('2026-03-31') }),
    )
    const { alerts } = given(issued)
      .when(paid('2026-02-20'), second, dayEnds('2026-04-08'))
      .thenAlerts({ type: 'alert-fired' }, { type: 'alert-resolved' }, { type: 'alert-fired', revision: 1 })
    expect(alerts[2]?.alertId).not.toBe(alerts[0]?.alertId)
  })

  test('carries its evidence: figures, records, rules, and what to do', () => {
    const [alert] = given(issued).when(dayEnds('2026-02-12')).alerts
    expect(alert).toMatchObject({
      eventId: `${alert?.alertId}-1`,
      entityType: 'customer',
      entityId: 'C7',
      entityName: 'Paper Moon Trading',
      indicatorNameZh: '指标 days-past-due',
      indicatorNameEn: 'days-past-due',
      salesRepId: 'R1',
      ruleSetVersion: '1+sample',
      nextStepZh: '致电客户',
      correction: false,
      evidence: {
        measures: [{ name: 'max-days-past-due', value: 8, unit: 'days' }],
        inputs: [{ topic: 'sales.invoices', partition: 3, offset: 0 }],
      },
    })
  })
})

describe('a record that comes late', () => {
  test('ends an open alert, and the alert says that figures were corrected', () => {
    const late = on(
      '2026-02-09',
      paymentReceived({ paymentId: 'P-1', receivedOn: day('2026-02-09'), invoiceId: 'INV-1', amountMinor: 1_200_00 }),
    )
    const { alerts } = given(issued, dayEnds('2026-02-12'))
      .when(late, dayEnds('2026-02-20'))
      .thenAlerts({ type: 'alert-resolved', correction: true })
    expect(alerts[0]?.reasonEn).toContain('A record that came late corrected the figures.')
    expect(alerts[0]?.reasonZh).toContain('迟到的记录更正了此前的数据。')
  })

  test('is forgotten at the end of its day: what changes later is no correction', () => {
    const late = on(
      '2026-02-09',
      paymentReceived({ paymentId: 'P-1', receivedOn: day('2026-02-09'), invoiceId: 'INV-1', amountMinor: 1_00 }),
    )
    given(issued, dayEnds('2026-02-12'), late, dayEnds('2026-02-14'))
      .when(dayEnds('2026-03-07'))
      .thenAlerts({ type: 'alert-severity-changed', severity: 'critical', correction: false })
  })
})

describe('repeats and contradictions', () => {
  test('an event that comes twice has no second effect', () => {
    given(issued, issued).when(dayEnds('2026-02-12')).thenAlerts({ type: 'alert-fired' })
  })

  test('the same invoice with another amount is refused, and changes nothing', () => {
    const other = invoiceIssued({
      invoiceId: 'INV-1',
      eventId: 'x',
      issuedOn: day('2026-01-05'),
      dueOn: day('2026-02-04'),
      amountMinor: 1,
    })
    const { run } = given(issued).when(on('2026-01-06', other)).thenNothingHappened().thenRefused('contradicts-state')
    expect(run.stateOf('C7').receivables.currencies[0]?.open).toHaveLength(1)
  })
})

function day(text: string): number {
  return parseCalendarDay(text)
}
