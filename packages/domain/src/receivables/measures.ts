import type { CalendarDay } from '../values/calendar-day.ts'
import { disputedMinorOf, findBook } from './books.ts'
import { MEMORY_DAYS } from './bounds.ts'
import type { Credit, CurrencyBook, InvoiceItem, ReceivablesLedger } from './state.ts'
import { nextWindowChangeOn } from './window.ts'

/** Open amounts by days past due, in minor units of one currency. */
export interface Aging {
  currentMinor: number
  days1To30Minor: number
  days31To60Minor: number
  days61To90Minor: number
  days91PlusMinor: number
}

/** What one currency's ledger says at the end of a day. An invoice due on that day is not overdue. */
export interface ReceivablesMeasures {
  readonly currency: string
  readonly openMinor: number
  readonly openInvoices: number
  readonly overdueMinor: number
  readonly overdueInvoices: number
  /** Overdue without what is in dispute. */
  readonly overdueUndisputedMinor: number
  readonly overdueUndisputedInvoices: number
  readonly disputedMinor: number
  /** 0 when nothing is overdue. */
  readonly maxDaysPastDue: number
  readonly maxDaysPastDueUndisputed: number
  readonly aging: Aging
  /** The overdue item with the earliest due day. */
  readonly oldestOverdue: InvoiceItem | undefined
  /** Cash without an invoice, cash that awaits its invoice included; below zero after a reversal of unknown cash. */
  readonly unappliedMinor: number
}

/** Currencies the ledger holds anything in, in alphabetical order. */
export function currenciesOf(ledger: ReceivablesLedger): string[] {
  return ledger.currencies.map(({ currency }) => currency)
}

/** Measures of one currency at the end of `day`; zeroes for a currency the ledger does not hold. */
export function measureReceivables(ledger: ReceivablesLedger, currency: string, day: CalendarDay): ReceivablesMeasures {
  const book = findBook(ledger, currency)
  const aging: Aging = {
    currentMinor: 0,
    days1To30Minor: 0,
    days31To60Minor: 0,
    days61To90Minor: 0,
    days91PlusMinor: 0,
  }
  const measures = {
    currency,
    openMinor: 0,
    openInvoices: 0,
    overdueMinor: 0,
    overdueInvoices: 0,
    overdueUndisputedMinor: 0,
    overdueUndisputedInvoices: 0,
    disputedMinor: 0,
    maxDaysPastDue: 0,
    maxDaysPastDueUndisputed: 0,
    aging,
    oldestOverdue: undefined as InvoiceItem | undefined,
    unappliedMinor: book === undefined ? 0 : unappliedMinorOf(book),
  }
  for (const item of book?.open ?? []) {
    const daysPastDue = Math.max(day - item.dueOn, 0)
    const disputedMinor = disputedMinorOf(item)
    measures.openMinor += item.openMinor
    measures.openInvoices += item.invoices
    measures.disputedMinor += disputedMinor
    aging[bucketOf(daysPastDue)] += item.openMinor
    if (daysPastDue === 0) continue
    measures.overdueMinor += item.openMinor
    measures.overdueInvoices += item.invoices
    measures.maxDaysPastDue = Math.max(measures.maxDaysPastDue, daysPastDue)
    measures.oldestOverdue ??= item
    if (disputedMinor === item.openMinor) continue
    measures.overdueUndisputedMinor += item.openMinor - disputedMinor
    measures.overdueUndisputedInvoices += item.invoices
    measures.maxDaysPastDueUndisputed = Math.max(measures.maxDaysPastDueUndisputed, daysPastDue)
  }
  return measures
}

/** The few sums that indicators are made of. */
export interface OpenSums {
  readonly openMinor: number
  readonly openInvoices: number
  readonly overdueMinor: number
  readonly overdueUndisputedMinor: number
}

/** What `measureReceivables` says of the same names, for evaluations: they want nothing but these, many times a day. */
export function sumOpenItems(book: CurrencyBook, day: CalendarDay): OpenSums {
  let openMinor = 0
  let openInvoices = 0
  let overdueMinor = 0
  let overdueUndisputedMinor = 0
  for (const item of book.open) {
    openMinor += item.openMinor
    openInvoices += item.invoices
    if (item.dueOn >= day) continue
    overdueMinor += item.openMinor
    overdueUndisputedMinor += item.openMinor - disputedMinorOf(item)
  }
  return { openMinor, openInvoices, overdueMinor, overdueUndisputedMinor }
}

