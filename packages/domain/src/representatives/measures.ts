import { earliest } from '../measures/earliest.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import {
  BASELINE_ORDER_DAYS,
  COLLECTION_DAYS,
  CONTRACT_DAYS,
  ORDER_DAYS,
  OUTCOME_DAYS,
  RECENT_ORDER_DAYS,
} from './bounds.ts'
import type { OutcomeKind, RepCurrencyBook, RepCustomer, SalesRepBook } from './state.ts'
import { nextEdgeOn } from './window-edges.ts'

/**
 * The last day at whose end anything is owed in a currency, or fell due lately: afterwards it says no more than one that is
 * forgotten (see bounds.ts). Nor does one in which orders are expected alone: they are another facet. Infinite while
 * something is open.
 */
export function lastReceivablesOn({ customers, dueDays }: RepCurrencyBook): CalendarDay {
  if (customers.length > 0) return Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { dueOn, openMinor, openInvoices, billedInvoices } of dueDays) {
    if (openMinor !== 0 || openInvoices !== 0) return Number.POSITIVE_INFINITY
    if (billedInvoices !== 0) last = Math.max(last, dueOn + COLLECTION_DAYS)
  }
  return last
}

/** Open amounts of one currency at the end of a day; an invoice due on that day is not overdue. */
export interface RepOpenSums {
  readonly openMinor: number
  readonly openInvoices: number
  readonly overdueMinor: number
  readonly overdueUndisputedMinor: number
}

export function sumRepOpen({ dueDays }: RepCurrencyBook, on: CalendarDay): RepOpenSums {
  let openMinor = 0
  let openInvoices = 0
  let overdueMinor = 0
  let overdueUndisputedMinor = 0
  for (const dueDay of dueDays) {
    openMinor += dueDay.openMinor
    openInvoices += dueDay.openInvoices
    if (dueDay.dueOn >= on) continue
    overdueMinor += dueDay.openMinor
    overdueUndisputedMinor += dueDay.undisputedOpenMinor
  }
  return { openMinor, openInvoices, overdueMinor, overdueUndisputedMinor }
}

/** When something that is open gets overdue. */
export function nextRepOverdueOn({ dueDays }: RepCurrencyBook, on: CalendarDay): CalendarDay | undefined {
  for (const { dueOn, openMinor, undisputedOpenMinor } of dueDays) {
    if (dueOn >= on && (openMinor !== 0 || undisputedOpenMinor !== 0)) return dueOn + 1
  }
  return undefined
}

/** What has passed its due day within the last `COLLECTION_DAYS` days, and how much of it is paid. */
export interface RepCollection {
  readonly billedMinor: number
  readonly paidMinor: number
  readonly billedInvoices: number
}

/** Due days from `on` − 90 to `on` − 1: as with overdue, an invoice due on the day itself still has time. */
export function sumRepCollection({ dueDays }: RepCurrencyBook, on: CalendarDay): RepCollection {
  let billedMinor = 0
  let paidMinor = 0
  let billedInvoices = 0
  for (const dueDay of dueDays) {
    if (dueDay.dueOn >= on || dueDay.dueOn < on - COLLECTION_DAYS) continue
    billedMinor += dueDay.billedMinor
    paidMinor += dueDay.billedMinor - dueDay.openMinor - dueDay.writtenOffMinor
    billedInvoices += dueDay.billedInvoices
  }
  return { billedMinor, paidMinor, billedInvoices }
}

export function nextRepCollectionOn({ dueDays }: RepCurrencyBook, on: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { dueOn } of dueDays) {
    if (dueOn >= on) return earliest(next, dueOn + 1)
    if (next === undefined && dueOn >= on - COLLECTION_DAYS) next = dueOn + COLLECTION_DAYS + 1
  }
  return next
}

/** Whoever owes most, the first by id among equals; undefined where nobody owes anything. */
export function largestRepCustomer({ customers }: RepCurrencyBook): RepCustomer | undefined {
  let largest: RepCustomer | undefined
  for (const customer of customers) {
    if (customer.openMinor > (largest?.openMinor ?? 0)) largest = customer
  }
  return largest
}

