import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { onInvoiceCredited, onInvoiceIssued, onInvoiceWrittenOff } from '../receivables/on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from '../receivables/on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from '../receivables/state.ts'
import { paymentHistoryOf } from './measures.ts'
import {
  countSettled,
  EARLIEST_DAYS,
  emptyPaymentRecord,
  FRESH_HALF_LIFE_DAYS,
  FRESH_PER_DAY,
  LATEST_DAYS,
  RECENT_HALF_LIFE_DAYS,
  RECENT_PER_DAY,
  type SettledInvoice,
  uncountSettled,
} from './record.ts'

const DUE = 20_000

describe('How a customer has paid', () => {
  test('counts every invoice once it is paid off, early ones below zero', () => {
    const ledger = paidLate([3, -5, 8, 31])
    expect(paymentHistoryOf(ledger)).toMatchObject({
      settledInvoices: 4,
      daysLate: 3 - 5 + 8 + 31,
      lateInvoices: 2,
      veryLateInvoices: 1,
    })
  })

  test('seven days late is not late yet, and thirty not very late', () => {
    expect(paymentHistoryOf(paidLate([7, 30]))).toMatchObject({ lateInvoices: 1, veryLateInvoices: 0 })
  })

  test('does not count what was credited or written off: nobody paid it', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1', 100_00)
    issue(ledger, 'INV-2', 100_00)
    const common = { amountMinor: 100_00, currency: 'EUR' }
    onInvoiceCredited(ledger, { ...common, creditNoteId: 'CN', invoiceId: 'INV-1', creditedOn: DUE + 40 }, DUE + 40)
    onInvoiceWrittenOff(ledger, { ...common, invoiceId: 'INV-2', writtenOffOn: DUE + 40 }, DUE + 40)
    expect(paymentHistoryOf(ledger)).toMatchObject({ settledInvoices: 0, recentDaysLate: undefined })
  })

  test('a payment that is taken back counts no more', () => {
    const once = paidLate([4])
    const twice = paidLate([4, 20])
    reverse(twice, 1, DUE + 60)
    expect(paymentHistoryOf(twice)).toMatchObject({ settledInvoices: 1, daysLate: 4, lateInvoices: 0 })
    expect(paymentHistoryOf(twice).recentDaysLate).toBeCloseTo(paymentHistoryOf(once).recentDaysLate ?? 0, 4)
    reverse(twice, 0, DUE + 60)
    expect(twice.currencies[0]?.paid).toEqual(emptyPaymentRecord())
  })

  test('one invoice that was forgotten for years does not stand for all others', () => {
    expect(paymentHistoryOf(paidLate([900])).daysLate).toBe(LATEST_DAYS)
    expect(paymentHistoryOf(paidLate([-300])).daysLate).toBe(EARLIEST_DAYS)
  })

  test('an invoice loses half its weight in a half-life', () => {
    const record = emptyPaymentRecord()
    countSettled(record, settled(0, 30))
    countSettled(record, settled(RECENT_HALF_LIFE_DAYS, 0))
    // Weights 1/2 and 1.
    expect(record.recent.daysLate / record.recent.weight).toBeCloseTo(10, 3)
    expect(RECENT_PER_DAY ** RECENT_HALF_LIFE_DAYS).toBeCloseTo(0.5, 12)
    expect(FRESH_PER_DAY ** FRESH_HALF_LIFE_DAYS).toBeCloseTo(0.5, 12)
  })

  test('after a change for the worse the fresh mean runs ahead of the recent one', () => {
    const ledger = paidLate([...Array.from({ length: 20 }, () => 0), ...Array.from({ length: 6 }, () => 20)], 10)
    const { recentDaysLate = 0, freshDaysLate = 0 } = paymentHistoryOf(ledger)
    expect(freshDaysLate - recentDaysLate).toBeGreaterThan(4)
    expect(freshDaysLate).toBeLessThan(20)
  })

  test('currencies are weighed at one moment', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'OLD', 100_00, 'EUR')
    pay(ledger, 'OLD', 100_00, 30, DUE + 30, 'EUR')
    issue(ledger, 'NEW', 100_00, 'USD')
    pay(ledger, 'NEW', 100_00, 0, DUE + 30 + RECENT_HALF_LIFE_DAYS, 'USD')
    expect(paymentHistoryOf(ledger).recentDaysLate).toBeCloseTo(10, 3)
  })

  test('the usual amount follows what was paid', () => {
    const record = emptyPaymentRecord()
    for (const amountMinor of [100, 200, 300]) countSettled(record, { ...settled(0, 0), amountMinor })
    expect(record.usualMinor).toBe(200)
    uncountSettled(record, { ...settled(0, 0), amountMinor: 300 })
    expect(record.usualMinor).toBe(150)
  })

  test('says what adding up every invoice by its weight says', () => {
    const anyInvoices = fc.array(
      fc.record({
        daysAfter: fc.integer({ min: 0, max: 90 }),
        daysLate: fc.integer({ min: -90, max: 400 }),
        amountMinor: fc.integer({ min: 1, max: 1_000_000_00 }),
        isTakenBack: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(anyInvoices, (invoices) => {
        const record = emptyPaymentRecord()
        const kept: SettledInvoice[] = []
        let bookedOn = DUE
        for (const { daysAfter, isTakenBack, ...figures } of invoices) {
          bookedOn += daysAfter
          const invoice = { ...figures, bookedOn }
          countSettled(record, invoice)
          if (isTakenBack) uncountSettled(record, invoice)
          else kept.push(invoice)
        }
        expect(record.settledInvoices).toBe(kept.length)
        if (kept.length === 0) return
        const days = ({ daysLate }: SettledInvoice) => Math.min(LATEST_DAYS, Math.max(EARLIEST_DAYS, daysLate))
        expect(record.daysLate).toBe(kept.reduce((sum, invoice) => sum + days(invoice), 0))
        const weights = kept.map((invoice) => RECENT_PER_DAY ** (bookedOn - invoice.bookedOn))
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        const mean = kept.reduce((sum, invoice, index) => sum + days(invoice) * (weights[index] ?? 0), 0) / total
        expect(Math.abs(record.recent.daysLate / record.recent.weight - mean)).toBeLessThan(0.05)
      }),
      { numRuns: 200 },
    )
  })
})

