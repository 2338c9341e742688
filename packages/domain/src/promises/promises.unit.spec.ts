import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { onInvoiceCredited, onInvoiceIssued } from '../receivables/on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from '../receivables/on-payment.ts'
import { emptyReceivables } from '../receivables/state.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import type { PaymentPromised } from './facts.ts'
import { judgedPromises, nextJudgementOn, unpaidBrokenPromises, unpaidPromises } from './measures.ts'
import { payPromises, settlePromises, unpayPromises } from './on-payment.ts'
import { onPaymentPromised } from './on-promise.ts'
import {
  isBroken,
  judgedOn,
  MAX_PROMISES,
  type PaymentPromise,
  PROMISE_DAYS,
  paidMinorOf,
  prunePromises,
} from './state.ts'

const on = parseCalendarDay
const MAR_2 = on('2026-03-02')
const MAR_10 = on('2026-03-10')

/** A customer that owes 1,000.00 EUR on INV-1, due on 1 March, and 500.00 EUR on INV-2, due a month later. */
function customer() {
  const ledger = emptyReceivables()
  const promises: PaymentPromise[] = []
  const common = { salesRepId: 'REP-1', currency: 'EUR', issuedOn: on('2026-02-01') }
  const issue = (invoiceId: string, amountMinor: number, dueOn: number) =>
    onInvoiceIssued(ledger, { ...common, invoiceId, amountMinor, dueOn }, common.issuedOn)
  issue('INV-1', 1000_00, on('2026-03-01'))
  issue('INV-2', 500_00, on('2026-04-01'))
  const promise = (change: Partial<PaymentPromised> = {}) => {
    const fact = { promiseId: 'PTP-1', amountMinor: 1000_00, currency: 'EUR', promisedOn: MAR_10, ...change }
    return onPaymentPromised(promises, fact, ledger, MAR_2)
  }
  const pay = (paymentId: string, amountMinor: number, day: number, invoiceId?: string, currency = 'EUR') => {
    const fact = { paymentId, amountMinor, currency, receivedOn: day, invoiceId }
    onPaymentReceived(ledger, fact, day)
    payPromises(promises, ledger, fact)
  }
  const bounce = (paymentId: string, amountMinor: number, day: number) => {
    const fact = { reversalId: `REV-${paymentId}`, paymentId, amountMinor, currency: 'EUR' }
    onPaymentReversed(ledger, fact, day)
    unpayPromises(promises, ledger, fact)
  }
  const credit = (invoiceId: string, amountMinor: number, day: number) => {
    const fact = { creditNoteId: 'CN', invoiceId, amountMinor, currency: 'EUR', creditedOn: day }
    onInvoiceCredited(ledger, fact, day)
    settlePromises(promises, ledger)
  }
  return { promises, promise, pay, bounce, credit }
}

describe('A promise to pay', () => {
  test('is kept by payments that reach it by the day after, and broken at the end of that day', () => {
    const { promises, promise, pay } = customer()
    promise()
    pay('P-1', 400_00, MAR_10 - 1)
    expect(judgedPromises(promises, MAR_10)).toEqual({ due: 0, broken: 0 })
    expect(judgedPromises(promises, MAR_10 + 1)).toEqual({ due: 1, broken: 1 })
    pay('P-2', 600_00, MAR_10 + 1)
    expect(judgedPromises(promises, MAR_10 + 1)).toEqual({ due: 1, broken: 0 })
    expect(unpaidPromises(promises)).toEqual([])
  })

  test('that is paid two days late stays broken, but is unpaid no longer', () => {
    const { promises, promise, pay } = customer()
    promise()
    pay('P-1', 1000_00, MAR_10 + 2)
    expect(judgedPromises(promises, MAR_10 + 20)).toEqual({ due: 1, broken: 1 })
    expect(unpaidPromises(promises)).toEqual([])
  })

  test('counts nothing that was paid before it, nor in another currency', () => {
    const { promises, promise, pay } = customer()
    pay('P-1', 1000_00, MAR_2, 'INV-1')
    promise({ amountMinor: 500_00 })
    pay('P-2', 500_00, MAR_10, undefined, 'USD')
    expect(unpaidPromises(promises)).toEqual([{ currency: 'EUR', promises: 1, oldestOn: MAR_10 }])
  })

  test('about an invoice is kept by what the ledger gives to that invoice', () => {
    const { promises, promise, pay } = customer()
    promise({ invoiceId: 'INV-2', amountMinor: 200_00 })
    pay('P-1', 1000_00, MAR_2 + 1)
    expect(unpaidPromises(promises)).toHaveLength(1)
    pay('P-2', 200_00, MAR_2 + 2)
    expect(promises[0]?.settledOn).toBe(MAR_2 + 2)
  })

  test('about an invoice is settled when the rest of it is credited', () => {
    const { promises, promise, pay, credit } = customer()
    promise({ invoiceId: 'INV-1' })
    pay('P-1', 700_00, MAR_2 + 1)
    credit('INV-1', 300_00, MAR_10)
    expect(judgedPromises(promises, MAR_10 + 1)).toEqual({ due: 1, broken: 0 })
  })

  test('is unpaid again when the cheque bounces', () => {
    const { promises, promise, pay, bounce } = customer()
    promise()
    promise({ promiseId: 'PTP-2', invoiceId: 'INV-2', amountMinor: 500_00 })
    pay('P-1', 1500_00, MAR_10)
    expect(unpaidPromises(promises)).toEqual([])
    bounce('P-1', 1500_00, MAR_10 + 4)
    expect(unpaidPromises(promises)).toEqual([{ currency: 'EUR', promises: 2, oldestOn: MAR_10 }])
    const broken = { currency: 'EUR', promises: 2, unpaidMinor: 1500_00 }
    expect(unpaidBrokenPromises(promises, MAR_10 + 1)).toEqual([broken])
    expect(unpaidBrokenPromises(promises, MAR_10)).toEqual([])
    expect(judgedPromises(promises, MAR_10 + 4)).toEqual({ due: 2, broken: 2 })
  })

  test('that comes again has no effect; with another content it is refused', () => {
    const { promises, promise } = customer()
    expect(promise()).toBe('applied')
    expect(promise()).toBe('repeated')
    const before = JSON.stringify(promises)
    expect(() => promise({ promisedOn: MAR_10 + 7 })).toThrow(ContradictionError)
    expect(JSON.stringify(promises)).toBe(before)
  })

  test('is forgotten 90 days after it was judged when it is settled, and never while it is unpaid', () => {
    const { promises, promise, pay } = customer()
    promise()
    promise({ promiseId: 'PTP-2', promisedOn: MAR_10 + 1, amountMinor: 700_00 })
    pay('P-1', 1000_00, MAR_10)
    prunePromises(promises, MAR_10 + PROMISE_DAYS)
    expect(promises).toHaveLength(2)
    expect(nextJudgementOn(promises, MAR_10 + PROMISE_DAYS)).toBe(MAR_10 + PROMISE_DAYS + 1)
    prunePromises(promises, MAR_10 + PROMISE_DAYS + 400)
    expect(promises.map(({ promiseId }) => promiseId)).toEqual(['PTP-2'])
  })

  test('among too many pushes out the oldest settled one, else the oldest', () => {
    const { promises, promise, pay } = customer()
    promise({ promiseId: 'PTP-X', amountMinor: 1 })
    promise({ promiseId: 'PTP-Y', promisedOn: MAR_10 + 1, amountMinor: 100_00 })
    for (let number = 3; number <= MAX_PROMISES; number += 1)
      promise({ promiseId: `PTP-${number}`, promisedOn: MAR_10 + 9 })
    pay('P-1', 100_00, MAR_10, undefined)
    promise({ promiseId: 'PTP-LATER', promisedOn: MAR_10 + 20 })
    expect(promises[0]?.promiseId).toBe('PTP-Y')
    promise({ promiseId: 'PTP-LAST', promisedOn: MAR_10 + 20 })
    expect(promises).toHaveLength(MAX_PROMISES)
    expect(promises[0]?.promiseId).toBe('PTP-3')
  })
})

