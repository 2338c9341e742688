import { describe, expect, test } from '@jest/globals'
import { closeDay } from './close-day.ts'
import {
  type Contribution,
  contributeContracts,
  contributeOrders,
  contributeReceivables,
  emptyContribution,
  isNothing,
} from './contribution.ts'
import { largestRepCustomer, repOrderWindows, repSigningsIn, sumRepCollection, sumRepOpen } from './measures.ts'
import { emptySalesRepBook, type RepCurrencyBook, type RepDueDay, type SalesRepBook } from './state.ts'

const TODAY = 20_600

describe('what customers contribute to a representative', () => {
  test('adds up over customers, by due day', () => {
    const book = bookOf(
      owing('C1', { dueOn: TODAY - 1, billedMinor: 300, openMinor: 100 }),
      owing('C2', { dueOn: TODAY - 1, billedMinor: 500, openMinor: 500 }, { dueOn: TODAY + 9, openMinor: 50 }),
    )
    expect(sumRepOpen(currency(book), TODAY)).toEqual({
      openMinor: 650,
      openInvoices: 3,
      overdueMinor: 600,
      overdueUndisputedMinor: 600,
    })
    expect(sumRepCollection(currency(book), TODAY)).toEqual({ billedMinor: 800, paidMinor: 200, billedInvoices: 2 })
    expect(largestRepCustomer(currency(book))).toEqual({ customerId: 'C2', name: null, openMinor: 550 })
  })

  test('takes the place of what the same customer contributed before', () => {
    const contribution = emptyContribution()
    const book = emptySalesRepBook()
    for (const openMinor of [900, 300, 0]) {
      const movements = emptySalesRepBook()
      told(contribution, movements, 'C1', { dueOn: TODAY, billedMinor: 900, openMinor })
      closeDay(book, [movements], TODAY)
      expect(sumRepOpen(currency(book), TODAY).openMinor).toBe(openMinor)
    }
    expect(currency(book).customers).toEqual([])
  })

  test.each<[keyof SalesRepBook, (movements: SalesRepBook, sign: 1 | -1) => void]>([
    ['orderDays', ({ orderDays }, sign) => orderDays.push({ day: TODAY, placed: sign })],
    ['contractDays', ({ contractDays }, sign) => contractDays.push({ day: TODAY, decided: sign, signed: 0 })],
    ['salesDays', ({ salesDays }, sign) => salesDays.push({ day: TODAY, currency: 'CNY', netMinor: 5 * sign })],
    [
      'outcomeDays',
      ({ outcomeDays }, sign) => outcomeDays.push({ day: TODAY, kind: 'surveys', counted: sign, good: 0 }),
    ],
    ['customerDays', ({ customerDays }, sign) => customerDays.push({ day: TODAY, first: sign, latest: sign })],
    ['demandDays', ({ demandDays }, sign) => demandDays.push({ day: TODAY, quantityMilli: 9 * sign })],
  ])('leaves no day in %s of which everything was taken back', (list, move) => {
    const book = emptySalesRepBook()
    for (const sign of [1, -1] as const) {
      const movements = emptySalesRepBook()
      move(movements, sign)
      closeDay(book, [movements], TODAY)
      expect(book[list]).toHaveLength(sign === 1 ? 1 : 0)
    }
  })

  test('moves nothing when it is told again', () => {
    const contribution = emptyContribution()
    told(contribution, emptySalesRepBook(), 'C1', { dueOn: TODAY, openMinor: 5 })
    contributeOrders(contribution, emptySalesRepBook, { day: TODAY, placed: 2 }, TODAY)
    contributeContracts(contribution, emptySalesRepBook, { day: TODAY, decided: 2, signed: 1 }, TODAY)
    const nothing = () => {
      throw new Error('movements were asked for')
    }
    expect(contributeOrders(contribution, nothing, { day: TODAY, placed: 2 }, TODAY)).toBe(false)
    expect(contributeContracts(contribution, nothing, { day: TODAY, decided: 2, signed: 1 }, TODAY)).toBe(false)
    const again = {
      customerId: 'C1',
      customerName: null,
      currency: 'CNY',
      dueDays: [dueDay({ dueOn: TODAY, openMinor: 5 })],
    }
    expect(contributeReceivables(contribution, nothing, again)).toBe(false)
  })

  test('counts what was written off as billed and not as paid', () => {
    const book = bookOf(owing('C1', { dueOn: TODAY - 3, billedMinor: 100, writtenOffMinor: 100 }))
    expect(sumRepCollection(currency(book), TODAY)).toMatchObject({ billedMinor: 100, paidMinor: 0 })
  })

  test('keeps currencies apart', () => {
    const movements = emptySalesRepBook()
    const dueDays = [dueDay({ dueOn: TODAY, openMinor: 7 })]
    for (const code of ['USD', 'CNY']) {
      const fact = { customerId: 'C1', customerName: 'Pine Works', currency: code, dueDays }
      contributeReceivables(emptyContribution(), () => movements, fact)
    }
    expect(movements.currencies.map(({ currency }) => currency)).toEqual(['CNY', 'USD'])
  })

  test('is nothing once all of it was taken back', () => {
    const contribution = emptyContribution()
    told(contribution, emptySalesRepBook(), 'C1', { dueOn: TODAY, openMinor: 5 })
    contributeOrders(contribution, emptySalesRepBook, { day: TODAY, placed: 2 }, TODAY)
    expect(isNothing(contribution)).toBe(false)
    told(contribution, emptySalesRepBook(), 'C1')
    contributeOrders(contribution, emptySalesRepBook, { day: TODAY, placed: 0 }, TODAY)
    expect(isNothing(contribution)).toBe(true)
  })
})

