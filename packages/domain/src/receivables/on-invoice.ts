import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import { allocateAwaiting, allocateDesignated, releaseOtherCurrencies, settleOldestFirst } from './allocation.ts'
import { countBilled, countWrittenOff } from './billed-days.ts'
import {
  awaitedInvoice,
  bookOf,
  checkCurrency,
  checkTotals,
  closeWhenSettled,
  findCredit,
  findInBook,
  findItem,
  insertOpen,
} from './books.ts'
import { keepBounds } from './bounds.ts'
import type { InvoiceCredited, InvoiceIssued, InvoiceWrittenOff } from './facts.ts'
import { countIssued, countTakenBack } from './issued-days.ts'
import type { CurrencyBook, InvoiceItem, ReceivablesLedger } from './state.ts'
import { countWriteOff } from './write-off-days.ts'

/**
 * Opens an item, hands it what waited for it (cash, disputes, write-offs), then any unapplied cash.
 *
 * @param today business day of the fact's effective time, never below that of an earlier call
 * @throws ContradictionError when the ledger holds the same invoice with another amount, day or representative
 */
export function onInvoiceIssued(ledger: ReceivablesLedger, fact: InvoiceIssued, today: CalendarDay): Effect {
  const held = findItem(ledger, fact.invoiceId)
  if (held !== undefined) return repeatOf(held.book, held.item, fact)
  checkTotals(ledger, fact.currency, fact.amountMinor)

  const book = bookOf(ledger, fact.currency)
  const item: InvoiceItem = {
    invoiceId: fact.invoiceId,
    salesRepId: fact.salesRepId,
    amountMinor: fact.amountMinor,
    issuedOn: fact.issuedOn,
    dueOn: fact.dueOn,
    openMinor: fact.amountMinor,
    writtenOffMinor: 0,
    disputes: [],
    invoices: 1,
    closing: null,
  }
  insertOpen(book, item)
  countBilled(book, item, today)
  countIssued(book, item, today)
  allocateAwaiting(book, item, today)
  releaseOtherCurrencies(ledger, book, item.invoiceId, today)
  applyAwaited(ledger, book, item, today)
  settleOldestFirst(book, { valueOn: today, today })
  keepBounds(ledger, today)
  return 'applied'
}

/**
 * Takes an amount off an invoice; what exceeds it becomes unapplied.
 * @throws ContradictionError when the credit note is held with another amount, or the invoice is in another currency
 */
export function onInvoiceCredited(ledger: ReceivablesLedger, fact: InvoiceCredited, today: CalendarDay): Effect {
  const held = findCredit(ledger, 'credit-note', fact.creditNoteId)
  if (held !== undefined) {
    if (held.book.currency === fact.currency && held.credit.amountMinor === fact.amountMinor) return 'repeated'
    throw new ContradictionError(
      `credit note ${fact.creditNoteId} over ${formatMoney(fact.amountMinor, fact.currency)} is already booked over ` +
        formatMoney(held.credit.amountMinor, held.book.currency),
    )
  }
  checkCurrency(ledger, `credit note ${fact.creditNoteId}`, fact)
  checkTotals(ledger, fact.currency, fact.amountMinor)

  const book = bookOf(ledger, fact.currency)
  const credit = {
    kind: 'credit-note' as const,
    creditId: fact.creditNoteId,
    amountMinor: fact.amountMinor,
    bookedOn: today,
    allocations: [],
    awaiting: [],
    unappliedMinor: 0,
    reversedMinor: 0,
    reversalIds: [],
  }
  book.credits.push(credit)
  const named = findInBook(book, fact.invoiceId)
  if (named !== undefined) countTakenBack(book, named, fact.amountMinor, fact.creditedOn)
  const booking = { valueOn: fact.creditedOn, today }
  allocateDesignated(ledger, book, credit, [fact], fact.amountMinor, booking)
  settleOldestFirst(book, booking)
  keepBounds(ledger, today)
  return 'applied'
}

/**
 * Takes an amount that will never be paid out of what is open, at most what is open. A payment that comes all the same
 * is a recovery. Not every source numbers its write-offs: a repeat is told by the event (`SeenEvents`), by the number where
 * there is one.
 * @throws ContradictionError when the invoice is in another currency
 */
export function onInvoiceWrittenOff(ledger: ReceivablesLedger, fact: InvoiceWrittenOff, today: CalendarDay): Effect {
  checkCurrency(ledger, 'a write-off', fact)
  const held = findItem(ledger, fact.invoiceId)
  if (held === undefined) {
    const { amountMinor, currency } = fact
    awaitedInvoice(ledger, fact.invoiceId, today).writeOffs.push({ amountMinor, currency })
  } else {
    writeOff(held.book, held.item, fact.amountMinor, fact.writtenOffOn, today)
  }
  keepBounds(ledger, today)
  return 'applied'
}

function applyAwaited(ledger: ReceivablesLedger, book: CurrencyBook, item: InvoiceItem, today: CalendarDay): void {
  const index = ledger.awaited.findIndex(({ invoiceId }) => invoiceId === item.invoiceId)
  if (index < 0) return
  const [awaited] = ledger.awaited.splice(index, 1)
  item.disputes = awaited!.disputes
  for (const { amountMinor, currency } of awaited!.writeOffs) {
    if (currency === book.currency) writeOff(book, item, amountMinor, today, today)
  }
}

function writeOff(
  book: CurrencyBook,
  item: InvoiceItem,
  amountMinor: number,
  valueOn: CalendarDay,
  today: CalendarDay,
): void {
  const writtenOffMinor = Math.min(amountMinor, item.openMinor)
  if (writtenOffMinor === 0) return
  item.openMinor -= writtenOffMinor
  item.writtenOffMinor += writtenOffMinor
  countWrittenOff(book, item, writtenOffMinor)
  countWriteOff(book, writtenOffMinor, valueOn, today)
  closeWhenSettled(book, item, 'write-off', valueOn, today)
}

function repeatOf(book: CurrencyBook, item: InvoiceItem, fact: InvoiceIssued): Effect {
  const same =
    book.currency === fact.currency &&
    item.amountMinor === fact.amountMinor &&
    item.issuedOn === fact.issuedOn &&
    item.dueOn === fact.dueOn &&
    item.salesRepId === fact.salesRepId
  if (same) return 'repeated'
  throw new ContradictionError(
    `invoice ${fact.invoiceId} was already issued with another amount, day or representative: ` +
      `${formatMoney(item.amountMinor, book.currency)} of ${item.salesRepId} is held; ` +
      'a change is told by a credit note and a new invoice',
  )
}
