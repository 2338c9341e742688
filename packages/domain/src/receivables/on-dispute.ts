import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { settleOldestFirst } from './allocation.ts'
import { awaitedInvoice, checkCurrency, findItem } from './books.ts'
import { keepBounds, MAX_DISPUTES_PER_INVOICE } from './bounds.ts'
import type { DisputeSettled, InvoiceDisputed } from './facts.ts'
import type { Dispute, ReceivablesLedger } from './state.ts'

/**
 * Marks a part of an invoice as disputed: it stays open and overdue, undesignated cash passes it by, and the measures
 * tell what is overdue without it. An invoice can hold several disputes.
 * @throws ContradictionError when the dispute is held with another amount, the invoice is in another currency or has
 *   `MAX_DISPUTES_PER_INVOICE` unsettled disputes
 */
export function onInvoiceDisputed(ledger: ReceivablesLedger, fact: InvoiceDisputed, today: CalendarDay): Effect {
  checkCurrency(ledger, `dispute ${fact.disputeId}`, fact)
  const disputes = heldDisputes(ledger, fact.invoiceId)
  const held = disputes.find(({ disputeId }) => disputeId === fact.disputeId)
  if (held !== undefined) {
    // Amount 0 = only its settlement has arrived so far, and nothing is in dispute any more.
    if (held.amountMinor === 0 || held.amountMinor === fact.amountMinor) return 'repeated'
    throw new ContradictionError(
      `dispute ${fact.disputeId} of invoice ${fact.invoiceId} is held over ${held.amountMinor} minor units, ` +
        `not over ${fact.amountMinor}`,
    )
  }
  if (disputes.filter(({ settled }) => !settled).length >= MAX_DISPUTES_PER_INVOICE) {
    throw new ContradictionError(
      `invoice ${fact.invoiceId} has ${MAX_DISPUTES_PER_INVOICE} unsettled disputes already: settle one first`,
    )
  }
  addDispute(ledger, fact.invoiceId, today, {
    disputeId: fact.disputeId,
    amountMinor: fact.amountMinor,
    disputedOn: fact.disputedOn,
    settled: false,
  })
  keepBounds(ledger, today)
  return 'applied'
}

/** Ends a dispute, whatever its outcome: what the customer is granted comes as a credit note. */
export function onDisputeSettled(ledger: ReceivablesLedger, fact: DisputeSettled, today: CalendarDay): Effect {
  const held = heldDisputes(ledger, fact.invoiceId).find(({ disputeId }) => disputeId === fact.disputeId)
  if (held?.settled) return 'repeated'
  if (held === undefined) {
    addDispute(ledger, fact.invoiceId, today, {
      disputeId: fact.disputeId,
      amountMinor: 0,
      disputedOn: today,
      settled: true,
    })
  } else {
    held.settled = true
  }
  const book = findItem(ledger, fact.invoiceId)?.book
  if (book !== undefined) settleOldestFirst(book, { valueOn: today, today })
  keepBounds(ledger, today)
  return 'applied'
}

function heldDisputes(ledger: ReceivablesLedger, invoiceId: string): readonly Dispute[] {
  const item = findItem(ledger, invoiceId)?.item
  return item?.disputes ?? ledger.awaited.find((awaited) => awaited.invoiceId === invoiceId)?.disputes ?? []
}

function addDispute(ledger: ReceivablesLedger, invoiceId: string, today: CalendarDay, dispute: Dispute): void {
  const item = findItem(ledger, invoiceId)?.item
  const disputes = item?.disputes ?? awaitedInvoice(ledger, invoiceId, today).disputes
  const oldestSettled = disputes.findIndex(({ settled }) => settled)
  if (disputes.length >= MAX_DISPUTES_PER_INVOICE && oldestSettled >= 0) disputes.splice(oldestSettled, 1)
  disputes.push(dispute)
}
