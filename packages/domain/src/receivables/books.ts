/** Finding things in the ledger and keeping its lists in order. */
import { countSettled, emptyPaymentRecord, type SettledInvoice, uncountSettled } from '../payment-record/record.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import type {
  AwaitedInvoice,
  ClosedBy,
  Closing,
  Credit,
  CreditKind,
  CurrencyBook,
  InvoiceItem,
  ReceivablesLedger,
} from './state.ts'

export interface FoundItem {
  readonly book: CurrencyBook
  readonly item: InvoiceItem
}

export function findItem(ledger: ReceivablesLedger, invoiceId: string): FoundItem | undefined {
  for (const book of ledger.currencies) {
    const item = findInBook(book, invoiceId)
    if (item !== undefined) return { book, item }
  }
  return undefined
}

export function findInBook(book: CurrencyBook, invoiceId: string): InvoiceItem | undefined {
  const isIt = (item: InvoiceItem) => item.invoiceId === invoiceId && item.invoices === 1
  return book.open.find(isIt) ?? book.closed.find(isIt)
}

export interface FoundCredit {
  readonly book: CurrencyBook
  readonly credit: Credit
}

export function findCredit(ledger: ReceivablesLedger, kind: CreditKind, creditId: string): FoundCredit | undefined {
  for (const book of ledger.currencies) {
    const credit = book.credits.find((held) => held.creditId === creditId && held.kind === kind)
    if (credit !== undefined) return { book, credit }
  }
  return undefined
}

export function findBook(ledger: ReceivablesLedger, currency: string): CurrencyBook | undefined {
  return ledger.currencies.find((book) => book.currency === currency)
}

/** The currency's book, made when it is the first fact in that currency. */
export function bookOf(ledger: ReceivablesLedger, currency: string): CurrencyBook {
  const known = findBook(ledger, currency)
  if (known !== undefined) return known
  const book: CurrencyBook = {
    currency,
    open: [],
    closed: [],
    credits: [],
    billed: [],
    issued: [],
    firstIssuedOn: null,
    writeOffs: [],
    paid: emptyPaymentRecord(),
    unappliedMinor: 0,
  }
  ledger.currencies.push(book)
  ledger.currencies.sort((a, b) => compareText(a.currency, b.currency))
  return book
}

/** More than any customer trades in; so many books at most, each within the bounds of `bounds.ts`. */
export const MAX_CURRENCIES = 32

/**
 * @throws ContradictionError when a sum over the currency's book could no longer be exact with this amount added, or the
 *   ledger already holds `MAX_CURRENCIES` other currencies
 */
export function checkTotals(ledger: ReceivablesLedger, currency: string, amountMinor: number): void {
  const book = findBook(ledger, currency)
  if (book === undefined && ledger.currencies.length >= MAX_CURRENCIES) {
    throw new ContradictionError(
      `${formatMoney(amountMinor, currency)} would open a book in one currency too many: ${MAX_CURRENCIES} are held`,
    )
  }
  let totalMinor = amountMinor
  for (const item of book?.open ?? []) totalMinor += item.openMinor
  for (const credit of book?.credits ?? []) totalMinor += credit.amountMinor
  totalMinor += Math.abs(book?.unappliedMinor ?? 0)
  if (!Number.isSafeInteger(totalMinor)) {
    throw new ContradictionError(
      `${formatMoney(amountMinor, currency)} would take the customer's ledger beyond what can be added exactly`,
    )
  }
}

/** @throws ContradictionError when the ledger holds the named invoice in another currency */
export function checkCurrency(
  ledger: ReceivablesLedger,
  subject: string,
  fact: { readonly invoiceId: string; readonly currency: string },
): void {
  const held = findItem(ledger, fact.invoiceId)
  if (held === undefined || held.book.currency === fact.currency) return
  throw new ContradictionError(
    `${subject} is in ${fact.currency}, but invoice ${fact.invoiceId} is in ${held.book.currency}`,
  )
}

export function insertOpen(book: CurrencyBook, item: InvoiceItem): void {
  let index = book.open.length
  while (index > 0 && compareItems(book.open[index - 1]!, item) > 0) index -= 1
  book.open.splice(index, 0, item)
}

/** Moves an item on which nothing is open any more to the closed ones. */
export function closeWhenSettled(
  book: CurrencyBook,
  item: InvoiceItem,
  by: ClosedBy,
  valueOn: CalendarDay,
  today: CalendarDay,
): void {
  if (item.openMinor > 0 || item.closing !== null) return
  item.closing = { by, bookedOn: today, daysLate: valueOn - item.dueOn }
  book.open.splice(book.open.indexOf(item), 1)
  book.closed.push(item)
  if (by === 'payment') countSettled(book.paid, settledOf(item, item.closing))
}

export function reopen(book: CurrencyBook, item: InvoiceItem, amountMinor: number): void {
  item.openMinor += amountMinor
  if (item.closing === null) return
  if (item.closing.by === 'payment') uncountSettled(book.paid, settledOf(item, item.closing))
  item.closing = null
  book.closed.splice(book.closed.indexOf(item), 1)
  insertOpen(book, item)
}

/** Invoices that were merged at the bound count as one of their mean amount. */
function settledOf({ amountMinor, invoices }: InvoiceItem, { bookedOn, daysLate }: Closing): SettledInvoice {
  return { amountMinor: Math.round(amountMinor / invoices), bookedOn, daysLate }
}

/** What is in dispute of an item's open amount. */
export function disputedMinorOf(item: InvoiceItem): number {
  let claimedMinor = 0
  for (const dispute of item.disputes) if (!dispute.settled) claimedMinor += dispute.amountMinor
  return Math.min(claimedMinor, item.openMinor)
}

export function awaitedInvoice(ledger: ReceivablesLedger, invoiceId: string, today: CalendarDay): AwaitedInvoice {
  const known = ledger.awaited.find((awaited) => awaited.invoiceId === invoiceId)
  if (known !== undefined) return known
  const awaited: AwaitedInvoice = { invoiceId, sinceOn: today, disputes: [], writeOffs: [] }
  ledger.awaited.push(awaited)
  return awaited
}

/** By code units: the same order on every machine and in every locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function compareItems(a: InvoiceItem, b: InvoiceItem): number {
  return a.dueOn - b.dueOn || a.issuedOn - b.issuedOn || compareText(a.invoiceId, b.invoiceId)
}
