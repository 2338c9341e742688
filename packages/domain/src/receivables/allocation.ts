/** How cash and credit notes find their invoices: designated parts first, the rest to the oldest due day. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { countCredited, countWrittenOff } from './billed-days.ts'
import { closeWhenSettled, disputedMinorOf, findInBook, findItem } from './books.ts'
import type { PaymentAllocation } from './facts.ts'
import { countTakenBack } from './issued-days.ts'
import type { AllocatedPart, ClosedBy, Credit, CurrencyBook, InvoiceItem, ReceivablesLedger } from './state.ts'

/** When something was paid: `valueOn` by its value date, `today` by the ledger. */
export interface Booking {
  readonly valueOn: CalendarDay
  readonly today: CalendarDay
}

/** Gives a credit's parts to the invoices they name; what is left over, or finds no taker, becomes unapplied. */
export function allocateDesignated(
  ledger: ReceivablesLedger,
  book: CurrencyBook,
  credit: Credit,
  designated: readonly PaymentAllocation[],
  availableMinor: number,
  booking: Booking,
): void {
  let leftMinor = availableMinor
  for (const { invoiceId, amountMinor } of designated) {
    const partMinor = Math.min(amountMinor, leftMinor)
    if (partMinor <= 0) continue
    const item = findInBook(book, invoiceId)
    if (item !== undefined) {
      leftMinor -= payItem(book, item, credit, partMinor, booking)
    } else if (mayStillArrive(ledger, book, invoiceId)) {
      addPart(credit.awaiting, invoiceId, partMinor)
      leftMinor -= partMinor
    }
  }
  credit.unappliedMinor += leftMinor
  book.unappliedMinor += leftMinor
}

/** Hands cash that waited for this invoice to it. */
export function allocateAwaiting(book: CurrencyBook, item: InvoiceItem, today: CalendarDay): void {
  for (const credit of book.credits) {
    const index = credit.awaiting.findIndex((part) => part.invoiceId === item.invoiceId)
    if (index < 0) continue
    const [part] = credit.awaiting.splice(index, 1)
    const partMinor = part!.amountMinor
    if (credit.kind === 'credit-note') countTakenBack(book, item, partMinor, credit.bookedOn)
    const overMinor = partMinor - payItem(book, item, credit, partMinor, { valueOn: credit.bookedOn, today })
    credit.unappliedMinor += overMinor
    book.unappliedMinor += overMinor
  }
}

/** Lets go of cash in other currencies that waited for this invoice: now it is known not to be meant for it. */
export function releaseOtherCurrencies(
  ledger: ReceivablesLedger,
  own: CurrencyBook,
  invoiceId: string,
  today: CalendarDay,
): void {
  for (const book of ledger.currencies) {
    if (book === own) continue
    for (const credit of book.credits) {
      const index = credit.awaiting.findIndex((part) => part.invoiceId === invoiceId)
      if (index < 0) continue
      const [part] = credit.awaiting.splice(index, 1)
      credit.unappliedMinor += part!.amountMinor
      book.unappliedMinor += part!.amountMinor
    }
    settleOldestFirst(book, { valueOn: today, today })
  }
}

/** L3: allocates unapplied cash to undisputed open amounts, the oldest due day first, the oldest cash first. */
export function settleOldestFirst(book: CurrencyBook, booking: Booking): void {
  let index = 0
  while (book.unappliedMinor > 0 && index < book.open.length) {
    const item = book.open[index]!
    const payableMinor = item.openMinor - disputedMinorOf(item)
    if (payableMinor > 0) applyUnapplied(book, item, Math.min(payableMinor, book.unappliedMinor), booking)
    // An item that was paid in full has left the list, and the next one stands in its place.
    if (book.open[index] === item) index += 1
  }
}

function applyUnapplied(book: CurrencyBook, item: InvoiceItem, amountMinor: number, booking: Booking): void {
  let leftMinor = amountMinor
  let by: ClosedBy = 'payment'
  book.unappliedMinor -= amountMinor
  item.openMinor -= amountMinor
  for (const credit of book.credits) {
    const partMinor = Math.min(credit.unappliedMinor, leftMinor)
    if (partMinor <= 0) continue
    credit.unappliedMinor -= partMinor
    leftMinor -= partMinor
    addPart(credit.allocations, item.invoiceId, partMinor)
    if (credit.kind === 'credit-note') countCredited(book, item, partMinor)
    by = credit.kind
  }
  // What is left now came from credits that are no longer held: it is paid, but could not be taken back by name.
  closeWhenSettled(book, item, by, booking.valueOn, booking.today)
}

/** Pays what is open, then what was written off (a recovery). Returns how much of the amount it took. */
function payItem(book: CurrencyBook, item: InvoiceItem, credit: Credit, amountMinor: number, booking: Booking): number {
  const paidMinor = Math.min(amountMinor, item.openMinor)
  const recoveredMinor = Math.min(amountMinor - paidMinor, item.writtenOffMinor)
  item.openMinor -= paidMinor
  item.writtenOffMinor -= recoveredMinor
  if (recoveredMinor > 0) countWrittenOff(book, item, -recoveredMinor)
  const takenMinor = paidMinor + recoveredMinor
  if (credit.kind === 'credit-note') countCredited(book, item, takenMinor)
  if (takenMinor > 0) addPart(credit.allocations, item.invoiceId, takenMinor)
  if (paidMinor > 0) closeWhenSettled(book, item, credit.kind, booking.valueOn, booking.today)
  return takenMinor
}

/**
 * Cash for an invoice that is not known is kept for it: the topics of invoices and payments may run apart. Not so when
 * the invoice is in another currency, or when it may be one of those that were merged.
 */
function mayStillArrive(ledger: ReceivablesLedger, book: CurrencyBook, invoiceId: string): boolean {
  return findItem(ledger, invoiceId) === undefined && !book.open.some(({ invoices }) => invoices > 1)
}

function addPart(parts: AllocatedPart[], invoiceId: string, amountMinor: number): void {
  const known = parts.find((part) => part.invoiceId === invoiceId)
  if (known === undefined) parts.push({ invoiceId, amountMinor })
  else known.amountMinor += amountMinor
}
