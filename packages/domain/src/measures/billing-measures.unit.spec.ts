import { describe, expect, test } from '@jest/globals'
import { onInvoiceCredited, onInvoiceIssued } from '../receivables/on-invoice.ts'
import { onPaymentReceived } from '../receivables/on-payment.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import {
  credited,
  creditedAfterMonthEnd,
  daysSalesOutstanding,
  invoiced,
  invoicedLastMonth,
} from './billing-measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'
import { nobody } from './testing/nobody.ts'

const on = parseCalendarDay

function customer() {
  const facts = nobody()
  const issue = (invoiceId: string, issuedOn: number, amountMinor: number, currency = 'CNY') =>
    onInvoiceIssued(
      facts.receivables,
      { invoiceId, salesRepId: 'R', amountMinor, currency, issuedOn, dueOn: issuedOn + 30 },
      issuedOn,
    )
  const pay = (invoiceId: string, amountMinor: number, day: number) =>
    onPaymentReceived(
      facts.receivables,
      { paymentId: `P-${invoiceId}`, invoiceId, amountMinor, currency: 'CNY', receivedOn: day },
      day,
    )
  const credit = (creditNoteId: string, invoiceId: string, amountMinor: number, creditedOn: number) =>
    onInvoiceCredited(
      facts.receivables,
      { creditNoteId, invoiceId, amountMinor, currency: 'CNY', creditedOn },
      creditedOn,
    )
  return { facts, issue, pay, credit }
}

function inYuan(measure: Measure<CustomerFacts>, facts: CustomerFacts, day: number) {
  const measured = measure.measure(facts, day)
  if (measured.kind === 'money') {
    const amount = measured.amounts.find(({ currency }) => currency === 'CNY')
    return amount && [amount.amountMinor, amount.sample]
  }
  if (measured.kind !== 'by-currency') throw new Error(measured.kind)
  const value = measured.values.find(({ currency }) => currency === 'CNY')
  return value && [value.value, value.sample]
}

describe('Days sales outstanding', () => {
  test('are what is open, in days of what was billed in a quarter, net of credit notes', () => {
    const { facts, issue, pay, credit } = customer()
    for (const [number, day] of ['2026-01-01', '2026-02-01', '2026-03-01', '2026-03-20'].entries()) {
      issue(`I-${number}`, on(day), 300_00)
      issue(`USD-${number}`, on(day), 1_00, 'USD')
    }
    pay('I-0', 300_00, on('2026-02-05'))
    credit('CN-1', 'I-3', 300_00, on('2026-03-25'))
    // On 31 March: 600 open of 900 billed.
    expect(inYuan(daysSalesOutstanding, facts, on('2026-03-31'))).toEqual([60, 4])
    // On 1 April the invoice of 1 January has left the window of 90 days.
    expect(daysSalesOutstanding.nextChangeOn(facts, on('2026-03-31'))).toBe(on('2026-04-01'))
    expect(inYuan(daysSalesOutstanding, facts, on('2026-04-01'))).toEqual([90, 3])
  })

  test('rest on no sample until the first invoice is 90 days back: till then nothing had to be paid', () => {
    const { facts, issue } = customer()
    issue('I-1', on('2026-01-01'), 300_00)
    expect(inYuan(daysSalesOutstanding, facts, on('2026-03-30'))).toEqual([90, 0])
    expect(daysSalesOutstanding.nextChangeOn(facts, on('2026-03-30'))).toBe(on('2026-03-31'))
    expect(inYuan(daysSalesOutstanding, facts, on('2026-03-31'))).toEqual([90, 1])
  })

  test('are 999 when nothing is billed any more, and begin anew after four months without an invoice', () => {
    const { facts, issue } = customer()
    issue('I-1', on('2026-01-01'), 300_00)
    expect(inYuan(daysSalesOutstanding, facts, on('2026-05-10'))).toEqual([999, 0])
    issue('I-2', on('2026-05-11'), 300_00)
    expect(inYuan(daysSalesOutstanding, facts, on('2026-05-11'))).toEqual([180, 0])
    expect(facts.receivables.currencies[0]?.firstIssuedOn).toBe(on('2026-05-11'))
  })
})

describe('Credit notes after the end of a month', () => {
  test('count on its invoices, dated on the first ten days of the next', () => {
    const { facts, issue, pay, credit } = customer()
    issue('I-1', on('2026-03-30'), 800_00)
    issue('I-2', on('2026-03-31'), 200_00)
    issue('I-3', on('2026-04-01'), 500_00)
    credit('CN-0', 'I-1', 100_00, on('2026-03-31'))
    credit('CN-1', 'I-1', 300_00, on('2026-04-01'))
    pay('I-2', 200_00, on('2026-04-02'))
    credit('CN-2', 'I-2', 200_00, on('2026-04-10'))
    credit('CN-3', 'I-3', 500_00, on('2026-04-10'))
    credit('CN-4', 'I-1', 400_00, on('2026-04-11'))
    expect(inYuan(creditedAfterMonthEnd, facts, on('2026-04-11'))).toEqual([500_00, 2])
    expect(inYuan(invoicedLastMonth, facts, on('2026-04-30'))).toEqual([1000_00, 2])
    expect(inYuan(credited, facts, on('2026-04-30'))).toEqual([1500_00, 3])
    expect(inYuan(invoiced, facts, on('2026-04-30'))).toEqual([1500_00, 3])
    expect(creditedAfterMonthEnd.nextChangeOn(facts, on('2026-04-11'))).toBe(on('2026-05-01'))
    expect(inYuan(creditedAfterMonthEnd, facts, on('2026-05-01'))).toEqual([0, 1])
  })

  test('count when the invoice comes after its credit note', () => {
    const { facts, issue, credit } = customer()
    credit('CN-1', 'I-1', 300_00, on('2026-04-03'))
    onInvoiceIssued(
      facts.receivables,
      {
        invoiceId: 'I-1',
        salesRepId: 'R',
        amountMinor: 300_00,
        currency: 'CNY',
        issuedOn: on('2026-03-31'),
        dueOn: on('2026-04-30'),
      },
      on('2026-04-05'),
    )
    issue('I-2', on('2026-04-06'), 1_00)
    expect(inYuan(creditedAfterMonthEnd, facts, on('2026-04-06'))).toEqual([300_00, 1])
  })

  test('reach over the end of a year', () => {
    const { facts, issue, credit } = customer()
    issue('I-1', on('2025-12-31'), 300_00)
    credit('CN-1', 'I-1', 300_00, on('2026-01-02'))
    expect(inYuan(creditedAfterMonthEnd, facts, on('2026-01-31'))).toEqual([300_00, 1])
  })
})
