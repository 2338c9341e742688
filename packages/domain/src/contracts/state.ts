/**
 * The offers of one customer on their way to a contract: offered → reviewed → signed, lost or expired. Plain data,
 * changed in place by the functions beside it.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface ContractFunnel {
  firstOfferOn: CalendarDay | null
  /** By day, then representative. */
  readonly days: ContractDay[]
  /** In the order they arrived. */
  readonly openOffers: OpenOffer[]
  /** The latest decisions, for repeats and contradictions. */
  readonly decided: DecidedOffer[]
}

export interface ContractDay {
  readonly day: CalendarDay
  /** Who is named on the documents; empty while nobody knows whose offer was decided. */
  readonly salesRepId: string
  offered: number
  signed: number
  lost: number
  /** Offers that ran out without a decision. */
  expired: number
}

export interface OpenOffer {
  readonly contractId: string
  readonly salesRepId: string
  readonly offeredOn: CalendarDay
  reviewedOn: CalendarDay | null
}

export const OFFER_OUTCOMES = ['signed', 'lost', 'expired'] as const
export type OfferOutcome = (typeof OFFER_OUTCOMES)[number]

export interface DecidedOffer {
  readonly contractId: string
  readonly outcome: OfferOutcome
  readonly decidedOn: CalendarDay
  /** False while the decision has arrived and its offer has not. */
  wasOffered: boolean
}

/** Two quarters and a week: decisions bunch at the ends of quarters, so a window should hold a whole one. */
export const CONTRACT_HISTORY_DAYS = 190

/** Buckets over all representatives: two on every day that is kept. Beyond, the oldest days are dropped. */
export const MAX_CONTRACT_DAYS = 2 * CONTRACT_HISTORY_DAYS

/** Beyond, the oldest is no longer counted among the open offers; its decision is still counted when it comes. */
export const MAX_OPEN_OFFERS = 128
export const MAX_DECIDED_OFFERS = 32

export function emptyContractFunnel(): ContractFunnel {
  return { firstOfferOn: null, days: [], openOffers: [], decided: [] }
}
