/** What cancellations and amendments mean together, in amounts and in quantities: see as-meant.ts. */
import { beforeEach, describe, expect, test } from '@jest/globals'
import { ContradictionError, MAX_AWAITED_ORDERS, ordersIn, parseCalendarDay } from '@tocsin/domain'
import type { OrderAmended, OrderEvent } from '@tocsin/events'
import {
  contractSigned,
  invoiceIssued,
  invoiceWrittenOff,
  orderCancelled,
  orderPlaced,
  orderReturned,
} from '../../testing/sample-events.ts'
import { REPEATED } from '../change.ts'
import { type CustomerState, emptyCustomerState } from '../state.ts'
import { onContractEvent } from './on-contract-event.ts'
import { onOrderEvent } from './on-order-event.ts'
import { onSalesEvent } from './on-sales-event.ts'

const MAR_2 = parseCalendarDay('2026-03-02')

let state: CustomerState
let told: number
beforeEach(() => {
  state = emptyCustomerState()
  told = 0
  const signed = contractSigned({ contractId: 'K-1', signedOn: MAR_2, validFromOn: MAR_2, validToOn: MAR_2 + 300 })
  onContractEvent(state, signed, { recordedOn: MAR_2, today: MAR_2 })
})

const tell = (event: OrderEvent, day = MAR_2 + ++told) => onOrderEvent(state, event, { recordedOn: day, today: day })
const lines = (quantity: number) => [{ productId: 'P-1', quantity, amountMinor: quantity * 10_00 }]
const placed = (quantity: number) =>
  orderPlaced({ orderId: 'O-1', amountMinor: quantity * 10_00, lines: lines(quantity), contractId: 'K-1' })
const amended = (quantity: number, promisedOn: number | null = null): OrderAmended => {
  return { ...placed(quantity), type: 'order-amended', eventId: `amended-${told}`, promisedOn }
}
const cancelled = (amountMinor: number, orderId: string | null = 'O-1') =>
  orderCancelled({ eventId: `cancelled-${told}`, orderId, amountMinor })
const returned = (amountMinor: number) =>
  orderReturned({ returnId: `R-${told}`, orderId: 'O-1', amountMinor, returnedOn: MAR_2 + told })

const bill = (amountMinor: number) => {
  const on = MAR_2 + ++told
  const invoice = invoiceIssued({ invoiceId: `I-${told}`, orderId: 'O-1', amountMinor, issuedOn: on, dueOn: on + 30 })
  onSalesEvent(state, invoice, { recordedOn: on, today: on })
}

/** Whole currency units, but the demand in pieces. */
function asItStands() {
  return {
    ordered: ordersIn(state.orders, 'CNY', MAR_2 + 30, 60).netMinor / 100,
    unbilled: state.orders.openOrders.reduce((sum, order) => sum + order.unbilledMinor, 0) / 100,
    underContract: (state.agreements.signed[0]?.orderedMinor ?? 0) / 100,
    wanted: state.demand.days.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0) / 1000,
  }
}
const all = (amount: number) => ({ ordered: amount, unbilled: amount, underContract: amount, wanted: amount / 10 })

describe('An amendment after a cancellation', () => {
  test('tells what is ordered now: what was cancelled before is in it, as an ERP strikes the cancelled line out', () => {
    tell(placed(100))
    tell(cancelled(200_00))
    expect(asItStands()).toEqual(all(800))
    tell(amended(80))
    expect(asItStands()).toEqual(all(800))
    tell(amended(120))
    expect(asItStands()).toEqual(all(1_200))
    tell(cancelled(1_200_00))
    expect(asItStands()).toEqual(all(0))
  })

  test('that repeats the total from before it is of something else: a source that keeps totals moved the promised day', () => {
    tell(placed(100))
    tell(cancelled(200_00))
    tell(amended(100, MAR_2 + 50))
    expect(asItStands()).toEqual(all(800))
    expect(state.fulfilment.orders).toMatchObject([{ leftMinor: 800_00, promisedOn: MAR_2 + 50 }])
    // And the cancellation still stands against what is cancelled later.
    expect(() => tell(cancelled(900_00))).toThrow(ContradictionError)
    tell(cancelled(800_00))
    expect(asItStands()).toEqual(all(0))
  })

  test('that changes no amount leaves the returns before it held against the order', () => {
    tell(placed(100))
    tell(returned(300_00))
    tell(amended(100, MAR_2 + 50))
    expect(asItStands()).toMatchObject({ ordered: 700, unbilled: 700, wanted: 100 })
    expect(() => tell(returned(701_00))).toThrow(ContradictionError)
  })
})

