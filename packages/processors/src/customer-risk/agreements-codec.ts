/** Signed contracts and what became of them, as bytes: four bytes for a customer without any. */
import {
  type Agreement,
  type Agreements,
  CONTRACT_OUTCOMES,
  type ContractOrder,
  type ContractReview,
} from '@tocsin/domain'
import type { CompactReader } from '../evaluation/compact-reader.ts'
import type { CompactWriter } from '../evaluation/compact-writer.ts'
import { known } from '../evaluation/state-parts.ts'

export function writeAgreements(to: CompactWriter, { signed, reviews, outcomes, orders }: Agreements): void {
  to.list(signed, writeAgreement)
  to.list(reviews, writeReview)
  to.list(outcomes, (w, { contractId, salesRepId, outcome, on }) => {
    w.text(contractId)
    w.name(salesRepId)
    w.count(CONTRACT_OUTCOMES.indexOf(outcome))
    w.day(on)
  })
  to.list(orders, writeOrder)
}

export function readAgreements(from: CompactReader): Agreements {
  return {
    signed: from.list(readAgreement),
    reviews: from.list(readReview),
    outcomes: from.list((r) => ({
      contractId: r.text(),
      salesRepId: r.name(),
      outcome: known(CONTRACT_OUTCOMES, r.count()),
      on: r.day(),
    })),
    orders: from.list(readOrder),
  }
}

function writeAgreement(to: CompactWriter, agreement: Agreement): void {
  to.text(agreement.contractId)
  to.name(agreement.salesRepId)
  to.name(agreement.currency)
  to.integer(agreement.amountMinor)
  to.day(agreement.signedOn)
  to.day(agreement.validFromOn)
  to.day(agreement.validToOn)
  to.flag(agreement.review !== null)
  if (agreement.review !== null) writeReview(to, agreement.review)
  to.integer(agreement.orderedMinor)
}

function readAgreement(from: CompactReader): Agreement {
  return {
    contractId: from.text(),
    salesRepId: from.name(),
    currency: from.name(),
    amountMinor: from.integer(),
    signedOn: from.day(),
    validFromOn: from.day(),
    validToOn: from.day(),
    review: from.flag() ? readReview(from) : null,
    orderedMinor: from.integer(),
  }
}

function writeReview(
  to: CompactWriter,
  { contractId, reviewedOn, isApproved, deviatingClauses }: ContractReview,
): void {
  to.text(contractId)
  to.day(reviewedOn)
  to.count(deviatingClauses * 2 + (isApproved ? 1 : 0))
}

function readReview(from: CompactReader): ContractReview {
  const contractId = from.text()
  const reviewedOn = from.day()
  const code = from.count()
  return { contractId, reviewedOn, isApproved: code % 2 === 1, deviatingClauses: Math.floor(code / 2) }
}

function writeOrder(to: CompactWriter, { orderId, placedOn, currency, amountMinor, contractId }: ContractOrder): void {
  to.text(orderId)
  to.day(placedOn)
  to.name(currency)
  to.integer(amountMinor)
  to.optionalText(contractId)
}

function readOrder(from: CompactReader): ContractOrder {
  return {
    orderId: from.text(),
    placedOn: from.day(),
    currency: from.name(),
    amountMinor: from.integer(),
    contractId: from.optionalText(),
  }
}
