import { expect, test } from '@jest/globals'
import { onInvoiceDisputed } from '../receivables/on-dispute.ts'
import { onInvoiceIssued } from '../receivables/on-invoice.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { overdueOver30Days, overdueOver60Days, overdueOver90Days } from './receivable-measures.ts'
import { nobody } from './testing/nobody.ts'

const JAN_31 = parseCalendarDay('2026-01-31')

test('what is overdue by more than 30 days counts from the 31st day on, without what is in dispute, in each currency', () => {
  const facts = nobody()
  const { receivables } = facts
  const invoice = (invoiceId: string, amountMinor: number, currency: string, dueOn: number) => {
    onInvoiceIssued(
      receivables,
      { invoiceId, salesRepId: 'R', amountMinor, currency, issuedOn: JAN_31 - 30, dueOn },
      JAN_31,
    )
  }
  invoice('I-1', 700, 'CNY', JAN_31)
  invoice('I-2', 50, 'CNY', JAN_31 + 10)
  invoice('I-3', 30, 'USD', JAN_31 + 5)
  const dispute = { disputeId: 'D-1', invoiceId: 'I-1', amountMinor: 100, currency: 'CNY', disputedOn: JAN_31 }
  onInvoiceDisputed(receivables, dispute, JAN_31)
  const amountsOn = (on: number) => {
    const measured = overdueOver30Days.measure(facts, on)
    if (measured.kind !== 'money') throw new Error('not an amount')
    return measured.amounts.map(({ amountMinor }) => amountMinor)
  }
  expect(amountsOn(JAN_31 + 30)).toEqual([0, 0])
  expect(amountsOn(JAN_31 + 31)).toEqual([600, 0])
  expect(amountsOn(JAN_31 + 36)).toEqual([600, 30])
  expect(amountsOn(JAN_31 + 41)).toEqual([650, 30])
  expect(overdueOver30Days.nextChangeOn(facts, JAN_31)).toBe(JAN_31 + 31)
  expect(overdueOver30Days.nextChangeOn(facts, JAN_31 + 31)).toBe(JAN_31 + 36)
  expect(overdueOver30Days.nextChangeOn(facts, JAN_31 + 36)).toBe(JAN_31 + 41)
  expect(overdueOver30Days.nextChangeOn(facts, JAN_31 + 41)).toBeUndefined()
  for (const [measure, days] of [
    [overdueOver60Days, 60],
    [overdueOver90Days, 90],
  ] as const) {
    expect(measure.measure(facts, JAN_31 + days)).toMatchObject({ amounts: [{ amountMinor: 0 }, { amountMinor: 0 }] })
    expect(measure.measure(facts, JAN_31 + days + 1)).toMatchObject({
      amounts: [{ amountMinor: 600 }, { amountMinor: 0 }],
    })
    expect(measure.nextChangeOn(facts, JAN_31 + days)).toBe(JAN_31 + days + 1)
  }
})
