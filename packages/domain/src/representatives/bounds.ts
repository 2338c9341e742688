/**
 * How far back a representative's book reaches, and how large it gets.
 *
 * | what | bound |
 * |---|---|
 * | due days per currency | the last `COLLECTION_DAYS`, and each older or later day on which an invoice is open |
 * | customers per currency | those that owe something |
 * | order days | `ORDER_DAYS`, and orders dated ahead |
 * | days of decided contracts | `CONTRACT_DAYS`, and contracts dated ahead |
 * | a customer's contribution | what its own ledger holds open, and the same windows |
 *
 * Nothing is dropped to keep a number: what is open must be counted. The book of a representative with 1,000 customers
 * that owe on 300 due days takes 38 KB.
 */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { SalesRepBook } from './state.ts'

/** What fell due so many days ago or less is asked for being collected. */
export const COLLECTION_DAYS = 90
export const RECENT_ORDER_DAYS = 30
export const BASELINE_ORDER_DAYS = 90
export const ORDER_DAYS = RECENT_ORDER_DAYS + BASELINE_ORDER_DAYS
export const CONTRACT_DAYS = 90

/** Forgets what no measure asks for at the end of `on` or later. */
export function pruneSalesRepBook(book: SalesRepBook, on: CalendarDay): void {
  for (const currencyBook of book.currencies) {
    for (const dueDay of currencyBook.dueDays) {
      if (dueDay.dueOn >= on - COLLECTION_DAYS) continue
      dueDay.billedMinor = 0
      dueDay.writtenOffMinor = 0
      dueDay.billedInvoices = 0
    }
    keepOnly(currencyBook.dueDays, (day) => day.openMinor !== 0 || day.openInvoices !== 0 || day.billedInvoices !== 0)
    keepOnly(currencyBook.customers, ({ openMinor }) => openMinor !== 0)
  }
  keepOnly(book.currencies, ({ dueDays, customers }) => dueDays.length > 0 || customers.length > 0)
  keepOnly(book.orderDays, ({ day, placed }) => day > on - ORDER_DAYS && placed !== 0)
  keepOnly(book.contractDays, ({ day, decided }) => day > on - CONTRACT_DAYS && decided !== 0)
}

/** Takes out, in place, what is not to be kept. */
export function keepOnly<Entry>(entries: Entry[], isKept: (entry: Entry) => boolean): void {
  let kept = 0
  for (const entry of entries) if (isKept(entry)) entries[kept++] = entry
  entries.length = kept
}
