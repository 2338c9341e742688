import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { MAX_CURRENCIES } from './books.ts'
import { MAX_REVERSALS_PER_PAYMENT } from './bounds.ts'
import { measureReceivables } from './measures.ts'
import { onInvoiceIssued } from './on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from './on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from './state.ts'

const JAN_5 = parseCalendarDay('2026-01-05')
const FEB_4 = parseCalendarDay('2026-02-04')

function issue(ledger: ReceivablesLedger, invoiceId: string, currency = 'EUR'): void {
  const days = { issuedOn: JAN_5, dueOn: FEB_4 }
  onInvoiceIssued(ledger, { invoiceId, salesRepId: 'REP-1', amountMinor: 1000_00, currency, ...days }, JAN_5)
}

function takeBack(ledger: ReceivablesLedger, paymentId: string, number: number): void {
  const reversal = { reversalId: `REV-${number}`, paymentId, amountMinor: 1, currency: 'EUR' }
  onPaymentReversed(ledger, reversal, FEB_4)
}

describe('A source that does not stop', () => {
  test.each([
    ['a payment that is held', true],
    ['a payment that never came', false],
  ])('cannot take back %s without end', (_, isHeld) => {
    const ledger = emptyReceivables()
    const payment = { paymentId: 'PAY-1', amountMinor: 1000_00, currency: 'EUR', receivedOn: FEB_4 }
    if (isHeld) onPaymentReceived(ledger, payment, FEB_4)
    for (let number = 0; number < MAX_REVERSALS_PER_PAYMENT; number += 1) takeBack(ledger, 'PAY-1', number)
    const before = JSON.stringify(ledger)
    expect(() => takeBack(ledger, 'PAY-1', MAX_REVERSALS_PER_PAYMENT)).toThrow(ContradictionError)
    expect(JSON.stringify(ledger)).toBe(before)
    takeBack(ledger, 'PAY-1', 0)
    expect(JSON.stringify(ledger)).toBe(before)
  })

  test('cannot open books in ever more currencies; those that are held go on', () => {
    const ledger = emptyReceivables()
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    // Any three letters will do here: what is a currency is checked where events are read.
    const codes = letters.flatMap((letter) => [`X${letter}X`, `Y${letter}Y`]).slice(0, MAX_CURRENCIES)
    for (const code of codes) issue(ledger, `INV-${code}`, code)
    expect(() => issue(ledger, 'INV-1', 'EUR')).toThrow('one currency too many: 32 are held')
    issue(ledger, 'INV-2', codes[0])
    expect(ledger.currencies).toHaveLength(MAX_CURRENCIES)
  })
})

describe('A payment in another currency than its invoice, which comes later', () => {
  test('waits no longer once the invoice is there, and pays the oldest in its own currency', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1', 'USD')
    const payment = { paymentId: 'PAY-1', amountMinor: 1000_00, currency: 'USD', receivedOn: FEB_4, invoiceId: 'INV-2' }
    onPaymentReceived(ledger, payment, FEB_4)
    expect(measureReceivables(ledger, 'USD', FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: 1000_00 })
    issue(ledger, 'INV-2', 'EUR')
    expect(measureReceivables(ledger, 'USD', FEB_4)).toMatchObject({ openMinor: 0, unappliedMinor: 0 })
    expect(measureReceivables(ledger, 'EUR', FEB_4)).toMatchObject({ openMinor: 1000_00, unappliedMinor: 0 })
  })
})
