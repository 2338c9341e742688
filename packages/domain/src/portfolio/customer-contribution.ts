/** What a customer contributes to the groups it belongs to, taken from its own state: all of it, whoever sold it. */
import type { ContractFunnel } from '../contracts/state.ts'
import { type ContributedDueDay, receivablesContributions } from '../receivables/contribution.ts'
import type { ReceivablesLedger } from '../receivables/state.ts'
import { CONTRACT_DAYS, ORDER_DAYS } from '../representatives/bounds.ts'
import type { ExpectedOrders } from '../representatives/expected-orders.ts'
import type { RepContractDay, RepOrderDay } from '../representatives/state.ts'
import { expectedOrderWeeks } from '../sales-history/order-weeks.ts'
import type { OrderHistory } from '../sales-history/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

export interface CustomerContribution {
  /** By currency code. */
  readonly receivables: readonly ContributedCurrencyDays[]
  readonly firstOrderOn: CalendarDay | null
  readonly lastOrderOn: CalendarDay | null
  /** By day. */
  readonly orderDays: readonly Readonly<RepOrderDay>[]
  /** By day. */
  readonly contractDays: readonly Readonly<RepContractDay>[]
  /** By currency code; left out: nothing. */
  readonly expected?: readonly ExpectedOrders[]
}

export interface ContributedCurrencyDays {
  readonly currency: string
  /** By due day. */
  readonly dueDays: readonly ContributedDueDay[]
}

/** A customer that has left a group contributes this. */
export const NO_CONTRIBUTION: CustomerContribution = {
  receivables: [],
  firstOrderOn: null,
  lastOrderOn: null,
  orderDays: [],
  contractDays: [],
  expected: [],
}

interface Contributing {
  readonly receivables: ReceivablesLedger
  readonly orders: OrderHistory
  readonly contracts: ContractFunnel
}

/** As it stands at the end of `on`. */
export function customerContribution(facts: Contributing, on: CalendarDay): CustomerContribution {
  const { firstOrderOn, lastOrderOn } = facts.orders
  return {
    receivables: receivablesByCurrency(facts.receivables, on),
    firstOrderOn,
    lastOrderOn,
    orderDays: orderDaysOf(facts.orders, on),
    contractDays: contractDaysOf(facts.contracts, on),
    expected: expectedOrderWeeks(facts.orders, on).map(({ currency, expectedMinor, untilOn }) => {
      return { currency, expectedMinor, untilOn }
    }),
  }
}

function receivablesByCurrency(ledger: ReceivablesLedger, on: CalendarDay): ContributedCurrencyDays[] {
  const contributions = receivablesContributions(ledger, on)
  // Nearly all customers have one representative and one currency: nothing is to be put together.
  if (contributions.length === 1) return contributions.map(({ currency, dueDays }) => ({ currency, dueDays }))
  const byCurrency = new Map<string, Map<CalendarDay, ContributedDueDay>>()
  for (const { currency, dueDays } of contributions) {
    const merged = byCurrency.get(currency) ?? new Map<CalendarDay, ContributedDueDay>()
    byCurrency.set(currency, merged)
    for (const dueDay of dueDays) {
      const own = merged.get(dueDay.dueOn)
      if (own === undefined) merged.set(dueDay.dueOn, { ...dueDay })
      else addTo(own, dueDay)
    }
  }
  return [...byCurrency]
    .map(([currency, days]) => ({
      currency,
      dueDays: [...days.values()].sort((left, right) => left.dueOn - right.dueOn),
    }))
    .sort((left, right) => (left.currency < right.currency ? -1 : 1))
}

function addTo(own: ContributedDueDay, other: ContributedDueDay): void {
  own.billedMinor += other.billedMinor
  own.billedInvoices += other.billedInvoices
  own.openMinor += other.openMinor
  own.undisputedOpenMinor += other.undisputedOpenMinor
  own.openInvoices += other.openInvoices
  own.writtenOffMinor += other.writtenOffMinor
}

/** In the windows that are asked for, and what is dated ahead. */
function orderDaysOf({ days }: OrderHistory, on: CalendarDay): RepOrderDay[] {
  const all: RepOrderDay[] = []
  for (const { day, placed } of days) {
    if (day <= on - ORDER_DAYS || placed === 0) continue
    const latest = all.at(-1)
    if (latest?.day === day) latest.placed += placed
    else all.push({ day, placed })
  }
  return all
}

function contractDaysOf({ days }: ContractFunnel, on: CalendarDay): RepContractDay[] {
  const all: RepContractDay[] = []
  for (const { day, signed, lost, expired } of days) {
    const decided = signed + lost + expired
    if (day <= on - CONTRACT_DAYS || decided === 0) continue
    const latest = all.at(-1)
    if (latest?.day !== day) {
      all.push({ day, decided, signed })
      continue
    }
    latest.decided += decided
    latest.signed += signed
  }
  return all
}
