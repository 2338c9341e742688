import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { MAX_CURRENCIES } from './books.ts'
import { MAX_REVERSALS_PER_PAYMENT, pruneReceivables } from './bounds.ts'
import { billedBetween, ISSUED_DAYS, MAX_ISSUED_DAYS } from './issued-days.ts'
import { measureReceivables } from './measures.ts'
import { onInvoiceIssued, onInvoiceWrittenOff } from './on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from './on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from './state.ts'
import { MAX_WRITE_OFF_DAYS, WRITE_OFF_DAYS, writeOffsInYear } from './write-off-days.ts'

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

describe('Days of billing and of write-offs', () => {
  test('stay within their bounds, and lose no amount of the days that are still asked for', () => {
    const ledger = emptyReceivables()
    const last = MAX_ISSUED_DAYS + 39
    for (let number = 0; number <= last; number += 1) {
      const invoice = { invoiceId: `INV-${number}`, salesRepId: 'REP-1', amountMinor: 100, currency: 'EUR' }
      // Dated ahead, so that all of them are young enough.
      onInvoiceIssued(ledger, { ...invoice, issuedOn: JAN_5 + number, dueOn: JAN_5 + number }, JAN_5)
      onInvoiceWrittenOff(ledger, { ...invoice, writtenOffOn: JAN_5 + number }, JAN_5)
    }
    const [book] = ledger.currencies
    expect(book?.issued).toHaveLength(MAX_ISSUED_DAYS)
    expect(billedBetween(book!, JAN_5, JAN_5 + last)).toMatchObject({
      invoices: last + 1,
      billedMinor: (last + 1) * 100,
    })
    expect(book?.writeOffs).toHaveLength(MAX_WRITE_OFF_DAYS)
    expect(writeOffsInYear(book!, JAN_5 + last)).toEqual({ writeOffs: last + 1, writtenOffMinor: (last + 1) * 100 })
  })

  test('are forgotten when they are too old, and the currency with them', () => {
    const ledger = emptyReceivables()
    issue(ledger, 'INV-1')
    onInvoiceWrittenOff(
      ledger,
      { invoiceId: 'INV-1', amountMinor: 1000_00, currency: 'EUR', writtenOffOn: FEB_4 },
      FEB_4,
    )
    pruneReceivables(ledger, JAN_5 + ISSUED_DAYS - 1)
    expect(ledger.currencies[0]?.issued).toHaveLength(1)
    pruneReceivables(ledger, JAN_5 + ISSUED_DAYS)
    expect(ledger.currencies[0]?.issued).toEqual([])
    pruneReceivables(ledger, FEB_4 + WRITE_OFF_DAYS - 1)
    expect(writeOffsInYear(ledger.currencies[0]!, FEB_4 + WRITE_OFF_DAYS - 1).writeOffs).toBe(1)
    pruneReceivables(ledger, FEB_4 + WRITE_OFF_DAYS)
    expect(ledger.currencies).toEqual([])
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
