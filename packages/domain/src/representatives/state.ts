/**
 * What is known of one sales representative, or of a group of customers: sums over all customers that tell of it, by due day, order day, decision
 * day and day of outcome; and what is on record about itself. Plain data, changed in place by the functions beside it.
 *
 * R1. A book is a sum: what a customer contributes is added, what it contributed before is taken off. So the order in
 *     which customers tell plays no part, and a fact told twice changes nothing.
 * R2. Nothing is added across currencies.
 * R3. The movements of a day have the form of a book, with numbers of either sign: to close the day is to add them up.
 * R4. A record is no sum: one that came in a day takes the place of the one before when that day is closed.
 */
import type { ProductRecord } from '../products/record.ts'
import type { Standing } from '../scoring/standing.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import type { RepRecord } from './record.ts'

export interface SalesRepBook {
  /** By currency code. */
  readonly currencies: RepCurrencyBook[]
  /** The first day of all on which an order was placed; it outlives the days that are kept. */
  firstOrderOn: CalendarDay | null
  /** By day. */
  readonly orderDays: RepOrderDay[]
  /** By day. */
  readonly contractDays: RepContractDay[]
  /** By day, then currency; kept longer than `orderDays`, for targets. */
  readonly salesDays: RepSalesDay[]
  /** By day, then kind. */
  readonly outcomeDays: RepOutcomeDay[]
  /** By day; of groups of customers alone. */
  readonly customerDays: RepCustomerDay[]
  /** By day; of products alone. */
  readonly demandDays: RepDemandDay[]
  /** Null: nothing was told; in movements: nothing on that day. */
  record: RepRecord | null
  /** As `record`, of a product. */
  product: ProductRecord | null
  /** Score and tier; never in movements. */
  standing?: Standing | undefined
}

export interface RepCurrencyBook {
  readonly currency: string
  /** By due day. */
  readonly dueDays: RepDueDay[]
  /** Whoever owes something, by customer id. */
  readonly customers: RepCustomer[]
  /** Of groups of customers alone: by representative, what its customers here owe. */
  readonly sellers: RepSeller[]
  /** Of groups of customers alone: what the next 7 days may bring, by the last day on which it may be said. */
  readonly expected: RepExpected[]
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

export interface RepSeller {
  readonly salesRepId: string
  openMinor: number
}

/** What customers that stay silent until one and the same day are expected to order in 7 days. */
export interface RepExpected {
  readonly untilOn: CalendarDay
  expectedMinor: number
  customers: number
}

/** How many customers ordered for the first time on a day, and how many most lately on it. */
export interface RepCustomerDay {
  readonly day: CalendarDay
  first: number
  latest: number
}

/** What was ordered of a product on one day, in thousandths of its unit, less what of it was cancelled since. */
export interface RepDemandDay {
  readonly day: CalendarDay
  quantityMilli: number
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

/** What was ordered on one day in one currency, less what was cancelled and returned on that day. */
export interface RepSalesDay {
  readonly day: CalendarDay
  readonly currency: string
  netMinor: number
}

/**
 * What came of promises: `deliveries` (good: by the promised day), `fulfilments` of contracts (good: fulfilled, not
 * broken or ended early by the customer), `complaints` (none is good), `surveys` (good: the points of the answers, in hundredths of a point of 100).
 */
export const OUTCOME_KINDS = ['deliveries', 'fulfilments', 'complaints', 'surveys'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

export interface RepOutcomeDay {
  readonly day: CalendarDay
  readonly kind: OutcomeKind
  /** How many there were. */
  counted: number
  /** How many of them were as they should be; of surveys, their points. */
  good: number
}

export function emptySalesRepBook(): SalesRepBook {
  return {
    currencies: [],
    firstOrderOn: null,
    orderDays: [],
    contractDays: [],
    salesDays: [],
    outcomeDays: [],
    customerDays: [],
    demandDays: [],
    record: null,
    product: null,
  }
}
