import { describe, expect, test } from '@jest/globals'
import { onInvoiceIssued } from '../receivables/on-invoice.ts'
import { onPaymentReceived } from '../receivables/on-payment.ts'
import { emptyReceivables } from '../receivables/state.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { nextOrderLapseOn, pruneOrderHistory } from './bounds.ts'
import { type CreditLimit, creditLimitOn, onCreditLimitSet } from './credit-limits.ts'
import type { OrderPlaced } from './facts.ts'
import { daysSinceLastOrder, measureExposure, nextOrderWindowChangeOn, orderCountIn, ordersIn } from './measures.ts'
import {
  onOrderAmended,
  onOrderBilled,
  onOrderCancelled,
  onOrderDelivered,
  onOrderPlaced,
  onOrderReturned,
} from './on-order.ts'
import {
  ABANDONED_AFTER_DAYS,
  BILLED_AFTER_DAYS,
  emptyOrderHistory,
  MAX_BOOKED_RETURNS,
  MAX_OPEN_ORDERS,
  MAX_TAKEN_BACK_ORDERS,
  ORDER_HISTORY_DAYS,
  type OrderHistory,
} from './state.ts'

const MAR_2 = parseCalendarDay('2026-03-02')

function order(change: Partial<OrderPlaced> = {}): OrderPlaced {
  return { orderId: 'ORD-1', salesRepId: 'REP-1', amountMinor: 500_00, currency: 'EUR', ...change }
}

function historyWith(...orders: (OrderPlaced & { on: number })[]): OrderHistory {
  const history = emptyOrderHistory()
  for (const fact of orders) onOrderPlaced(history, fact, fact.on, fact.on)
  return history
}

const exposure = (history: OrderHistory) => measureExposure(history, emptyReceivables(), 'EUR')

