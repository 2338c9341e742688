/** What a representative sold, against its targets and against its own weeks. Amounts in minor units. */
import { earliest } from '../measures/earliest.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import type { SalesTarget } from './record.ts'
import type { SalesRepBook } from './state.ts'

/** How far a target's period has run, and what was sold in it. */
export interface RepTargetProgress {
  readonly currency: string
  /** Net of cancellations and returns, from the first day that counts to `on`; at least 0. */
  readonly soldMinor: number
  /** The target's share of the days that have passed, to the nearest minor unit. */
  readonly dueMinor: number
  /** Days of the period that have passed since the first order of all, `on` included. */
  readonly elapsedDays: number
}

/**
 * The target that runs on `on` in each currency, by its code. Of several (a month within its quarter) the one whose
 * period ends first, and of those the one that began last: there something can still be done soonest. Where the first
 * order of all came after the period had begun, what was sold before is not known, and nothing is asked for it.
 */
export function repTargetProgress(
  { record, salesDays, firstOrderOn }: SalesRepBook,
  on: CalendarDay,
): RepTargetProgress[] {
  const running = new Map<string, SalesTarget>()
  for (const target of record?.targets ?? []) {
    if (target.fromOn > on || target.toOn < on) continue
    const held = running.get(target.currency)
    // Targets stand by their first days: of two that end together the later one began later.
    if (held === undefined || target.toOn <= held.toOn) running.set(target.currency, target)
  }
  return [...running.values()]
    .sort((left, right) => (left.currency < right.currency ? -1 : 1))
    .map(({ currency, fromOn, toOn, amountMinor }) => {
      let netMinor = 0
      for (const entry of salesDays) {
        if (entry.currency === currency && entry.day >= fromOn && entry.day <= on) netMinor += entry.netMinor
      }
      const countsFromOn = firstOrderOn !== null && firstOrderOn <= on ? Math.max(fromOn, firstOrderOn) : fromOn
      const elapsedDays = on - countsFromOn + 1
      const dueMinor = Math.round((amountMinor * elapsedDays) / (toOn - fromOn + 1))
      return { currency, soldMinor: Math.max(0, netMinor), dueMinor, elapsedDays }
    })
}

/** While a target runs, its days pass. */
export function nextTargetProgressOn({ record }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { fromOn, toOn } of record?.targets ?? []) {
    if (toOn >= on) next = earliest(next, Math.max(on + 1, fromOn))
  }
  return next
}

/** Weeks that are compared: a quarter. */
const COMPARED_WEEKS = 13

export interface RepSalesWeeks {
  readonly currency: string
  readonly averageMinor: number
  /** Standard deviation of the weeks: the root of the mean squared distance from their average. */
  readonly spreadMinor: number
  /** Weeks since the first order, the present one included, at most 13. */
  readonly weeks: number
}

/**
 * Net sales of the weeks that end with `on`, by currency code; weeks without sales count as nothing sold, those before the
 * first order do not count.
 */
export function repSalesWeeks({ salesDays, firstOrderOn }: SalesRepBook, on: CalendarDay): RepSalesWeeks[] {
  if (firstOrderOn === null || firstOrderOn > on) return []
  const weeks = weeksSince(firstOrderOn, on)
  const byCurrency = new Map<string, number[]>()
  for (const { day, currency, netMinor } of salesDays) {
    const weeksAgo = Math.floor((on - day) / 7)
    if (day > on || weeksAgo >= weeks) continue
    const amounts = byCurrency.get(currency) ?? new Array<number>(weeks).fill(0)
    byCurrency.set(currency, amounts)
    amounts[weeksAgo] = (amounts[weeksAgo] as number) + netMinor
  }
  return [...byCurrency]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([currency, amounts]) => {
      const average = amounts.reduce((sum, amount) => sum + amount, 0) / weeks
      const squares = amounts.reduce((sum, amount) => sum + (amount - average) ** 2, 0)
      return { currency, averageMinor: Math.round(average), spreadMinor: Math.round(Math.sqrt(squares / weeks)), weeks }
    })
}

/** When sales of a day get into the week before, or there is one more week. */
export function nextSalesWeekOn({ salesDays, firstOrderOn }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  if (firstOrderOn === null || firstOrderOn > on) return firstOrderOn ?? undefined
  const weeks = weeksSince(firstOrderOn, on)
  let next = weeks < COMPARED_WEEKS ? firstOrderOn + 7 * weeks : undefined
  for (const { day } of salesDays) {
    if (day <= on - 7 * weeks) continue
    next = earliest(next, day > on ? day : on + 7 - ((on - day) % 7))
    if (next === on + 1) break
  }
  return next
}

/** Begun ones, the present one included. */
function weeksSince(firstOrderOn: CalendarDay, on: CalendarDay): number {
  return Math.min(COMPARED_WEEKS, Math.floor((on - firstOrderOn) / 7) + 1)
}
