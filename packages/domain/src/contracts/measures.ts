import type { CalendarDay } from '../values/calendar-day.ts'
import { CONTRACT_HISTORY_DAYS, type ContractFunnel } from './state.ts'

/** Offers and decisions of the `days` days up to and including a day: the window (day − days, day]. */
export interface SigningWindow {
  readonly offered: number
  readonly signed: number
  readonly lost: number
  readonly expired: number
  /** signed + lost + expired: the sample of the signing rate. */
  readonly decided: number
  /**
   * signed / decided, by the day of the decision; undefined when nothing was decided. Not signed / offered: an offer
   * made yesterday is not a failed one, so a growing pipeline would look like a falling rate. Sales tools count the same
   * way (win rate = won / (won + lost)).
   */
  readonly signingRatio: number | undefined
  /** How many of the window's days are kept and lie on or after the customer's first offer. */
  readonly coveredDays: number
}

export function signingsIn(funnel: ContractFunnel, day: CalendarDay, days: number): SigningWindow {
  let offered = 0
  let signed = 0
  let lost = 0
  let expired = 0
  for (const bucket of funnel.days) {
    if (bucket.day > day || bucket.day <= day - days) continue
    offered += bucket.offered
    signed += bucket.signed
    lost += bucket.lost
    expired += bucket.expired
  }
  const decided = signed + lost + expired
  const signingRatio = decided === 0 ? undefined : signed / decided
  return { offered, signed, lost, expired, decided, signingRatio, coveredDays: coveredDays(funnel, day, days) }
}

/** Open offers made more than `days` days before `day`. */
export function openOffersOlderThan(funnel: ContractFunnel, day: CalendarDay, days: number): number {
  return funnel.openOffers.filter(({ offeredOn }) => day - offeredOn > days).length
}

/**
 * The first day after `day` at whose end offers or decisions leave the window of `days` days, or enter it: a contract can
 * be dated ahead.
 */
export function nextSigningWindowChangeOn(
  funnel: ContractFunnel,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  const leaving = funnel.days.find((bucket) => bucket.day + days > day)
  if (leaving === undefined) return undefined
  const entering = leaving.day > day ? leaving : funnel.days.find((bucket) => bucket.day > day)
  return Math.min(leaving.day + days, entering?.day ?? Number.POSITIVE_INFINITY)
}

function coveredDays(funnel: ContractFunnel, day: CalendarDay, days: number): number {
  if (funnel.firstOfferOn === null) return 0
  return Math.max(Math.min(days, CONTRACT_HISTORY_DAYS, day - funnel.firstOfferOn + 1), 0)
}
