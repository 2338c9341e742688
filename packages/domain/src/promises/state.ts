/**
 * What a customer has promised to pay, and what came of it.
 *
 * A promise is kept when the payments since it was given reach its amount, or its invoice is settled, by the promised day
 * or the day after: a bank day of grace. At the end of that day it is broken, and stays so however much is paid later.
 * A later day under a new number is a new promise: putting off again and again is what a controller wants to see.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface PaymentPromise {
  readonly promiseId: string
  /** Null: for the whole account. */
  readonly invoiceId: string | null
  readonly amountMinor: number
  readonly currency: string
  /** The day by which the customer says it will have paid. */
  readonly promisedOn: CalendarDay
  /** Payments that count towards it, each with the part that does; at most `MAX_PARTS_PER_PROMISE`. */
  readonly parts: PromisePart[]
  /** Value date of what paid the promise or settled its invoice; null while the customer still has to pay. */
  settledOn: CalendarDay | null
}

export interface PromisePart {
  readonly paymentId: string
  amountMinor: number
}

/** Collectors hold one promise or two at a time. Beyond, the oldest settled one is forgotten, else the oldest. */
export const MAX_PROMISES = 32

/** Beyond, the two oldest parts become one, under the later payment. */
export const MAX_PARTS_PER_PROMISE = 8

/** How many promises were broken is asked for so many days. Settled ones are held no longer. */
export const PROMISE_DAYS = 90

/** Days after the promised day on which a payment still keeps the promise. */
const GRACE_DAYS = 1

/** The day at whose end it is known whether the promise was kept. */
export function judgedOn({ promisedOn }: PaymentPromise): CalendarDay {
  return promisedOn + GRACE_DAYS
}

/** Whether it was not kept in time; to be asked from its day of judgement on. */
export function isBroken(promise: PaymentPromise): boolean {
  return promise.settledOn === null || promise.settledOn > judgedOn(promise)
}

export function paidMinorOf({ parts }: PaymentPromise): number {
  let paidMinor = 0
  for (const part of parts) paidMinor += part.amountMinor
  return paidMinor
}

/** Forgets settled promises that no measure asks for any more; an unpaid one is held until it is paid. */
export function prunePromises(promises: PaymentPromise[], today: CalendarDay): void {
  for (let index = promises.length - 1; index >= 0; index -= 1) {
    const promise = promises[index]!
    if (promise.settledOn !== null && judgedOn(promise) <= today - PROMISE_DAYS) promises.splice(index, 1)
  }
}
