import { beforeEach, expect, test } from '@jest/globals'
import { AppliedOrder } from './applied-order.ts'

const [ORDERS, INVOICES, PAYMENTS] = [0, 1, 2]

let order: AppliedOrder
beforeEach(() => {
  order = new AppliedOrder(3)
})

const inverted = (timeMs: number) =>
  [ORDERS, INVOICES, PAYMENTS].map((topicIndex) => order.wouldInvert(topicIndex, timeMs))

test('nothing is inverted by what comes first', () => {
  expect(inverted(0)).toEqual([false, false, false])
})

test('a record is, by a later one of another topic, or by one of its moment whose topic comes after its own', () => {
  order.recordApplied(INVOICES, 100)
  expect(inverted(99)).toEqual([true, false, true])
  expect(inverted(100)).toEqual([true, false, false])
  expect(inverted(101)).toEqual([false, false, false])
})

test('a record is not, by what came before the latest one of its own topic: that one was late itself', () => {
  order.recordApplied(INVOICES, 100)
  order.recordApplied(ORDERS, 50)
  expect(inverted(60)).toEqual([false, false, true])
  order.recordApplied(PAYMENTS, 70)
  expect(inverted(60)).toEqual([true, true, false])
})

test('a record is, by a timer that fired since the latest one of its topic and was due after it', () => {
  order.timerFired(200)
  expect(inverted(199)).toEqual([true, true, true])
  expect(inverted(200)).toEqual([false, false, false])
  order.recordApplied(INVOICES, 150)
  expect(inverted(199)).toEqual([true, false, true])
})
