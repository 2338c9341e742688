import { nextWindowChangeOn } from '../receivables/window.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { isBroken, judgedOn, type PaymentPromise, PROMISE_DAYS, paidMinorOf } from './state.ts'

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

/** What the promises of one currency would bring that came to be broken and are still unpaid. */
export interface BrokenPromises {
  readonly currency: string
  readonly promises: number
  readonly unpaidMinor: number
}

/** By currency, in alphabetical order. */
export function unpaidBrokenPromises(promises: readonly PaymentPromise[], on: CalendarDay): BrokenPromises[] {
  const broken: { currency: string; promises: number; unpaidMinor: number }[] = []
  for (const promise of promises) {
    if (promise.settledOn !== null || judgedOn(promise) > on) continue
    const unpaidMinor = promise.amountMinor - paidMinorOf(promise)
    const known = broken.find(({ currency }) => currency === promise.currency)
    if (known === undefined) {
      broken.push({ currency: promise.currency, promises: 1, unpaidMinor })
    } else {
      known.promises += 1
      known.unpaidMinor = Math.min(known.unpaidMinor + unpaidMinor, Number.MAX_SAFE_INTEGER)
    }
  }
  return broken.length > 1 ? broken.sort((a, b) => (a.currency < b.currency ? -1 : 1)) : broken
}

export interface UnpaidPromises {
  readonly currency: string
  readonly promises: number
  /** The earliest promised day among them, which may lie ahead. */
  readonly oldestOn: CalendarDay
}

/** By currency, in alphabetical order. */
export function unpaidPromises(promises: readonly PaymentPromise[]): UnpaidPromises[] {
  const unpaid: { currency: string; promises: number; oldestOn: CalendarDay }[] = []
  // In the order of their promised days.
  for (const { settledOn, promisedOn, currency } of promises) {
    if (settledOn !== null) continue
    const known = unpaid.find((candidate) => candidate.currency === currency)
    if (known === undefined) unpaid.push({ currency, promises: 1, oldestOn: promisedOn })
    else known.promises += 1
  }
  return unpaid.length > 1 ? unpaid.sort((a, b) => (a.currency < b.currency ? -1 : 1)) : unpaid
}
