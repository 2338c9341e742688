import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'

/** How far a customer may owe in one currency. */
export interface CreditLimit {
  readonly currency: string
  readonly limitMinor: number
  readonly setOn: CalendarDay
  /** Last day on which it is valid; null = until it is set anew. */
  readonly validToOn: CalendarDay | null
}

export interface CreditLimitSet {
  readonly currency: string
  /** 0 = nothing may be owed. */
  readonly limitMinor: number
  readonly validToOn?: CalendarDay | null | undefined
}

/**
 * One limit per currency; of two facts the one with the later day stands, whichever came first, and of one day the one
 * that came last.
 * @param setOn business day of the record's own time
 */
export function onCreditLimitSet(limits: CreditLimit[], fact: CreditLimitSet, setOn: CalendarDay): Effect {
  const index = limits.findIndex(({ currency }) => currency === fact.currency)
  const held = limits[index]
  if (held !== undefined && held.setOn > setOn) return 'applied'
  const limit = { currency: fact.currency, limitMinor: fact.limitMinor, setOn, validToOn: fact.validToOn ?? null }
  if (held === undefined) limits.push(limit)
  else limits[index] = limit
  return 'applied'
}

/** Undefined when none was set or it is no longer valid on `day`. */
export function creditLimitOn(limits: readonly CreditLimit[], currency: string, day: CalendarDay): number | undefined {
  const limit = limits.find((held) => held.currency === currency)
  if (limit === undefined || (limit.validToOn !== null && day > limit.validToOn)) return undefined
  return limit.limitMinor
}
