import { describe, expect, test } from '@jest/globals'
import { type CalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { MAX_CLOSED_INVOICES, MAX_CREDITS, MAX_OPEN_INVOICES, MEMORY_DAYS, pruneReceivables } from './bounds.ts'
import type { InvoiceIssued, PaymentReceived } from './facts.ts'
import {
  currenciesOf,
  measureReceivables,
  nextAgingChangeOn,
  nextDaysPastDueOn,
  nextOverdueOn,
  paidIn,
} from './measures.ts'
import { onDisputeSettled, onInvoiceDisputed } from './on-dispute.ts'
import { onInvoiceCredited, onInvoiceIssued, onInvoiceWrittenOff } from './on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from './on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from './state.ts'

const on = parseCalendarDay
const JAN_5 = on('2026-01-05')
const FEB_4 = on('2026-02-04')

/** Invoice INV-1 of 5 January over 1,000.00 EUR, due on 4 February, unless told otherwise. */
function invoice(change: Partial<InvoiceIssued> = {}): InvoiceIssued {
  return {
    invoiceId: 'INV-1',
    salesRepId: 'REP-1',
    amountMinor: 1000_00,
    currency: 'EUR',
    issuedOn: JAN_5,
    dueOn: FEB_4,
    ...change,
  }
}

function payment(change: Partial<PaymentReceived> = {}): PaymentReceived {
  return { paymentId: 'PAY-1', amountMinor: 1000_00, currency: 'EUR', receivedOn: on('2026-02-03'), ...change }
}

function ledgerWith(...invoices: InvoiceIssued[]): ReceivablesLedger {
  const ledger = emptyReceivables()
  for (const fact of invoices) onInvoiceIssued(ledger, fact, fact.issuedOn)
  return ledger
}

const measure = (ledger: ReceivablesLedger, day: CalendarDay) => measureReceivables(ledger, 'EUR', day)

/** Open amounts by invoice id. */
function openOf(ledger: ReceivablesLedger): Record<string, number> {
  return Object.fromEntries(
    ledger.currencies.flatMap(({ open }) => open.map((item) => [item.invoiceId, item.openMinor])),
  )
}

/** A refused fact must leave no trace. */
function expectRefused(ledger: ReceivablesLedger, apply: () => unknown): void {
  const before = JSON.stringify(ledger)
  expect(apply).toThrow(ContradictionError)
  expect(JSON.stringify(ledger)).toBe(before)
}

describe('An invoice that is not paid', () => {
  test('is not overdue on its due day, and one day past due on the next', () => {
    const ledger = ledgerWith(invoice())
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 1000_00, overdueMinor: 0, maxDaysPastDue: 0 })
    expect(measure(ledger, FEB_4 + 1)).toMatchObject({ overdueMinor: 1000_00, overdueInvoices: 1, maxDaysPastDue: 1 })
    expect(measure(ledger, FEB_4 + 1).oldestOverdue?.invoiceId).toBe('INV-1')
  })

  test.each([
    [0, 'currentMinor'],
    [1, 'days1To30Minor'],
    [30, 'days1To30Minor'],
    [31, 'days31To60Minor'],
    [60, 'days31To60Minor'],
    [61, 'days61To90Minor'],
    [90, 'days61To90Minor'],
    [91, 'days91PlusMinor'],
  ] as const)('ages: %d days past due stands in %s', (days, bucket) => {
    const { aging } = measure(ledgerWith(invoice()), FEB_4 + days)
    expect(aging[bucket]).toBe(1000_00)
    expect(Object.values(aging).reduce((sum, minor) => sum + minor, 0)).toBe(1000_00)
  })

  test('says when it changes with no traffic', () => {
    const ledger = ledgerWith(invoice(), invoice({ invoiceId: 'INV-2', dueOn: FEB_4 + 10 }))
    expect(nextOverdueOn(ledger, JAN_5)).toBe(FEB_4 + 1)
    expect(nextOverdueOn(ledger, FEB_4 + 1)).toBe(FEB_4 + 11)
    expect(nextOverdueOn(ledger, FEB_4 + 11)).toBeUndefined()
    expect(nextDaysPastDueOn(ledger, FEB_4 + 11, 30)).toBe(FEB_4 + 30)
    expect(nextAgingChangeOn(ledger, FEB_4 + 11)).toBe(FEB_4 + 31)
  })
})

