import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { BILLED_DAYS, MAX_BILLED_DAYS } from './billed-days.ts'
import { MAX_OPEN_INVOICES, pruneReceivables } from './bounds.ts'
import { type ContributedDueDay, changedContributions, receivablesContributions } from './contribution.ts'
import type { InvoiceIssued } from './facts.ts'
import { onInvoiceDisputed } from './on-dispute.ts'
import { onInvoiceCredited, onInvoiceIssued, onInvoiceWrittenOff } from './on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from './on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from './state.ts'

const JAN_5 = parseCalendarDay('2026-01-05')
const FEB_4 = parseCalendarDay('2026-02-04')

function issue(ledger: ReceivablesLedger, invoiceId: string, more: Partial<InvoiceIssued> = {}): void {
  const days = { issuedOn: JAN_5, dueOn: FEB_4 }
  const fact = { invoiceId, salesRepId: 'R-07', amountMinor: 1000_00, currency: 'CNY', ...days, ...more }
  onInvoiceIssued(ledger, fact, JAN_5)
}

function pay(ledger: ReceivablesLedger, paymentId: string, invoiceId: string, amountMinor: number, today = FEB_4) {
  onPaymentReceived(ledger, { paymentId, invoiceId, amountMinor, currency: 'CNY', receivedOn: today }, today)
}

/** The due days of the one representative in the one currency. */
function dueDaysOf(ledger: ReceivablesLedger, today: number): readonly ContributedDueDay[] {
  const [contribution, ...others] = receivablesContributions(ledger, today)
  expect(others).toEqual([])
  return contribution?.dueDays ?? []
}

describe('What an invoice contributes to its representative', () => {
  test('is what was billed, and of that what is paid, open, disputed or written off', () => {
    const ledger = emptyReceivables()
    for (const invoiceId of ['INV-1', 'INV-2', 'INV-3', 'INV-4']) issue(ledger, invoiceId)
    pay(ledger, 'PAY-1', 'INV-1', 1000_00)
    const dispute = { disputeId: 'D', invoiceId: 'INV-2', amountMinor: 400_00, currency: 'CNY', disputedOn: FEB_4 }
    onInvoiceDisputed(ledger, dispute, FEB_4)
    const common = { invoiceId: 'INV-3', currency: 'CNY' }
    onInvoiceCredited(ledger, { creditNoteId: 'CN', amountMinor: 300_00, creditedOn: FEB_4, ...common }, FEB_4)
    const writeOff = { invoiceId: 'INV-4', amountMinor: 1000_00, currency: 'CNY', writtenOffOn: FEB_4 }
    onInvoiceWrittenOff(ledger, writeOff, FEB_4)
    expect(dueDaysOf(ledger, FEB_4)).toEqual([
      {
        dueOn: FEB_4,
        billedMinor: 3700_00,
        billedInvoices: 4,
        openMinor: 1700_00,
        undisputedOpenMinor: 1300_00,
        openInvoices: 2,
        writtenOffMinor: 1000_00,
      },
    ])
  })

  test('counts as collected what was written off and paid after all', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    const writeOff = { invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'CNY', writtenOffOn: FEB_4 }
    onInvoiceWrittenOff(ledger, writeOff, FEB_4)
    pay(ledger, 'PAY-1', 'INV-1', 600_00)
    expect(dueDaysOf(ledger, FEB_4)).toMatchObject([{ billedMinor: 1000_00, openMinor: 0, writtenOffMinor: 400_00 }])
  })

  test('outlives the invoice, which is forgotten sooner, and ends 120 days after its due day', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    pay(ledger, 'PAY-1', 'INV-1', 1000_00, JAN_5)
    pruneReceivables(ledger, FEB_4 + BILLED_DAYS - 1)
    expect(ledger.currencies[0]?.closed).toEqual([])
    expect(dueDaysOf(ledger, FEB_4 + BILLED_DAYS - 1)).toMatchObject([{ billedMinor: 1000_00, openMinor: 0 }])
    expect(dueDaysOf(ledger, FEB_4 + BILLED_DAYS)).toEqual([])
    pruneReceivables(ledger, FEB_4 + BILLED_DAYS)
    expect(ledger.currencies).toMatchObject([{ open: [], closed: [], billed: [] }])
  })

  test('is, of a day more than 120 days back, what is open alone', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    pay(ledger, 'PAY-1', 'INV-1', 700_00)
    const old = { dueOn: FEB_4, billedMinor: 300_00, billedInvoices: 1, openMinor: 300_00, writtenOffMinor: 0 }
    expect(dueDaysOf(ledger, FEB_4 + BILLED_DAYS)).toMatchObject([old])
    pruneReceivables(ledger, FEB_4 + BILLED_DAYS)
    expect(dueDaysOf(ledger, FEB_4 + BILLED_DAYS)).toMatchObject([old])
  })
})