describe('The order history', () => {
  test('counts a window that ends with its day and begins after the day it is long ago', () => {
    const history = historyWith(
      { ...order(), on: MAR_2 },
      { ...order({ orderId: 'ORD-2', amountMinor: 100_00 }), on: MAR_2 + 29 },
      { ...order({ orderId: 'ORD-3', currency: 'USD' }), on: MAR_2 + 29 },
    )
    expect(ordersIn(history, 'EUR', MAR_2 + 29, 30)).toMatchObject({ placed: 2, placedMinor: 600_00, coveredDays: 30 })
    expect(ordersIn(history, 'EUR', MAR_2 + 30, 30)).toMatchObject({ placed: 1, placedMinor: 100_00 })
    expect(ordersIn(history, 'EUR', MAR_2 + 9, 30).coveredDays).toBe(10)
    expect(orderCountIn(history, MAR_2 + 29, 30)).toBe(3)
    expect(nextOrderWindowChangeOn(history, MAR_2 + 29, 30)).toBe(MAR_2 + 30)
    expect(nextOrderWindowChangeOn(history, MAR_2 + 30, 30)).toBe(MAR_2 + 59)
    expect(nextOrderWindowChangeOn(history, MAR_2 + 59, 30)).toBeUndefined()
  })

  test('knows how long a customer has been silent', () => {
    expect(daysSinceLastOrder(emptyOrderHistory(), MAR_2)).toBeUndefined()
    const history = historyWith({ ...order(), on: MAR_2 }, { ...order({ orderId: 'ORD-0' }), on: MAR_2 - 20 })
    expect(daysSinceLastOrder(history, MAR_2 + 60)).toBe(60)
    expect(history.firstOrderOn).toBe(MAR_2 - 20)
  })

  test('counts cancellations and returns on their own day, with or without an order id', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    onOrderCancelled(history, { amountMinor: 70_00, currency: 'EUR' }, MAR_2 + 3, MAR_2 + 3)
    const returned = { returnId: 'RET-1', orderId: 'ORD-1', amountMinor: 30_00, currency: 'EUR', returnedOn: MAR_2 + 5 }
    onOrderReturned(history, returned, MAR_2 + 5)
    expect(ordersIn(history, 'EUR', MAR_2 + 5, 30)).toMatchObject({ placed: 1, cancelled: 2, netMinor: 400_00 })
    expect(ordersIn(history, 'EUR', MAR_2 + 5, 1)).toMatchObject({ placed: 0, cancelledMinor: 30_00 })
    expect(exposure(history).undeliveredMinor).toBe(470_00)
  })

  test('counts a return once, told again under another event months later; with another amount it contradicts', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    const returned = { returnId: 'RET-1', orderId: 'ORD-1', amountMinor: 30_00, currency: 'EUR', returnedOn: MAR_2 + 5 }
    onOrderReturned(history, returned, MAR_2 + 5)
    const before = JSON.stringify(history)
    expect(onOrderReturned(history, returned, MAR_2 + 5 + ORDER_HISTORY_DAYS - 1)).toBe('repeated')
    for (const change of [{ amountMinor: 31_00 }, { currency: 'USD' }]) {
      expect(() => onOrderReturned(history, { ...returned, ...change }, MAR_2 + 90)).toThrow(ContradictionError)
    }
    expect(JSON.stringify(history)).toBe(before)
    expect(ordersIn(history, 'EUR', MAR_2 + 5, 30)).toMatchObject({ cancelled: 1, cancelledMinor: 30_00 })
  })

  test('remembers so many returns for so long', () => {
    const history = emptyOrderHistory()
    const returned = { returnId: 'RET-0', amountMinor: 30_00, currency: 'EUR', returnedOn: MAR_2 }
    onOrderReturned(history, returned, MAR_2)
    pruneOrderHistory(history, MAR_2 + ORDER_HISTORY_DAYS - 1)
    expect(history.returns).toHaveLength(1)
    // Whether a day end came between must make no difference.
    const pruned = structuredClone(history)
    pruneOrderHistory(pruned, MAR_2 + ORDER_HISTORY_DAYS)
    expect(pruned.returns).toEqual([])
    for (const each of [history, pruned]) {
      expect(onOrderReturned(each, returned, MAR_2 + ORDER_HISTORY_DAYS)).toBe('applied')
    }
    expect(history).toEqual(pruned)
    for (let number = 1; number <= MAX_BOOKED_RETURNS; number += 1) {
      onOrderReturned(history, { ...returned, returnId: `RET-${number}` }, MAR_2 + ORDER_HISTORY_DAYS)
    }
    expect(history.returns).toHaveLength(MAX_BOOKED_RETURNS)
    expect(history.returns[0]?.returnId).toBe('RET-1')
  })

  test('refuses cancellations that together take off more than was ordered, also of an order that is all cancelled', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    const cancelled = { orderId: 'ORD-1', amountMinor: 300_00, currency: 'EUR' }
    const cancel = (amountMinor: number) =>
      onOrderCancelled(history, { ...cancelled, amountMinor }, MAR_2 + 3, MAR_2 + 3)
    cancel(300_00)
    const before = JSON.stringify(history)
    expect(() => cancel(300_00)).toThrow(
      new ContradictionError(
        'a cancellation takes 300.00 EUR off order ORD-1, which is over 500.00 EUR, 300.00 EUR of it taken off before',
      ),
    )
    expect(JSON.stringify(history)).toBe(before)
    cancel(200_00)
    expect(history.openOrders).toEqual([])
    expect(() => cancel(6)).toThrow(ContradictionError)
    const back = { ...cancelled, returnId: 'RET-1', amountMinor: 6, returnedOn: MAR_2 + 4 }
    expect(() => onOrderReturned(history, back, MAR_2 + 4)).toThrow(ContradictionError)
    expect(ordersIn(history, 'EUR', MAR_2 + 3, 30)).toMatchObject({ cancelled: 2, cancelledMinor: 500_00 })
  })

  test('takes what is a few cents more than the order for rounding: each line is rounded by itself', () => {
    const history = historyWith({ ...order({ amountMinor: 100_00 }), on: MAR_2 })
    for (const returnId of ['RET-1', 'RET-2', 'RET-3']) {
      const back = { returnId, orderId: 'ORD-1', amountMinor: 33_34, currency: 'EUR', returnedOn: MAR_2 + 4 }
      expect(onOrderReturned(history, back, MAR_2 + 4)).toBe('applied')
    }
    expect(history.openOrders).toEqual([])
    const whole = historyWith({ ...order({ amountMinor: 100_00 }), on: MAR_2 })
    const cancel = (amountMinor: number) =>
      onOrderCancelled(whole, { orderId: 'ORD-1', amountMinor, currency: 'EUR' }, MAR_2, MAR_2)
    expect(() => cancel(100_06)).toThrow(ContradictionError)
    expect(cancel(100_05)).toBe('applied')
  })

  test('holds nothing that was taken off before against an order that is placed again, or amended once it is billed', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    const cancelled = { orderId: 'ORD-1', amountMinor: 500_00, currency: 'EUR' }
    onOrderCancelled(history, cancelled, MAR_2 + 1, MAR_2 + 1)
    onOrderPlaced(history, order({ amountMinor: 800_00 }), MAR_2 + 2, MAR_2 + 2)
    onOrderCancelled(history, { ...cancelled, amountMinor: 200_00 }, MAR_2 + 3, MAR_2 + 3)
    onOrderBilled(history, { ...cancelled, amountMinor: 600_00 }, MAR_2 + 4)
    expect(history.openOrders).toEqual([])
    onOrderAmended(history, { ...cancelled, amountMinor: 900_00 }, MAR_2 + 5)
    const back = { ...cancelled, returnId: 'RET-1', amountMinor: 700_00, returnedOn: MAR_2 + 6 }
    expect(onOrderReturned(history, back, MAR_2 + 6)).toBe('applied')
  })

  test('holds a cancellation against the order as it was last amended, and for half a year', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    const cancelled = { orderId: 'ORD-1', amountMinor: 300_00, currency: 'EUR' }
    onOrderCancelled(history, cancelled, MAR_2, MAR_2)
    onOrderAmended(history, { ...cancelled, amountMinor: 800_00 }, MAR_2 + 1)
    onOrderCancelled(history, { ...cancelled, amountMinor: 700_00 }, MAR_2 + 2, MAR_2 + 2)
    expect(() => onOrderCancelled(history, cancelled, MAR_2 + 3, MAR_2 + 3)).toThrow(ContradictionError)
    pruneOrderHistory(history, MAR_2 + 2 + ORDER_HISTORY_DAYS - 1)
    expect(history.takenBack).toHaveLength(1)
    pruneOrderHistory(history, MAR_2 + 2 + ORDER_HISTORY_DAYS)
    expect(history.takenBack).toEqual([])
    for (let number = 0; number <= MAX_TAKEN_BACK_ORDERS; number += 1) {
      const about = { orderId: `ORD-${number}`, amountMinor: 1_00 }
      onOrderPlaced(history, order(about), MAR_2 + 200, MAR_2 + 200)
      onOrderCancelled(history, { ...cancelled, ...about }, MAR_2 + 200, MAR_2 + 200)
    }
    expect(history.takenBack).toHaveLength(MAX_TAKEN_BACK_ORDERS)
    expect(history.takenBack[0]?.orderId).toBe('ORD-1')
  })

  test('counts an amended order at its new amount, on the day it was placed', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    onOrderAmended(history, { orderId: 'ORD-1', amountMinor: 800_00, currency: 'EUR' }, MAR_2 + 4)
    expect(ordersIn(history, 'EUR', MAR_2, 1).placedMinor).toBe(800_00)
    expect(exposure(history).undeliveredMinor).toBe(800_00)
    expect(onOrderPlaced(history, order(), MAR_2, MAR_2 + 5)).toBe('repeated')
  })

  test('takes a repeat for one and refuses another order under the same number', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    expect(onOrderPlaced(history, order(), MAR_2, MAR_2)).toBe('repeated')
    const before = JSON.stringify(history)
    expect(() => onOrderPlaced(history, order({ amountMinor: 1 }), MAR_2, MAR_2)).toThrow(ContradictionError)
    const tooMuch = { orderId: 'ORD-1', amountMinor: 500_06, currency: 'EUR' }
    expect(() => onOrderCancelled(history, tooMuch, MAR_2, MAR_2)).toThrow(ContradictionError)
    const dollars = { orderId: 'ORD-1', amountMinor: 1, currency: 'USD' }
    expect(() => onOrderCancelled(history, dollars, MAR_2, MAR_2)).toThrow(ContradictionError)
    expect(() => onOrderAmended(history, dollars, MAR_2)).toThrow(ContradictionError)
    expect(JSON.stringify(history)).toBe(before)
  })

  test('stays small: old days go, many open orders are merged, no money is lost', () => {
    const history = emptyOrderHistory()
    for (let number = 0; number < 400; number += 1) {
      onOrderPlaced(history, order({ orderId: `ORD-${number}`, amountMinor: 1_00 }), MAR_2 + number, MAR_2 + number)
    }
    const last = MAR_2 + 399
    expect(history.days).toHaveLength(ORDER_HISTORY_DAYS)
    expect(history.openOrders.length).toBeLessThanOrEqual(MAX_OPEN_ORDERS)
    expect(ordersIn(history, 'EUR', last, 400).placed).toBe(ORDER_HISTORY_DAYS)
    expect(history.openOrders.reduce((sum, open) => sum + open.orders, 0)).toBeGreaterThanOrEqual(ORDER_HISTORY_DAYS)
    expect(exposure(history).undeliveredMinor).toBe(
      history.openOrders.reduce((sum, open) => sum + open.orders, 0) * 1_00,
    )
    pruneOrderHistory(history, last + ORDER_HISTORY_DAYS)
    expect(history).toMatchObject({ days: [], openOrders: [], firstOrderOn: MAR_2, lastOrderOn: last })
  })
})

