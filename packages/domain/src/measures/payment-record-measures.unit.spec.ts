import { describe, expect, test } from '@jest/globals'
import { pruneReceivables } from '../receivables/bounds.ts'
import { onInvoiceIssued } from '../receivables/on-invoice.ts'
import { onPaymentReceived } from '../receivables/on-payment.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import type { CustomerFacts } from './customer-facts.ts'
import {
  daysLateTrend,
  invoicesSettled,
  invoicesSettledLate,
  invoicesSettledVeryLate,
  latestInvoice,
  meanDaysLateEver,
  recentDaysLate,
  usualInvoice,
} from './payment-record-measures.ts'
import { nobody } from './testing/nobody.ts'

const JAN_1 = parseCalendarDay('2026-01-01')

describe('the record of payments', () => {
  test('outlives the invoices that it was made of', () => {
    const facts = nobody()
    for (const daysLate of [0, 8, 31, -4]) paid(facts, { daysLate })
    const on = JAN_1 + 400
    pruneReceivables(facts.receivables, on)
    expect(facts.receivables.currencies[0]?.closed).toEqual([])
    expect(invoicesSettled.measure(facts, on)).toEqual({ kind: 'number', value: 4, sample: 4 })
    expect(invoicesSettledLate.measure(facts, on)).toEqual({ kind: 'number', value: 2, sample: 4 })
    expect(invoicesSettledVeryLate.measure(facts, on)).toEqual({ kind: 'number', value: 1, sample: 4 })
    expect(meanDaysLateEver.measure(facts, on)).toEqual({ kind: 'number', value: 8.75, sample: 4 })
    expect(recentDaysLate.measure(facts, on)).toMatchObject({ kind: 'number', sample: 4 })
  })

  test('has a trend until nothing was paid for 180 days, and foresees that day', () => {
    const facts = nobody()
    for (let index = 0; index < 6; index += 1) paid(facts, { daysLate: 0, bookedOn: JAN_1 })
    for (let index = 0; index < 6; index += 1) paid(facts, { daysLate: 30, bookedOn: JAN_1 + 90 })
    const last = JAN_1 + 90
    const trend = daysLateTrend.measure(facts, last)
    // Fresh: 6 × 30 ÷ (6 ÷ 4 + 6); recent: 6 × 30 ÷ (6 × 0.7071 + 6).
    expect(trend).toMatchObject({ kind: 'number', sample: 7 })
    expect(trend.kind === 'number' && trend.value).toBeCloseTo(24 - 30 / 1.70711, 2)
    expect(daysLateTrend.nextChangeOn(facts, last)).toBe(last + 181)
    expect(daysLateTrend.measure(facts, last + 180)).toEqual(trend)
    expect(daysLateTrend.measure(facts, last + 181)).toEqual({ kind: 'unknown' })
    expect(daysLateTrend.nextChangeOn(facts, last + 180)).toBe(last + 181)
    expect(daysLateTrend.nextChangeOn(facts, last + 181)).toBeUndefined()
  })

  test('sets the latest open invoice beside the usual one, in each currency', () => {
    const facts = nobody()
    paid(facts, { amountMinor: 100_00 })
    paid(facts, { amountMinor: 300_00 })
    const on = JAN_1 + 50
    expect(latestInvoice.measure(facts, on)).toEqual({ kind: 'money', amounts: [] })
    for (const [index, amountMinor] of [900_00, 700_00, 800_00].entries()) {
      const issuedOn = index === 0 ? on - 5 : on
      const invoice = { invoiceId: `OPEN-${index}`, salesRepId: 'R', amountMinor, currency: 'EUR' }
      onInvoiceIssued(facts.receivables, { ...invoice, issuedOn, dueOn: on + 30 }, on)
    }
    expect(latestInvoice.measure(facts, on)).toEqual({
      kind: 'money',
      amounts: [{ currency: 'EUR', amountMinor: 800_00, sample: 1 }],
    })
    expect(usualInvoice.measure(facts, on)).toEqual({
      kind: 'money',
      amounts: [{ currency: 'EUR', amountMinor: 200_00, sample: 2 }],
    })
  })
})

/** One invoice, due on the first of January unless it must be later, and paid so late. */
function paid(
  { receivables }: CustomerFacts,
  {
    daysLate = 0,
    amountMinor = 100_00,
    bookedOn = JAN_1 + 40,
  }: { daysLate?: number; amountMinor?: number; bookedOn?: number },
): void {
  const number = receivables.currencies[0]?.paid.settledInvoices ?? 0
  const dueOn = bookedOn - Math.max(0, daysLate)
  const invoice = { invoiceId: `I-${number}`, salesRepId: 'R', amountMinor, currency: 'EUR' }
  onInvoiceIssued(receivables, { ...invoice, issuedOn: dueOn - 30, dueOn }, bookedOn)
  const payment = { paymentId: `P-${number}`, invoiceId: `I-${number}`, amountMinor, currency: 'EUR' }
  onPaymentReceived(receivables, { ...payment, receivedOn: dueOn + daysLate }, bookedOn)
}
