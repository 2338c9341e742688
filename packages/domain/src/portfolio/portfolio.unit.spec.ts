import { expect, test } from '@jest/globals'
import { closeDay } from '../representatives/close-day.ts'
import { emptyContribution, isNothing } from '../representatives/contribution.ts'
import { emptySalesRepBook, isAtRest } from '../representatives/state.ts'
import { contributeWhole, type ToldContribution } from './contribute-whole.ts'
import { NO_CONTRIBUTION } from './customer-contribution.ts'
import { groupNamed, groupsOf, traitsOfGroup } from './groups.ts'
import { customerActivity, largestSeller } from './measures.ts'

const ON = 20_500

test('a group is the sum of its customers: one that leaves leaves nothing, and told twice is told once', () => {
  const book = emptySalesRepBook()
  const contribution = emptyContribution()
  const movements = emptySalesRepBook()
  expect(contributeWhole(contribution, () => movements, told({}))).not.toBe(0)
  const again = () => {
    throw new Error('nothing moves')
  }
  expect(contributeWhole(contribution, again, told({}))).toBe(0)
  closeDay(book, [movements], ON)
  expect(book.currencies[0]).toMatchObject({
    customers: [{ customerId: 'C1', openMinor: 700 }],
    sellers: [{ salesRepId: 'R1', openMinor: 700 }],
  })
  expect(book).toMatchObject({ orderDays: [{ day: ON, placed: 2 }], contractDays: [{ decided: 3, signed: 1 }] })

  const leaving = emptySalesRepBook()
  contributeWhole(contribution, () => leaving, told({ ...NO_CONTRIBUTION, on: ON + 1 }))
  closeDay(book, [leaving], ON + 1)
  expect(isAtRest(book)).toBe(true)
  expect(isNothing(contribution)).toBe(true)
})

test('a customer that gets another representative takes what it owes to that one', () => {
  const book = emptySalesRepBook()
  const contribution = emptyContribution()
  contributeWhole(contribution, () => book, told({}))
  contributeWhole(contribution, () => book, told({ salesRepId: 'R2' }))
  closeDay(book, [], ON)
  expect(book.currencies.map(largestSeller)).toEqual([{ salesRepId: 'R2', openMinor: 700 }])
  expect(book.currencies[0]?.sellers).toHaveLength(1)
})

test('customers count as silent from the 90th day after their latest order on, and are forgotten after 180', () => {
  const book = emptySalesRepBook()
  const first = told({ firstOrderOn: ON - 200, lastOrderOn: ON })
  contributeWhole(emptyContribution(), () => book, first)
  contributeWhole(
    emptyContribution(),
    () => book,
    told({ customerId: 'C2', firstOrderOn: ON + 80, lastOrderOn: ON + 80 }),
  )
  expect(customerActivity(book, ON + 89)).toEqual({ buying: 1, silent: 0 })
  expect(customerActivity(book, ON + 90)).toEqual({ buying: 1, silent: 1 })
  expect(customerActivity(book, ON + 170)).toEqual({ buying: 2, silent: 2 })
  expect(customerActivity(book, ON + 180)).toEqual({ buying: 1, silent: 1 })
})

test('names of groups become ids, and an id says which group it is', () => {
  const name = `${'x'.repeat(250)}`
  expect(groupsOf({ segment: 'retail: small', region: '__proto__', industry: name, productLine: 'wire' })).toEqual([
    'segment:retail: small',
    `industry:${name.slice(0, 190)}`,
    'product-line:wire',
  ])
  expect(groupNamed('segment:retail: small')).toEqual({ entityType: 'segment', entityId: 'retail: small' })
  expect(traitsOfGroup({ entityType: 'product-line', entityId: 'wire' })).toEqual({ productLine: 'wire' })
  expect(traitsOfGroup({ entityType: 'portfolio', entityId: 'all' })).toEqual({})
  expect([groupNamed('segment:'), groupNamed('retail'), groupNamed('customer:C1')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

function told(given: Partial<ToldContribution>): ToldContribution {
  const invoice = { billedMinor: 700, billedInvoices: 1, writtenOffMinor: 0 }
  const open = { openMinor: 700, undisputedOpenMinor: 700, openInvoices: 1 }
  return {
    customerId: 'C1',
    customerName: 'Pine Works',
    salesRepId: 'R1',
    on: ON,
    receivables: [{ currency: 'CNY', dueDays: [{ dueOn: ON + 10, ...invoice, ...open }] }],
    firstOrderOn: ON - 100,
    lastOrderOn: ON,
    orderDays: [{ day: ON, placed: 2 }],
    contractDays: [{ day: ON, decided: 3, signed: 1 }],
    ...given,
  }
}