describe('The exposure', () => {
  test('moves from ordered to delivered to billed to paid', () => {
    const history = historyWith({ ...order(), on: MAR_2 })
    const ledger = emptyReceivables()
    const stages = () => Object.values(measureExposure(history, ledger, 'EUR'))
    expect(stages()).toEqual([500_00, 0, 0, 0, 500_00])

    onOrderDelivered(history, { orderId: 'ORD-1', deliveredOn: MAR_2 + 4, complete: false }, MAR_2 + 4)
    expect(stages()).toEqual([500_00, 0, 0, 0, 500_00])
    onOrderDelivered(history, { orderId: 'ORD-1', deliveredOn: MAR_2 + 5 }, MAR_2 + 5)
    expect(stages()).toEqual([0, 500_00, 0, 0, 500_00])

    const bill = { ...order({ amountMinor: 200_00 }), invoiceId: 'INV-1', issuedOn: MAR_2 + 6, dueOn: MAR_2 + 36 }
    onInvoiceIssued(ledger, bill, MAR_2 + 6)
    onOrderBilled(history, bill, MAR_2 + 6)
    expect(stages()).toEqual([0, 300_00, 200_00, 0, 500_00])

    const payment = { paymentId: 'PAY-1', amountMinor: 250_00, currency: 'EUR', receivedOn: MAR_2 + 20 }
    onPaymentReceived(ledger, payment, MAR_2 + 20)
    expect(stages()).toEqual([0, 300_00, 0, 50_00, 250_00])
  })

  test('leaves out what was paid in advance', () => {
    expect(exposure(historyWith({ ...order({ prepaid: true }), on: MAR_2 })).totalMinor).toBe(0)
  })

  test('takes a bill that comes before its order into account', () => {
    const history = emptyOrderHistory()
    onOrderBilled(history, order({ amountMinor: 200_00 }), MAR_2)
    onOrderPlaced(history, order(), MAR_2 - 1, MAR_2)
    expect(exposure(history).undeliveredMinor).toBe(300_00)
  })

  test('lets go of orders that were abandoned, or billed under another number', () => {
    const history = historyWith({ ...order(), on: MAR_2 }, { ...order({ orderId: 'ORD-2' }), on: MAR_2 })
    onOrderDelivered(history, { orderId: 'ORD-2', deliveredOn: MAR_2 + 10 }, MAR_2 + 10)
    expect(nextOrderLapseOn(history, MAR_2 + 10)).toBe(MAR_2 + 10 + BILLED_AFTER_DAYS)
    pruneOrderHistory(history, MAR_2 + 10 + BILLED_AFTER_DAYS)
    expect(exposure(history).totalMinor).toBe(500_00)
    expect(nextOrderLapseOn(history, MAR_2 + 100)).toBe(MAR_2 + ABANDONED_AFTER_DAYS)
    pruneOrderHistory(history, MAR_2 + ABANDONED_AFTER_DAYS)
    expect(exposure(history).totalMinor).toBe(0)
  })
})

describe('A credit limit', () => {
  test('is the latest by its own day, per currency, until it runs out', () => {
    const limits: CreditLimit[] = []
    onCreditLimitSet(limits, { currency: 'EUR', limitMinor: 900_00, validToOn: MAR_2 + 30 }, MAR_2)
    onCreditLimitSet(limits, { currency: 'EUR', limitMinor: 100_00 }, MAR_2 - 10)
    onCreditLimitSet(limits, { currency: 'USD', limitMinor: 0 }, MAR_2)
    expect(creditLimitOn(limits, 'EUR', MAR_2 + 30)).toBe(900_00)
    expect(creditLimitOn(limits, 'EUR', MAR_2 + 31)).toBeUndefined()
    expect(creditLimitOn(limits, 'USD', MAR_2)).toBe(0)
    expect(creditLimitOn(limits, 'CNY', MAR_2)).toBeUndefined()
  })
})