describe('An amendment of an order of which nothing is open any more', () => {
  test('that repeats the total brings back nothing of what was cancelled whole', () => {
    tell(placed(100))
    tell(cancelled(1_000_00))
    tell(amended(100, MAR_2 + 50))
    expect(asItStands()).toEqual(all(0))
    // Under another event id: nothing is left that it could take off.
    expect(tell(cancelled(1_000_00))).toBe(REPEATED)
    expect(asItStands()).toEqual(all(0))
  })

  test('that repeats the total moves the promised day of what is billed, and leaves the cancelled part cancelled', () => {
    tell(placed(100))
    tell(cancelled(300_00))
    bill(700_00)
    tell(amended(100, MAR_2 + 50))
    expect(asItStands()).toEqual({ ordered: 700, unbilled: 0, underContract: 700, wanted: 70 })
    expect(state.fulfilment.orders).toMatchObject([{ leftMinor: 700_00, promisedOn: MAR_2 + 50 }])
    tell(cancelled(1_000_00))
    expect(asItStands()).toMatchObject({ ordered: 0, underContract: 0 })
  })

  test('takes what came back for wanted', () => {
    tell(placed(100))
    tell(returned(300_00))
    bill(700_00)
    tell(amended(100, MAR_2 + 50))
    expect(asItStands()).toEqual({ ordered: 700, unbilled: 0, underContract: 700, wanted: 100 })
  })
})

describe('A cancellation of the whole order', () => {
  test('takes off what is left after a part came back: its document bears the total of the order', () => {
    tell(placed(100))
    tell(returned(300_00))
    tell(cancelled(1_000_00))
    // What came back had been wanted; the rest is wanted no more.
    expect(asItStands()).toEqual({ ordered: 0, unbilled: 0, underContract: 0, wanted: 30 })
    expect(state.fulfilment.orders).toEqual([])
  })

  test('takes off what is left after a part was cancelled, with either total', () => {
    for (const total of [1_000_00, 800_00]) {
      state = emptyCustomerState()
      tell(placed(100))
      tell(cancelled(200_00))
      tell(returned(100_00))
      tell(cancelled(total))
      expect(asItStands()).toMatchObject({ ordered: 0, unbilled: 0 })
    }
  })

  test('is a repeat once nothing is left, and refused where it is over neither total', () => {
    tell(placed(100))
    tell(returned(300_00))
    expect(() => tell(cancelled(999_00))).toThrow(ContradictionError)
    tell(cancelled(1_000_00))
    const before = structuredClone(state)
    expect(tell(cancelled(1_000_00))).toBe(REPEATED)
    expect(state).toEqual(before)
    // More than was ordered came back in no case.
    expect(() => tell(returned(1_000_00))).toThrow(ContradictionError)
  })
})

describe('A cancellation with a number of its own', () => {
  const numbered = (eventId: string, amountMinor = 200_00) => ({
    ...cancelled(amountMinor),
    eventId,
    cancellationId: 'S-1',
  })
  const toldAnew = (event: OrderEvent) => onSalesEvent(state, event, { recordedOn: MAR_2 + 2, today: MAR_2 + 2 })

  test('counts once, under whatever event id, and is refused over another amount', () => {
    tell(placed(100))
    toldAnew(numbered('first'))
    expect(asItStands()).toEqual(all(800))
    const before = structuredClone(state)
    expect(toldAnew(numbered('again'))).toBe(REPEATED)
    expect(() => toldAnew(numbered('otherwise', 300_00))).toThrow(ContradictionError)
    expect(state).toEqual(before)
    toldAnew({ ...numbered('another'), cancellationId: 'S-2' })
    toldAnew({ ...numbered('without a number'), cancellationId: null })
    expect(asItStands()).toEqual(all(400))
  })

  test('counts for each of the orders that one document cancels', () => {
    tell(placed(100))
    tell({ ...placed(50), orderId: 'O-2' })
    toldAnew(numbered('first'))
    toldAnew({ ...numbered('second', 300_00), orderId: 'O-2' })
    expect(asItStands()).toEqual(all(1_000))
    toldAnew({ ...numbered('second again', 300_00), orderId: 'O-2' })
    expect(asItStands()).toEqual(all(1_000))
  })

  test('that is refused may be told again rightly', () => {
    tell(placed(100))
    expect(() => toldAnew(numbered('too much', 2_000_00))).toThrow(ContradictionError)
    toldAnew(numbered('rightly', 200_00))
    expect(asItStands()).toEqual(all(800))
  })
})