function settled(daysAfter: number, daysLate: number): SettledInvoice {
  return { amountMinor: 100_00, bookedOn: DUE + daysAfter, daysLate }
}

/** Invoices paid one after another, `apart` days between them, all due on the day before they were paid so late. */
function paidLate(daysLate: readonly number[], apart = 0): ReceivablesLedger {
  const ledger = emptyReceivables()
  for (const [index, days] of daysLate.entries()) {
    issue(ledger, `INV-${index}`, 100_00)
    pay(ledger, `INV-${index}`, 100_00, days, DUE + 40 + index * apart)
  }
  return ledger
}

function issue(ledger: ReceivablesLedger, invoiceId: string, amountMinor: number, currency = 'EUR'): void {
  const fact = { invoiceId, salesRepId: 'REP', amountMinor, currency, issuedOn: DUE - 30, dueOn: DUE }
  onInvoiceIssued(ledger, fact, DUE - 30)
}

function pay(
  ledger: ReceivablesLedger,
  invoiceId: string,
  amountMinor: number,
  daysLate: number,
  today: number,
  currency = 'EUR',
): void {
  const fact = { paymentId: `P-${invoiceId}`, amountMinor, currency, receivedOn: DUE + daysLate, invoiceId }
  onPaymentReceived(ledger, fact, today)
}

function reverse(ledger: ReceivablesLedger, index: number, today: number): void {
  const common = { amountMinor: 100_00, currency: 'EUR', reversedOn: today }
  onPaymentReversed(ledger, { ...common, reversalId: `R-${index}`, paymentId: `P-INV-${index}` }, today)
}