/** How the invoices were paid that were paid in a window, all currencies together: days can be added. */
export interface PaidInvoices {
  readonly paidInvoices: number
  /** Of them, those paid after their due day, by value date. */
  readonly paidLateInvoices: number
  /** Their days late, added up. An invoice paid early adds nothing: it makes up for no late one. */
  readonly daysLate: number
}

/**
 * Invoices whose last open unit was paid in the `days` days up to and including `day` (by the day it was booked). Among
 * the latest `MAX_CLOSED_INVOICES` of each currency, at most `MEMORY_DAYS` back.
 */
export function paidIn(ledger: ReceivablesLedger, day: CalendarDay, days: number): PaidInvoices {
  let paidInvoices = 0
  let paidLateInvoices = 0
  let daysLate = 0
  for (const { closed } of ledger.currencies) {
    // In the order in which they were closed: the latest stand last.
    for (let index = closed.length - 1; index >= 0; index -= 1) {
      const closing = closed[index]!.closing!
      if (closing.bookedOn <= day - days) break
      if (closing.by !== 'payment' || closing.bookedOn > day) continue
      paidInvoices += 1
      if (closing.daysLate <= 0) continue
      paidLateInvoices += 1
      daysLate += closing.daysLate
    }
  }
  return { paidInvoices, paidLateInvoices, daysLate }
}

/** The first day after `day` at whose end a paid invoice leaves the window of `days` days. */
export function nextPaidWindowChangeOn(
  ledger: ReceivablesLedger,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { closed } of ledger.currencies) {
    for (let index = closed.length - 1; index >= 0; index -= 1) {
      const { by, bookedOn } = closed[index]!.closing!
      if (bookedOn + days <= day) break
      if (by === 'payment' && (next === undefined || bookedOn + days < next)) next = bookedOn + days
    }
  }
  return next
}

/** The first day after `day` at whose end an item that is open now becomes overdue: its due day + 1. */
export function nextOverdueOn(ledger: ReceivablesLedger, day: CalendarDay): CalendarDay | undefined {
  return nextDaysPastDueOn(ledger, day, 1)
}

/** The first day after `day` at whose end an item that is open now reaches `daysPastDue` (a threshold). */
export function nextDaysPastDueOn(
  ledger: ReceivablesLedger,
  day: CalendarDay,
  daysPastDue: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const book of ledger.currencies) {
    for (const { dueOn } of book.open) {
      const reachedOn = dueOn + daysPastDue
      if (reachedOn > day && (next === undefined || reachedOn < next)) next = reachedOn
    }
  }
  return next
}

/** The first day after `day` at whose end an item that is open now moves to another aging bucket. */
export function nextAgingChangeOn(ledger: ReceivablesLedger, day: CalendarDay): CalendarDay | undefined {
  const changes = AGING_FROM_DAYS.map((from) => nextDaysPastDueOn(ledger, day, from)).filter(
    (next) => next !== undefined,
  )
  return changes.length === 0 ? undefined : Math.min(...changes)
}

const AGING_FROM_DAYS = [1, 31, 61, 91] as const

function bucketOf(daysPastDue: number): keyof Aging {
  if (daysPastDue === 0) return 'currentMinor'
  if (daysPastDue <= 30) return 'days1To30Minor'
  if (daysPastDue <= 60) return 'days31To60Minor'
  if (daysPastDue <= 90) return 'days61To90Minor'
  return 'days91PlusMinor'
}

/** Cash that no invoice has, what awaits its invoice included. */
export function unappliedMinorOf(book: CurrencyBook): number {
  let totalMinor = book.unappliedMinor
  for (const credit of book.credits) for (const part of credit.awaiting) totalMinor += part.amountMinor
  return totalMinor
}

/** Whether an invoice that comes may find something that waits for it: cash without an invoice, disputes, write-offs. */
export function awaitsInvoices({ currencies, awaited }: ReceivablesLedger): boolean {
  if (awaited.length > 0) return true
  return currencies.some(({ unappliedMinor, credits }) => {
    return unappliedMinor > 0 || credits.some(({ awaiting }) => awaiting.length > 0)
  })
}

