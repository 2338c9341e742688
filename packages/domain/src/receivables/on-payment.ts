import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import { allocateDesignated, settleOldestFirst } from './allocation.ts'
import { bookOf, checkTotals, findCredit, findInBook, reopen } from './books.ts'
import { keepBounds, MAX_ALLOCATIONS_PER_PAYMENT, MAX_REVERSALS_PER_PAYMENT } from './bounds.ts'
import type { PaymentAllocation, PaymentReceived, PaymentReversed } from './facts.ts'
import type { AllocatedPart, Credit, CurrencyBook, ReceivablesLedger } from './state.ts'

/**
 * Books a payment: its allocations, then the invoice it names, then the oldest due day; the remainder is unapplied. A
 * part for an invoice that has not arrived yet waits for it; a part for an invoice in another currency is undesignated.
 *
 * @param today business day of the fact's effective time, never below that of an earlier call
 * @throws ContradictionError when the payment is held with another amount, or its allocations exceed its amount
 */
export function onPaymentReceived(ledger: ReceivablesLedger, fact: PaymentReceived, today: CalendarDay): Effect {
  const held = findCredit(ledger, 'payment', fact.paymentId)
  if (held !== undefined && isRepeat(held.book, held.credit, fact)) return 'repeated'
  checkAllocations(fact)
  checkTotals(ledger, fact.currency, fact.amountMinor)

  const book = bookOf(ledger, fact.currency)
  const credit = held?.credit ?? newPayment(book, fact.paymentId, today)
  credit.amountMinor = fact.amountMinor
  // A reversal that came first stands as cash owed to us: its payment fills that gap before it pays anything.
  credit.unappliedMinor += credit.reversedMinor
  book.unappliedMinor += credit.reversedMinor
  const booking = { valueOn: fact.receivedOn, today }
  allocateDesignated(ledger, book, credit, designationOf(fact), fact.amountMinor - credit.reversedMinor, booking)
  settleOldestFirst(book, booking)
  keepBounds(ledger, today)
  return 'applied'
}

/**
 * Takes a payment back: what of it was unapplied first, then what still waits, then what it paid, the latest first;
 * those invoices are open again, under their old due day. What it paid on invoices that are no longer held, or a payment
 * that is not held itself, is booked as unapplied cash below zero, which the next undesignated cash fills up.
 * @throws ContradictionError when more is taken back than was paid, in another currency, or more than
 *   `MAX_REVERSALS_PER_PAYMENT` times
 */
export function onPaymentReversed(ledger: ReceivablesLedger, fact: PaymentReversed, today: CalendarDay): Effect {
  const held = findCredit(ledger, 'payment', fact.paymentId)
  if (held?.credit.reversalIds.includes(fact.reversalId)) return 'repeated'
  if (held !== undefined) checkReversal(held.book, held.credit, fact)
  checkTotals(ledger, fact.currency, fact.amountMinor)

  const book = bookOf(ledger, fact.currency)
  const credit = held?.credit ?? newPayment(book, fact.paymentId, today)
  credit.reversalIds.push(fact.reversalId)
  credit.reversedMinor += fact.amountMinor
  takeBack(book, credit, fact.amountMinor)
  settleOldestFirst(book, { valueOn: today, today })
  keepBounds(ledger, today)
  return 'applied'
}

function takeBack(book: CurrencyBook, credit: Credit, amountMinor: number): void {
  const hasArrived = credit.amountMinor > 0
  let leftMinor = amountMinor
  const unappliedMinor = hasArrived ? Math.min(leftMinor, Math.max(credit.unappliedMinor, 0)) : leftMinor
  credit.unappliedMinor -= unappliedMinor
  book.unappliedMinor -= unappliedMinor
  leftMinor -= unappliedMinor
  leftMinor -= takeLatest(credit.awaiting, leftMinor, () => undefined)
  leftMinor -= takeLatest(credit.allocations, leftMinor, ({ invoiceId }, partMinor) => {
    const item = findInBook(book, invoiceId)
    if (item === undefined) book.unappliedMinor -= partMinor
    else reopen(book, item, partMinor)
  })
}

