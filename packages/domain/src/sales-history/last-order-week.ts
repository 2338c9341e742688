/** The last seven days of a customer's orders. They hold each day of the week once, whatever its days have in common. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { WEEK_DAYS } from './order-archive.ts'
import type { OrderHistory } from './state.ts'

/** The seven days up to and including a day, in one currency and its minor units. */
export interface OrderWeek {
  readonly currency: string
  readonly placedMinor: number
  /** What was ordered, less what was cancelled and returned in these days, whenever it was ordered. */
  readonly netMinor: number
  /** Orders placed in these seven days. */
  readonly placed: number
}

/** The last seven days in each currency that was traded in them, in alphabetical order. */
export function lastOrderWeek(history: OrderHistory, day: CalendarDay): readonly OrderWeek[] {
  const weeks: { currency: string; placedMinor: number; netMinor: number; placed: number }[] = []
  for (let index = history.days.length - 1; index >= 0; index -= 1) {
    const bucket = history.days[index]!
    if (bucket.day <= day - WEEK_DAYS) break
    if (bucket.day > day) continue
    let week = weeks.find(({ currency }) => currency === bucket.currency)
    if (week === undefined) {
      week = { currency: bucket.currency, placedMinor: 0, netMinor: 0, placed: 0 }
      weeks.push(week)
    }
    week.placedMinor += bucket.placedMinor
    week.netMinor += bucket.placedMinor - bucket.cancelledMinor
    week.placed += bucket.placed
  }
  return weeks.length > 1 ? weeks.sort(byCurrency) : weeks
}

/** The first day after `day` at whose end something enters or leaves the last seven days though nothing was ordered. */
export function nextLastOrderWeekChangeOn({ days }: OrderHistory, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const on = days[index]!.day
    if (on <= day - WEEK_DAYS) break
    // A return may be dated ahead.
    const changesOn = on > day ? on : on + WEEK_DAYS
    if (next === undefined || changesOn < next) next = changesOn
  }
  return next
}

/** In alphabetical order. */
export function byCurrency(left: { readonly currency: string }, right: { readonly currency: string }): number {
  return left.currency < right.currency ? -1 : 1
}
