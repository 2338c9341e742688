import { describe, expect, test } from '@jest/globals'
import type { OrderPlaced } from '../sales-history/facts.ts'
import { ABANDONED_AFTER_DAYS } from '../sales-history/state.ts'
import { type CalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import { pruneFulfilment } from './bounds.ts'
import { deliveriesIn, nextDeliveryWindowChangeOn, pastPromise, returnsBetween } from './measures.ts'
import {
  trackOrderAmended,
  trackOrderCancelled,
  trackOrderDelivered,
  trackOrderPlaced,
  trackOrderReturned,
} from './on-order.ts'
import { emptyFulfilment, FULFILMENT_DAYS, type Fulfilment, MAX_TRACKED_ORDERS } from './state.ts'

const MAR_2 = parseCalendarDay('2026-03-02')

function order(change: Partial<OrderPlaced> = {}): OrderPlaced {
  return { orderId: 'ORD-1', salesRepId: 'REP-1', amountMinor: 500_00, currency: 'EUR', ...change }
}

function promised(promisedOn: CalendarDay, change: Partial<OrderPlaced> = {}): Fulfilment {
  const fulfilment = emptyFulfilment()
  trackOrderPlaced(fulfilment, order({ promisedOn, ...change }), MAR_2, MAR_2)
  return fulfilment
}

const deliver = (fulfilment: Fulfilment, deliveredOn: CalendarDay, complete = true) =>
  trackOrderDelivered(fulfilment, { orderId: 'ORD-1', deliveredOn, complete }, deliveredOn)

describe('The fulfilment of orders', () => {
  test('counts a delivery on its day, in time up to and with the promised day', () => {
    const inTime = promised(MAR_2 + 5)
    deliver(inTime, MAR_2 + 5)
    expect(deliveriesIn(inTime, MAR_2 + 5, 90)).toEqual({ delivered: 1, processingDays: 5, promised: 1, onTime: 1 })
    const late = promised(MAR_2 + 5)
    deliver(late, MAR_2 + 6)
    expect(deliveriesIn(late, MAR_2 + 6, 90)).toEqual({ delivered: 1, processingDays: 6, promised: 1, onTime: 0 })
    expect(nextDeliveryWindowChangeOn(late, MAR_2 + 6, 90)).toBe(MAR_2 + 96)
    expect(deliveriesIn(late, MAR_2 + 95, 90).delivered).toBe(1)
    expect(deliveriesIn(late, MAR_2 + 96, 90).delivered).toBe(0)
  })

  test('leaves an order of which no day was promised out of what is in time, not out of how long it took', () => {
    const fulfilment = emptyFulfilment()
    trackOrderPlaced(fulfilment, order(), MAR_2, MAR_2)
    deliver(fulfilment, MAR_2 + 4)
    expect(deliveriesIn(fulfilment, MAR_2 + 4, 90)).toEqual({ delivered: 1, processingDays: 4, promised: 0, onTime: 0 })
  })

  test('waits for the rest after a part delivery', () => {
    const fulfilment = promised(MAR_2 + 5)
    deliver(fulfilment, MAR_2 + 3, false)
    expect(deliveriesIn(fulfilment, MAR_2 + 3, 90).delivered).toBe(0)
    expect(pastPromise(fulfilment, MAR_2 + 7)).toEqual({ orders: 1, promisedOn: MAR_2 + 5 })
    deliver(fulfilment, MAR_2 + 8)
    expect(deliveriesIn(fulfilment, MAR_2 + 8, 90)).toMatchObject({ promised: 1, onTime: 0 })
    expect(pastPromise(fulfilment, MAR_2 + 9).orders).toBe(0)
  })

  test('takes the order for delivered with its last part when the rest is cancelled', () => {
    const fulfilment = promised(MAR_2 + 5)
    deliver(fulfilment, MAR_2 + 3, false)
    trackOrderCancelled(fulfilment, { orderId: 'ORD-1', amountMinor: 200_00, currency: 'EUR' }, MAR_2 + 9)
    expect(deliveriesIn(fulfilment, MAR_2 + 9, 90)).toEqual({ delivered: 1, processingDays: 3, promised: 1, onTime: 1 })
    expect(pastPromise(fulfilment, MAR_2 + 9).orders).toBe(0)
  })

  test('awaits nothing of an order that was cancelled whole, and all of one that was cancelled in part', () => {
    const fulfilment = promised(MAR_2 + 5)
    trackOrderCancelled(fulfilment, { orderId: 'ORD-1', amountMinor: 200_00, currency: 'EUR' }, MAR_2 + 1)
    expect(pastPromise(fulfilment, MAR_2 + 6).orders).toBe(1)
    trackOrderCancelled(fulfilment, { orderId: 'ORD-1', amountMinor: 300_00, currency: 'EUR' }, MAR_2 + 1)
    expect(fulfilment.orders).toEqual([])
  })

  test('goes by the day that was promised last', () => {
    const fulfilment = promised(MAR_2 + 5)
    trackOrderAmended(
      fulfilment,
      { orderId: 'ORD-1', amountMinor: 400_00, currency: 'EUR', promisedOn: MAR_2 + 9 },
      MAR_2 + 1,
    )
    deliver(fulfilment, MAR_2 + 9)
    expect(deliveriesIn(fulfilment, MAR_2 + 9, 90)).toMatchObject({ promised: 1, onTime: 1 })
    trackOrderAmended(fulfilment, { orderId: 'ORD-1', amountMinor: 400_00, currency: 'EUR' }, MAR_2 + 10)
    expect(deliveriesIn(fulfilment, MAR_2 + 10, 90)).toMatchObject({ promised: 1, onTime: 1 })
  })

  test('corrects a delivery that is told again with another day', () => {
    const fulfilment = promised(MAR_2 + 5)
    deliver(fulfilment, MAR_2 + 4)
    deliver(fulfilment, MAR_2 + 6)
    expect(fulfilment.deliveries).toEqual([
      { day: MAR_2 + 6, salesRepId: 'REP-1', delivered: 1, processingDays: 6, promised: 1, onTime: 0 },
    ])
  })

  test('keeps a delivery and a cancellation that come before their order', () => {
    const fulfilment = emptyFulfilment()
    deliver(fulfilment, MAR_2 + 1)
    trackOrderCancelled(fulfilment, { orderId: 'ORD-2', amountMinor: 500_00, currency: 'EUR' }, MAR_2 + 1)
    trackOrderPlaced(fulfilment, order({ promisedOn: MAR_2 + 5 }), MAR_2, MAR_2 + 1)
    trackOrderPlaced(fulfilment, order({ orderId: 'ORD-2', promisedOn: MAR_2 }), MAR_2, MAR_2 + 1)
    expect(deliveriesIn(fulfilment, MAR_2 + 1, 90)).toMatchObject({ delivered: 1, onTime: 1 })
    expect(pastPromise(fulfilment, MAR_2 + 30).orders).toBe(0)
    expect(fulfilment.early).toEqual([])
  })

  test('says since when the oldest order is past its promise, until it is taken for abandoned', () => {
    const fulfilment = promised(MAR_2 + 5)
    trackOrderPlaced(fulfilment, order({ orderId: 'ORD-2', promisedOn: MAR_2 + 8 }), MAR_2, MAR_2)
    trackOrderPlaced(fulfilment, order({ orderId: 'ORD-3' }), MAR_2, MAR_2)
    expect(pastPromise(fulfilment, MAR_2 + 5)).toEqual({ orders: 0, promisedOn: undefined })
    expect(pastPromise(fulfilment, MAR_2 + 6)).toEqual({ orders: 1, promisedOn: MAR_2 + 5 })
    expect(pastPromise(fulfilment, MAR_2 + 9)).toEqual({ orders: 2, promisedOn: MAR_2 + 5 })
    const abandonedOn = MAR_2 + 5 + ABANDONED_AFTER_DAYS
    expect(pastPromise(fulfilment, abandonedOn)).toEqual({ orders: 1, promisedOn: MAR_2 + 8 })
    pruneFulfilment(fulfilment, abandonedOn)
    expect(pastPromise(fulfilment, abandonedOn)).toEqual({ orders: 1, promisedOn: MAR_2 + 8 })
  })

  test('forgets what has left every window, whole days at a time, and never holds more than its bound', () => {
    const fulfilment = promised(MAR_2 + 5)
    deliver(fulfilment, MAR_2 + 4)
    pruneFulfilment(fulfilment, MAR_2 + 4 + FULFILMENT_DAYS - 1)
    expect(fulfilment.deliveries).toHaveLength(1)
    pruneFulfilment(fulfilment, MAR_2 + 4 + FULFILMENT_DAYS)
    expect(fulfilment).toEqual(emptyFulfilment())

    for (let number = 0; number <= MAX_TRACKED_ORDERS; number += 1) {
      trackOrderPlaced(fulfilment, order({ orderId: `ORD-${number}` }), MAR_2, MAR_2)
      if (number === 7) trackOrderDelivered(fulfilment, { orderId: 'ORD-7', deliveredOn: MAR_2 }, MAR_2)
    }
    expect(fulfilment.orders).toHaveLength(MAX_TRACKED_ORDERS)
    expect(fulfilment.orders.map(({ orderId }) => orderId)).not.toContain('ORD-7')
    expect(fulfilment.orders[0]?.orderId).toBe('ORD-0')
  })
})

describe('Returns', () => {
  const returned = (fulfilment: Fulfilment, on: string, orderId?: string) => {
    const returnedOn = parseCalendarDay(on)
    const about = orderId === undefined ? {} : { orderId }
    const fact = { returnId: `RET-${on}`, amountMinor: 80_00, currency: 'EUR', returnedOn, ...about }
    trackOrderReturned(fulfilment, fact, returnedOn)
    return returnsBetween(fulfilment, returnedOn, returnedOn)[0]
  }

  test('of the first ten days are held against the month before when their order was placed in it', () => {
    const delivered = promised(MAR_2 + 5)
    deliver(delivered, MAR_2 + 5)
    expect(returned(delivered, '2026-04-10', 'ORD-1')).toEqual({
      currency: 'EUR',
      returns: 1,
      returnedMinor: 80_00,
      ofMonthBeforeMinor: 80_00,
    })
  })

  test.each([
    ['on the eleventh day', '2026-04-11', 'ORD-1'],
    ['in the month of the order itself', '2026-03-09', 'ORD-1'],
    ['two months later', '2026-05-05', 'ORD-1'],
    ['of an order that nobody knows', '2026-04-05', 'ORD-9'],
  ])('%s are not', (_, on, orderId) => {
    const delivered = promised(MAR_2 + 5)
    deliver(delivered, MAR_2 + 5)
    expect(returned(delivered, on, orderId)).toMatchObject({ returnedMinor: 80_00, ofMonthBeforeMinor: 0 })
  })

  test('that name no order are: nobody can say that they are not', () => {
    expect(returned(emptyFulfilment(), '2026-04-05')).toMatchObject({ ofMonthBeforeMinor: 80_00 })
    expect(returned(emptyFulfilment(), '2026-04-15')).toMatchObject({ ofMonthBeforeMinor: 0 })
  })

  test('of a whole order that was not told as delivered end its being awaited', () => {
    const fulfilment = promised(MAR_2 + 5, { amountMinor: 80_00 })
    returned(fulfilment, '2026-03-20', 'ORD-1')
    expect(pastPromise(fulfilment, MAR_2 + 30).orders).toBe(0)
  })
})