describe('Promises for the whole account', () => {
  const move = fc.record({
    kind: fc.constantFrom('promise', 'payment', 'payment', 'reversal'),
    amountMinor: fc.integer({ min: 1, max: 50 }),
    gapDays: fc.nat(6),
    ahead: fc.integer({ min: -2, max: 20 }),
    pick: fc.nat(5),
  })

  test('take the money of a queue: the earliest day first, no unit twice, as a list of all payments says', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
        const ledger = emptyReceivables()
        const promises: PaymentPromise[] = []
        const net = new Map<string, number>()
        let today = MAR_2
        for (const [index, { kind, amountMinor, gapDays, ahead, pick }] of moves.entries()) {
          today += gapDays
          if (kind === 'promise') {
            const fact = { promiseId: `PTP-${index}`, amountMinor, currency: 'EUR', promisedOn: today + ahead }
            onPaymentPromised(promises, fact, ledger, today)
          } else if (kind === 'payment') {
            const payment = { paymentId: `P-${index}`, amountMinor, currency: 'EUR', receivedOn: today }
            const wantedMinor = promises.reduce((sum, promise) => sum + promise.amountMinor - paidMinorOf(promise), 0)
            const before = promises.map(paidMinorOf)
            onPaymentReceived(ledger, payment, today)
            payPromises(promises, ledger, payment)
            net.set(payment.paymentId, amountMinor)
            const counted = promises.reduce((sum, promise, at) => sum + paidMinorOf(promise) - before[at]!, 0)
            expect(counted).toBe(Math.min(amountMinor, wantedMinor))
            // Whoever got something left nothing wanting before it.
            const last = promises.findLastIndex((promise, at) => paidMinorOf(promise) > before[at]!)
            for (const promise of promises.slice(0, Math.max(last, 0)))
              expect(paidMinorOf(promise)).toBe(promise.amountMinor)
          } else {
            const [paymentId, left] = [...net][pick] ?? []
            if (paymentId === undefined || left === 0) continue
            const part = Math.min(amountMinor, left!)
            const fact = { reversalId: `V-${index}`, paymentId, amountMinor: part, currency: 'EUR' }
            onPaymentReversed(ledger, fact, today)
            unpayPromises(promises, ledger, fact)
            net.set(paymentId, left! - part)
          }
          for (const promise of promises) {
            expect(promise.settledOn !== null).toBe(paidMinorOf(promise) === promise.amountMinor)
            for (const { paymentId } of promise.parts) {
              const usedMinor = promises
                .flatMap(({ parts }) => parts)
                .reduce((sum, part) => sum + (part.paymentId === paymentId ? part.amountMinor : 0), 0)
              expect(usedMinor).toBeLessThanOrEqual(net.get(paymentId)!)
            }
          }
          const judged = promises.filter((promise) => judgedOn(promise) <= today)
          expect(judgedPromises(promises, today)).toEqual({
            due: judged.filter((promise) => judgedOn(promise) > today - PROMISE_DAYS).length,
            broken: judged.filter((promise) => judgedOn(promise) > today - PROMISE_DAYS && isBroken(promise)).length,
          })
        }
      }),
    )
  })
})
