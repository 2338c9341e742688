/** What a customer's ledger contributes to the representatives on its invoices. */
import type { CalendarDay } from '../values/calendar-day.ts'
import { lastForgottenDueDay } from './billed-days.ts'
import { disputedMinorOf } from './books.ts'
import type { CurrencyBook, ReceivablesLedger } from './state.ts'

export interface ReceivablesContribution {
  readonly salesRepId: string
  readonly currency: string
  /** By due day, each once. */
  readonly dueDays: readonly ContributedDueDay[]
}

/** paid = billedMinor − openMinor − writtenOffMinor. Of a day more than `BILLED_DAYS` back only what is open counts. */
export interface ContributedDueDay {
  readonly dueOn: CalendarDay
  /** Invoiced less credited. */
  billedMinor: number
  billedInvoices: number
  openMinor: number
  undisputedOpenMinor: number
  openInvoices: number
  writtenOffMinor: number
}

/** By currency and, within, in the order in which representatives are met; those with nothing are left out. */
export function receivablesContributions(ledger: ReceivablesLedger, today: CalendarDay): ReceivablesContribution[] {
  const all: OfRepresentative[] = []
  for (const book of ledger.currencies) addBook(all, book, today)
  return all
}

/**
 * What representatives have to be told: the contributions that differ from those before, empty ones where nothing is
 * left. Both must have been asked for on the same day.
 */
export function changedContributions(
  before: readonly ReceivablesContribution[],
  after: readonly ReceivablesContribution[],
): ReceivablesContribution[] {
  const changed: ReceivablesContribution[] = []
  for (const contribution of after) {
    const former = find(before, contribution)
    if (former === undefined || !areSame(former.dueDays, contribution.dueDays)) changed.push(contribution)
  }
  for (const former of before) {
    if (find(after, former) === undefined) changed.push({ ...former, dueDays: [] })
  }
  return changed
}

interface OfRepresentative extends ReceivablesContribution {
  readonly dueDays: ContributedDueDay[]
}

function addBook(all: OfRepresentative[], book: CurrencyBook, today: CalendarDay): void {
  const lastForgotten = lastForgottenDueDay(today)
  for (const { dueOn, salesRepId, billedMinor, billedInvoices, writtenOffMinor } of book.billed) {
    if (dueOn <= lastForgotten) continue
    const { dueDays } = contributionOf(all, book.currency, salesRepId)
    dueDays.push(dueDay(dueOn, billedMinor, billedInvoices, writtenOffMinor))
  }
  const withoutBill: ContributedDueDay[] = []
  for (const item of book.open) {
    const { dueDays } = contributionOf(all, book.currency, item.salesRepId)
    const day = dueDayOf(dueDays, item.dueOn, withoutBill)
    day.openMinor += item.openMinor
    day.undisputedOpenMinor += item.openMinor - disputedMinorOf(item)
    day.openInvoices += item.invoices
  }
  for (const day of withoutBill) {
    day.billedMinor = day.openMinor
    day.billedInvoices = day.openInvoices
  }
}

function contributionOf(all: OfRepresentative[], currency: string, salesRepId: string): OfRepresentative {
  for (const contribution of all) {
    if (contribution.salesRepId === salesRepId && contribution.currency === currency) return contribution
  }
  const contribution: OfRepresentative = { salesRepId, currency, dueDays: [] }
  all.push(contribution)
  return contribution
}

/** The entry of a due day, made in its place, and put with `made`, when it is missing. */
function dueDayOf(dueDays: ContributedDueDay[], dueOn: CalendarDay, made: ContributedDueDay[]): ContributedDueDay {
  let first = 0
  let end = dueDays.length
  while (first < end) {
    const middle = (first + end) >>> 1
    if (dueDays[middle]!.dueOn < dueOn) first = middle + 1
    else end = middle
  }
  const found = dueDays[first]
  if (found !== undefined && found.dueOn === dueOn) return found
  const day = dueDay(dueOn, 0, 0, 0)
  dueDays.splice(first, 0, day)
  made.push(day)
  return day
}

/** With nothing open. One place makes them all, so that all are of one shape. */
function dueDay(
  dueOn: CalendarDay,
  billedMinor: number,
  billedInvoices: number,
  writtenOffMinor: number,
): ContributedDueDay {
  return {
    dueOn,
    billedMinor,
    billedInvoices,
    openMinor: 0,
    undisputedOpenMinor: 0,
    openInvoices: 0,
    writtenOffMinor,
  }
}

function find(
  contributions: readonly ReceivablesContribution[],
  { salesRepId, currency }: ReceivablesContribution,
): ReceivablesContribution | undefined {
  for (const contribution of contributions) {
    if (contribution.salesRepId === salesRepId && contribution.currency === currency) return contribution
  }
  return undefined
}

function areSame(left: readonly ContributedDueDay[], right: readonly ContributedDueDay[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (!isSame(left[index]!, right[index]!)) return false
  return true
}

function isSame(left: ContributedDueDay, right: ContributedDueDay): boolean {
  return (
    left.dueOn === right.dueOn &&
    left.billedMinor === right.billedMinor &&
    left.billedInvoices === right.billedInvoices &&
    left.openMinor === right.openMinor &&
    left.undisputedOpenMinor === right.undisputedOpenMinor &&
    left.openInvoices === right.openInvoices &&
    left.writtenOffMinor === right.writtenOffMinor
  )
}