/** Takes up to `amountMinor` from the end of the parts; returns how much it got. */
function takeLatest(
  parts: AllocatedPart[],
  amountMinor: number,
  onTaken: (part: AllocatedPart, partMinor: number) => void,
): number {
  let leftMinor = amountMinor
  while (leftMinor > 0 && parts.length > 0) {
    const part = parts.at(-1)!
    const partMinor = Math.min(part.amountMinor, leftMinor)
    part.amountMinor -= partMinor
    leftMinor -= partMinor
    if (part.amountMinor === 0) parts.pop()
    onTaken(part, partMinor)
  }
  return amountMinor - leftMinor
}

function newPayment(book: CurrencyBook, paymentId: string, today: CalendarDay): Credit {
  const credit: Credit = {
    kind: 'payment',
    creditId: paymentId,
    amountMinor: 0,
    bookedOn: today,
    allocations: [],
    awaiting: [],
    unappliedMinor: 0,
    reversedMinor: 0,
    reversalIds: [],
  }
  book.credits.push(credit)
  return credit
}

function designationOf(fact: PaymentReceived): readonly PaymentAllocation[] {
  const allocations = fact.allocations ?? []
  if (fact.invoiceId === undefined || fact.invoiceId === null) return allocations
  return [...allocations, { invoiceId: fact.invoiceId, amountMinor: fact.amountMinor }]
}

function isRepeat(book: CurrencyBook, credit: Credit, fact: PaymentReceived): boolean {
  const given = formatMoney(fact.amountMinor, fact.currency)
  const isReversalOnly = credit.amountMinor === 0
  if (isReversalOnly && book.currency === fact.currency && credit.reversedMinor <= fact.amountMinor) return false
  if (!isReversalOnly && book.currency === fact.currency && credit.amountMinor === fact.amountMinor) return true
  const heldAs = isReversalOnly
    ? `reversed by ${formatMoney(credit.reversedMinor, book.currency)}`
    : `booked over ${formatMoney(credit.amountMinor, book.currency)}`
  throw new ContradictionError(`payment ${fact.paymentId} over ${given} is already ${heldAs}`)
}

function checkAllocations(fact: PaymentReceived): void {
  const allocations = fact.allocations ?? []
  if (allocations.length > MAX_ALLOCATIONS_PER_PAYMENT) {
    throw new ContradictionError(
      `payment ${fact.paymentId} has ${allocations.length} allocations: up to ${MAX_ALLOCATIONS_PER_PAYMENT} are taken`,
    )
  }
  let allocatedMinor = 0
  for (const { amountMinor } of allocations) allocatedMinor += amountMinor
  if (allocatedMinor > fact.amountMinor) {
    throw new ContradictionError(
      `payment ${fact.paymentId} allocates ${formatMoney(allocatedMinor, fact.currency)} ` +
        `of ${formatMoney(fact.amountMinor, fact.currency)}`,
    )
  }
}

function checkReversal(book: CurrencyBook, credit: Credit, fact: PaymentReversed): void {
  if (book.currency !== fact.currency) {
    throw new ContradictionError(
      `reversal ${fact.reversalId} is in ${fact.currency}, but payment ${fact.paymentId} was in ${book.currency}`,
    )
  }
  if (credit.reversalIds.length >= MAX_REVERSALS_PER_PAYMENT) {
    throw new ContradictionError(
      `payment ${fact.paymentId} was taken back ${MAX_REVERSALS_PER_PAYMENT} times already: reversal ${fact.reversalId} is one too many`,
    )
  }
  const leftMinor = credit.amountMinor - credit.reversedMinor
  if (credit.amountMinor === 0 || fact.amountMinor <= leftMinor) return
  throw new ContradictionError(
    `reversal ${fact.reversalId} takes back ${formatMoney(fact.amountMinor, fact.currency)} of payment ` +
      `${fact.paymentId}, of which ${formatMoney(leftMinor, book.currency)} are left`,
  )
}
