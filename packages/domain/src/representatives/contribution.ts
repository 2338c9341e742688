/**
 * What one customer contributes to one representative, as it last told, so that the next telling becomes a movement.
 * Plain data, changed in place.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import { CONTRACT_DAYS, DEMAND_DAYS, ORDER_DAYS, OUTCOME_DAYS, SALES_CHANGE_DAYS } from './bounds.ts'
import type { ExpectedOrders } from './expected-orders.ts'
import { forgetThrough, keepOnly } from './keep-only.ts'
import {
  contractDayOf,
  currencyBookOf,
  customerOf,
  demandDayOf,
  dueDayOf,
  orderDayOf,
  outcomeDayOf,
  salesDayOf,
} from './places.ts'
import type {
  RepContractDay,
  RepCurrencyBook,
  RepCustomer,
  RepDemandDay,
  RepDueDay,
  RepOrderDay,
  RepOutcomeDay,
  RepSalesDay,
  SalesRepBook,
} from './state.ts'

export interface Contribution {
  /** As last told; null where nobody told it. */
  customerName: string | null
  /** By currency code; currencies in which nothing is contributed are left out. */
  readonly currencies: ContributedCurrency[]
  /** By day. */
  readonly orderDays: RepOrderDay[]
  /** By day. */
  readonly contractDays: RepContractDay[]
  /** By day, then currency. */
  readonly salesDays: RepSalesDay[]
  /** By day, then kind. */
  readonly outcomeDays: RepOutcomeDay[]
  /** To a product alone: by day. */
  readonly demandDays: RepDemandDay[]
  /** To a group alone: its representative, and the days of its first and latest order. Null where nobody told it. */
  salesRepId: string | null
  firstOrderOn: CalendarDay | null
  lastOrderOn: CalendarDay | null
  /** To a group alone: by currency code. */
  expected: readonly ExpectedOrders[]
}

export interface ContributedCurrency {
  readonly currency: string
  dueDays: readonly Readonly<RepDueDay>[]
}

/** Of one day in one currency. */
export interface ContributedSales {
  readonly currency: string
  readonly orderedMinor: number
  readonly takenBackMinor: number
}

export interface ContributedReceivables {
  readonly customerId: string
  readonly customerName: string | null
  readonly currency: string
  /** All that the customer contributes in this currency; empty = nothing any more. */
  readonly dueDays: readonly Readonly<RepDueDay>[]
}

export function emptyContribution(): Contribution {
  return {
    customerName: null,
    currencies: [],
    orderDays: [],
    contractDays: [],
    salesDays: [],
    outcomeDays: [],
    demandDays: [],
    salesRepId: null,
    firstOrderOn: null,
    lastOrderOn: null,
    expected: [],
  }
}

/**
 * Puts the new contribution in the place of the former one, and the difference into `movements()`.
 * @returns false when it is what was told before: nothing moves then, and no movements are asked for
 */
export function contributeReceivables(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { customerId, customerName, currency, dueDays }: ContributedReceivables,
): boolean {
  const { currencies } = contribution
  const name = customerName ?? contribution.customerName
  const index = currencies.findIndex((candidate) => candidate.currency === currency)
  const former = currencies[index]?.dueDays ?? []
  if (name === contribution.customerName && isSame(former, dueDays)) return false
  const book = currencyBookOf(movements(), currency)
  const customer = customerOf(book, customerId)
  customer.name = name
  moveChanged(book, customer, former, dueDays)

  contribution.customerName = name
  if (index >= 0) currencies.splice(index, 1)
  if (dueDays.length === 0) return true
  currencies.push({ currency, dueDays })
  currencies.sort((left, right) => (left.currency < right.currency ? -1 : 1))
  return true
}

/**
 * As `contributeReceivables`.
 * @param on the business day of the fact: contributions that have left every window by then are forgotten
 */
export function contributeOrders(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { day, placed }: Readonly<RepOrderDay>,
  on: CalendarDay,
): boolean {
  const { orderDays } = contribution
  const own = orderDayOf(orderDays, day)
  const movedBy = placed - own.placed
  own.placed = placed
  keepOnly(orderDays, (entry) => entry.day > on - ORDER_DAYS && entry.placed !== 0)
  if (movedBy === 0) return false
  orderDayOf(movements().orderDays, day).placed += movedBy
  return true
}

/** As `contributeOrders`. */
export function contributeContracts(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { day, decided, signed }: Readonly<RepContractDay>,
  on: CalendarDay,
): boolean {
  const { contractDays } = contribution
  const own = contractDayOf(contractDays, day)
  const decidedBy = decided - own.decided
  const signedBy = signed - own.signed
  own.decided = decided
  own.signed = signed
  keepOnly(contractDays, (entry) => entry.day > on - CONTRACT_DAYS && entry.decided !== 0)
  if (decidedBy === 0 && signedBy === 0) return false
  const moved = contractDayOf(movements().contractDays, day)
  moved.decided += decidedBy
  moved.signed += signedBy
  return true
}

/**
 * As `contributeOrders`: what was sold on one day, all of it, by currency. A day that was sold on too long ago to change
 * is left as it is.
 */
