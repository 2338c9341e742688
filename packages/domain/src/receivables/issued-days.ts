/** What was invoiced by issue day: for the days that sales stay unpaid, and for sales that credit notes take back. */
import { type CalendarDay, startOfMonth } from '../values/calendar-day.ts'
import type { CurrencyBook, InvoiceItem, IssuedDay, ReceivablesLedger } from './state.ts'
import { nextWindowChangeOn } from './window.ts'

/** An issue day is kept for so many days: a quarter, and what is left of the month in which it began. */
export const ISSUED_DAYS = 120

/** Issue days of one currency: four months of days, and six weeks dated ahead. Beyond, the two oldest become one. */
export const MAX_ISSUED_DAYS = 160

/**
 * Credit notes within so many days of a month's first may undo sales of the month that has just been closed. What an
 * auditor does in a cut-off test of sales (returns and credit notes shortly after the period's end), for every month.
 */
export const PERIOD_END_DAYS = 10

/** Counts a new invoice; one that was issued too long ago is not counted. */
export function countIssued(book: CurrencyBook, { issuedOn, amountMinor }: InvoiceItem, today: CalendarDay): void {
  if (issuedOn <= today - ISSUED_DAYS) return
  pruneIssuedDays(book, today)
  const isFirst = book.issued.length === 0 || book.firstIssuedOn === null || issuedOn < book.firstIssuedOn
  if (isFirst) book.firstIssuedOn = issuedOn
  const day = issuedDayOf(book.issued, issuedOn)
  day.invoices += 1
  day.billedMinor = Math.min(day.billedMinor + amountMinor, Number.MAX_SAFE_INTEGER)
}

/** Counts a credit note on an invoice, whether the invoice was paid or not. */
export function countTakenBack(
  { issued }: CurrencyBook,
  { issuedOn }: InvoiceItem,
  amountMinor: number,
  creditedOn: CalendarDay,
): void {
  const day = issued.findLast((candidate) => candidate.issuedOn === issuedOn)
  if (day === undefined) return
  day.creditedMinor = Math.min(day.creditedMinor + amountMinor, Number.MAX_SAFE_INTEGER)
  const closedOn = startOfMonth(creditedOn)
  const isAfterClose = creditedOn - closedOn < PERIOD_END_DAYS && startOfMonth(closedOn - 1) === startOfMonth(issuedOn)
  if (!isAfterClose) return
  day.creditedAfterCloseMinor = Math.min(day.creditedAfterCloseMinor + amountMinor, Number.MAX_SAFE_INTEGER)
}

/** Forgets days that lie too far back, and keeps the bound. */
export function pruneIssuedDays({ issued }: CurrencyBook, today: CalendarDay): void {
  while (issued.length > 0 && issued[0]!.issuedOn <= today - ISSUED_DAYS) issued.shift()
  while (issued.length > MAX_ISSUED_DAYS) {
    const oldest = issued.shift()!
    const next = issued[0]!
    next.invoices += oldest.invoices
    next.billedMinor += oldest.billedMinor
    next.creditedMinor += oldest.creditedMinor
    next.creditedAfterCloseMinor += oldest.creditedAfterCloseMinor
  }
}

/** What was invoiced in a window, in one currency. */
export interface Billing {
  readonly invoices: number
  readonly billedMinor: number
  readonly creditedMinor: number
  readonly creditedAfterCloseMinor: number
}

/** Invoices issued on the days from `from` to `to`, both included. */
export function billedBetween({ issued }: CurrencyBook, from: CalendarDay, to: CalendarDay): Billing {
  let invoices = 0
  let billedMinor = 0
  let creditedMinor = 0
  let creditedAfterCloseMinor = 0
  for (let index = issued.length - 1; index >= 0; index -= 1) {
    const day = issued[index]!
    if (day.issuedOn < from) break
    if (day.issuedOn > to) continue
    invoices += day.invoices
    billedMinor += day.billedMinor
    creditedMinor += day.creditedMinor
    creditedAfterCloseMinor += day.creditedAfterCloseMinor
  }
  return { invoices, billedMinor, creditedMinor, creditedAfterCloseMinor }
}

/** Invoices of the calendar month before the one that `on` lies in. */
export function billedInMonthBefore(book: CurrencyBook, on: CalendarDay): Billing {
  const last = startOfMonth(on) - 1
  return billedBetween(book, startOfMonth(last), last)
}

/** Whether the whole window of `days` days up to `on` lies after the first invoice. */
export function coversBilling({ firstIssuedOn }: CurrencyBook, on: CalendarDay, days: number): boolean {
  return firstIssuedOn !== null && firstIssuedOn <= on - days + 1
}

/** The first day after `on` at whose end another set of invoices lies in the window of `days` days, or it is covered. */
export function nextBillingChangeOn(ledger: ReceivablesLedger, on: CalendarDay, days: number): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { issued, firstIssuedOn } of ledger.currencies) {
    const changeOn = nextWindowChangeOn(issued, issuedOnOf, on, days)
    if (changeOn !== undefined && (next === undefined || changeOn < next)) next = changeOn
    if (firstIssuedOn === null || issued.length === 0) continue
    const coveredOn = firstIssuedOn + days - 1
    if (coveredOn > on && (next === undefined || coveredOn < next)) next = coveredOn
  }
  return next
}

/** The first day of the next month, while there is an invoice of this month or of the last. */
export function nextMonthBeforeChangeOn({ currencies }: ReceivablesLedger, on: CalendarDay): CalendarDay | undefined {
  const from = startOfMonth(startOfMonth(on) - 1)
  const isAny = currencies.some(({ issued }) => issued.length > 0 && issued.at(-1)!.issuedOn >= from)
  return isAny ? startOfMonth(startOfMonth(on) + 31) : undefined
}

function issuedOnOf({ issuedOn }: IssuedDay): CalendarDay {
  return issuedOn
}

function issuedDayOf(issued: IssuedDay[], issuedOn: CalendarDay): IssuedDay {
  let index = issued.length
  while (index > 0 && issued[index - 1]!.issuedOn > issuedOn) index -= 1
  const before = issued[index - 1]
  if (before !== undefined && before.issuedOn === issuedOn) return before
  const day: IssuedDay = { issuedOn, invoices: 0, billedMinor: 0, creditedMinor: 0, creditedAfterCloseMinor: 0 }
  issued.splice(index, 0, day)
  return day
}