describe('A change of contributions', () => {
  test('names each representative that a payment touched, and no other', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1', { salesRepId: 'R-01' })
    issue(ledger, 'INV-2', { salesRepId: 'R-02' })
    issue(ledger, 'INV-3', { salesRepId: 'R-03' })
    const before = receivablesContributions(ledger, FEB_4)
    const allocations = [
      { invoiceId: 'INV-1', amountMinor: 1 },
      { invoiceId: 'INV-3', amountMinor: 1000_00 },
    ]
    const payment = { paymentId: 'PAY-1', amountMinor: 1000_01, currency: 'CNY', receivedOn: FEB_4, allocations }
    onPaymentReceived(ledger, payment, FEB_4)
    const changed = changedContributions(before, receivablesContributions(ledger, FEB_4))
    expect(changed).toMatchObject([
      { salesRepId: 'R-01', dueDays: [{ openMinor: 999_99 }] },
      { salesRepId: 'R-03', dueDays: [{ openMinor: 0 }] },
    ])
  })

  test('is none where a reversal is made good at once by cash that lay about', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    pay(ledger, 'PAY-1', 'INV-1', 1000_00)
    pay(ledger, 'PAY-2', 'INV-1', 1000_00)
    const before = receivablesContributions(ledger, FEB_4)
    const reversal = { reversalId: 'REV-1', paymentId: 'PAY-1', amountMinor: 1000_00, currency: 'CNY' }
    onPaymentReversed(ledger, reversal, FEB_4)
    expect(changedContributions(before, receivablesContributions(ledger, FEB_4))).toEqual([])
  })

  test('is an empty contribution where nothing is left', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    const late = FEB_4 + BILLED_DAYS
    const before = receivablesContributions(ledger, late)
    pay(ledger, 'PAY-1', 'INV-1', 1000_00, late)
    const changed = changedContributions(before, receivablesContributions(ledger, late))
    expect(changed).toEqual([{ salesRepId: 'R-07', currency: 'CNY', dueDays: [] }])
  })
})

describe('More due days than are kept', () => {
  test('make one of the two oldest: what was billed and collected stays in sum, what is open under its day', () => {
    const ledger = emptyReceivables()
    const count = MAX_BILLED_DAYS + 20
    for (let day = 0; day < count; day++) {
      issue(ledger, `INV-${day}`, { dueOn: JAN_5 + day })
      if (day === 3) pay(ledger, 'PAY-1', 'INV-3', 1000_00, JAN_5)
    }
    const total = (of: (day: ContributedDueDay) => number) =>
      dueDaysOf(ledger, JAN_5).reduce((sum, day) => sum + of(day), 0)
    expect(ledger.currencies[0]?.billed).toHaveLength(MAX_BILLED_DAYS)
    expect(total(({ billedMinor }) => billedMinor)).toBe(count * 1000_00)
    expect(total(({ openMinor }) => openMinor)).toBe((count - 1) * 1000_00)
    expect(total(({ billedInvoices }) => billedInvoices)).toBe(count)
  })

  test('that are open beyond the bound are told under the earlier due day, with what was billed for them', () => {
    const ledger = emptyReceivables()
    const count = MAX_OPEN_INVOICES + 50
    for (let number = 0; number < count; number++) issue(ledger, `INV-${number}`, { dueOn: FEB_4 + (number % 20) })
    const dueDays = dueDaysOf(ledger, JAN_5)
    expect(dueDays.reduce((sum, day) => sum + day.billedMinor, 0)).toBe(count * 1000_00)
    for (const day of dueDays) {
      expect(day.billedMinor).toBe(day.openMinor)
      expect(day.billedInvoices).toBe(day.openInvoices)
    }
  })
})
