import type { CalendarDay } from '../values/calendar-day.ts'

export interface CreditLimit {
  readonly currency: string
  limitMinor: number
  setOn: CalendarDay
  /** Last day on which it is valid; null = until it is set anew. */
  validTo: CalendarDay | null
}

export interface CreditLimitSet {
  readonly currency: string
  readonly limitMinor: number
  readonly validTo?: CalendarDay | null | undefined
}

/** One limit per currency; a later fact replaces an earlier one (by `setOn`). */
export function onCreditLimitSet(
  limits: CreditLimit[],
  fact: CreditLimitSet,
  setOn: CalendarDay,
): 'applied' | 'repeated' {
  throw new Error(`not built yet ${limits} ${fact} ${setOn}`)
}

/** Undefined when none was set or it is no longer valid on `day`. */
export function creditLimitOn(limits: readonly CreditLimit[], currency: string, day: CalendarDay): number | undefined {
  throw new Error(`not built yet ${limits} ${currency} ${day}`)
}
