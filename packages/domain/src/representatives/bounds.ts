/**
 * How far back a representative's book reaches, and how large it gets.
 *
 * | what | bound |
 * |---|---|
 * | due days per currency | the last `COLLECTION_DAYS`, and each older or later day on which an invoice is open |
 * | customers per currency | those that owe something |
 * | order days | `ORDER_DAYS`, and orders dated ahead |
 * | days of decided contracts | `CONTRACT_DAYS`, and contracts dated ahead |
 * | sales days per currency | `SALES_DAYS`, and orders dated ahead |
 * | days of outcomes | `OUTCOME_DAYS` of their kind, and those dated ahead |
 * | the record | see `record.ts` |
 * | sellers per currency | representatives whose customers in the group owe something |
 * | days until which orders are expected, per currency | the next 35: see `untilOn` of `expectedOrderWeeks` |
 * | customer days | `ACTIVE_DAYS`, and orders dated ahead |
 * | days of demand for a product | `DEMAND_DAYS`, and orders dated ahead |
 * | a customer's contribution | what its own ledger holds open, and the same windows |
 *
 * Nothing is dropped to keep a number: what is open must be counted. The book of a representative with 1,000 customers
 * that owe on 300 due days takes 38 KB (and so does a group of so many: 10,000 that owe are 0.4 MB), a year of daily sales in one currency 2.5 KB more.
 */
import { ORDER_HISTORY_DAYS } from '../sales-history/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { forgetThrough, keepOnly } from './keep-only.ts'
import { pruneRepRecord } from './on-representative.ts'
import { MAX_TARGET_DAYS } from './record.ts'
import type { OutcomeKind, RepCurrencyBook, SalesRepBook } from './state.ts'

/** Half a year to know what is usual, before the 28 days that are held against it. */
export const DEMAND_DAYS = 28 + 182
/** What fell due so many days ago or less is asked for being collected. */
export const COLLECTION_DAYS = 90
export const RECENT_ORDER_DAYS = 30
export const BASELINE_ORDER_DAYS = 90
export const ORDER_DAYS = RECENT_ORDER_DAYS + BASELINE_ORDER_DAYS
export const CONTRACT_DAYS = 90
/** A customer that ordered within so many days counts among those that buy. */
export const ACTIVE_DAYS = 180
/** One that did not order for so long has fallen silent. */
export const SILENT_DAYS = 90
/** The longest period of a target. */
const SALES_DAYS = MAX_TARGET_DAYS
/**
 * For so long a customer's sales of a day may still change here. Its own history reaches back no further, and it tells
 * again what it holds.
 */
export const SALES_CHANGE_DAYS = ORDER_HISTORY_DAYS
/** Contracts end, and customers are asked, too seldom for a quarter to say anything. */
export const OUTCOME_DAYS: Readonly<Record<OutcomeKind, number>> = {
  deliveries: 90,
  fulfilments: 365,
  complaints: 90,
  surveys: 365,
}

/** Forgets what no measure asks for at the end of `on` or later. Most lists of most books are empty. */
export function pruneSalesRepBook(book: SalesRepBook, on: CalendarDay): void {
  if (book.currencies.length > 0) pruneCurrencies(book.currencies, on)
  forgetThrough(book.orderDays, on - ORDER_DAYS)
  forgetThrough(book.contractDays, on - CONTRACT_DAYS)
  forgetThrough(book.salesDays, on - SALES_DAYS)
  forgetThrough(book.customerDays, on - ACTIVE_DAYS)
  forgetThrough(book.demandDays, on - DEMAND_DAYS)
  if (book.outcomeDays.length > 0) keepOnly(book.outcomeDays, ({ day, kind }) => day > on - OUTCOME_DAYS[kind])
  if (book.record !== null) pruneRepRecord(book.record, on)
}

/** Forgets days of which movements have left nothing. */
export function dropEmptyDays(book: SalesRepBook): void {
  keepOnly(book.orderDays, ({ placed }) => placed !== 0)
  keepOnly(book.contractDays, ({ decided }) => decided !== 0)
  keepOnly(book.salesDays, ({ netMinor }) => netMinor !== 0)
  keepOnly(book.outcomeDays, ({ counted }) => counted !== 0)
  keepOnly(book.customerDays, ({ first, latest }) => first !== 0 || latest !== 0)
  keepOnly(book.demandDays, ({ quantityMilli }) => quantityMilli !== 0)
}

function pruneCurrencies(currencies: RepCurrencyBook[], on: CalendarDay): void {
  for (const { dueDays, customers, sellers, expected } of currencies) {
    for (const dueDay of dueDays) {
      if (dueDay.dueOn >= on - COLLECTION_DAYS) break
      dueDay.billedMinor = 0
      dueDay.writtenOffMinor = 0
      dueDay.billedInvoices = 0
    }
    keepOnly(dueDays, (day) => day.openMinor !== 0 || day.openInvoices !== 0 || day.billedInvoices !== 0)
    keepOnly(customers, ({ openMinor }) => openMinor !== 0)
    keepOnly(sellers, ({ openMinor }) => openMinor !== 0)
    keepOnly(expected, ({ untilOn, customers: expecting }) => untilOn >= on && expecting !== 0)
  }
  keepOnly(currencies, ({ dueDays, customers, expected }) => dueDays.length + customers.length + expected.length > 0)
}