describe('A payment', () => {
  test('pays the invoice it names, in parts', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ amountMinor: 400_00, invoiceId: 'INV-1' }), FEB_4)
    expect(measure(ledger, FEB_4 + 5)).toMatchObject({ overdueMinor: 600_00, openInvoices: 1 })
    onPaymentReceived(ledger, payment({ paymentId: 'PAY-2', amountMinor: 600_00, invoiceId: 'INV-1' }), FEB_4 + 5)
    expect(measure(ledger, FEB_4 + 5)).toMatchObject({ openMinor: 0, overdueMinor: 0, openInvoices: 0 })
  })

  test('that names none goes to the oldest due day first', () => {
    const ledger = ledgerWith(
      invoice({ invoiceId: 'INV-LATER', dueOn: FEB_4 + 20 }),
      invoice({ invoiceId: 'INV-SOONER', amountMinor: 300_00 }),
    )
    onPaymentReceived(ledger, payment({ amountMinor: 500_00 }), FEB_4)
    expect(openOf(ledger)).toEqual({ 'INV-LATER': 800_00 })
  })

  test('follows its allocations, then the invoice it names, then the oldest due day', () => {
    const ledger = ledgerWith(
      invoice({ invoiceId: 'INV-A' }),
      invoice({ invoiceId: 'INV-B', dueOn: FEB_4 + 10 }),
      invoice({ invoiceId: 'INV-C', amountMinor: 50_00, dueOn: FEB_4 + 20 }),
    )
    const allocations = [{ invoiceId: 'INV-B', amountMinor: 600_00 }]
    onPaymentReceived(ledger, payment({ allocations, invoiceId: 'INV-C' }), FEB_4)
    expect(openOf(ledger)).toEqual({ 'INV-A': 650_00, 'INV-B': 400_00 })
  })

  test('beyond all that is open is unapplied, until the next invoice comes', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ amountMinor: 1200_00, invoiceId: 'INV-1' }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 0, unappliedMinor: 200_00 })
    onInvoiceIssued(ledger, invoice({ invoiceId: 'INV-2', issuedOn: FEB_4, dueOn: FEB_4 + 30 }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 800_00, unappliedMinor: 0 })
  })

  test('that arrives before its invoice waits for it, and pays no other', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-2' }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: 1000_00 })
    onInvoiceIssued(ledger, invoice({ invoiceId: 'INV-2' }), FEB_4)
    expect(openOf(ledger)).toEqual({ 'INV-1': 1000_00 })
    expect(measure(ledger, FEB_4).unappliedMinor).toBe(0)
  })

  test('whose invoice never comes is free after 120 days', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ amountMinor: 300_00, invoiceId: 'INV-TYPO' }), FEB_4)
    pruneReceivables(ledger, FEB_4 + MEMORY_DAYS)
    expect(openOf(ledger)).toEqual({ 'INV-1': 1000_00 })
    pruneReceivables(ledger, FEB_4 + MEMORY_DAYS + 1)
    expect(openOf(ledger)).toEqual({ 'INV-1': 700_00 })
  })

  test('in another currency pays nothing of the invoice it names', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ currency: 'USD', invoiceId: 'INV-1' }), FEB_4)
    expect(currenciesOf(ledger)).toEqual(['EUR', 'USD'])
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: 0 })
    expect(measureReceivables(ledger, 'USD', FEB_4).unappliedMinor).toBe(1000_00)
  })

  test('late or in time is remembered', () => {
    const ledger = ledgerWith(invoice(), invoice({ invoiceId: 'INV-2' }))
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1', receivedOn: FEB_4 }), FEB_4)
    onPaymentReceived(ledger, payment({ paymentId: 'PAY-2', invoiceId: 'INV-2', receivedOn: FEB_4 + 3 }), FEB_4 + 3)
    expect(paidIn(ledger, FEB_4 + 3, 90)).toEqual({ paidInvoices: 2, paidLateInvoices: 1, daysLate: 3 })
    expect(paidIn(ledger, FEB_4 + 3, 2)).toEqual({ paidInvoices: 1, paidLateInvoices: 1, daysLate: 3 })
  })
})

