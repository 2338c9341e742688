import { describe, expect, test } from '@jest/globals'
import { DEMAND_DAYS } from '../representatives/bounds.ts'
import { closeDay } from '../representatives/close-day.ts'
import { contributeDemand, emptyContribution, isNothing } from '../representatives/contribution.ts'
import { emptySalesRepBook, isAtRest, type SalesRepBook } from '../representatives/state.ts'
import { expectedDemandWeek, leastUsualDemand, stockCover, stockTurnover, usualDemand } from './measures.ts'
import { emptyProductRecord, onProductListed, onStockCounted, onStockMoved } from './record.ts'

const ON = 20_500

describe('the stock of a product', () => {
  test('is what was counted last, with what was moved since', () => {
    const record = emptyProductRecord()
    expect(onStockMoved(record, { movedQuantity: 5, movedOn: ON }, ON + 2)).toBe('repeated')
    expect(record.onHandMilli).toBeNull()
    onStockCounted(record, { onHandQuantity: 10, countedOn: ON }, ON + 2)
    onStockMoved(record, { movedQuantity: -2.5, movedOn: ON }, ON + 2)
    onStockMoved(record, { movedQuantity: -9, movedOn: ON + 1 }, ON + 2)
    expect(record).toMatchObject({ onHandMilli: -1_500, countedOn: ON, knownSinceOn: ON })
    expect(onStockCounted(record, { onHandQuantity: 99, countedOn: ON - 1 }, ON + 2)).toBe('repeated')
    expect(onStockMoved(record, { movedQuantity: 7, movedOn: ON - 1 }, ON + 2)).toBe('repeated')
    onStockCounted(record, { onHandQuantity: 3, countedOn: ON + 2 }, ON + 2)
    expect(record.onHandMilli).toBe(3_000)
  })

  test('is neither counted nor moved on a day to come: one mistyped year would keep out every count until then', () => {
    const record = emptyProductRecord()
    onStockCounted(record, { onHandQuantity: 10, countedOn: ON + 1 }, ON)
    const before = { ...record }
    expect(() => onStockCounted(record, { onHandQuantity: 3, countedOn: ON + 365 }, ON)).toThrow('the count is dated')
    expect(() => onStockMoved(record, { movedQuantity: 5, movedOn: ON + 7 }, ON)).toThrow('the movement is dated')
    expect(record).toEqual(before)
  })

  test('does not ask who the product is: a listing is the whole of that', () => {
    const record = emptyProductRecord()
    onProductListed(record, { name: 'Wire', unit: 'm', replenishmentLeadTimeDays: 9 }, ON)
    onProductListed(record, { name: 'Rope' }, ON + 3)
    expect(record).toMatchObject({ name: 'Rope', unit: null, leadTimeDays: null, knownSinceOn: ON, onHandMilli: null })
  })

  test('lasts as long as nobody orders more: none that was counted is unknown, never zero', () => {
    const book = orderedWeekly([70, 70, 70, 70])
    expect([stockCover(book, ON), stockTurnover(book, ON)]).toEqual([undefined, undefined])
    book.product = { ...emptyProductRecord(), onHandMilli: 50_000, knownSinceOn: ON - 200 }
    expect(stockCover(book, ON)).toEqual({ days: 5, sample: 4 })
    expect(stockTurnover(book, ON)).toEqual({ days: 50 / (280 / 90), sample: 90 })
    expect(stockCover(book, ON + 28)).toBeUndefined()
    expect(stockTurnover(book, ON + 90)).toEqual({ days: 999, sample: 90 })
    const began = { ...orderedWeekly([70]), firstOrderOn: ON - 6, product: { ...book.product, knownSinceOn: ON - 1 } }
    expect([stockCover(began, ON), stockTurnover(began, ON)]).toMatchObject([{ days: 5 }, { days: 5 }])
    book.product.onHandMilli = -1
    expect(stockCover(book, ON)).toEqual({ days: 0, sample: 4 })
  })
})

