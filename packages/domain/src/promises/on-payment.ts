/** What payments, and whatever else settles an invoice, do to promises. To be called after the ledger has booked it. */
import { findCredit, findItem } from '../receivables/books.ts'
import type { PaymentReceived, PaymentReversed } from '../receivables/facts.ts'
import type { ReceivablesLedger } from '../receivables/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { MAX_PARTS_PER_PROMISE, type PaymentPromise, paidMinorOf } from './state.ts'

/**
 * Counts a payment towards promises, the earliest promised day first: what the ledger gave to an invoice towards promises
 * about that invoice, the rest towards promises for the whole account. No unit counts twice.
 */
export function payPromises(promises: PaymentPromise[], ledger: ReceivablesLedger, fact: PaymentReceived): void {
  const given = new Map<string, number>()
  const credit = findCredit(ledger, 'payment', fact.paymentId)?.credit
  for (const { invoiceId, amountMinor } of credit?.allocations ?? []) given.set(invoiceId, amountMinor)
  let leftMinor = fact.amountMinor - (credit?.reversedMinor ?? 0)
  for (const promise of promises) {
    if (promise.invoiceId === null || promise.currency !== fact.currency) continue
    const givenMinor = given.get(promise.invoiceId) ?? 0
    const partMinor = count(promise, fact, givenMinor)
    given.set(promise.invoiceId, givenMinor - partMinor)
    leftMinor -= partMinor
  }
  for (const promise of promises) {
    if (promise.invoiceId !== null || promise.currency !== fact.currency) continue
    leftMinor -= count(promise, fact, leftMinor)
  }
  settlePromises(promises, ledger)
}

/** Takes back what a payment counted: a cheque that bounced has kept no promise. The latest promised day first. */
export function unpayPromises(promises: PaymentPromise[], ledger: ReceivablesLedger, fact: PaymentReversed): void {
  let leftMinor = fact.amountMinor
  for (let index = promises.length - 1; index >= 0; index -= 1) {
    const promise = promises[index]!
    const partIndex = promise.parts.findIndex(({ paymentId }) => paymentId === fact.paymentId)
    if (partIndex < 0) continue
    const part = promise.parts[partIndex]!
    const takenMinor = Math.min(part.amountMinor, leftMinor)
    part.amountMinor -= takenMinor
    leftMinor -= takenMinor
    if (part.amountMinor === 0) promise.parts.splice(partIndex, 1)
    if (takenMinor > 0 && paidMinorOf(promise) < promise.amountMinor) promise.settledOn = null
  }
  settlePromises(promises, ledger)
}

/** Ends the promises about invoices that are settled, whatever by, and takes up those about invoices open again. */
export function settlePromises(promises: readonly PaymentPromise[], ledger: ReceivablesLedger): void {
  for (const promise of promises) {
    if (promise.invoiceId === null || paidMinorOf(promise) >= promise.amountMinor) continue
    const item = findItem(ledger, promise.invoiceId)?.item
    // One that the ledger holds no longer stays as it was when it was last seen.
    if (item !== undefined) promise.settledOn = item.closing === null ? null : item.dueOn + item.closing.daysLate
  }
}

/** Returns how much of the amount counts. */
function count(promise: PaymentPromise, { paymentId, receivedOn }: PaymentOf, availableMinor: number): number {
  const wantedMinor = promise.amountMinor - paidMinorOf(promise)
  const partMinor = Math.min(wantedMinor, availableMinor)
  if (partMinor <= 0) return 0
  const { parts } = promise
  parts.push({ paymentId, amountMinor: partMinor })
  if (parts.length > MAX_PARTS_PER_PROMISE) {
    const [oldest] = parts.splice(0, 1)
    parts[0]!.amountMinor += oldest!.amountMinor
  }
  if (partMinor === wantedMinor) promise.settledOn ??= receivedOn
  return partMinor
}

interface PaymentOf {
  readonly paymentId: string
  readonly receivedOn: CalendarDay
}
