/**
 * The offers of one customer on their way to a contract: offered → reviewed → signed, lost or expired. Plain data,
 * changed in place by the functions beside it.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface ContractFunnel {
  firstOfferOn: CalendarDay | null
  /** In the order of their days. */
  readonly days: ContractDay[]
  /** In the order they arrived. */
  readonly openOffers: OpenOffer[]
  /** The latest decisions, for repeats and contradictions. */
  readonly decided: DecidedOffer[]
}

export interface ContractDay {
  readonly day: CalendarDay
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
  /** False while the decision has arrived and its offer has not. */
  wasOffered: boolean
}

/** Two quarters and a week: decisions bunch at the ends of quarters, so a window should hold a whole one. */
export const CONTRACT_HISTORY_DAYS = 190

/** Beyond, the oldest is no longer counted among the open offers; its decision is still counted when it comes. */
export const MAX_OPEN_OFFERS = 128
export const MAX_DECIDED_OFFERS = 32

export function emptyContractFunnel(): ContractFunnel {
  return { firstOfferOn: null, days: [], openOffers: [], decided: [] }
}
