import { FACETS } from '../measures/measure.ts'
import { CONTRACT_DAYS, ORDER_DAYS } from '../representatives/bounds.ts'
import {
  type Contribution,
  contributeContracts,
  contributeOrders,
  contributeReceivables,
} from '../representatives/contribution.ts'
import { contributeExpected } from '../representatives/expected-orders.ts'
import { currencyBookOf, customerDayOf, sellerOf } from '../representatives/places.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import type { CustomerContribution } from './customer-contribution.ts'

/** What a customer tells a group: who it is, and all that it contributes. */
export interface ToldContribution extends CustomerContribution {
  readonly customerId: string
  readonly customerName: string | null
  /** Its present representative. */
  readonly salesRepId: string | null
  readonly on: CalendarDay
}

/**
 * Puts all that a customer contributes to a group in the place of what it contributed before, and the difference into
 * `movements()`.
 * @returns the bits of the facets that moved; 0 when all of it was known
 */
export function contributeWhole(
  contribution: Contribution,
  movements: () => SalesRepBook,
  told: ToldContribution,
): number {
  const receivables = contributeAllReceivables(contribution, movements, told)
  // All are asked: what has moved must be moved.
  const moved = [
    contributeAllOrders(contribution, movements, told),
    contributeOrdering(contribution, movements, told),
    contributeExpected(contribution, movements, told.expected ?? []),
  ]
  const contracts = contributeAllContracts(contribution, movements, told)
  return bits(receivables, 'receivables') | bits(moved.includes(true), 'orders') | bits(contracts, 'contracts')
}

function bits(hasMoved: boolean, facet: (typeof FACETS)[number]): number {
  return hasMoved ? 1 << FACETS.indexOf(facet) : 0
}

function contributeAllReceivables(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { customerId, customerName, salesRepId, receivables }: ToldContribution,
): boolean {
  const former = openByCurrency(contribution.currencies)
  const formerRep = contribution.salesRepId
  const formerName = contribution.customerName
  const now = openByCurrency(receivables)
  let hasMoved = false
  for (const currency of new Set([...former.keys(), ...now.keys()])) {
    const dueDays = receivables.find((each) => each.currency === currency)?.dueDays ?? []
    // Each currency has the name of the customer by itself: it has to be told to all of them.
    contribution.customerName = formerName
    const whole = { customerId, customerName, currency, dueDays }
    if (contributeReceivables(contribution, movements, whole)) hasMoved = true
    const formerMinor = former.get(currency) ?? 0
    const nowMinor = now.get(currency) ?? 0
    if (formerRep === salesRepId && formerMinor === nowMinor) continue
    hasMoved = true
    const book = currencyBookOf(movements(), currency)
    if (formerRep !== null) sellerOf(book, formerRep).openMinor -= formerMinor
    if (salesRepId !== null) sellerOf(book, salesRepId).openMinor += nowMinor
  }
  contribution.customerName = customerName ?? formerName
  contribution.salesRepId = salesRepId
  return hasMoved
}

interface InCurrency {
  readonly currency: string
  readonly dueDays: readonly { readonly openMinor: number }[]
}

function openByCurrency(currencies: readonly InCurrency[]): Map<string, number> {
  return new Map(
    currencies.map(({ currency, dueDays }) => [currency, dueDays.reduce((sum, { openMinor }) => sum + openMinor, 0)]),
  )
}

function contributeAllOrders(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { orderDays, on }: ToldContribution,
): boolean {
  const now = new Map(orderDays.map(({ day, placed }) => [day, placed]))
  let hasMoved = false
  for (const day of daysOf(contribution.orderDays, orderDays, on - ORDER_DAYS)) {
    if (contributeOrders(contribution, movements, { day, placed: now.get(day) ?? 0 }, on)) hasMoved = true
  }
  return hasMoved
}

function contributeAllContracts(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { contractDays, on }: ToldContribution,
): boolean {
  const now = new Map(contractDays.map((entry) => [entry.day, entry]))
  let hasMoved = false
  for (const day of daysOf(contribution.contractDays, contractDays, on - CONTRACT_DAYS)) {
    const { decided, signed } = now.get(day) ?? { decided: 0, signed: 0 }
    if (contributeContracts(contribution, movements, { day, decided, signed }, on)) hasMoved = true
  }
  return hasMoved
}

interface OfDay {
  readonly day: CalendarDay
}

/** Days told before or now; older ones have left every window, which nobody has to be told. */
function daysOf(former: readonly OfDay[], now: readonly OfDay[], lastForgotten: CalendarDay): CalendarDay[] {
  const days = new Set([...former, ...now].map(({ day }) => day))
  return [...days].filter((day) => day > lastForgotten).sort((left, right) => left - right)
}

/** Among the customers that ordered first, and most lately, on a day. */
function contributeOrdering(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { firstOrderOn, lastOrderOn }: ToldContribution,
): boolean {
  const { firstOrderOn: formerFirstOn, lastOrderOn: formerLastOn } = contribution
  if (firstOrderOn === formerFirstOn && lastOrderOn === formerLastOn) return false
  const { customerDays } = movements()
  if (formerFirstOn !== null) customerDayOf(customerDays, formerFirstOn).first -= 1
  if (firstOrderOn !== null) customerDayOf(customerDays, firstOrderOn).first += 1
  if (formerLastOn !== null) customerDayOf(customerDays, formerLastOn).latest -= 1
  if (lastOrderOn !== null) customerDayOf(customerDays, lastOrderOn).latest += 1
  contribution.firstOrderOn = firstOrderOn
  contribution.lastOrderOn = lastOrderOn
  return true
}