export function contributeSales(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { day, sales }: { readonly day: CalendarDay; readonly sales: readonly ContributedSales[] },
  on: CalendarDay,
): boolean {
  if (day <= on - SALES_CHANGE_DAYS) return false
  const { salesDays } = contribution
  for (const { currency } of sales) salesDayOf(salesDays, day, currency)
  let hasMoved = false
  for (const own of salesDays) {
    if (own.day !== day) continue
    const now = sales.find(({ currency }) => currency === own.currency)
    const netMinor = now === undefined ? 0 : now.orderedMinor - now.takenBackMinor
    if (netMinor === own.netMinor) continue
    hasMoved = true
    salesDayOf(movements().salesDays, day, own.currency).netMinor += netMinor - own.netMinor
    own.netMinor = netMinor
  }
  keepOnly(salesDays, (entry) => entry.day > on - SALES_CHANGE_DAYS && entry.netMinor !== 0)
  return hasMoved
}

/** As `contributeOrders`. */
export function contributeOutcomes(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { day, kind, counted, good }: Readonly<RepOutcomeDay>,
  on: CalendarDay,
): boolean {
  const { outcomeDays } = contribution
  const own = outcomeDayOf(outcomeDays, day, kind)
  const countedBy = counted - own.counted
  const goodBy = good - own.good
  own.counted = counted
  own.good = good
  keepOnly(outcomeDays, (entry) => entry.day > on - OUTCOME_DAYS[entry.kind] && entry.counted !== 0)
  if (countedBy === 0 && goodBy === 0) return false
  const moved = outcomeDayOf(movements().outcomeDays, day, kind)
  moved.counted += countedBy
  moved.good += goodBy
  return true
}

/** As `contributeOrders`: what was ordered of a product on one day. */
export function contributeDemand(
  contribution: Contribution,
  movements: () => SalesRepBook,
  { day, quantityMilli }: Readonly<RepDemandDay>,
  on: CalendarDay,
): boolean {
  const { demandDays } = contribution
  const own = demandDayOf(demandDays, day)
  const movedBy = quantityMilli - own.quantityMilli
  own.quantityMilli = quantityMilli
  if (quantityMilli === 0) keepOnly(demandDays, (entry) => entry.quantityMilli !== 0)
  forgetThrough(demandDays, on - DEMAND_DAYS)
  if (movedBy === 0) return false
  demandDayOf(movements().demandDays, day).quantityMilli += movedBy
  return true
}

/** A contribution of nothing needs no state: the next one starts from nothing as well. */
export function isNothing(contribution: Contribution): boolean {
  const { currencies, orderDays, contractDays, salesDays, outcomeDays, demandDays } = contribution
  const { firstOrderOn, lastOrderOn } = contribution
  const ordersNever = firstOrderOn === null && lastOrderOn === null
  const lists = [currencies, orderDays, contractDays, salesDays, outcomeDays, demandDays]
  return ordersNever && lists.every(({ length }) => length === 0)
}

/**
 * The first day on which what a customer contributed to a product matters no more, as all of it has left every window: the
 * next one may start from nothing. Undefined for what is contributed to anybody else: it goes as the customer tells.
 */
export function demandIsOverOn({ demandDays, currencies, firstOrderOn }: Contribution): CalendarDay | undefined {
  const latest = demandDays.at(-1)
  if (latest === undefined || currencies.length > 0 || firstOrderOn !== null) return undefined
  return latest.day + DEMAND_DAYS
}

export function addDueDay(to: RepDueDay, dueDay: Readonly<RepDueDay>, sign: 1 | -1): void {
  to.billedMinor += sign * dueDay.billedMinor
  to.writtenOffMinor += sign * dueDay.writtenOffMinor
  to.billedInvoices += sign * dueDay.billedInvoices
  to.openMinor += sign * dueDay.openMinor
  to.undisputedOpenMinor += sign * dueDay.undisputedOpenMinor
  to.openInvoices += sign * dueDay.openInvoices
}

/**
 * Due days that stand as before are left out: most do, and the movements of a group would hold every due day of all its
 * customers. Both lists are by due day; were they not, the sum would be the same.
 */
function moveChanged(
  book: RepCurrencyBook,
  customer: RepCustomer,
  former: readonly Readonly<RepDueDay>[],
  dueDays: readonly Readonly<RepDueDay>[],
): void {
  let next = 0
  for (const dueDay of dueDays) {
    let before = former[next]
    for (; before !== undefined && before.dueOn < dueDay.dueOn; before = former[++next]) {
      moveDueDay(book, customer, before, -1)
    }
    if (before !== undefined && isSameDueDay(before, dueDay)) next += 1
    else moveDueDay(book, customer, dueDay, 1)
  }
  for (const before of former.slice(next)) moveDueDay(book, customer, before, -1)
}

function moveDueDay(book: RepCurrencyBook, customer: RepCustomer, dueDay: Readonly<RepDueDay>, sign: 1 | -1): void {
  addDueDay(dueDayOf(book, dueDay.dueOn), dueDay, sign)
  customer.openMinor += sign * dueDay.openMinor
}

function isSame(former: readonly Readonly<RepDueDay>[], dueDays: readonly Readonly<RepDueDay>[]): boolean {
  return (
    former.length === dueDays.length &&
    former.every((own, index) => isSameDueDay(own, dueDays[index] as Readonly<RepDueDay>))
  )
}

function isSameDueDay(own: Readonly<RepDueDay>, other: Readonly<RepDueDay>): boolean {
  return (
    own.dueOn === other.dueOn &&
    own.billedMinor === other.billedMinor &&
    own.billedInvoices === other.billedInvoices &&
    own.openMinor === other.openMinor &&
    own.undisputedOpenMinor === other.undisputedOpenMinor &&
    own.openInvoices === other.openInvoices &&
    own.writtenOffMinor === other.writtenOffMinor
  )
}