describe('the demand for a product', () => {
  const silence = [0, 0, 0, 0]

  test('is usual by its median fortnight before the last 28 days: one large order does not move it, nor does its rhythm', () => {
    const weeks = [10, 10, 10, 500, 10, 10, 10, 10]
    expect(usualDemand(orderedWeekly([...weeks, ...silence]), ON)).toEqual({ quantity: 40, sample: 4 })
    const everyOtherWeek = [0, 20, 0, 20, 0, 20]
    expect(usualDemand(orderedWeekly([...everyOtherWeek, ...silence]), ON)).toEqual({ quantity: 40, sample: 3 })
    expect(usualDemand(orderedWeekly([10, 10, 10, 10, 10]), ON)).toBeUndefined()
  })

  test('has a least that is usual: four spreads below, nothing where it swings too much', () => {
    expect(leastUsualDemand(orderedWeekly([100, 100, 100, 100, ...silence]), ON)).toEqual({ quantity: 320, sample: 2 })
    const swinging = orderedWeekly([85, 85, 115, 115, 100, 100, ...silence])
    expect(leastUsualDemand(swinging, ON)?.quantity).toBeCloseTo(400 - 4 * Math.sqrt(2) * 0.8693 * 30, 3)
    const twoLevels = orderedWeekly([10, 0, 190, 0, 10, 0, 190, 0, 190, 0, ...silence])
    expect(leastUsualDemand(twoLevels, ON)).toEqual({ quantity: 0, sample: 5 })
    const oneLarge = orderedWeekly([100, 100, 100, 900, 100, 100, 100, 100, ...silence])
    expect(leastUsualDemand(oneLarge, ON)).toEqual({ quantity: 320, sample: 4 })
    const wild = orderedWeekly([10, 10, 200, 200, 100, 100, ...silence])
    expect(leastUsualDemand(wild, ON)).toEqual({ quantity: 0, sample: 3 })
    expect(leastUsualDemand(orderedWeekly(silence), ON)).toBeUndefined()
  })

  test('is expected to go on as it goes, whatever one week did, and never below nothing', () => {
    const growing = [10, 20, 30, 40, 900, 60, 70, 80]
    expect(expectedDemandWeek(orderedWeekly(growing), ON)).toEqual({ quantity: 90, sample: 8 })
    expect(expectedDemandWeek(orderedWeekly([60, 50, 40, 30, 20, 10, 1]), ON)?.quantity).toBeLessThan(2)
    expect(expectedDemandWeek(orderedWeekly([60, 50, 40, 20, 1, 1]), ON)).toEqual({ quantity: 0, sample: 6 })
    expect(expectedDemandWeek(orderedWeekly([1, 1, 1, 1, 1]), ON)).toBeUndefined()
  })

  test('is a sum over customers: told twice it counts once, taken back it is gone, and it is forgotten in the end', () => {
    const [book, movements] = [emptySalesRepBook(), emptySalesRepBook()]
    const [first, second] = [emptyContribution(), emptyContribution()]
    const nothing = () => {
      throw new Error('nothing moves')
    }
    expect(contributeDemand(first, () => movements, { day: ON, quantityMilli: 5 }, ON)).toBe(true)
    expect(contributeDemand(first, nothing, { day: ON, quantityMilli: 5 }, ON)).toBe(false)
    contributeDemand(second, () => movements, { day: ON, quantityMilli: 7 }, ON)
    closeDay(book, [movements], ON)
    expect(book).toMatchObject({ demandDays: [{ day: ON, quantityMilli: 12 }], firstOrderOn: ON })
    const later = emptySalesRepBook()
    contributeDemand(first, () => later, { day: ON, quantityMilli: 0 }, ON + 9)
    expect(isNothing(first)).toBe(true)
    closeDay(book, [later], ON + 9)
    expect(book.demandDays).toEqual([{ day: ON, quantityMilli: 7 }])
    expect(isAtRest(book)).toBe(false)
    closeDay(book, [], ON + DEMAND_DAYS)
    expect(isAtRest(book)).toBe(true)
    book.product = { ...emptyProductRecord(), onHandMilli: 1 }
    expect(isAtRest(book)).toBe(false)
  })
})

/** One order a week, the last on `ON`; the first week begins with the first order. */
function orderedWeekly(quantities: readonly number[]): SalesRepBook {
  const book = emptySalesRepBook()
  for (const [index, quantity] of quantities.entries()) {
    const day = ON - 7 * (quantities.length - 1 - index)
    if (quantity > 0) book.demandDays.push({ day, quantityMilli: quantity * 1000 })
  }
  book.firstOrderOn = ON - 7 * quantities.length + 1
  return book
}
