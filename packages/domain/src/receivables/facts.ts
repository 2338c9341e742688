import type { CalendarDay } from '../values/calendar-day.ts'

/**
 * What the ledger reads of each event. The event types have these fields and more, so an event can be handed in as it is.
 * Amounts are integer minor units above zero; business dates are calendar days of the business zone.
 */
type Optional<T> = T | null | undefined

export interface InvoiceIssued {
  readonly invoiceId: string
  readonly salesRepId?: Optional<string>
  readonly amountMinor: number
  readonly currency: string
  readonly issuedOn: CalendarDay
  readonly dueOn: CalendarDay
}

/** Credits an invoice in part or whole; what exceeds its open amount becomes unapplied. */
export interface InvoiceCredited {
  readonly invoiceId: string
  /** The credit note's own number where the source has one: it catches repeats while the note is held. */
  readonly creditNoteId?: Optional<string>
  readonly amountMinor: number
  readonly currency: string
}

export interface InvoiceDisputed {
  readonly invoiceId: string
  /** The part in dispute; without it, the whole invoice. */
  readonly amountMinor?: Optional<number>
}

export interface DisputeSettled {
  readonly invoiceId: string
}

export interface InvoiceWrittenOff {
  readonly invoiceId: string
  /** Without it, all that is open. */
  readonly amountMinor?: Optional<number>
}

export interface Allocation {
  readonly invoiceId: string
  readonly amountMinor: number
}

export interface PaymentReceived {
  readonly paymentId: string
  readonly amountMinor: number
  readonly currency: string
  readonly receivedOn: CalendarDay
  /** The invoice that the customer named. */
  readonly invoiceId?: Optional<string>
  /** Several named invoices with their parts; what they leave over is not designated. */
  readonly allocations?: Optional<readonly Allocation[]>
}

export interface PaymentReversed {
  readonly paymentId: string
  readonly amountMinor: number
  readonly currency: string
}
