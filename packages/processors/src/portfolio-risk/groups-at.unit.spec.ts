import { expect, test } from '@jest/globals'
import type { PortfolioFact } from '@tocsin/events'
import { GroupsAt } from './groups-at.ts'

const ON = 20_500

test('a group is what its customers had told of the day asked for, and no later one', () => {
  const groups = new GroupsAt(ON)
  groups.add(owes('portfolio:all', 'C1', 900, ON - 200, ON - 40))
  groups.add(owes('portfolio:all', 'C2', 500, ON - 9, ON + 20))
  groups.add(owes('portfolio:all', 'C2', 100, ON, ON + 20))
  groups.add(owes('portfolio:all', 'C1', 0, ON + 1, ON + 1))
  groups.add(owes('region:north', 'C1', 900, ON - 200, ON - 40))
  const figures = groups.figures()
  expect(figures.map(({ entityType, entityId }) => `${entityType}:${entityId}`)).toEqual([
    'portfolio:all',
    'region:north',
  ])
  expect(figures[0]?.measures).toMatchObject({
    open: { amounts: [{ currency: 'CNY', amountMinor: 1000, sample: 2 }] },
    overdue: { amounts: [{ currency: 'CNY', amountMinor: 900 }] },
    'largest-customer-open': { amounts: [{ amountMinor: 900, subject: { id: 'C1' } }] },
  })
})

test('what fell due long before the day, and is paid, is no part of what fell due lately', () => {
  const groups = new GroupsAt(ON)
  groups.add(owes('portfolio:all', 'C1', 0, ON - 200, ON - 201, 800))
  groups.add(owes('portfolio:all', 'C2', 0, ON - 1, ON - 10, 300))
  expect(groups.figures()[0]?.measures).toMatchObject({
    'fallen-due': { amounts: [{ currency: 'CNY', amountMinor: 300 }] },
    'fallen-due-paid': { amounts: [{ currency: 'CNY', amountMinor: 300 }] },
  })
})

function owes(
  group: string,
  customerId: string,
  openMinor: number,
  on: number,
  dueOn: number,
  billedMinor = openMinor,
): PortfolioFact {
  const invoice = { dueOn, billedMinor, billedInvoices: 1, writtenOffMinor: 0 }
  const dueDay = { ...invoice, openMinor, undisputedOpenMinor: openMinor, openInvoices: openMinor > 0 ? 1 : 0 }
  const receivables = billedMinor === 0 ? [] : [{ currency: 'CNY', dueDays: [dueDay] }]
  const ids = { eventId: `${group}-${customerId}-${on}`, group, customerId, on, salesRepId: 'R1' }
  return { type: 'customer-contributed', ...ids, receivables, orderDays: [], contractDays: [] }
}
