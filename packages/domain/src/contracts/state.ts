import type { CalendarDay } from '../values/calendar-day.ts'

/** The offers of one customer: which are open, and how those of the last `CONTRACT_HISTORY_DAYS` days were decided. */
export interface ContractFunnel {
  readonly days: ContractDay[]
  /** In the order they were offered. */
  readonly openOffers: OpenOffer[]
  /** The latest decisions, for repeats and contradictions. */
  readonly decided: DecidedOffer[]
  firstOfferOn: CalendarDay | null
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
  readonly salesRepId: string | null
  readonly offeredOn: CalendarDay
  reviewedOn: CalendarDay | null
}

export type OfferOutcome = 'signed' | 'lost' | 'expired'

export interface DecidedOffer {
  readonly contractId: string
  readonly outcome: OfferOutcome
}

export const CONTRACT_HISTORY_DAYS = 190
export const MAX_OPEN_OFFERS = 64
export const MAX_DECIDED_OFFERS = 32

export function emptyContractFunnel(): ContractFunnel {
  return { days: [], openOffers: [], decided: [], firstOfferOn: null }
}