describe('A write-off with a number of its own', () => {
  test('counts once, under whatever event id, and is another document than a cancellation of the same number', () => {
    const days = { recordedOn: MAR_2 + 3, today: MAR_2 + 3 }
    onSalesEvent(state, invoiceIssued({ invoiceId: 'I-1', amountMinor: 500_00, issuedOn: MAR_2, dueOn: MAR_2 }), days)
    tell(placed(100))
    onSalesEvent(state, { ...cancelled(100_00), cancellationId: 'X-1' }, days)
    const writtenOff = invoiceWrittenOff({ invoiceId: 'I-1', writtenOffOn: MAR_2 + 3, writeOffId: 'X-1' })
    onSalesEvent(state, writtenOff, days)
    expect(onSalesEvent(state, { ...writtenOff, eventId: 'again' }, days)).toBe(REPEATED)
    expect(state.receivables.currencies[0]?.open).toMatchObject([{ openMinor: 400_00 }])
    expect(() => onSalesEvent(state, { ...writtenOff, amountMinor: 1 }, days)).toThrow(ContradictionError)
  })

  test('counts for each of the invoices that one document writes off, whatever they were over', () => {
    const days = { recordedOn: MAR_2 + 3, today: MAR_2 + 3 }
    for (const [invoiceId, amountMinor] of [
      ['I-1', 500_00],
      ['I-2', 500_00],
      ['I-3', 70_00],
    ] as const) {
      onSalesEvent(state, invoiceIssued({ invoiceId, amountMinor, issuedOn: MAR_2, dueOn: MAR_2 }), days)
      const writtenOff = invoiceWrittenOff({ invoiceId, amountMinor, writtenOffOn: MAR_2 + 3, writeOffId: 'W-1' })
      onSalesEvent(state, { ...writtenOff, eventId: `off ${invoiceId}` }, days)
    }
    expect(state.receivables.currencies[0]?.open).toEqual([])
  })
})

describe('A cancellation that comes before its order', () => {
  test('is taken off it once it comes, in amounts, under its contract, and in quantities', () => {
    tell(cancelled(400_00))
    tell(placed(100))
    expect(asItStands()).toEqual(all(600))
    tell(amended(60))
    expect(asItStands()).toEqual(all(600))
  })

  test('leaves nothing of an order that it cancels whole', () => {
    tell(cancelled(1_000_00))
    tell(placed(100))
    expect(asItStands()).toEqual(all(0))
  })

  test('is taken off it, too, where so many wait that the order history has forgotten it', () => {
    tell(cancelled(400_00), MAR_2)
    for (let number = 0; number < MAX_AWAITED_ORDERS; number++) tell(cancelled(1_00, `other-${number}`), MAR_2)
    tell(placed(100), MAR_2)
    expect(asItStands()).toMatchObject({ unbilled: 600, underContract: 600, wanted: 60 })
    tell(amended(60), MAR_2)
    expect(asItStands()).toMatchObject({ unbilled: 600 })
  })

  test('waits for it for a fortnight, and never for an order of another number', () => {
    tell(cancelled(400_00), MAR_2)
    tell(placed(100), MAR_2 + 15)
    expect(asItStands()).toMatchObject({ underContract: 1_000, wanted: 100 })
  })

  test('changes no demand where it names no order: nobody can say of which product', () => {
    tell(placed(100))
    tell(cancelled(400_00, null))
    expect(asItStands()).toEqual({ ordered: 600, unbilled: 1_000, underContract: 1_000, wanted: 100 })
  })
})
