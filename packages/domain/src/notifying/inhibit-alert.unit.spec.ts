import { expect, test } from '@jest/globals'
import { inhibitionOf } from './inhibit-alert.ts'

const pastDue = {
  id: 'past-due',
  name: { zh: '逾期', en: 'Past due' },
  whileOpen: ['days-past-due', 'customer-default'],
  leaveOut: ['overdue-ratio', 'late-cash'],
}
const routing = { inhibitions: [pastDue] }

test('an alert that is named needs no telling beside an open one that is as severe', () => {
  const critical = { indicator: 'days-past-due', severity: 'critical' } as const
  const warning = { ...critical, severity: 'warning' } as const
  const ratio = { indicator: 'overdue-ratio', severity: 'warning' } as const
  expect(inhibitionOf(routing, ratio, [critical])).toEqual({ inhibition: pastDue, by: critical })
  expect(inhibitionOf(routing, ratio, [warning])?.by).toBe(warning)
  expect(inhibitionOf(routing, { ...ratio, severity: 'critical' }, [warning])).toBeUndefined()
  expect(inhibitionOf(routing, { ...ratio, severity: 'critical' }, [warning, critical])?.by).toBe(critical)
  expect(inhibitionOf(routing, { ...ratio, indicator: 'order-drop' }, [critical])).toBeUndefined()
  expect(inhibitionOf(routing, ratio, [{ ...critical, indicator: 'order-drop' }])).toBeUndefined()
  expect(inhibitionOf({}, ratio, [critical])).toBeUndefined()
})

test('what is about another currency says something else; what is about none, or every one, may speak for all', () => {
  const ofYuan = { indicator: 'days-past-due', severity: 'warning', currency: 'CNY' } as const
  const ratio = { indicator: 'overdue-ratio', severity: 'warning' } as const
  expect(inhibitionOf(routing, { ...ratio, currency: 'USD' }, [ofYuan])).toBeUndefined()
  expect(inhibitionOf(routing, { ...ratio, currency: 'CNY' }, [ofYuan])?.by).toBe(ofYuan)
  expect(inhibitionOf(routing, { ...ratio, currency: null }, [ofYuan])?.by).toBe(ofYuan)
  const ofAll = { ...ofYuan, currency: null }
  expect(inhibitionOf(routing, { ...ratio, currency: 'USD' }, [ofAll])?.by).toBe(ofAll)
})
