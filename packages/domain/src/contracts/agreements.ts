/**
 * The contracts a customer has signed, what was said of them in reviews, how they ended, and the orders placed since
 * there are any. Plain data, changed in place by the functions beside it.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface Agreements {
  /** In the order they were told. */
  readonly signed: Agreement[]
  /** Of offers: the latest review of each. A signature takes its own along. */
  readonly reviews: ContractReview[]
  readonly outcomes: ContractOutcomeOn[]
  /** The latest orders, in the order they were told; none are kept before the first contract is signed or named. */
  readonly orders: ContractOrder[]
}

export interface Agreement {
  readonly contractId: string
  readonly salesRepId: string
  readonly currency: string
  readonly amountMinor: number
  readonly signedOn: CalendarDay
  readonly validFromOn: CalendarDay
  /** The last day on which it holds; brought forward when it ends early. */
  validToOn: CalendarDay
  review: ContractReview | null
  /** Placed under it so far in its currency, less what was cancelled and returned of orders that are still held. */
  orderedMinor: number
}

export interface ContractReview {
  readonly contractId: string
  readonly reviewedOn: CalendarDay
  readonly isApproved: boolean
  /** Number of clauses that differ from the template. */
  readonly deviatingClauses: number
}

/** From good to bad. */
export const CONTRACT_OUTCOMES = ['fulfilled', 'terminated', 'breached'] as const
export type ContractOutcome = (typeof CONTRACT_OUTCOMES)[number]

export interface ContractOutcomeOn {
  readonly contractId: string
  /** Who is named on the signature; empty where that is not known, or no more. */
  readonly salesRepId: string
  outcome: ContractOutcome
  /** The day of the worst that was told of it. */
  on: CalendarDay
}

export interface ContractOrder {
  readonly orderId: string
  readonly placedOn: CalendarDay
  readonly currency: string
  /** As last amended, less what was cancelled and returned. */
  amountMinor: number
  contractId: string | null
}

/** Beyond, the one that ends first is no longer known. */
export const MAX_AGREEMENTS = 16

export const MAX_CONTRACT_REVIEWS = 16

/** A year: contracts end too seldom for a quarter to say anything. */
export const CONTRACT_OUTCOME_DAYS = 365
export const MAX_CONTRACT_OUTCOMES = 32

/** Orders of a quarter; of a customer that orders more often, the latest. */
export const CONTRACT_ORDER_DAYS = 90
export const MAX_CONTRACT_ORDERS = 48

/** A contract that has ended is known as long as orders placed under it are. */
export const ENDED_AGREEMENT_DAYS = 90

/** An offer that was reviewed so long ago is not signed any more on the strength of it. */
export const CONTRACT_REVIEW_DAYS = 365

export function emptyAgreements(): Agreements {
  return { signed: [], reviews: [], outcomes: [], orders: [] }
}

/** Drops what has left every window; to be called at a customer's day ends too. */
export function pruneAgreements({ signed, reviews, outcomes, orders }: Agreements, today: CalendarDay): void {
  dropWhere(signed, ({ validToOn }) => validToOn <= today - ENDED_AGREEMENT_DAYS)
  while (signed.length > MAX_AGREEMENTS) signed.splice(indexOfFirstToEnd(signed), 1)
  dropWhere(reviews, ({ reviewedOn }) => reviewedOn <= today - CONTRACT_REVIEW_DAYS)
  while (reviews.length > MAX_CONTRACT_REVIEWS) reviews.shift()
  dropWhere(outcomes, ({ on }) => on <= today - CONTRACT_OUTCOME_DAYS)
  while (outcomes.length > MAX_CONTRACT_OUTCOMES) outcomes.shift()
  dropWhere(orders, ({ placedOn }) => placedOn <= today - CONTRACT_ORDER_DAYS)
  while (orders.length > MAX_CONTRACT_ORDERS) orders.shift()
}

function indexOfFirstToEnd(signed: readonly Agreement[]): number {
  let first = 0
  for (let index = 1; index < signed.length; index += 1) {
    if (signed[index]!.validToOn < signed[first]!.validToOn) first = index
  }
  return first
}

function dropWhere<Entry>(entries: Entry[], isTooOld: (entry: Entry) => boolean): void {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    if (isTooOld(entries[index]!)) entries.splice(index, 1)
  }
}
