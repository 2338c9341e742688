/**
 * What one customer contributes to one representative, as it last told, so that the next telling becomes a movement.
 * Plain data, changed in place.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import { CONTRACT_DAYS, ORDER_DAYS } from './bounds.ts'
import { contractDayOf, currencyBookOf, customerOf, dueDayOf, orderDayOf } from './places.ts'
import type { RepContractDay, RepDueDay, RepOrderDay, SalesRepBook } from './state.ts'

export interface Contribution {
  /** By currency code; currencies in which nothing is contributed are left out. */
  readonly currencies: ContributedCurrency[]
  /** By day. */
  readonly orderDays: RepOrderDay[]
  /** By day. */
  readonly contractDays: RepContractDay[]
}

export interface ContributedCurrency {
  readonly currency: string
  dueDays: readonly Readonly<RepDueDay>[]
}

export interface ContributedReceivables {
  readonly customerId: string
  readonly customerName: string | null
  readonly currency: string
  /** All that the customer contributes in this currency; empty = nothing any more. */
  readonly dueDays: readonly Readonly<RepDueDay>[]
}

export function emptyContribution(): Contribution {
  return { currencies: [], orderDays: [], contractDays: [] }
}

/** Puts the new contribution in the place of the former one, and the difference into `movements`. */
export function contributeReceivables(
  contribution: Contribution,
  movements: SalesRepBook,
  { customerId, customerName, currency, dueDays }: ContributedReceivables,
): void {
  const former = contribution.currencies.find((candidate) => candidate.currency === currency)
  const book = currencyBookOf(movements, currency)
  const customer = customerOf(book, customerId)
  customer.name = customerName ?? customer.name
  for (const dueDay of former?.dueDays ?? []) {
    addDueDay(dueDayOf(book, dueDay.dueOn), dueDay, -1)
    customer.openMinor -= dueDay.openMinor
  }
  for (const dueDay of dueDays) {
    addDueDay(dueDayOf(book, dueDay.dueOn), dueDay, 1)
    customer.openMinor += dueDay.openMinor
  }
  if (former === undefined) {
    if (dueDays.length === 0) return
    contribution.currencies.push({ currency, dueDays })
    contribution.currencies.sort((left, right) => (left.currency < right.currency ? -1 : 1))
  } else if (dueDays.length === 0) {
    contribution.currencies.splice(contribution.currencies.indexOf(former), 1)
  } else {
    former.dueDays = dueDays
  }
}

/** @param on the business day of the fact: contributions that have left every window by then are forgotten */
export function contributeOrders(
  contribution: Contribution,
  movements: SalesRepBook,
  { day, placed }: Readonly<RepOrderDay>,
  on: CalendarDay,
): void {
  const own = orderDayOf(contribution.orderDays, day)
  orderDayOf(movements.orderDays, day).placed += placed - own.placed
  own.placed = placed
  forgetBefore(contribution.orderDays, on - ORDER_DAYS, (entry) => entry.placed === 0)
}

export function contributeContracts(
  contribution: Contribution,
  movements: SalesRepBook,
  { day, decided, signed }: Readonly<RepContractDay>,
  on: CalendarDay,
): void {
  const own = contractDayOf(contribution.contractDays, day)
  const moved = contractDayOf(movements.contractDays, day)
  moved.decided += decided - own.decided
  moved.signed += signed - own.signed
  own.decided = decided
  own.signed = signed
  forgetBefore(contribution.contractDays, on - CONTRACT_DAYS, (entry) => entry.decided === 0 && entry.signed === 0)
}

/** A contribution of nothing needs no state: the next one starts from nothing as well. */
export function isNothing({ currencies, orderDays, contractDays }: Contribution): boolean {
  return currencies.length === 0 && orderDays.length === 0 && contractDays.length === 0
}

export function addDueDay(to: RepDueDay, dueDay: Readonly<RepDueDay>, sign: 1 | -1): void {
  to.billedMinor += sign * dueDay.billedMinor
  to.writtenOffMinor += sign * dueDay.writtenOffMinor
  to.billedInvoices += sign * dueDay.billedInvoices
  to.openMinor += sign * dueDay.openMinor
  to.undisputedOpenMinor += sign * dueDay.undisputedOpenMinor
  to.openInvoices += sign * dueDay.openInvoices
}

/** Drops days up to `lastForgotten`, and those that hold nothing. */
function forgetBefore<Entry extends { readonly day: CalendarDay }>(
  entries: Entry[],
  lastForgotten: CalendarDay,
  isNothing: (entry: Entry) => boolean,
): void {
  let kept = 0
  for (const entry of entries) if (entry.day > lastForgotten && !isNothing(entry)) entries[kept++] = entry
  entries.length = kept
}
