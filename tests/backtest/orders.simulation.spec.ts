/** The public retail set, through its mapping and a backtest: order volumes that were worked out apart from this code. */
import { describe, expect } from '@jest/globals'
import { backtest } from '../../packages/backtest/src/index.ts'
import { formatCalendarDay, parseCalendarDay } from '../../packages/domain/src/index.ts'
import { importedEvents, sourceOf, testOnPublicSet, utcRules } from './public-set.ts'

const SET = { mapping: 'online-retail.yaml', file: 'online_retail.csv.gz' }

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

describe('a backtest of the public retail set', () => {
  testOnPublicSet(SET, 'agrees on the busiest days and on who has not ordered for 90 days', async () => {
    const on = parseCalendarDay('2011-12-09')
    const report = await backtest({ source: sourceOf(await importedEvents(SET)), ruleSet: INACTIVE, measuresOn: [on] })

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
