import { nextWindowChangeOn } from '../receivables/window.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { isBroken, judgedOn, type PaymentPromise, PROMISE_DAYS } from './state.ts'

export interface JudgedPromises {
  /** Promises of which it came to be known in the window whether they were kept. */
  readonly due: number
  /** Of them, those that were not kept in time. */
  readonly broken: number
}

/** Of the `PROMISE_DAYS` days that end with `on`. */
export function judgedPromises(promises: readonly PaymentPromise[], on: CalendarDay): JudgedPromises {
  let due = 0
  let broken = 0
  for (const promise of promises) {
    const day = judgedOn(promise)
    if (day > on || day <= on - PROMISE_DAYS) continue
    due += 1
    if (isBroken(promise)) broken += 1
  }
  return { due, broken }
}

/** The first day after `on` at whose end another promise is judged, or one leaves the window. */
export function nextJudgementOn(promises: readonly PaymentPromise[], on: CalendarDay): CalendarDay | undefined {
  return nextWindowChangeOn(promises, judgedOn, on, PROMISE_DAYS)
}

export interface UnpaidPromises {
  readonly promises: number
  /** The earliest promised day among them, which may lie ahead; undefined without any. */
  readonly oldestOn: CalendarDay | undefined
}

export function unpaidPromises(promises: readonly PaymentPromise[]): UnpaidPromises {
  let unpaid = 0
  let oldestOn: CalendarDay | undefined
  // In the order of their promised days.
  for (const { settledOn, promisedOn } of promises) {
    if (settledOn !== null) continue
    unpaid += 1
    oldestOn ??= promisedOn
  }
  return { promises: unpaid, oldestOn }
}
