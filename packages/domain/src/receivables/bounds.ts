/** What one customer's ledger may hold (per currency), and what happens to the oldest when it is full. */
import { type CalendarDay, formatCalendarMonth } from '../values/calendar-day.ts'
import { settleOldestFirst } from './allocation.ts'
import { moveOpen, pruneBilledDays } from './billed-days.ts'
import { insertOpen } from './books.ts'
import { pruneIssuedDays } from './issued-days.ts'
import type { CurrencyBook, InvoiceItem, ReceivablesLedger } from './state.ts'
import { pruneWriteOffs } from './write-off-days.ts'

/**
 * Open invoices held one by one. Beyond, the two oldest that fall due in the same month become one item with the earlier
 * due day, so that nothing seems less overdue than it is; it counts as so many invoices. Cash that names one of them is
 * then undesignated and reaches the oldest first.
 */
export const MAX_OPEN_INVOICES = 512

/**
 * Closed invoices and payments are held this long: a direct debit can be given back for 8 weeks, and most payments are
 * disputed within a quarter. A later repeat is told by the event alone (`SeenEvents`).
 */
export const MEMORY_DAYS = 120

export const MAX_CLOSED_INVOICES = 64
export const MAX_CREDITS = 64
/** Parts that all credits of a currency hold together, so that a few payments over many invoices stay small. */
export const MAX_HELD_PARTS = 1024
export const MAX_ALLOCATIONS_PER_PAYMENT = 512
export const MAX_DISPUTES_PER_INVOICE = 8
/** A payment that is taken back again and again is a fault of its source, not a payment. */
export const MAX_REVERSALS_PER_PAYMENT = 32
/** Of an invoice that has not arrived yet. */
const MAX_WRITE_OFFS_PER_INVOICE = 8
/** Invoices of which only disputes or write-offs have arrived. */
export const MAX_AWAITED_INVOICES = 32

/** Forgets what is no longer needed for repeats and reversals; to be called at a customer's day ends. */
export function pruneReceivables(ledger: ReceivablesLedger, today: CalendarDay): void {
  keepBounds(ledger, today)
  for (let index = ledger.currencies.length - 1; index >= 0; index -= 1) {
    if (isEmpty(ledger.currencies[index]!)) ledger.currencies.splice(index, 1)
  }
}

/** Brings the ledger back within its bounds. Cheap when it is. */
export function keepBounds(ledger: ReceivablesLedger, today: CalendarDay): void {
  const { awaited, currencies } = ledger
  const oldestKept = today - MEMORY_DAYS
  dropFirst(awaited, (entry) => awaited.length > MAX_AWAITED_INVOICES || entry.sinceOn < oldestKept)
  for (const entry of awaited) dropFirst(entry.writeOffs, () => entry.writeOffs.length > MAX_WRITE_OFFS_PER_INVOICE)
  for (const book of currencies) {
    while (book.open.length > MAX_OPEN_INVOICES) mergeOldest(book)
    dropFirst(book.closed, (item) => book.closed.length > MAX_CLOSED_INVOICES || item.closing!.bookedOn < oldestKept)
    forgetCredits(book, today)
    pruneBilledDays(book, today)
    pruneIssuedDays(book, today)
    pruneWriteOffs(book, today)
  }
}

function forgetCredits(book: CurrencyBook, today: CalendarDay): void {
  let parts = 0
  for (const credit of book.credits) parts += credit.allocations.length + credit.awaiting.length
  let freedMinor = 0
  dropFirst(book.credits, (credit) => {
    const isOver = book.credits.length > MAX_CREDITS || (parts > MAX_HELD_PARTS && book.credits.length > 1)
    if (!isOver && credit.bookedOn >= today - MEMORY_DAYS) return false
    parts -= credit.allocations.length + credit.awaiting.length
    for (const part of credit.awaiting) freedMinor += part.amountMinor
    return true
  })
  if (freedMinor === 0) return
  // The invoice it was meant for never came; the cash is there all the same.
  book.unappliedMinor += freedMinor
  settleOldestFirst(book, { valueOn: today, today })
}

function dropFirst<Entry>(entries: Entry[], isToDrop: (entry: Entry) => boolean): void {
  while (entries.length > 0 && isToDrop(entries[0]!)) entries.shift()
}

function mergeOldest(book: CurrencyBook): void {
  const [firstIndex, secondIndex] = oldestOfOneMonth(book.open) ?? [0, 1]
  const first = book.open[firstIndex]!
  const second = book.open[secondIndex]!
  book.open.splice(secondIndex, 1)
  book.open.splice(firstIndex, 1)
  moveOpen(book, second, first)
  insertOpen(book, {
    invoiceId: `merged-${formatCalendarMonth(first.dueOn)}`,
    salesRepId: first.salesRepId,
    amountMinor: first.amountMinor + second.amountMinor,
    issuedOn: Math.min(first.issuedOn, second.issuedOn),
    dueOn: first.dueOn,
    openMinor: first.openMinor + second.openMinor,
    writtenOffMinor: first.writtenOffMinor + second.writtenOffMinor,
    disputes: [],
    invoices: first.invoices + second.invoices,
    closing: null,
  })
}

/** Two items of one due month and one representative, both without dispute. */
function oldestOfOneMonth(open: readonly InvoiceItem[]): readonly [number, number] | undefined {
  const firstOfGroup = new Map<string, number>()
  for (const [index, item] of open.entries()) {
    if (item.disputes.some(({ settled }) => !settled)) continue
    const group = `${formatCalendarMonth(item.dueOn)} ${item.salesRepId}`
    const first = firstOfGroup.get(group)
    if (first !== undefined) return [first, index]
    firstOfGroup.set(group, index)
  }
  return undefined
}

function isEmpty(book: CurrencyBook): boolean {
  const { open, closed, credits, billed, issued, writeOffs, paid, unappliedMinor } = book
  const entries = open.length + closed.length + credits.length + billed.length + issued.length + writeOffs.length
  return unappliedMinor === 0 && entries === 0 && paid.settledInvoices === 0
}
