import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { DueDay, SalesRepFact } from '@tocsin/events'
import { contributionId } from './entity-ids.ts'
import { salesRepRiskProcessor } from './processor.ts'
import { SalesRepRun } from './sales-rep-run.ts'
import { repSampleRules } from './testing/sample-rules.ts'

const MONDAY = parseCalendarDay('2026-03-02')
const { startOf, dayOf } = createBusinessCalendar(repSampleRules.businessZone)

describe('a representative', () => {
  test('is looked at when the last source has closed the day, not before, and not at a fact', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY }))
    run.fact(owes('C-2', 100, { on: MONDAY }))
    run.passProgressTo(startOf(MONDAY + 1) - 1)
    expect(run.alerts).toEqual([])
    run.passProgressTo(startOf(MONDAY + 1))
    expect(run.alerts).toMatchObject([{ indicator: 'rep-concentration', entityType: 'sales-rep', entityId: 'R1' }])
    expect(run.alerts[0]?.at).toBe(startOf(MONDAY + 1))
  })

  test('is told by its own id: whom to tell, and which customer stands out', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY, customerName: 'Pine Works' }))
    run.fact(owes('C-2', 100, { on: MONDAY }))
    run.passProgressTo(startOf(MONDAY + 1))
    const [alert] = run.alerts
    expect(alert).toMatchObject({ salesRepId: 'R1', entityName: null, severity: 'critical', value: 0.9 })
    expect(alert?.reasonEn).toBe(
      'Indicator of sales representative R1: 90 % (open balance of the largest customer, Pine Works C-1, 9.00 CNY; ' +
        'open balance of all customers 10.00 CNY), critical at 90 % or more.',
    )
    expect(alert?.reasonZh).toBe(
      '销售代表 R1 的指标为 90%（最大客户应收余额，Pine Works C-1，9.00 CNY；全部客户应收余额 10.00 CNY），达到严重阈值（≥ 90%）。',
    )
    expect(alert?.evidence.inputs).toEqual([
      { topic: 'risk.sales-rep-facts', partition: 0, offset: 0 },
      { topic: 'risk.sales-rep-facts', partition: 0, offset: 1 },
    ])
  })

  test('is not moved today by what a source that is ahead tells of tomorrow, its name of the customer included', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY, customerName: 'Pine Works' }))
    run.fact(owes('C-1', 100, { on: MONDAY + 1, customerName: 'Renamed Works' }))
    run.fact(owes('C-2', 100, { on: MONDAY }))
    run.passProgressTo(startOf(MONDAY + 1))
    expect(run.alerts).toMatchObject([{ type: 'alert-fired', value: 0.9 }])
    expect(run.alerts[0]?.reasonEn).toContain('Pine Works')
    expect(run.alerts[0]?.evidence.inputs.map(({ offset }) => offset)).toEqual([0, 2])
    run.passProgressTo(startOf(MONDAY + 2))
    expect(run.alerts.slice(1)).toMatchObject([{ type: 'alert-resolved', value: 0.5 }])
    expect(run.alerts[1]?.reasonEn).toContain('Renamed Works')
  })

  test('is looked at when something moved or time alone may change what it says, and rests when neither is to come', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY, dueOn: MONDAY + 2 }))
    run.passProgressTo(startOf(MONDAY + 3))
    expect(run.timersFired).toBe(1)
    // What falls due on Wednesday is overdue at the end of Thursday.
    run.passProgressTo(startOf(MONDAY + 11))
    expect(run.timersFired).toBe(2)
    run.fact(paid('C-1', 900, { on: MONDAY + 11, dueOn: MONDAY + 2 }))
    run.passProgressTo(startOf(MONDAY + 12))
    // It leaves the 90 days one day, which begins and ends no alert.
    expect(run.timersFired).toBe(3)
    expect(run.isAtRest).toBe(true)
  })

  test('keeps what its customer was billed in its name; another representative starts from nothing', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY, salesRepId: 'R1', dueOn: MONDAY }))
    run.fact(owes('C-1', 50, { on: MONDAY + 1, salesRepId: 'R2', dueOn: MONDAY + 90 }))
    run.fact(owes('C-3', 50, { on: MONDAY + 1, salesRepId: 'R1', dueOn: MONDAY + 90 }))
    run.passProgressTo(startOf(MONDAY + 10))
    expect(new Set(run.alerts.map(({ entityId }) => entityId))).toEqual(new Set(['R1']))
  })

  test('a fact for a day that is closed counts from the first open day on', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY }))
    run.passProgressTo(startOf(MONDAY + 3))
    run.fact(owes('C-2', 100, { on: MONDAY }))
    run.passProgressTo(startOf(MONDAY + 4))
    expect(run.alerts).toMatchObject([{ indicator: 'rep-concentration', breachedOn: MONDAY + 3 }])
    expect(dayOf((run.alerts[0]?.at ?? 0) - 1)).toBe(MONDAY + 3)
  })

  test('a customer that contributes nothing any more leaves no state behind', () => {
    const run = newRun()
    run.fact(owes('C-1', 900, { on: MONDAY }))
    expect([...run.storedStates().keys()]).toEqual(['R1', contributionId('R1', 'C-1')])
    run.fact({ ...owes('C-1', 0, { on: MONDAY }), dueDays: [] })
    expect([...run.storedStates().keys()]).toEqual(['R1'])
  })

  test('a record whose key is another representative is refused', () => {
    const processor = salesRepRiskProcessor(repSampleRules, ['risk.sales-rep-facts'])
    const place = { topic: 'risk.sales-rep-facts', partition: 0, offset: 0, timestampMs: 0, late: false }
    const input = { kind: 'record', ...place, key: 'R9', event: owes('C-1', 1, { on: MONDAY }) } as const
    const states = processor.keys(input).map((key) => processor.initialState(key))
    expect(() => processor.reduce(states, input, 0)).toThrow('key is R9, its salesRepId is R1')
  })
})

interface Told {
  readonly on: number
  readonly dueOn?: number
  readonly salesRepId?: string
  readonly customerName?: string | null
}

function newRun(): SalesRepRun {
  return new SalesRepRun(salesRepRiskProcessor(repSampleRules, ['risk.sales-rep-facts']))
}

function owes(customerId: string, openMinor: number, told: Told) {
  return receivables(customerId, { billedMinor: openMinor, openMinor, openInvoices: 1 }, told)
}

function paid(customerId: string, billedMinor: number, told: Told) {
  return receivables(customerId, { billedMinor, openMinor: 0, openInvoices: 0 }, told)
}

function receivables(
  customerId: string,
  amounts: Pick<DueDay, 'billedMinor' | 'openMinor' | 'openInvoices'>,
  { on, dueOn = on + 30, salesRepId = 'R1', customerName = null }: Told,
): Extract<SalesRepFact, { type: 'receivables-contributed' }> {
  const dueDay = { dueOn, billedInvoices: 1, undisputedOpenMinor: amounts.openMinor, writtenOffMinor: 0, ...amounts }
  const ids = { eventId: `${customerId}-${on}`, salesRepId, customerId }
  return { type: 'receivables-contributed', ...ids, on, customerName, currency: 'CNY', dueDays: [dueDay] }
}