describe('windows', () => {
  test('orders: 30 days against the 90 before, covered once the first order lies before both', () => {
    const book = emptySalesRepBook()
    const movements = emptySalesRepBook()
    for (const day of [TODAY - 119, TODAY - 30, TODAY - 29, TODAY]) {
      contributeOrders(emptyContribution(), () => movements, { day, placed: 1 }, TODAY)
    }
    closeDay(book, [movements], TODAY)
    expect(repOrderWindows(book, TODAY)).toEqual({ recent: 2, baseline: 2, isCovered: true })
    expect(repOrderWindows(book, TODAY - 1).isCovered).toBe(false)
    closeDay(book, [], TODAY + 1)
    expect(repOrderWindows(book, TODAY + 1)).toEqual({ recent: 1, baseline: 2, isCovered: true })
  })

  test('contracts: 90 days up to the day, those dated ahead not yet', () => {
    const book = emptySalesRepBook()
    const movements = emptySalesRepBook()
    for (const day of [TODAY - 90, TODAY - 89, TODAY - 1, TODAY, TODAY + 1]) {
      contributeContracts(emptyContribution(), () => movements, { day, decided: 2, signed: 1 }, TODAY)
    }
    closeDay(book, [movements], TODAY)
    expect(repSigningsIn(book, TODAY)).toEqual({ decided: 6, signed: 3 })
    expect(repSigningsIn(book, TODAY + 90)).toEqual({ decided: 2, signed: 1 })
  })

  test('what fell due is kept for 90 days, what is open for as long as it is', () => {
    const book = bookOf(
      owing('C1', { dueOn: TODAY - 90, billedMinor: 10 }),
      owing('C2', { dueOn: TODAY - 500, openMinor: 10 }),
    )
    expect(sumRepCollection(currency(book), TODAY).billedMinor).toBe(10)
    closeDay(book, [], TODAY + 1)
    expect(sumRepCollection(currency(book), TODAY + 1).billedMinor).toBe(0)
    expect(sumRepOpen(currency(book), TODAY + 1).overdueMinor).toBe(10)
    expect(currency(book).dueDays).toMatchObject([{ dueOn: TODAY - 500, billedInvoices: 0, openMinor: 10 }])
  })
})

type Owing = readonly [customerId: string, ...dueDays: Partial<RepDueDay>[]]

function owing(customerId: string, ...dueDays: (Partial<RepDueDay> & Pick<RepDueDay, 'dueOn'>)[]): Owing {
  return [customerId, ...dueDays]
}

function bookOf(...customers: readonly Owing[]): SalesRepBook {
  const movements = emptySalesRepBook()
  for (const [customerId, ...dueDays] of customers) told(emptyContribution(), movements, customerId, ...dueDays)
  const book = emptySalesRepBook()
  closeDay(book, [movements], TODAY)
  return book
}

function told(
  contribution: Contribution,
  movements: SalesRepBook,
  customerId: string,
  ...dueDays: readonly Partial<RepDueDay>[]
): void {
  const fact = { customerId, customerName: null, currency: 'CNY', dueDays: dueDays.map(dueDay) }
  contributeReceivables(contribution, () => movements, fact)
}

function dueDay(given: Partial<RepDueDay>): RepDueDay {
  const openMinor = given.openMinor ?? 0
  return {
    dueOn: TODAY,
    billedMinor: openMinor,
    billedInvoices: 1,
    writtenOffMinor: 0,
    openMinor,
    undisputedOpenMinor: openMinor,
    openInvoices: openMinor === 0 ? 0 : 1,
    ...given,
  }
}

function currency({ currencies: [first] }: SalesRepBook): RepCurrencyBook {
  if (first === undefined) throw new Error('nothing in any currency')
  return first
}
