import type { CalendarDay } from '../values/calendar-day.ts'
import type { ContractFunnel } from './state.ts'

export interface SigningWindow {
  readonly offered: number
  readonly signed: number
  readonly lost: number
  readonly expired: number
  /** signed + lost + expired: the sample of the signing rate. */
  readonly decided: number
  /** signed / decided; undefined when nothing was decided. */
  readonly signingRatio: number | undefined
  readonly coveredDays: number
}

/** Offers and decisions of the `days` days up to and including `day`. */
export function signingsIn(funnel: ContractFunnel, day: CalendarDay, days: number): SigningWindow {
  throw new Error(`not built yet ${funnel} ${day} ${days}`)
}

export function openOffersOlderThan(funnel: ContractFunnel, day: CalendarDay, days: number): number {
  throw new Error(`not built yet ${funnel} ${day} ${days}`)
}

/** The first day after `day` at whose end a decision leaves the window of `days` days. */
export function nextSigningWindowChangeOn(
  funnel: ContractFunnel,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  throw new Error(`not built yet ${funnel} ${day} ${days}`)
}
