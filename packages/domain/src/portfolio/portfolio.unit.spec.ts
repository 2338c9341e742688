import { expect, test } from '@jest/globals'
import { groupExpectedOrderWeek } from '../measures/portfolio-measures.ts'
import { closeDay } from '../representatives/close-day.ts'
import { type Contribution, emptyContribution, isNothing } from '../representatives/contribution.ts'
import type { ExpectedOrders } from '../representatives/expected-orders.ts'
import { emptySalesRepBook, type SalesRepBook } from '../representatives/state.ts'
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
  expect(book).toEqual({ ...emptySalesRepBook(), firstOrderOn: ON })
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

test('due days that stand as before move nothing, wherever the changed one lies among them', () => {
  const paid = { billedMinor: 100, billedInvoices: 1, writtenOffMinor: 0 }
  const dueDay = (dueOn: number, openMinor: number) => {
    return { dueOn, ...paid, openMinor, undisputedOpenMinor: openMinor, openInvoices: openMinor > 0 ? 1 : 0 }
  }
  const owing = (...dueDays: ReturnType<typeof dueDay>[]) => told({ receivables: [{ currency: 'CNY', dueDays }] })
  const contribution = emptyContribution()
  const movesTo = (now: ToldContribution) => {
    const movements = emptySalesRepBook()
    contributeWhole(contribution, () => movements, now)
    return movements.currencies[0]?.dueDays.map(({ dueOn, openMinor }) => [dueOn - ON, openMinor])
  }
  movesTo(owing(dueDay(ON, 10), dueDay(ON + 1, 20), dueDay(ON + 2, 30)))
  expect(movesTo(owing(dueDay(ON, 10), dueDay(ON + 1, 25), dueDay(ON + 2, 30)))).toEqual([[1, 5]])
  expect(movesTo(owing(dueDay(ON + 1, 25), dueDay(ON + 3, 40)))).toEqual([
    [0, -10],
    [2, -30],
    [3, 40],
  ])
})

test.each([
  { billedMinor: 101 },
  { billedInvoices: 2 },
  { writtenOffMinor: 5 },
  { openMinor: 90 },
  { undisputedOpenMinor: 40 },
  { openInvoices: 2 },
])('a due day of which this alone is another moves: %o', (changed) => {
  const before = {
    dueOn: ON,
    billedMinor: 100,
    billedInvoices: 1,
    writtenOffMinor: 0,
    openMinor: 100,
    undisputedOpenMinor: 100,
    openInvoices: 1,
  }
  const contribution = emptyContribution()
  const book = emptySalesRepBook()
  const owes = (dueDay: typeof before) => told({ receivables: [{ currency: 'CNY', dueDays: [dueDay] }] })
  contributeWhole(contribution, () => book, owes(before))
  contributeWhole(contribution, () => book, owes({ ...before, ...changed }))
  expect(book.currencies[0]?.dueDays).toEqual([{ ...before, ...changed }])
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

test('what customers may order next is added up by currency, each until its silence lasts too long', () => {
  const book = emptySalesRepBook()
  const [first, second] = [emptyContribution(), emptyContribution()]
  const tell = (contribution: Contribution, customerId: string, expected: readonly ExpectedOrders[]) =>
    contributeWhole(contribution, () => book, told({ customerId, expected }))
  tell(first, 'C1', [expecting('CNY', 300, ON + 3), expecting('USD', 40, ON + 3)])
  tell(second, 'C2', [expecting('CNY', 500, ON + 9)])
  closeDay(book, [], ON)
  expect(expectedAt(book, ON)).toEqual(['CNY 800 of 2', 'USD 40 of 1'])
  expect(expectedAt(book, ON + 3)).toEqual(['CNY 800 of 2', 'USD 40 of 1'])
  closeDay(book, [], ON + 4)
  expect(expectedAt(book, ON + 4)).toEqual(['CNY 500 of 1'])
  // It orders again; what it was expected to order before has gone by then.
  tell(first, 'C1', [expecting('CNY', 200, ON + 40)])
  closeDay(book, [], ON + 5)
  expect(expectedAt(book, ON + 5)).toEqual(['CNY 700 of 2'])
  tell(first, 'C1', [])
  tell(second, 'C2', [])
  closeDay(book, [], ON + 6)
  expect(book.currencies.flatMap(({ expected }) => expected)).toEqual([])
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

function expecting(currency: string, expectedMinor: number, untilOn: number): ExpectedOrders {
  return { currency, expectedMinor, untilOn }
}

function expectedAt(book: SalesRepBook, on: number): string[] {
  const measured = groupExpectedOrderWeek.measure(book, on)
  if (measured.kind !== 'money') throw new Error('the forecast is an amount')
  return measured.amounts.map(({ currency, amountMinor, sample }) => `${currency} ${amountMinor} of ${sample}`)
}

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