describe('A reversal', () => {
  const reversal = { reversalId: 'REV-1', paymentId: 'PAY-1', amountMinor: 1000_00, currency: 'EUR' }

  test('opens the invoice again under its old due day', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)
    onPaymentReversed(ledger, reversal, FEB_4 + 10)
    expect(measure(ledger, FEB_4 + 10)).toMatchObject({ overdueMinor: 1000_00, maxDaysPastDue: 10, unappliedMinor: 0 })
  })

  test('takes what was unapplied first, then what was paid last', () => {
    const ledger = ledgerWith(invoice({ amountMinor: 300_00 }), invoice({ invoiceId: 'INV-2', amountMinor: 500_00 }))
    onPaymentReceived(ledger, payment(), FEB_4)
    onPaymentReversed(ledger, { ...reversal, amountMinor: 600_00 }, FEB_4)
    expect(openOf(ledger)).toEqual({ 'INV-2': 400_00 })
    expect(measure(ledger, FEB_4).unappliedMinor).toBe(0)
  })

  test('that comes before its payment cancels it when it comes', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReversed(ledger, reversal, FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: -1000_00 })
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: 0 })
  })

  test('of a payment no longer held is cash below zero: the customer owes it', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)
    const later = FEB_4 + MEMORY_DAYS + 1
    pruneReceivables(ledger, later)
    onPaymentReversed(ledger, reversal, later)
    expect(measure(ledger, later)).toMatchObject({ openMinor: 0, unappliedMinor: -1000_00 })
  })

  test('of more than was paid is refused', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)
    expectRefused(ledger, () => onPaymentReversed(ledger, { ...reversal, amountMinor: 1000_01 }, FEB_4))
    expectRefused(ledger, () => onPaymentReversed(ledger, { ...reversal, currency: 'USD' }, FEB_4))
  })
})

describe('Credit notes, write-offs and disputes', () => {
  const dispute = { disputeId: 'DIS-1', disputedOn: JAN_5, invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'EUR' }
  const writeOff = { invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'EUR', writtenOffOn: FEB_4 }
  const credit = { creditNoteId: 'CN-1', invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'EUR', creditedOn: FEB_4 }

  test('a credit note takes off its invoice, and what exceeds it is unapplied', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment({ amountMinor: 300_00, invoiceId: 'INV-1' }), FEB_4)
    onInvoiceCredited(ledger, credit, FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 0, unappliedMinor: 300_00 })
    expect(paidIn(ledger, FEB_4, 30).paidInvoices).toBe(0)
  })

  test('a write-off closes the invoice, and a later payment is a recovery, not a credit balance', () => {
    const ledger = ledgerWith(invoice())
    onInvoiceWrittenOff(ledger, writeOff, FEB_4)
    expect(measure(ledger, FEB_4 + 1)).toMatchObject({ openMinor: 0, overdueMinor: 0 })
    onPaymentReceived(ledger, payment({ amountMinor: 250_00, invoiceId: 'INV-1' }), FEB_4 + 1)
    expect(measure(ledger, FEB_4 + 1)).toMatchObject({ openMinor: 0, unappliedMinor: 0 })
  })

  test('a disputed invoice stays overdue, is told apart, and undesignated cash passes it by', () => {
    const ledger = ledgerWith(invoice())
    onInvoiceDisputed(ledger, dispute, FEB_4)
    onPaymentReceived(ledger, payment({ amountMinor: 700_00 }), FEB_4 + 1)
    expect(measure(ledger, FEB_4 + 1)).toMatchObject({
      overdueMinor: 1000_00,
      overdueUndisputedMinor: 0,
      overdueUndisputedInvoices: 0,
      maxDaysPastDue: 1,
      maxDaysPastDueUndisputed: 0,
      disputedMinor: 1000_00,
      unappliedMinor: 700_00,
    })
    onDisputeSettled(ledger, dispute, FEB_4 + 2)
    expect(measure(ledger, FEB_4 + 2)).toMatchObject({ overdueUndisputedMinor: 300_00, unappliedMinor: 0 })
  })

  test('facts that come before their invoice wait for it', () => {
    const ledger = emptyReceivables()
    onDisputeSettled(ledger, { disputeId: 'DIS-2', invoiceId: 'INV-1' }, JAN_5)
    onInvoiceDisputed(ledger, { ...dispute, amountMinor: 200_00 }, JAN_5)
    onInvoiceDisputed(ledger, { ...dispute, disputeId: 'DIS-2', amountMinor: 500_00 }, JAN_5)
    onInvoiceWrittenOff(ledger, { ...writeOff, amountMinor: 100_00 }, JAN_5)
    onInvoiceIssued(ledger, invoice(), JAN_5)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 900_00, disputedMinor: 200_00 })
    expect(ledger.awaited).toEqual([])
  })

  test('in another currency than the invoice are refused', () => {
    const ledger = ledgerWith(invoice())
    expectRefused(ledger, () => onInvoiceCredited(ledger, { ...credit, currency: 'USD' }, FEB_4))
    expectRefused(ledger, () => onInvoiceWrittenOff(ledger, { ...writeOff, currency: 'USD' }, FEB_4))
    expectRefused(ledger, () => onInvoiceDisputed(ledger, { ...dispute, currency: 'USD' }, FEB_4))
  })
})

