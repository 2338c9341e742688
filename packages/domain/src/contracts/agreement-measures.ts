import type { CalendarDay } from '../values/calendar-day.ts'
import {
  type Agreement,
  type Agreements,
  CONTRACT_ORDER_DAYS,
  CONTRACT_OUTCOME_DAYS,
  CONTRACT_REVIEW_DAYS,
  type ContractOutcome,
  ENDED_AGREEMENT_DAYS,
} from './agreements.ts'
import type { ContractFunnel } from './state.ts'

/** A contract holds from its first to its last day of validity. */
export function holdsOn({ validFromOn, validToOn }: Agreement, day: CalendarDay): boolean {
  return validFromOn <= day && day <= validToOn
}

/**
 * The last day on which any contract holds, of those signed that have not been over for 90 days: a contract that was
 * signed for the time after it counts. Undefined when there is none.
 */
export function latestEndOn({ signed }: Agreements, day: CalendarDay): CalendarDay | undefined {
  let latest: CalendarDay | undefined
  for (const { validToOn } of signed) {
    if (validToOn > day - ENDED_AGREEMENT_DAYS && (latest === undefined || validToOn > latest)) latest = validToOn
  }
  return latest
}

/** How contracts ended in the 365 days up to a day, each counted once. */
export function outcomesIn({ outcomes }: Agreements, day: CalendarDay): Readonly<Record<ContractOutcome, number>> {
  const counts = { fulfilled: 0, terminated: 0, breached: 0 }
  for (const { outcome, on } of outcomes) if (on <= day && on > day - CONTRACT_OUTCOME_DAYS) counts[outcome] += 1
  return counts
}

/** Orders of the 90 days up to a day, as far as they are held. */
export interface OrdersUnderContract {
  readonly orders: number
  /** Those that named no contract, or one that did not hold on the day they were placed. */
  readonly uncovered: number
}

/**
 * Only orders placed since the customer has had a contract: before, there was none to name. Nothing is counted for a
 * customer without any contract that is held, nor for one of whose orders none names a contract: there, they are not
 * booked under contracts.
 */
export function ordersUnderContract({ signed, orders }: Agreements, day: CalendarDay): OrdersUnderContract {
  let first = Number.POSITIVE_INFINITY
  for (const agreement of signed) {
    if (agreement.validToOn > day - ENDED_AGREEMENT_DAYS) first = Math.min(first, agreement.validFromOn)
  }
  let counted = 0
  let uncovered = 0
  let isNamed = false
  for (const { placedOn, contractId } of orders) {
    if (placedOn < first || placedOn > day || placedOn <= day - CONTRACT_ORDER_DAYS) continue
    counted += 1
    isNamed ||= contractId !== null
    const agreement = contractId === null ? undefined : signed.find((known) => known.contractId === contractId)
    if (agreement === undefined || !holdsOn(agreement, placedOn)) uncovered += 1
  }
  return isNamed ? { orders: counted, uncovered } : { orders: 0, uncovered: 0 }
}

/** The contract in force that most of is ordered beside its amount, by currency, in alphabetical order. */
export function mostUsedAgreements({ signed }: Agreements, day: CalendarDay): readonly Agreement[] {
  const most: Agreement[] = []
  for (const agreement of signed) {
    if (!holdsOn(agreement, day)) continue
    const index = most.findIndex(({ currency }) => currency === agreement.currency)
    if (index < 0) most.push(agreement)
    else if (usedRatio(agreement) > usedRatio(most[index]!)) most[index] = agreement
  }
  return most.sort((left, right) => (left.currency < right.currency ? -1 : 1))
}

/** The days from which on open offers, and signed contracts that have not ended, wait for their first review. */
export function unreviewedSince(agreements: Agreements, funnel: ContractFunnel, day: CalendarDay): CalendarDay[] {
  const since: CalendarDay[] = []
  for (const { reviewedOn, offeredOn } of funnel.openOffers) {
    if (reviewedOn === null) since.push(offeredOn)
  }
  for (const { review, signedOn, validToOn } of agreements.signed) {
    if (review === null && validToOn >= day) since.push(signedOn)
  }
  return since
}

/** Contracts that are being made or are in force, as their latest reviews found them. */
export interface ReviewedContracts {
  readonly reviewed: number
  readonly deviatingClauses: number
}

export function reviewedContracts(agreements: Agreements, funnel: ContractFunnel, day: CalendarDay): ReviewedContracts {
  let reviewed = 0
  let deviatingClauses = 0
  for (const review of agreements.reviews) {
    const isOpen = funnel.openOffers.some(({ contractId }) => contractId === review.contractId)
    if (!isOpen || review.reviewedOn <= day - CONTRACT_REVIEW_DAYS) continue
    reviewed += 1
    deviatingClauses += review.deviatingClauses
  }
  for (const agreement of agreements.signed) {
    if (agreement.review === null || !holdsOn(agreement, day)) continue
    reviewed += 1
    deviatingClauses += agreement.review.deviatingClauses
  }
  return { reviewed, deviatingClauses }
}

/** Contracts in force, and how many of them were signed before a review had approved them. */
export function signedUnapproved({ signed }: Agreements, day: CalendarDay): { inForce: number; unapproved: number } {
  let inForce = 0
  let unapproved = 0
  for (const agreement of signed) {
    if (!holdsOn(agreement, day)) continue
    inForce += 1
    const { review, signedOn } = agreement
    if (review === null || !review.isApproved || review.reviewedOn > signedOn) unapproved += 1
  }
  return { inForce, unapproved }
}

/** The first day after `day` at whose end a contract begins or has ceased to hold, is forgotten, or a review is. */
export function nextAgreementChangeOn({ signed, reviews }: Agreements, day: CalendarDay): CalendarDay | undefined {
  let next = Number.POSITIVE_INFINITY
  const consider = (on: CalendarDay) => {
    if (on > day && on < next) next = on
  }
  for (const { validFromOn, validToOn } of signed) {
    consider(validFromOn)
    consider(validToOn + 1)
    consider(validToOn + ENDED_AGREEMENT_DAYS)
  }
  for (const { reviewedOn } of reviews) consider(reviewedOn + CONTRACT_REVIEW_DAYS)
  return next === Number.POSITIVE_INFINITY ? undefined : next
}

/** The first day after `day` at whose end an outcome enters or leaves the 365 days. */
export function nextOutcomeChangeOn({ outcomes }: Agreements, day: CalendarDay): CalendarDay | undefined {
  return nextEntryOn(
    outcomes.map(({ on }) => on),
    CONTRACT_OUTCOME_DAYS,
    day,
  )
}

/** The first day after `day` at whose end an order leaves the 90 days. */
export function nextContractOrderChangeOn({ orders }: Agreements, day: CalendarDay): CalendarDay | undefined {
  return nextEntryOn(
    orders.map(({ placedOn }) => placedOn),
    CONTRACT_ORDER_DAYS,
    day,
  )
}

function nextEntryOn(days: readonly CalendarDay[], windowDays: number, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const on of days) {
    const changesOn = on > day ? on : on + windowDays
    if (changesOn > day && (next === undefined || changesOn < next)) next = changesOn
  }
  return next
}

function usedRatio({ orderedMinor, amountMinor }: Agreement): number {
  return orderedMinor / amountMinor
}
