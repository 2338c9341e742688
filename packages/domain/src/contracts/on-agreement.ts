/**
 * What is too old is dropped before a fact is applied, too: so it does not matter at which day ends the customer was
 * looked at in between.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'
import {
  type Agreement,
  type Agreements,
  CONTRACT_OUTCOMES,
  type ContractOrder,
  type ContractOutcome,
  type ContractReview,
  pruneAgreements,
} from './agreements.ts'

/** What is read of each event; an event is handed in as it is. Amounts are minor units above zero. */
export interface AgreementSigned {
  readonly contractId: string
  readonly salesRepId: string
  readonly amountMinor: number
  readonly currency: string
  readonly signedOn: CalendarDay
  readonly validFromOn: CalendarDay
  readonly validToOn: CalendarDay
}

export interface AgreementReviewed {
  readonly contractId: string
  readonly outcome: 'approved' | 'approved_with_conditions' | 'rejected'
  readonly deviatingClauses?: readonly string[] | null | undefined
  readonly reviewedOn: CalendarDay
}

export interface ContractOrderPlaced {
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly contractId?: string | null | undefined
}

/** What a cancellation or a return takes off an order. */
export interface ContractOrderTakenBack {
  readonly orderId?: string | null | undefined
  readonly amountMinor: number
  readonly currency: string
}

/** Orders that came before the signature count under it. A second signature of a contract renews its terms. Never throws. */
export function onAgreementSigned(agreements: Agreements, fact: AgreementSigned, today: CalendarDay): Effect {
  pruneAgreements(agreements, today)
  const { contractId, salesRepId, currency, amountMinor, signedOn, validFromOn, validToOn } = fact
  const { signed, reviews, orders } = agreements
  const before = signed.findIndex((agreement) => agreement.contractId === contractId)
  const renewed = before < 0 ? undefined : signed.splice(before, 1)[0]
  const reviewed = reviews.findIndex((review) => review.contractId === contractId)
  const review = reviewed < 0 ? (renewed?.review ?? null) : reviews.splice(reviewed, 1)[0]!
  const terms = { contractId, salesRepId, currency, amountMinor, signedOn, validFromOn, validToOn }
  const orderedMinor = renewed?.currency === currency ? renewed.orderedMinor : heldUnder(orders, contractId, currency)
  signed.push({ ...terms, review, orderedMinor })
  pruneAgreements(agreements, today)
  return 'applied'
}

/** The latest review stands; of two on one day the one told last. */
export function onAgreementReviewed(agreements: Agreements, fact: AgreementReviewed, today: CalendarDay): Effect {
  pruneAgreements(agreements, today)
  const { contractId, outcome, deviatingClauses, reviewedOn } = fact
  const isApproved = outcome !== 'rejected'
  const review = { contractId, reviewedOn, isApproved, deviatingClauses: deviatingClauses?.length ?? 0 }
  const agreement = findAgreement(agreements, contractId)
  if (agreement !== undefined) agreement.review = later(agreement.review, review)
  else {
    const known = agreements.reviews.findIndex((candidate) => candidate.contractId === contractId)
    const [before] = known < 0 ? [] : agreements.reviews.splice(known, 1)
    agreements.reviews.push(later(before ?? null, review))
  }
  pruneAgreements(agreements, today)
  return 'applied'
}

/** Of several outcomes of one contract the worst counts; the same one told again for the same day is a repeat. Never throws. */
export function onAgreementOutcome(
  agreements: Agreements,
  contractId: string,
  outcome: ContractOutcome,
  on: CalendarDay,
  today: CalendarDay,
): Effect {
  pruneAgreements(agreements, today)
  const known = agreements.outcomes.find((candidate) => candidate.contractId === contractId)
  if (known?.outcome === outcome && known.on === on) return 'repeated'
  const salesRepId = findAgreement(agreements, contractId)?.salesRepId ?? ''
  if (known === undefined) agreements.outcomes.push({ contractId, salesRepId, outcome, on })
  else if (CONTRACT_OUTCOMES.indexOf(outcome) > CONTRACT_OUTCOMES.indexOf(known.outcome)) {
    known.outcome = outcome
    known.on = on
  }
  pruneAgreements(agreements, today)
  return 'applied'
}

/** Ends a contract before its time: `on` is the first day on which it no longer holds. */
export function endAgreement(agreements: Agreements, contractId: string, on: CalendarDay): void {
  const agreement = findAgreement(agreements, contractId)
  if (agreement !== undefined) agreement.validToOn = Math.min(agreement.validToOn, on - 1)
}

/** To be called with each order that the order history has taken as new. Never throws. */
export function onContractOrderPlaced(
  agreements: Agreements,
  fact: ContractOrderPlaced,
  placedOn: CalendarDay,
  today: CalendarDay,
): void {
  pruneAgreements(agreements, today)
  const contractId = fact.contractId ?? null
  if (contractId === null && agreements.signed.length === 0 && agreements.orders.length === 0) return
  const { orderId, currency, amountMinor } = fact
  agreements.orders.push({ orderId, placedOn, currency, amountMinor, contractId })
  countUnder(agreements, contractId, currency, amountMinor)
  pruneAgreements(agreements, today)
}

/** The whole order as it stands from now on; one that names no contract stays under the one it was placed under. */
export function onContractOrderAmended(agreements: Agreements, fact: ContractOrderPlaced, today: CalendarDay): void {
  pruneAgreements(agreements, today)
  const held = agreements.orders.find(({ orderId }) => orderId === fact.orderId)
  if (held === undefined || held.currency !== fact.currency) return
  countUnder(agreements, held.contractId, held.currency, -held.amountMinor)
  held.amountMinor = fact.amountMinor
  held.contractId = fact.contractId ?? held.contractId
  countUnder(agreements, held.contractId, held.currency, held.amountMinor)
}

/** What was cancelled or returned is no longer ordered under a contract. An order that is not held is left alone. */
export function onContractOrderTakenBack(
  agreements: Agreements,
  fact: ContractOrderTakenBack,
  today: CalendarDay,
): void {
  pruneAgreements(agreements, today)
  const held = agreements.orders.find(({ orderId }) => orderId === fact.orderId)
  if (held === undefined || held.currency !== fact.currency) return
  const takenMinor = Math.min(held.amountMinor, fact.amountMinor)
  held.amountMinor -= takenMinor
  countUnder(agreements, held.contractId, held.currency, -takenMinor)
}

function findAgreement({ signed }: Agreements, contractId: string): Agreement | undefined {
  return signed.find((agreement) => agreement.contractId === contractId)
}

function later(before: ContractReview | null, review: ContractReview): ContractReview {
  return before !== null && before.reviewedOn > review.reviewedOn ? before : review
}

function heldUnder(orders: readonly ContractOrder[], contractId: string, currency: string): number {
  let orderedMinor = 0
  for (const order of orders) {
    if (order.contractId === contractId && order.currency === currency) orderedMinor += order.amountMinor
  }
  return orderedMinor
}

function countUnder(agreements: Agreements, contractId: string | null, currency: string, minor: number): void {
  const agreement = contractId === null ? undefined : findAgreement(agreements, contractId)
  if (agreement?.currency === currency) agreement.orderedMinor += minor
}
