import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { AlertEvent, DueDay, SalesRepFact } from '@tocsin/events'
import { salesRepRiskProcessor } from './processor.ts'
import { SalesRepRun } from './sales-rep-run.ts'
import { repSampleRules } from './testing/sample-rules.ts'

const MONDAY = parseCalendarDay('2026-03-02')
const { startOf, dayOf } = createBusinessCalendar(repSampleRules.businessZone)

describe('a rate of which nothing is left', () => {
  test('a currency in which nothing has fallen due is no currency in which nothing was collected', () => {
    const run = newRun()
    run.fact(receivables('C-1', 'CNY', MONDAY, [unpaid(MONDAY), unpaid(MONDAY + 1)]))
    run.fact(receivables('C-2', 'USD', MONDAY, [unpaid(MONDAY + 300)]))
    run.passProgressTo(startOf(MONDAY + 5))
    expect(last(run, 'rep-collection-rate')).toMatchObject({ type: 'alert-fired', severity: 'critical' })
    run.fact(receivables('C-1', 'CNY', MONDAY + 5, [paid(MONDAY), paid(MONDAY + 1)]))
    run.passProgressTo(startOf(MONDAY + 6))
    expect(last(run, 'rep-collection-rate')).toMatchObject({ type: 'alert-resolved', value: 1 })
  })

  test('invoices that were credited in full are nothing that was not collected', () => {
    const run = newRun()
    const credited = { ...paid(MONDAY), billedMinor: 0, billedInvoices: 2 }
    run.fact(receivables('C-1', 'CNY', MONDAY, [credited]))
    run.passProgressTo(startOf(MONDAY + 5))
    expect(run.alerts).toEqual([])
  })

  test('ends its alert as expired, with the figures that there are, when the window is empty', () => {
    const run = newRun()
    run.fact(decided(MONDAY, 4, 1))
    run.fact(receivables('C-1', 'CNY', MONDAY, [unpaid(MONDAY), unpaid(MONDAY + 1)]))
    run.passProgressTo(startOf(MONDAY + 89))
    expect(last(run, 'rep-contract-signing-rate')).toMatchObject({ type: 'alert-fired' })
    expect(last(run, 'rep-collection-rate')).toMatchObject({ type: 'alert-fired' })
    run.fact(receivables('C-1', 'CNY', MONDAY + 89, []))
    run.passProgressTo(startOf(MONDAY + 400))
    const signing = last(run, 'rep-contract-signing-rate')
    expect(signing).toMatchObject({ type: 'alert-resolved', resolution: 'expired', value: 0, revision: 2 })
    expect(dayOf((signing?.at ?? 0) - 1)).toBe(MONDAY + 90)
    expect(signing?.reasonEn).toBe(
      'Indicator of sales representative R1: nothing is left to measure it by (contracts signed 0; contracts decided 0). ' +
        'The alert has expired.',
    )
    expect(signing?.reasonZh).toBe('销售代表 R1 的指标已无可计算的数据（签订的合同数 0；有结果的合同数 0），预警失效。')
    expect(last(run, 'rep-collection-rate')).toMatchObject({ type: 'alert-resolved', resolution: 'expired' })
    expect(run.isAtRest).toBe(true)
  })
})

function newRun(): SalesRepRun {
  return new SalesRepRun(salesRepRiskProcessor(repSampleRules, ['risk.sales-rep-facts']))
}

function last(run: SalesRepRun, indicator: string): AlertEvent | undefined {
  return run.alerts.filter((alert) => alert.indicator === indicator).at(-1)
}

function unpaid(dueOn: number): DueDay {
  const openMinor = 500
  return { ...paid(dueOn), openMinor, undisputedOpenMinor: openMinor, openInvoices: 1 }
}

function paid(dueOn: number): DueDay {
  const nothingOpen = { openMinor: 0, undisputedOpenMinor: 0, openInvoices: 0, writtenOffMinor: 0 }
  return { dueOn, billedMinor: 500, billedInvoices: 1, ...nothingOpen }
}

function receivables(customerId: string, currency: string, on: number, dueDays: DueDay[]): SalesRepFact {
  const ids = { eventId: `${customerId}-${on}`, salesRepId: 'R1', customerId }
  return { type: 'receivables-contributed', ...ids, on, customerName: null, currency, dueDays }
}

function decided(on: number, decidedCount: number, signed: number): SalesRepFact {
  const ids = { eventId: `contracts-${on}`, salesRepId: 'R1', customerId: 'C-9' }
  return { type: 'contracts-contributed', ...ids, on, decidedOn: on, decided: decidedCount, signed }
}