/**
 * As `unappliedMinorOf`, without payments that name the invoice they wait for: of these somebody knows what they are for,
 * until they are forgotten after `MEMORY_DAYS`, whether they were dropped yet or not.
 */
export function idleMinorOf(book: CurrencyBook, day: CalendarDay): number {
  let totalMinor = book.unappliedMinor
  for (const credit of book.credits) {
    if (isIdle(credit, day)) for (const part of credit.awaiting) totalMinor += part.amountMinor
  }
  return totalMinor
}

/** The first day after `day` at whose end a payment no longer counts as waiting for its invoice. */
export function nextIdleOn({ currencies }: ReceivablesLedger, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { credits } of currencies) {
    for (const credit of credits) {
      if (credit.awaiting.length === 0 || isIdle(credit, day)) continue
      const idleOn = credit.bookedOn + MEMORY_DAYS + 1
      if (next === undefined || idleOn < next) next = idleOn
    }
  }
  return next
}

/** What of the credit awaits an invoice that has not arrived is as good as unapplied. */
function isIdle({ kind, bookedOn }: Credit, day: CalendarDay): boolean {
  return kind === 'credit-note' || bookedOn < day - MEMORY_DAYS
}

/**
 * For how many days the oldest idle cash (or credit note) has lain at the end of `day`; undefined when there is none.
 * Never more than `MEMORY_DAYS`: what is older has no day any more.
 */
export function daysUnapplied(book: CurrencyBook, day: CalendarDay): number | undefined {
  if (idleMinorOf(book, day) <= 0) return undefined
  let ofCreditsMinor = 0
  let oldestOn: CalendarDay | undefined
  // In the order in which they were booked: the oldest stands first.
  for (const credit of book.credits) {
    const { unappliedMinor, awaiting, bookedOn } = credit
    ofCreditsMinor += unappliedMinor
    if (unappliedMinor > 0 || (awaiting.length > 0 && isIdle(credit, day))) oldestOn ??= bookedOn
  }
  if (oldestOn === undefined || book.unappliedMinor > ofCreditsMinor) return MEMORY_DAYS
  return Math.max(0, Math.min(MEMORY_DAYS, day - oldestOn))
}

/** What has passed its due day within a window of days, and how much of it is paid. */
export interface Collection {
  /** Invoiced less credit notes. */
  readonly billedMinor: number
  readonly paidMinor: number
  readonly invoices: number
}

/** Due days from `on` − `days` to `on` − 1 (`days` at most `BILLED_DAYS` − 1): an invoice due on `on` still has time. */
export function collectedOf({ billed, open }: CurrencyBook, on: CalendarDay, days: number): Collection {
  const from = on - days
  let billedMinor = 0
  let unpaidMinor = 0
  let invoices = 0
  for (const day of billed) {
    if (day.dueOn < from || day.dueOn >= on) continue
    billedMinor += day.billedMinor
    unpaidMinor += day.writtenOffMinor
    invoices += day.billedInvoices
  }
  for (const item of open) if (item.dueOn >= from && item.dueOn < on) unpaidMinor += item.openMinor
  return { billedMinor, paidMinor: Math.max(0, billedMinor - unpaidMinor), invoices }
}

/** The first day after `on` at whose end other due days lie in the window of `days` days: see `collectedOf`. */
export function nextCollectionChangeOn(
  { currencies }: ReceivablesLedger,
  on: CalendarDay,
  days: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { billed } of currencies) {
    // Of a window that ends with the day before.
    const changeOn = nextWindowChangeOn(billed, ({ dueOn }) => dueOn + 1, on, days)
    if (changeOn !== undefined && (next === undefined || changeOn < next)) next = changeOn
  }
  return next
}

/** Amounts in dispute, and since when. Disputes about what is paid or has not arrived do not count. */
export interface OpenDisputes {
  readonly disputes: number
  /** The day on which the oldest was raised; undefined without any. */
  readonly oldestOn: CalendarDay | undefined
}

export function openDisputesOf({ open }: CurrencyBook): OpenDisputes {
  let disputes = 0
  let oldestOn: CalendarDay | undefined
  for (const item of open) {
    for (const { settled, disputedOn } of item.disputes) {
      if (settled) continue
      disputes += 1
      if (oldestOn === undefined || disputedOn < oldestOn) oldestOn = disputedOn
    }
  }
  return { disputes, oldestOn }
}
