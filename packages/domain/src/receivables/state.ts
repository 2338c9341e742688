/**
 * The receivables sub-ledger of one customer: plain data, changed in place by the functions beside it.
 *
 * L1. Nothing is added across currencies: each currency has a ledger of its own.
 * L2. Per currency: invoiced = open + allocated + written off, and received = allocated + awaiting + unapplied +
 *     reversed. No step makes or loses a minor unit, the ones that drop old items included.
 * L3. Cash never lies idle beside an undisputed open item: what no fact designates is allocated to the oldest due date
 *     first, when it arrives and again whenever something opens. It is unapplied only when there is nothing left to pay.
 * L4. A fact is checked before it changes anything.
 * L5. Every list has a bound (`bounds.ts`).
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface ReceivablesLedger {
  readonly currencies: CurrencyLedger[]
}

export interface CurrencyLedger {
  readonly currency: string
  /** By due day, issue day, invoice id. */
  readonly open: InvoiceItem[]
  /** In the order they were closed, kept for repeats, reversals and the paid-late measures. */
  readonly closed: InvoiceItem[]
  /** Payments and credit notes in the order they were booked. */
  readonly credits: Credit[]
  /** Facts about invoices that have not arrived yet, other than cash (which waits in its credit). */
  readonly awaited: AwaitedInvoice[]
  /** Cash that no invoice has and none awaits; below zero when more was reversed than is held. */
  unappliedMinor: number
}

export interface InvoiceItem {
  readonly invoiceId: string
  readonly salesRepId: string | null
  readonly amountMinor: number
  openMinor: number
  readonly issuedOn: CalendarDay
  readonly dueOn: CalendarDay
  /** The part in dispute, as it was claimed; never counted beyond `openMinor`. 0 = not disputed. */
  disputedMinor: number
  writtenOffMinor: number
  closedOn: CalendarDay | null
  /** How many invoices this item stands for: above 1 after merging at the bound. */
  readonly invoices: number
}

export type CreditKind = 'payment' | 'credit-note'

/** amountMinor = sum of allocations + sum of awaiting + unappliedMinor + reversedMinor. */
export interface Credit {
  readonly kind: CreditKind
  readonly creditId: string
  /** 0 while only the payment's reversal has arrived. */
  amountMinor: number
  bookedOn: CalendarDay
  allocations: MutableAllocation[]
  /** Designated to invoices that have not arrived yet. */
  awaiting: MutableAllocation[]
  unappliedMinor: number
  reversedMinor: number
}

export interface MutableAllocation {
  readonly invoiceId: string
  amountMinor: number
}

export interface AwaitedInvoice {
  readonly invoiceId: string
  readonly sinceOn: CalendarDay
  /** null = not disputed; 0 = disputed whole. */
  disputedMinor: number | null
  /** null = not written off; 0 = written off whole. */
  writtenOffMinor: number | null
}

export function emptyReceivables(): ReceivablesLedger {
  return { currencies: [] }
}
