import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import {
  CONTRACT_HISTORY_DAYS,
  type ContractDay,
  type ContractFunnel,
  type DecidedOffer,
  MAX_CONTRACT_DAYS,
  MAX_DECIDED_OFFERS,
  MAX_OPEN_OFFERS,
  type OfferOutcome,
} from './state.ts'

/** What the funnel reads of each event; an event is handed in as it is. */
export interface ContractOffered {
  readonly contractId: string
  readonly salesRepId: string
  readonly offeredOn: CalendarDay
}

export interface ContractReviewed {
  readonly contractId: string
  readonly reviewedOn: CalendarDay
}

export interface ContractSigned {
  readonly contractId: string
  readonly salesRepId: string
  readonly signedOn: CalendarDay
}

export interface ContractLost {
  readonly contractId: string
  readonly lostOn: CalendarDay
}

export interface ContractExpired {
  readonly contractId: string
  readonly expiredOn: CalendarDay
}

/** @throws ContradictionError when the offer is open with another day or representative */
export function onContractOffered(funnel: ContractFunnel, fact: ContractOffered, today: CalendarDay): Effect {
  const held = funnel.openOffers.find(({ contractId }) => contractId === fact.contractId)
  if (held !== undefined) {
    if (held.offeredOn === fact.offeredOn && held.salesRepId === fact.salesRepId) return 'repeated'
    throw new ContradictionError(
      `contract ${fact.contractId} was already offered on another day or by another representative (${held.salesRepId})`,
    )
  }
  const decided = funnel.decided.find(({ contractId }) => contractId === fact.contractId)
  if (decided?.wasOffered) return 'repeated'

  funnel.firstOfferOn = Math.min(funnel.firstOfferOn ?? fact.offeredOn, fact.offeredOn)
  dayOf(funnel, fact.offeredOn, fact.salesRepId).offered += 1
  if (decided === undefined) {
    const { contractId, salesRepId, offeredOn } = fact
    funnel.openOffers.push({ contractId, salesRepId, offeredOn, reviewedOn: null })
  } else {
    decided.wasOffered = true
    nameRepresentative(funnel, decided, fact.salesRepId)
  }
  pruneContractFunnel(funnel, today)
  return 'applied'
}

/** An offer may be reviewed again; the latest review stands. */
export function onContractReviewed(funnel: ContractFunnel, fact: ContractReviewed, today: CalendarDay): Effect {
  const held = funnel.openOffers.find(({ contractId }) => contractId === fact.contractId)
  if (held !== undefined) held.reviewedOn = Math.max(held.reviewedOn ?? fact.reviewedOn, fact.reviewedOn)
  pruneContractFunnel(funnel, today)
  return 'applied'
}

/** @throws ContradictionError when the offer was decided otherwise */
export function onContractSigned(funnel: ContractFunnel, fact: ContractSigned, today: CalendarDay): Effect {
  return decide(funnel, fact.contractId, 'signed', fact.signedOn, today, fact.salesRepId)
}

/** @throws ContradictionError when the offer was decided otherwise */
export function onContractLost(funnel: ContractFunnel, fact: ContractLost, today: CalendarDay): Effect {
  return decide(funnel, fact.contractId, 'lost', fact.lostOn, today)
}

/** An open offer that ran out. The end of a signed contract's term is no decision about an offer: nothing is counted. */
export function onContractExpired(funnel: ContractFunnel, fact: ContractExpired, today: CalendarDay): Effect {
  const isOpen = funnel.openOffers.some(({ contractId }) => contractId === fact.contractId)
  return isOpen ? decide(funnel, fact.contractId, 'expired', fact.expiredOn, today) : 'applied'
}

/** Drops what has left every window; to be called at a customer's day ends too. */
export function pruneContractFunnel(funnel: ContractFunnel, today: CalendarDay): void {
  const { days, openOffers, decided } = funnel
  while (days.length > 0 && (days.length > MAX_CONTRACT_DAYS || days[0]!.day <= today - CONTRACT_HISTORY_DAYS)) {
    const { day } = days.shift()!
    // Whole days only: what is left of a day must not pass for all of it.
    while (days[0]?.day === day) days.shift()
  }
  while (openOffers.length > MAX_OPEN_OFFERS) openOffers.shift()
  while (decided.length > MAX_DECIDED_OFFERS) decided.shift()
}

/** A decision whose offer is not held is counted all the same: its offer is older than what is kept, or yet to come. */
function decide(
  funnel: ContractFunnel,
  contractId: string,
  outcome: OfferOutcome,
  on: CalendarDay,
  today: CalendarDay,
  salesRepId?: string,
): Effect {
  const before = funnel.decided.find((decided) => decided.contractId === contractId)
  if (before?.outcome === outcome) return 'repeated'
  if (before !== undefined) {
    throw new ContradictionError(`contract ${contractId} is told to be ${outcome}, but was already ${before.outcome}`)
  }
  const index = funnel.openOffers.findIndex((offer) => offer.contractId === contractId)
  const [offer] = index >= 0 ? funnel.openOffers.splice(index, 1) : []
  funnel.decided.push({ contractId, outcome, decidedOn: on, wasOffered: offer !== undefined })
  // The decision is on a document of its own, or it is about the offer's.
  dayOf(funnel, on, salesRepId ?? offer?.salesRepId ?? '')[outcome] += 1
  pruneContractFunnel(funnel, today)
  return 'applied'
}

/** The offer has come after its decision: now it is known whose decision it was. A signature named somebody itself. */
function nameRepresentative(funnel: ContractFunnel, { outcome, decidedOn }: DecidedOffer, salesRepId: string): void {
  const nobodys = funnel.days.find((bucket) => bucket.day === decidedOn && bucket.salesRepId === '')
  if (outcome === 'signed' || nobodys === undefined || nobodys[outcome] === 0) return
  nobodys[outcome] -= 1
  dayOf(funnel, decidedOn, salesRepId)[outcome] += 1
}

/** The bucket of a day and representative, made in its place when it is missing. */
function dayOf(funnel: ContractFunnel, day: CalendarDay, salesRepId: string): ContractDay {
  let index = funnel.days.length
  while (index > 0 && isAfter(funnel.days[index - 1]!, day, salesRepId)) index -= 1
  const before = funnel.days[index - 1]
  if (before?.day === day && before.salesRepId === salesRepId) return before
  const bucket: ContractDay = { day, salesRepId, offered: 0, signed: 0, lost: 0, expired: 0 }
  funnel.days.splice(index, 0, bucket)
  return bucket
}

function isAfter(bucket: ContractDay, day: CalendarDay, salesRepId: string): boolean {
  return bucket.day === day ? bucket.salesRepId > salesRepId : bucket.day > day
}
