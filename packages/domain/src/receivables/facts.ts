/**
 * What the ledger reads of each event. The event types have these fields and more, so an event is handed in as it is.
 * Amounts are integer minor units above zero; business dates are calendar days of the business zone.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

type Optional<T> = T | null | undefined

export interface InvoiceIssued {
  readonly invoiceId: string
  readonly salesRepId: string
  readonly amountMinor: number
  readonly currency: string
  readonly issuedOn: CalendarDay
  readonly dueOn: CalendarDay
}

export interface InvoiceCredited {
  readonly creditNoteId: string
  readonly invoiceId: string
  readonly amountMinor: number
  readonly currency: string
  readonly creditedOn: CalendarDay
}

export interface InvoiceDisputed {
  readonly disputeId: string
  readonly invoiceId: string
  /** The part of the invoice that is in dispute. */
  readonly amountMinor: number
  readonly currency: string
  readonly disputedOn: CalendarDay
}

export interface DisputeSettled {
  readonly disputeId: string
  readonly invoiceId: string
}

export interface InvoiceWrittenOff {
  readonly invoiceId: string
  readonly amountMinor: number
  readonly currency: string
  readonly writtenOffOn: CalendarDay
}

export interface PaymentAllocation {
  readonly invoiceId: string
  readonly amountMinor: number
}

export interface PaymentReceived {
  readonly paymentId: string
  readonly amountMinor: number
  readonly currency: string
  readonly receivedOn: CalendarDay
  /** The invoice that the customer named: it takes what `allocations` leave over. */
  readonly invoiceId?: Optional<string>
  readonly allocations?: Optional<readonly PaymentAllocation[]>
}

/** Takes a payment back, in part or whole. */
export interface PaymentReversed {
  readonly reversalId: string
  readonly paymentId: string
  readonly amountMinor: number
  readonly currency: string
}
