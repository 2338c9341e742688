import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { pruneReceivables } from '../receivables/bounds.ts'
import { onInvoiceIssued } from '../receivables/on-invoice.ts'
import { onPaymentReceived } from '../receivables/on-payment.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import {
  averageDaysLate,
  invoicesPaid,
  invoicesPaidLate,
  unappliedCash,
  unappliedCashDays,
} from './payment-measures.ts'
import { nobody } from './testing/nobody.ts'

const JAN_5 = parseCalendarDay('2026-01-05')

describe('how invoices are paid', () => {
  test('is what a list of the payments says, on any day', () => {
    const paymentArbitrary = fc.record({
      gapDays: fc.integer({ min: 0, max: 8 }),
      termDays: fc.integer({ min: 0, max: 30 }),
      paidAfterDays: fc.integer({ min: 0, max: 60 }),
      currency: fc.constantFrom('CNY', 'USD'),
    })
    fc.assert(
      fc.property(fc.array(paymentArbitrary, { maxLength: 25 }), fc.nat(120), (moves, later) => {
        const facts = nobody()
        let today = JAN_5
        const paid: { on: number; late: number }[] = []
        for (const [index, { gapDays, termDays, paidAfterDays, currency }] of moves.entries()) {
          const invoice = { invoiceId: `I-${index}`, salesRepId: 'R', amountMinor: 100, currency }
          const issuedOn = today
          onInvoiceIssued(facts.receivables, { ...invoice, issuedOn, dueOn: issuedOn + termDays }, today)
          today += gapDays + paidAfterDays
          const payment = { paymentId: `P-${index}`, invoiceId: invoice.invoiceId, amountMinor: 100, currency }
          onPaymentReceived(facts.receivables, { ...payment, receivedOn: today }, today)
          paid.push({ on: today, late: today - issuedOn - termDays })
        }
        const on = today + later
        pruneReceivables(facts.receivables, on)
        const seen = paid.filter((payment) => payment.on > on - 90)
        const late = seen.filter((payment) => payment.late > 0)
        const sample = seen.length
        expect(invoicesPaid.measure(facts, on)).toEqual({ kind: 'number', value: sample, sample })
        expect(invoicesPaidLate.measure(facts, on)).toEqual({ kind: 'number', value: late.length, sample })
        const mean = late.reduce((sum, payment) => sum + payment.late, 0) / sample
        expect(averageDaysLate.measure(facts, on)).toEqual(
          sample === 0 ? { kind: 'unknown' } : { kind: 'number', value: mean, sample },
        )
        const leaving = seen.map((payment) => payment.on + 90)
        expect(averageDaysLate.nextChangeOn(facts, on)).toBe(leaving.length === 0 ? undefined : Math.min(...leaving))
      }),
    )
  })
})

describe('unapplied cash', () => {
  test('is as old as the oldest payment that still has some, in each currency', () => {
    const facts = nobody()
    const pay = (paymentId: string, amountMinor: number, currency: string, on: number, invoiceId?: string) =>
      onPaymentReceived(facts.receivables, { paymentId, amountMinor, currency, receivedOn: on, invoiceId }, on)
    pay('P-1', 300_00, 'CNY', JAN_5)
    pay('P-2', 500_00, 'CNY', JAN_5 + 4)
    pay('P-3', 7_500, 'JPY', JAN_5 + 6, 'I-UNKNOWN')
    const daysOn = (on: number) => {
      const measured = unappliedCashDays.measure(facts, on)
      if (measured.kind !== 'by-currency') throw new Error(measured.kind)
      return measured.values.map(({ currency, value, sample }) => [currency, value, sample])
    }
    // What waits for the invoice that it names is told as an unmatched payment, until it is forgotten after 120 days.
    expect(daysOn(JAN_5 + 10)).toEqual([['CNY', 10, 800]])
    expect(unappliedCashDays.countsFrom?.(facts, JAN_5 + 10)).toEqual([JAN_5])
    expect(unappliedCash.nextChangeOn(facts, JAN_5 + 10)).toBe(JAN_5 + 6 + 121)
    expect(daysOn(JAN_5 + 6 + 120)).toEqual([['CNY', 120, 800]])
    expect(daysOn(JAN_5 + 6 + 121)).toEqual([
      ['CNY', 120, 800],
      ['JPY', 120, 7500],
    ])
    // An invoice takes the oldest cash first.
    const invoice = { invoiceId: 'I-1', salesRepId: 'R', amountMinor: 400_00, currency: 'CNY' }
    onInvoiceIssued(facts.receivables, { ...invoice, issuedOn: JAN_5 + 10, dueOn: JAN_5 + 40 }, JAN_5 + 10)
    expect(daysOn(JAN_5 + 10)).toEqual([['CNY', 6, 400]])
    expect(unappliedCash.measure(facts, JAN_5 + 10)).toMatchObject({
      amounts: [{ amountMinor: 400_00 }, { amountMinor: 0 }],
    })
  })

  test('is 120 days old at most, whether its payment was forgotten yet or not', () => {
    const facts = nobody()
    onPaymentReceived(
      facts.receivables,
      { paymentId: 'P', amountMinor: 9_00, currency: 'CNY', receivedOn: JAN_5 },
      JAN_5,
    )
    const later = JAN_5 + 300
    const before = unappliedCashDays.measure(facts, later)
    expect(before).toMatchObject({ values: [{ value: 120, sample: 9 }] })
    pruneReceivables(facts.receivables, later)
    expect(facts.receivables.currencies[0]?.credits).toEqual([])
    expect(unappliedCashDays.measure(facts, later)).toEqual(before)
    expect(unappliedCashDays.nextChangeOn(facts, later)).toBeUndefined()
  })
})
