import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DEMAND_DAYS } from '../representatives/bounds.ts'
import { closeDay } from '../representatives/close-day.ts'
import { contributeDemand, emptyContribution, isNothing } from '../representatives/contribution.ts'
import { emptySalesRepBook, type SalesRepBook } from '../representatives/state.ts'
import { expectedDemandWeek, leastUsualDemand, stockCover, stockTurnover, usualDemand } from './measures.ts'
import { emptyProductRecord, onProductListed } from './record.ts'
import { MOVED_DAYS, type MovedDay, onStockCounted, onStockMoved } from './stock.ts'

const ON = 20_500

describe('the stock of a product', () => {
  test('is what was counted last, with what was moved since', () => {
    const { record, count, move } = stock()
    move(5, ON)
    expect(record.onHandMilli).toBeNull()
    count(10, ON)
    move(-2.5, ON)
    move(-9, ON + 1)
    expect(record).toMatchObject({ onHandMilli: -1_500, countedOn: ON, knownSinceOn: ON })
    expect(count(99, ON - 1)).toBe('repeated')
    expect(move(7, ON - 1)).toBe('repeated')
    count(3, ON + 2)
    expect(record.onHandMilli).toBe(3_000)
  })

  test('has what was moved after the day of a count that is told late, also where it is the first', () => {
    const { record, days, count, move } = stock()
    move(-4, ON)
    move(-3, ON + 1)
    count(10, ON)
    expect(record).toMatchObject({ onHandMilli: 7_000, countedOn: ON })
    move(6, ON + 5)
    move(-1, ON + 5)
    move(-2, ON + 8)
    count(20, ON + 5)
    expect(record).toMatchObject({ onHandMilli: 18_000, countedOn: ON + 5 })
    expect(days).toEqual([{ day: ON + 8, quantityMilli: -2_000 }])
    count(18, ON + 9)
    expect(record.onHandMilli).toBe(18_000)
    expect(days).toEqual([])
  })

  test('forgets what was moved so long ago that no count is told as late as that', () => {
    const { record, days, count, move } = stock(ON + 200)
    for (let day = ON; day < ON + 200; day++) move(-1, day)
    expect(days).toHaveLength(MOVED_DAYS)
    count(500, ON + 200 - MOVED_DAYS)
    expect(record.onHandMilli).toBe(500_000 - (MOVED_DAYS - 1) * 1_000)
  })

  test('is the same, whenever each count and movement of other days is told', () => {
    const story = fc.array(
      fc.record({ isCount: fc.boolean(), quantity: fc.integer({ min: 1, max: 90 }), day: fc.nat(30) }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (told, order) => {
        // On one day alone the order of telling matters: a movement is before or after the count.
        const facts = told.filter(({ day }, index) => told.findIndex((other) => other.day === day) === index)
        const shuffled = facts
          .map((fact) => ({ fact, at: order.next().value }))
          .sort((left, right) => left.at - right.at)
        const { record, count, move } = stock(ON + 30)
        for (const { fact } of shuffled) (fact.isCount ? count : move)(fact.quantity, ON + fact.day)
        const counts = facts.filter(({ isCount }) => isCount)
        const latest = counts.sort((left, right) => left.day - right.day).at(-1)
        const since = facts.filter(({ isCount, day }) => !isCount && day > (latest?.day ?? 0))
        const moved = since.reduce((sum, { quantity }) => sum + quantity, 0)
        expect(record.onHandMilli).toBe(latest === undefined ? null : (latest.quantity + moved) * 1000)
      }),
    )
  })

  test('is neither counted nor moved on a day to come: one mistyped year would keep out every count until then', () => {
    const { record, days, count, move } = stock(ON)
    count(10, ON + 1)
    const before = { ...record }
    expect(() => count(3, ON + 365)).toThrow('the count is dated')
    expect(() => move(5, ON + 7)).toThrow('the movement is dated')
    expect([record, days]).toEqual([before, []])
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

  test('is no surplus while nothing was ever ordered: orders may be told without lines', () => {
    const book = {
      ...emptySalesRepBook(),
      product: { ...emptyProductRecord(), onHandMilli: 5, knownSinceOn: ON - 200 },
    }
    expect([stockCover(book, ON), stockTurnover(book, ON)]).toEqual([undefined, undefined])
  })
})

/** A product of which everything is told on one day. */
function stock(today = ON + 9) {
  const record = emptyProductRecord()
  const days: MovedDay[] = []
  return {
    record,
    days,
    count: (onHandQuantity: number, countedOn: number) =>
      onStockCounted(record, days, { onHandQuantity, countedOn }, today),
    move: (movedQuantity: number, movedOn: number) => onStockMoved(record, days, { movedQuantity, movedOn }, today),
  }
}

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
    closeDay(book, [], ON + DEMAND_DAYS - 1)
    expect(book.demandDays).toEqual([{ day: ON, quantityMilli: 7 }])
    closeDay(book, [], ON + DEMAND_DAYS)
    expect(book).toEqual({ ...emptySalesRepBook(), firstOrderOn: ON })
  })
})

describe('the least that is usual', () => {
  const quantity = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }))

  test('is four spreads below twice the median fortnight, by the quartile of all that lie apart from it', () => {
    fc.assert(
      fc.property(fc.array(quantity, { minLength: 6, maxLength: 34 }), (quantities) => {
        // Each fortnight is two whole weeks; the last four weeks are those that it is held against.
        const before = quantities.slice(0, -4)
        const fortnights: number[] = []
        for (let end = before.length; end >= 2 && fortnights.length < 13; end -= 2) {
          fortnights.push((before[end - 1] ?? 0) + (before[end - 2] ?? 0))
        }
        const middle = (rankedAt(fortnights, 0.5) + rankedAt(fortnights, 0.5, 'upper')) / 2
        const apart = rankedAt(
          fortnights.map((each) => Math.abs(each - middle)),
          0.75,
        )
        const spread = Math.max(Math.SQRT2 * 0.8693 * apart, 0.05 * 2 * middle)
        const least = leastUsualDemand(orderedWeekly(quantities), ON)
        expect(least?.quantity).toBeCloseTo(Math.max(0, 2 * middle - 4 * spread), 2)
        expect(least?.sample).toBe(fortnights.filter((each) => each > 0).length)
      }),
    )
  })
})

/** The smallest number that at least such a share of them do not exceed; `upper`: the one after a share that comes out even. */
function rankedAt(numbers: readonly number[], share: number, side: 'lower' | 'upper' = 'lower'): number {
  const rank = numbers.length * share
  const sorted = numbers.toSorted((left, right) => left - right)
  return sorted[side === 'lower' ? Math.ceil(rank) - 1 : Math.floor(rank)] ?? 0
}

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
