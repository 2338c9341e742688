/**
 * The public retail set, through its mapping and a backtest: volumes that were worked out apart from this code. Half a
 * million rows take their time, so they are imported once, by the command, for all that is held against them.
 */
import { describe, expect } from '@jest/globals'
import { backtest } from '../../packages/backtest/src/index.ts'
import { formatCalendarDay, parseCalendarDay } from '../../packages/domain/src/index.ts'
import { type ImportedSet, eventsOfType as ofType, setFromCommandLine, sum, testOnSet } from '../import/public-sets.ts'
import { sourceOf, utcRules } from './public-set.ts'

const inRetail = (name: string, run: (set: ImportedSet) => void | Promise<void>) =>
  testOnSet(name, 'online-retail', 'online_retail.csv.gz', run, setFromCommandLine)

const INACTIVE = utcRules(`
  - id: inactive
    name: { zh: 客户沉寂, en: Inactive }
    question: { zh: 多久没有下单？, en: For how long has it not ordered? }
    entity: customer
    value: { measure: days-since-last-order }
    unit: days
    direction: above
    thresholds: { warning: 91 }
    ownerRole: sales-head
    nextStep: { zh: 回访, en: Call }
`)

describe('the import of the public retail set', () => {
  inRetail('makes one event of all lines of a document', (set) => {
    const { report } = set
    expect(report).toMatchObject({ rowsRead: 541_909, rowsRefused: 0 })
    expect(report.eventsByType['order-cancelled']).toBe(3836)
    // 22,061 documents are orders in the set's own count; 2,102 of them have no value.
    expect((report.eventsByType['order-placed'] ?? 0) + report.leftOut[0]!.rows).toBe(22_061)
  })

  inRetail('adds up to the net value of the set', (set) => {
    const placed = sum(ofType(set, 'order-placed').map(({ amountMinor }) => amountMinor))
    const cancelled = sum(ofType(set, 'order-cancelled').map(({ amountMinor }) => amountMinor))
    const writtenOff = sum(ofType(set, 'invoice-written-off').map(({ amountMinor }) => amountMinor))
    // The third adjustment takes a write-off back, for which there is no event.
    const takenBack = 11_062_060
    expect(placed - cancelled - writtenOff + takenBack).toBe(9_747_747_934)
  })
})

describe('a backtest of the public retail set', () => {
  inRetail('agrees on the busiest days and on who has not ordered for 90 days', async ({ events }) => {
    const on = parseCalendarDay('2011-12-09')
    const report = await backtest({ source: sourceOf(events), ruleSet: INACTIVE, measuresOn: [on] })

    const orders = report.events.byDay.map(({ on: day, byType }) => ({ day, placed: byType['order-placed'] ?? 0 }))
    const placedOn = new Map(orders.map(({ day, placed }) => [formatCalendarDay(day), placed]))
    // Counted apart from this code, without documents of no value: the mapping leaves those out. With them the busiest
    // days are 2011-10-06 and 2011-11-22 with 154 each.
    expect(placedOn.get('2011-10-06')).toBe(122)
    expect(placedOn.get('2011-11-22')).toBe(135)
    expect(Math.max(...placedOn.values())).toBe(placedOn.get('2010-12-02'))
    expect(placedOn.get('2010-12-02')).toBe(142)
    const open = report.alerts.filter(({ resolvedAt, entityId }) => resolvedAt === null && entityId !== 'unknown')
    expect(open).toHaveLength(1449)
  })
})
