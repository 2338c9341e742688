/**
 * The receivables sub-ledger of one customer: plain data, changed in place by the functions beside it.
 *
 * L1. Nothing is added across currencies: each currency has a book of its own.
 * L2. No step makes or loses a minor unit, the ones that drop or merge old entries included:
 *     open − unapplied − awaiting = invoiced − credited − received + reversed − written off + recovered.
 * L3. Cash never lies idle beside an undisputed open amount: what no fact designates is allocated to the oldest due day
 *     first, when it arrives and again whenever something opens. It is unapplied only when nothing is left to pay.
 * L4. A fact is checked against the state before it changes anything.
 * L5. Every list has a bound (`bounds.ts`).
 *
 * L3 is what accounting systems call automatic settlement by due date, with an over-payment going to the next oldest
 * invoice and becoming a credit on the account if there is none ("Apply to Oldest" of Microsoft Dynamics 365 Business
 * Central; "Find Next Oldest Invoice (if none, create credit)" of Zuora's lockbox). The order is also that of the law
 * where the debtor designates nothing: article 560 of the Civil Code of the People's Republic of China and § 366 of the
 * German civil code put the debtor's designation first, then what fell due first.
 */
import type { PaymentRecord } from '../payment-record/record.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

export interface ReceivablesLedger {
  /** By currency. */
  readonly currencies: CurrencyBook[]
  /** Disputes and write-offs of invoices that have not arrived yet. Their cash waits in its credit. */
  readonly awaited: AwaitedInvoice[]
}

export interface CurrencyBook {
  readonly currency: string
  /** By due day, issue day, invoice id. */
  readonly open: InvoiceItem[]
  /** In the order they were closed: for repeats, reversals and how late they were paid. */
  readonly closed: InvoiceItem[]
  /** In the order they were booked. */
  readonly credits: Credit[]
  /** By due day, then representative: what was billed for the days of the last months and of the time to come. */
  readonly billed: BilledDay[]
  /** By issue day: what was invoiced in the last months, and what of it credit notes took back. */
  readonly issued: IssuedDay[]
  /** The first issue day since the currency was last without an invoice for `ISSUED_DAYS`; null while there is none. */
  firstIssuedOn: CalendarDay | null
  /** By day: what was written off in the last year. */
  readonly writeOffs: WriteOffDay[]
  /** How the invoices were paid that no list holds any more, and those that one does. */
  readonly paid: PaymentRecord
  /**
   * Cash that no invoice has and none awaits, that of forgotten credits included. Below zero when more was taken back
   * than the ledger still knew to have been received.
   */
  unappliedMinor: number
}

export type ClosedBy = 'payment' | 'credit-note' | 'write-off'

export interface InvoiceItem {
  readonly invoiceId: string
  readonly salesRepId: string
  readonly amountMinor: number
  readonly issuedOn: CalendarDay
  readonly dueOn: CalendarDay
  openMinor: number
  writtenOffMinor: number
  disputes: Dispute[]
  /** How many invoices the item stands for: above 1 once it was merged at the bound. */
  readonly invoices: number
  /** What the last open unit went by; null while the item is open. */
  closing: Closing | null
}

export interface Closing {
  readonly by: ClosedBy
  /** The day on which the ledger closed the item. */
  readonly bookedOn: CalendarDay
  /** Value date of what closed it, less its due day: above zero = late. */
  readonly daysLate: number
}

export interface Dispute {
  readonly disputeId: string
  /** 0 when only its settlement has arrived. */
  readonly amountMinor: number
  /** The day on which it was raised. */
  readonly disputedOn: CalendarDay
  settled: boolean
}

/** What one representative billed for one due day. */
export interface BilledDay {
  readonly dueOn: CalendarDay
  readonly salesRepId: string
  /** Invoiced less credited. */
  billedMinor: number
  billedInvoices: number
  /** Written off and not paid since. */
  writtenOffMinor: number
}

/** What was invoiced with one issue date. */
export interface IssuedDay {
  readonly issuedOn: CalendarDay
  invoices: number
  /** As invoiced: credit notes take nothing off. */
  billedMinor: number
  /** Credit notes on these invoices, whenever they came. */
  creditedMinor: number
  /** Of them, those dated within the first `PERIOD_END_DAYS` days of the month after. */
  creditedAfterCloseMinor: number
}

/** What was written off on one day. A recovery takes nothing off: the customer did not pay when it was due. */
export interface WriteOffDay {
  readonly writtenOffOn: CalendarDay
  writeOffs: number
  writtenOffMinor: number
}

export type CreditKind = 'payment' | 'credit-note'

/** amountMinor = allocations + awaiting + unappliedMinor + reversedMinor − what went to forgotten invoices. */
export interface Credit {
  readonly kind: CreditKind
  readonly creditId: string
  /** 0 while only a reversal of the payment has arrived. */
  amountMinor: number
  readonly bookedOn: CalendarDay
  readonly allocations: AllocatedPart[]
  /** Parts that are designated to invoices which have not arrived yet. */
  awaiting: AllocatedPart[]
  unappliedMinor: number
  reversedMinor: number
  readonly reversalIds: string[]
}

export interface AllocatedPart {
  readonly invoiceId: string
  amountMinor: number
}

export interface AwaitedInvoice {
  readonly invoiceId: string
  readonly sinceOn: CalendarDay
  readonly disputes: Dispute[]
  writeOffs: AwaitedWriteOff[]
}

export interface AwaitedWriteOff {
  readonly amountMinor: number
  readonly currency: string
}

export function emptyReceivables(): ReceivablesLedger {
  return { currencies: [], awaited: [] }
}