describe('A number that is used twice', () => {
  test('is a repeat when all is the same, also after the invoice was paid', () => {
    const ledger = ledgerWith(invoice())
    expect(onInvoiceIssued(ledger, invoice(), FEB_4)).toBe('repeated')
    onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)
    expect(onInvoiceIssued(ledger, invoice(), FEB_4)).toBe('repeated')
    expect(onPaymentReceived(ledger, payment({ invoiceId: 'INV-1' }), FEB_4)).toBe('repeated')
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: 0, unappliedMinor: 0 })
  })

  test.each([{ amountMinor: 999_00 }, { currency: 'USD' }, { dueOn: FEB_4 + 1 }, { salesRepId: 'REP-2' }])(
    'is refused when the invoice is another: %j',
    (change) => {
      const ledger = ledgerWith(invoice())
      expectRefused(ledger, () => onInvoiceIssued(ledger, invoice(change), FEB_4))
    },
  )

  test('is refused when the payment is another, or gives away more than it has', () => {
    const ledger = ledgerWith(invoice())
    onPaymentReceived(ledger, payment(), FEB_4)
    expectRefused(ledger, () => onPaymentReceived(ledger, payment({ amountMinor: 999_00 }), FEB_4))
    const allocations = [{ invoiceId: 'INV-1', amountMinor: 1000_01 }]
    expectRefused(ledger, () => onPaymentReceived(ledger, payment({ paymentId: 'PAY-2', allocations }), FEB_4))
  })

  test('may be any text', () => {
    const ids = ['__proto__', 'constructor', 'toString', '']
    const ledger = ledgerWith(...ids.map((invoiceId) => invoice({ invoiceId })))
    onPaymentReceived(ledger, payment({ paymentId: '__proto__', invoiceId: '__proto__' }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openInvoices: 3, openMinor: 3000_00 })
  })
})

describe('The bounds', () => {
  test('merge the oldest open invoices of a month and lose no money', () => {
    const ledger = emptyReceivables()
    const count = MAX_OPEN_INVOICES + 100
    for (let number = 0; number < count; number += 1) {
      const dueOn = FEB_4 + Math.floor(number / 10)
      onInvoiceIssued(ledger, invoice({ invoiceId: `INV-${number}`, amountMinor: 1_00, dueOn }), JAN_5)
    }
    expect(ledger.currencies[0]?.open).toHaveLength(MAX_OPEN_INVOICES)
    expect(measure(ledger, FEB_4 + 1)).toMatchObject({
      openMinor: count * 1_00,
      openInvoices: count,
      maxDaysPastDue: 1,
    })

    // INV-0 has become part of a merged item: the cash that names it reaches the oldest.
    onPaymentReceived(ledger, payment({ amountMinor: 1_00, invoiceId: 'INV-0' }), FEB_4)
    expect(measure(ledger, FEB_4)).toMatchObject({ openMinor: (count - 1) * 1_00, unappliedMinor: 0 })
  })

  test('keep the latest payments and closed invoices', () => {
    const ledger = emptyReceivables()
    for (let number = 0; number < 200; number += 1) {
      onInvoiceIssued(ledger, invoice({ invoiceId: `INV-${number}` }), JAN_5)
      onPaymentReceived(ledger, payment({ paymentId: `PAY-${number}`, invoiceId: `INV-${number}` }), JAN_5)
    }
    const [book] = ledger.currencies
    expect(book?.closed).toHaveLength(MAX_CLOSED_INVOICES)
    expect(book?.credits).toHaveLength(MAX_CREDITS)
    expect(book?.closed.at(-1)?.invoiceId).toBe('INV-199')
    expect(measure(ledger, JAN_5)).toMatchObject({ openMinor: 0, unappliedMinor: 0 })
  })

  test('forget a currency in which nothing is left, but not how it was paid', () => {
    const paid = ledgerWith(invoice())
    onPaymentReceived(paid, payment({ invoiceId: 'INV-1' }), FEB_4)
    pruneReceivables(paid, FEB_4 + MEMORY_DAYS + 1)
    expect(paid.currencies).toMatchObject([{ open: [], closed: [], credits: [], billed: [], issued: [] }])
    expect(paid.currencies[0]?.paid.settledInvoices).toBe(1)

    const credited = ledgerWith(invoice())
    const note = { creditNoteId: 'CN', invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'EUR', creditedOn: FEB_4 }
    onInvoiceCredited(credited, note, FEB_4)
    pruneReceivables(credited, FEB_4 + MEMORY_DAYS + 1)
    expect(credited).toEqual(emptyReceivables())
  })
})
