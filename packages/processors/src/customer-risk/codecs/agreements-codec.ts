/** Signed contracts and what became of them, as bytes: four bytes for a customer without any. Written after its orders (`fulfilment`). */
import {
  type Agreement,
  type Agreements,
  CONTRACT_OUTCOMES,
  type ContractOrder,
  type ContractReview,
} from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'
import { known } from '../../evaluation/state-parts.ts'

export function writeAgreements(to: CompactWriter, { signed, reviews, outcomes, orders }: Agreements): void {
  to.list(signed, writeAgreement)
  to.list(reviews, writeReview)
  to.list(outcomes, writeOutcome)
  to.repeatReferences()
  to.list(orders, writeOrder)
}

export function readAgreements(from: CompactReader): Agreements {
  const signed = from.list(readAgreement)
  const reviews = from.list(readReview)
  const outcomes = from.list(readOutcome)
  from.repeatReferences()
  return { signed, reviews, outcomes, orders: from.list(readOrder) }
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

function writeOutcome(
  to: CompactWriter,
  { contractId, salesRepId, outcome, on }: Agreements['outcomes'][number],
): void {
  to.text(contractId)
  to.name(salesRepId)
  to.count(CONTRACT_OUTCOMES.indexOf(outcome))
  to.day(on)
}

function readOutcome(from: CompactReader): Agreements['outcomes'][number] {
  return {
    contractId: from.text(),
    salesRepId: from.name(),
    outcome: known(CONTRACT_OUTCOMES, from.count()),
    on: from.day(),
  }
}

function writeOrder(to: CompactWriter, { orderId, placedOn, currency, amountMinor, contractId }: ContractOrder): void {
  to.reference(orderId)
  to.day(placedOn)
  to.name(currency)
  to.integer(amountMinor)
  to.optionalText(contractId)
}

function readOrder(from: CompactReader): ContractOrder {
  return {
    orderId: from.reference(),
    placedOn: from.day(),
    currency: from.name(),
    amountMinor: from.integer(),
    contractId: from.optionalText(),
  }
}
