/**
 * What is known of one sales representative: sums over all customers that tell of it, by due day, order day and
 * decision day. Plain data, changed in place by the functions beside it.
 *
 * R1. A book is a sum: what a customer contributes is added, what it contributed before is taken off. So the order in
 *     which customers tell plays no part, and a fact told twice changes nothing.
 * R2. Nothing is added across currencies.
 * R3. The movements of a day have the form of a book, with numbers of either sign: to close the day is to add them up.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { Standing } from '../scoring/standing.ts'

export interface SalesRepBook {
  /** By currency code. */
  readonly currencies: RepCurrencyBook[]
  /** The first day of all on which an order was placed; it outlives the days that are kept. */
  firstOrderOn: CalendarDay | null
  /** By day. */
  readonly orderDays: RepOrderDay[]
  /** By day. */
  readonly contractDays: RepContractDay[]
}

  /** Score and tier; never in movements. */
  standing?: Standing | undefined
export interface RepCurrencyBook {
  readonly currency: string
  /** By due day. */
  readonly dueDays: RepDueDay[]
  /** Whoever owes something, by customer id. */
  readonly customers: RepCustomer[]
}

/** Invoices of all customers that fall due on one day. Amounts in minor units. */
export interface RepDueDay {
  readonly dueOn: CalendarDay
  /** Invoiced less credited. What of it is neither open nor written off was paid. */
  billedMinor: number
  billedInvoices: number
  writtenOffMinor: number
  openMinor: number
  undisputedOpenMinor: number
  openInvoices: number
}

export interface RepCustomer {
  readonly customerId: string
  /** As last told; null where nobody told it. */
  name: string | null
  openMinor: number
}

export interface RepOrderDay {
  readonly day: CalendarDay
  placed: number
}

export interface RepContractDay {
  readonly day: CalendarDay
  decided: number
  signed: number
}

export function emptySalesRepBook(): SalesRepBook {
  return { currencies: [], firstOrderOn: null, orderDays: [], contractDays: [] }
}

/** Nothing is open, no window holds anything: no day can change what the book says. */
export function isAtRest({ currencies, orderDays, contractDays }: SalesRepBook): boolean {
  return currencies.length === 0 && orderDays.length === 0 && contractDays.length === 0
}