export interface RepOrderWindows {
  /** Of the last 30 days. */
  readonly recent: number
  /** Of the 90 days before. */
  readonly baseline: number
  /** False while the first order of all lies inside the two windows. */
  readonly isCovered: boolean
}

export function repOrderWindows({ orderDays, firstOrderOn }: SalesRepBook, on: CalendarDay): RepOrderWindows {
  let recent = 0
  let baseline = 0
  for (const { day, placed } of orderDays) {
    if (day > on || day <= on - ORDER_DAYS) continue
    if (day > on - RECENT_ORDER_DAYS) recent += placed
    else baseline += placed
  }
  return { recent, baseline, isCovered: firstOrderOn !== null && firstOrderOn <= on - ORDER_DAYS + 1 }
}

export function nextOrderWindowsChangeOn(
  { orderDays, firstOrderOn }: SalesRepBook,
  on: CalendarDay,
): CalendarDay | undefined {
  const coveredOn = firstOrderOn === null ? on : firstOrderOn + ORDER_DAYS - 1
  return earliest(nextEdgeOn(orderDays, on, BASELINE_EDGES), coveredOn > on ? coveredOn : undefined)
}

const BASELINE_EDGES = [RECENT_ORDER_DAYS, ORDER_DAYS]

export function nextRecentOrdersChangeOn({ orderDays }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextEdgeOn(orderDays, on, RECENT_EDGES)
}

const RECENT_EDGES = [0, RECENT_ORDER_DAYS]

const QUARTER_DAYS = 90

/** Orders of the last 90 days. */
export function repOrdersOfQuarter({ orderDays }: SalesRepBook, on: CalendarDay): number {
  let orders = 0
  for (const { day, placed } of orderDays) if (day <= on && day > on - QUARTER_DAYS) orders += placed
  return orders
}

export function nextQuarterChangeOn({ orderDays }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextEdgeOn(orderDays, on, QUARTER_EDGES)
}

const QUARTER_EDGES = [0, QUARTER_DAYS]

/** Orders of the baseline as so many per 30 days: divided once, so that a third is the nearest number to a third. */
export function perRecentDays(baseline: number): number {
  return (baseline * RECENT_ORDER_DAYS) / BASELINE_ORDER_DAYS
}

export interface RepSignings {
  readonly decided: number
  readonly signed: number
}

export function repSigningsIn({ contractDays }: SalesRepBook, on: CalendarDay): RepSignings {
  let decided = 0
  let signed = 0
  for (const entry of contractDays) {
    if (entry.day > on || entry.day <= on - CONTRACT_DAYS) continue
    decided += entry.decided
    signed += entry.signed
  }
  return { decided, signed }
}

export function nextSigningsChangeOn({ contractDays }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextEdgeOn(contractDays, on, CONTRACT_EDGES)
}

const CONTRACT_EDGES = [0, CONTRACT_DAYS]

export interface RepOutcomes {
  readonly counted: number
  readonly good: number
}

/** Of the last `OUTCOME_DAYS` of this kind. */
export function repOutcomesIn({ outcomeDays }: SalesRepBook, kind: OutcomeKind, on: CalendarDay): RepOutcomes {
  let counted = 0
  let good = 0
  for (const entry of outcomeDays) {
    if (entry.kind !== kind || entry.day > on || entry.day <= on - OUTCOME_DAYS[kind]) continue
    counted += entry.counted
    good += entry.good
  }
  return { counted, good }
}

export function nextOutcomesChangeOn(
  { outcomeDays }: SalesRepBook,
  kind: OutcomeKind,
  on: CalendarDay,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const entry of outcomeDays) {
    if (entry.kind !== kind || entry.day <= on - OUTCOME_DAYS[kind]) continue
    next = earliest(next, entry.day > on ? entry.day : entry.day + OUTCOME_DAYS[kind])
  }
  return next
}
