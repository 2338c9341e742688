import { describe, expect, test } from '@jest/globals'
import {
  DEMAND_CHANGE_DAYS,
  type Demand,
  demandAmended,
  demandCancelled,
  demandPlaced,
  emptyDemand,
  MAX_DEMAND_DAYS,
  MAX_DEMAND_LINES,
  MAX_OWED_DEMAND_DAYS,
  type OrderedLine,
  pruneDemand,
  takeOwedDemand,
} from './demand.ts'

const ON = 20_500
const line = (productId: string, quantity: number): OrderedLine => ({ productId, quantity })

describe('the demand of a customer', () => {
  test('counts the lines of an order on the day it was placed, those of one product together', () => {
    const demand = emptyDemand()
    place(demand, 'O1', [line('P2', 3), line('P1', 1.5), line('P2', 0.0004), line('P2', 2)])
    expect(takeOwedDemand(demand)).toMatchObject([
      { day: ON, productId: 'P1', quantityMilli: 1_500 },
      { day: ON, productId: 'P2', quantityMilli: 5_000 },
    ])
    expect(takeOwedDemand(demand)).toEqual([])
  })

  test('knows nothing of orders without lines, and counts an order once', () => {
    const demand = emptyDemand()
    place(demand, 'O1', [])
    expect(demand).toEqual(emptyDemand())
    place(demand, 'O2', [line('P1', 1)])
    place(demand, 'O2', [line('P1', 1)])
    expect(demand.days).toMatchObject([{ quantityMilli: 1_000 }])
  })

  test('takes the new lines of an amended order for the old ones, on the day of the order', () => {
    const demand = emptyDemand()
    place(demand, 'O1', [line('P1', 4), line('P2', 1)])
    takeOwedDemand(demand)
    demandAmended(demand, { orderId: 'O1', amountMinor: 900, lines: [line('P1', 6)] }, ON + 3)
    expect(takeOwedDemand(demand)).toMatchObject([
      { day: ON, productId: 'P1', quantityMilli: 6_000 },
      { day: ON, productId: 'P2', quantityMilli: 0 },
    ])
    demandAmended(demand, { orderId: 'O1', amountMinor: 700, lines: [] }, ON + 3)
    demandAmended(demand, { orderId: 'never heard of', amountMinor: 700, lines: [line('P9', 1)] }, ON + 3)
    expect(takeOwedDemand(demand)).toEqual([])
  })

  test('loses the cancelled share of each line, and all of it with all', () => {
    const demand = emptyDemand()
    place(demand, 'O1', [line('P1', 4)])
    demandCancelled(demand, { orderId: 'O1', amountMinor: 250 }, ON + 1)
    expect(takeOwedDemand(demand)).toMatchObject([{ quantityMilli: 3_000 }])
    demandCancelled(demand, { orderId: 'O1', amountMinor: 750 }, ON + 1)
    demandCancelled(demand, { orderId: null, amountMinor: 750 }, ON + 1)
    expect(takeOwedDemand(demand)).toMatchObject([{ quantityMilli: 0 }])
    pruneDemand(demand, ON + 1)
    expect(demand).toEqual(emptyDemand())
  })

  test('is forgotten when it can change no more, and never before it was told', () => {
    const demand = emptyDemand()
    place(demand, 'O1', [line('P1', 1)])
    pruneDemand(demand, ON + DEMAND_CHANGE_DAYS)
    expect(demand).toMatchObject({ orders: [], days: [{ isOwed: true }] })
    takeOwedDemand(demand)
    pruneDemand(demand, ON + DEMAND_CHANGE_DAYS)
    expect(demand).toEqual(emptyDemand())
    demandPlaced(demand, { orderId: 'O2', amountMinor: 1, lines: [line('P1', 1)] }, ON, ON + DEMAND_CHANGE_DAYS)
    expect(demand).toEqual(emptyDemand())
  })

  test('keeps its bounds: what was told goes first, and the oldest order counts as it stands', () => {
    const demand = emptyDemand()
    place(demand, 'O0', [line('told', 1)])
    takeOwedDemand(demand)
    for (let number = 1; number <= MAX_DEMAND_DAYS; number++) place(demand, `O${number}`, [line(`P${number}`, 1)])
    expect(demand.days).toHaveLength(MAX_DEMAND_DAYS)
    expect(demand.days.every(({ isOwed }) => isOwed)).toBe(true)
    expect(demand.orders).toHaveLength(MAX_DEMAND_LINES)
    demandCancelled(demand, { orderId: 'O1', amountMinor: 1000 }, ON)
    expect(demand.days.find(({ productId }) => productId === 'P1')).toMatchObject({ quantityMilli: 1_000 })
    const many = Array.from({ length: MAX_OWED_DEMAND_DAYS }, (_, number) => line(`Q${number}`, 1))
    demandPlaced(demand, { orderId: 'later', amountMinor: 1, lines: many }, ON + 1, ON + 1)
    expect(demand.days).toHaveLength(MAX_OWED_DEMAND_DAYS)
    expect(new Set(takeOwedDemand(demand).map(({ day }) => day))).toEqual(new Set([ON + 1]))
    pruneDemand(demand, ON + 1)
    expect(demand.days).toHaveLength(MAX_DEMAND_DAYS)
  })

  test('leaves what it may have forgotten as it was told: only whole sums are told', () => {
    const demand = emptyDemand()
    const products = Array.from({ length: MAX_DEMAND_DAYS + 88 }, (_, number) => line(`P${1000 + number}`, 3))
    place(demand, 'all', products)
    place(demand, 'more', [line('P1000', 2), line('P1599', 2)])
    takeOwedDemand(demand)
    pruneDemand(demand, ON + 1)
    demandCancelled(demand, { orderId: 'more', amountMinor: 1000 }, ON + 1)
    demandPlaced(demand, { orderId: 'late', amountMinor: 1, lines: [line('P1001', 1)] }, ON, ON + 1)
    // Not 0 of P1000, nor 1 of P1001.
    expect(takeOwedDemand(demand)).toMatchObject([{ day: ON, productId: 'P1599', quantityMilli: 3_000 }])
    demandPlaced(demand, { orderId: 'next', amountMinor: 1, lines: [line('P1000', 1)] }, ON + 1, ON + 1)
    expect(takeOwedDemand(demand)).toMatchObject([{ day: ON + 1, productId: 'P1000', quantityMilli: 1_000 }])
    pruneDemand(demand, ON + 1 + DEMAND_CHANGE_DAYS)
    expect(demand).toEqual(emptyDemand())
  })
})

function place(demand: Demand, orderId: string, lines: readonly OrderedLine[]): void {
  demandPlaced(demand, { orderId, amountMinor: 1000, lines }, ON, ON)
}
