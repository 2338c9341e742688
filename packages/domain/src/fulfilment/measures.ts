import type { CalendarDay } from '../values/calendar-day.ts'
import { abandonedOn, hasBeenAbandoned } from './bounds.ts'
import { firstOfMonth } from './months.ts'
import type { Fulfilment } from './state.ts'

/** Complete deliveries of the `days` days up to and including a day. */
export interface DeliveryWindow {
  readonly delivered: number
  /** From placing to delivery, of all of them. */
  readonly processingDays: number
  readonly promised: number
  readonly onTime: number
}

/** Of all representatives. */
export function deliveriesIn({ deliveries }: Fulfilment, day: CalendarDay, days: number): DeliveryWindow {
  const window = { delivered: 0, processingDays: 0, promised: 0, onTime: 0 }
  for (let index = deliveries.length - 1; index >= 0; index -= 1) {
    const bucket = deliveries[index]!
    if (bucket.day <= day - days) break
    if (bucket.day > day) continue
    window.delivered += bucket.delivered
    window.processingDays += bucket.processingDays
    window.promised += bucket.promised
    window.onTime += bucket.onTime
  }
  return window
}

/** The first day after `day` at whose end deliveries enter or leave the window of `days` days, with no traffic. */
export function nextDeliveryWindowChangeOn(
  { deliveries }: Fulfilment,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  return nextWindowChangeOn(deliveries, day, days)
}

/** Orders that are not delivered though a day was promised that is over. */
export interface PastPromise {
  readonly orders: number
  /** The earliest day promised among them. */
  readonly promisedOn: CalendarDay | undefined
}

export function pastPromise({ orders }: Fulfilment, on: CalendarDay): PastPromise {
  let past = 0
  let earliestOn: CalendarDay | undefined
  for (const order of orders) {
    const { promisedOn, deliveredOn } = order
    if (deliveredOn !== null || promisedOn === null || promisedOn >= on || hasBeenAbandoned(order, on)) continue
    past += 1
    if (earliestOn === undefined || promisedOn < earliestOn) earliestOn = promisedOn
  }
  return { orders: past, promisedOn: earliestOn }
}

/**
 * The first day after `on` on which an undelivered order is past its promise for one of so many days, or is abandoned.
 */
export function nextPromiseDayOn(
  { orders }: Fulfilment,
  on: CalendarDay,
  daysPast: readonly number[],
): CalendarDay | undefined {
  let next = Number.POSITIVE_INFINITY
  for (const order of orders) {
    const { promisedOn, deliveredOn } = order
    if (deliveredOn !== null || promisedOn === null || hasBeenAbandoned(order, on)) continue
    next = Math.min(next, abandonedOn(order))
    for (const days of daysPast) if (promisedOn + days > on) next = Math.min(next, promisedOn + days)
  }
  return Number.isFinite(next) ? next : undefined
}

/** What came back, in one currency. */
export interface ReturnWindow {
  readonly currency: string
  readonly returns: number
  readonly returnedMinor: number
  readonly ofMonthBeforeMinor: number
}

/** From one day through another, in each currency, sorted by code. */
export function returnsBetween(
  { returns }: Fulfilment,
  fromOn: CalendarDay,
  throughOn: CalendarDay,
): readonly ReturnWindow[] {
  const windows: { currency: string; returns: number; returnedMinor: number; ofMonthBeforeMinor: number }[] = []
  for (let index = returns.length - 1; index >= 0; index -= 1) {
    const bucket = returns[index]!
    if (bucket.day < fromOn) break
    if (bucket.day > throughOn) continue
    let window = windows.find(({ currency }) => currency === bucket.currency)
    if (window === undefined) {
      window = { currency: bucket.currency, returns: 0, returnedMinor: 0, ofMonthBeforeMinor: 0 }
      windows.push(window)
    }
    window.returns += bucket.returns
    window.returnedMinor += bucket.returnedMinor
    window.ofMonthBeforeMinor += bucket.ofMonthBeforeMinor
  }
  return windows.sort((left, right) => (left.currency < right.currency ? -1 : 1))
}

/** The first day after `day` at whose end returns enter or leave the window of `days` days, with no traffic. */
export function nextReturnWindowChangeOn(
  { returns }: Fulfilment,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  return nextWindowChangeOn(returns, day, days)
}

/** The first day after `day` at whose end the returns of its month differ with no traffic: one dated ahead, or a new month. */
export function nextMonthReturnChangeOn({ returns }: Fulfilment, day: CalendarDay): CalendarDay | undefined {
  const monthFromOn = firstOfMonth(day)
  let next: CalendarDay | undefined
  for (let index = returns.length - 1; index >= 0; index -= 1) {
    const on = returns[index]!.day
    if (on < monthFromOn) break
    const changesOn = on > day ? on : firstOfMonth(day, 1)
    if (next === undefined || changesOn < next) next = changesOn
  }
  return next
}

/** Buckets stand in the order of their days. */
function nextWindowChangeOn(
  buckets: readonly { readonly day: CalendarDay }[],
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (let index = buckets.length - 1; index >= 0; index -= 1) {
    const on = buckets[index]!.day
    if (on <= day - days) break
    // A document may be dated ahead.
    const changesOn = on > day ? on : on + days
    if (next === undefined || changesOn < next) next = changesOn
  }
  return next
}
