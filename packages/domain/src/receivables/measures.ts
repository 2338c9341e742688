import type { CalendarDay } from '../values/calendar-day.ts'
import type { InvoiceItem, ReceivablesLedger } from './state.ts'

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

/** The currencies in which something is open, unapplied or remembered, in alphabetical order. */
export function currenciesOf(ledger: ReceivablesLedger): string[] {
  throw new Error(`not built yet ${ledger}`)
}

/** Measures of one currency at the end of `day`; zeroes for a currency the ledger has never seen. */
export function measureReceivables(ledger: ReceivablesLedger, currency: string, day: CalendarDay): ReceivablesMeasures {
  throw new Error(`not built yet ${ledger} ${currency} ${day}`)
}

/** Invoices closed by payment in the `days` days up to and including `day`, and how many of them after their due day. */
export function paidLateIn(
  ledger: ReceivablesLedger,
  currency: string,
  day: CalendarDay,
  days: number,
): { readonly paidInvoices: number; readonly paidLateInvoices: number } {
  throw new Error(`not built yet ${ledger} ${currency} ${day} ${days}`)
}

/** The first day after `day` at whose end an item that is open now will be overdue (its due day + 1). */
export function nextOverdueOn(ledger: ReceivablesLedger, day: CalendarDay): CalendarDay | undefined {
  return nextDaysPastDueOn(ledger, day, 1)
}

/** The first day after `day` at whose end an item that is open now reaches `daysPastDue`. */
export function nextDaysPastDueOn(
  ledger: ReceivablesLedger,
  day: CalendarDay,
  daysPastDue: number,
): CalendarDay | undefined {
  throw new Error(`not built yet ${ledger} ${day} ${daysPastDue}`)
}

/** The first day after `day` at whose end an item moves to another aging bucket. */
export function nextAgingChangeOn(ledger: ReceivablesLedger, day: CalendarDay): CalendarDay | undefined {
  throw new Error(`not built yet ${ledger} ${day}`)
}
