/** Books of representatives and groups as bytes, and the entries that contributions have in common with them. */
import {
  OUTCOME_KINDS,
  type RepContractDay,
  type RepCurrencyBook,
  type RepCustomer,
  type RepCustomerDay,
  type RepDemandDay,
  type RepDueDay,
  type RepOrderDay,
  type RepOutcomeDay,
  type RepSalesDay,
  type RepSeller,
  type SalesRepBook,
} from '@tocsin/domain'
import type { CompactReader } from '../evaluation/compact-reader.ts'
import type { CompactWriter } from '../evaluation/compact-writer.ts'
import { readProductRecord, writeProductRecord } from '../evaluation/product-record-codec.ts'
import { readRepRecord, writeRepRecord } from '../evaluation/rep-record-codec.ts'
import { known } from '../evaluation/state-parts.ts'

export function writeBook(to: CompactWriter, book: SalesRepBook): void {
  to.list(book.currencies, writeCurrency)
  to.optionalDay(book.firstOrderOn)
  to.list(book.orderDays, writeOrderDay)
  to.list(book.contractDays, writeContractDay)
  to.list(book.salesDays, writeSalesDay)
  to.list(book.outcomeDays, writeOutcomeDay)
  to.list(book.customerDays, writeCustomerDay)
  to.flag(book.record !== null)
  if (book.record !== null) writeRepRecord(to, book.record)
  to.list(book.demandDays, writeDemandDay)
  to.flag(book.product !== null)
  if (book.product !== null) writeProductRecord(to, book.product)
}

export function readBook(from: CompactReader): SalesRepBook {
  return {
    currencies: from.list(readCurrency),
    firstOrderOn: from.optionalDay(),
    orderDays: from.list(readOrderDay),
    contractDays: from.list(readContractDay),
    salesDays: from.list(readSalesDay),
    outcomeDays: from.list(readOutcomeDay),
    customerDays: from.list(readCustomerDay),
    record: from.flag() ? readRepRecord(from) : null,
    demandDays: from.list(readDemandDay),
    product: from.flag() ? readProductRecord(from) : null,
  }
}

function writeCurrency(to: CompactWriter, book: RepCurrencyBook): void {
  const { currency, dueDays, customers, sellers, expected } = book
  to.name(currency)
  to.list(dueDays, writeDueDay)
  to.list(customers, writeCustomer)
  to.list(sellers, writeSeller)
  to.list(expected, writeExpected)
}

function readCurrency(from: CompactReader): RepCurrencyBook {
  return {
    currency: from.name(),
    dueDays: from.list(readDueDay),
    customers: from.list(readCustomer),
    sellers: from.list(readSeller),
    expected: from.list(readExpected),
  }
}

function writeCustomer(to: CompactWriter, { customerId, name, openMinor }: RepCustomer): void {
  to.text(customerId)
  to.optionalText(name)
  to.integer(openMinor)
}

function readCustomer(from: CompactReader): RepCustomer {
  return { customerId: from.text(), name: from.optionalText(), openMinor: from.integer() }
}

function writeSeller(to: CompactWriter, { salesRepId, openMinor }: RepSeller): void {
  to.text(salesRepId)
  to.integer(openMinor)
}

function readSeller(from: CompactReader): RepSeller {
  return { salesRepId: from.text(), openMinor: from.integer() }
}

function writeExpected(to: CompactWriter, part: RepCurrencyBook['expected'][number]): void {
  to.day(part.untilOn)
  to.integer(part.expectedMinor)
  to.integer(part.customers)
}

function readExpected(from: CompactReader): RepCurrencyBook['expected'][number] {
  return { untilOn: from.day(), expectedMinor: from.integer(), customers: from.integer() }
}

function writeCustomerDay(to: CompactWriter, { day, first, latest }: RepCustomerDay): void {
  to.day(day)
  to.integer(first)
  to.integer(latest)
}

function readCustomerDay(from: CompactReader): RepCustomerDay {
  return { day: from.day(), first: from.integer(), latest: from.integer() }
}

/** Movements are of either sign; most due days have nothing written off and nothing in dispute. */
export function writeDueDay(to: CompactWriter, dueDay: Readonly<RepDueDay>): void {
  to.day(dueDay.dueOn)
  to.integer(dueDay.billedMinor)
  to.integer(dueDay.billedInvoices)
  to.integer(dueDay.writtenOffMinor)
  to.integer(dueDay.openMinor)
  to.integer(dueDay.openMinor - dueDay.undisputedOpenMinor)
  to.integer(dueDay.openInvoices)
}

export function readDueDay(from: CompactReader): RepDueDay {
  const dueOn = from.day()
  const billedMinor = from.integer()
  const billedInvoices = from.integer()
  const writtenOffMinor = from.integer()
  const openMinor = from.integer()
  const undisputedOpenMinor = openMinor - from.integer()
  return {
    dueOn,
    billedMinor,
    billedInvoices,
    writtenOffMinor,
    openMinor,
    undisputedOpenMinor,
    openInvoices: from.integer(),
  }
}

export function writeOrderDay(to: CompactWriter, { day, placed }: RepOrderDay): void {
  to.day(day)
  to.integer(placed)
}

export function readOrderDay(from: CompactReader): RepOrderDay {
  return { day: from.day(), placed: from.integer() }
}

export function writeDemandDay(to: CompactWriter, { day, quantityMilli }: RepDemandDay): void {
  to.day(day)
  to.integer(quantityMilli)
}

export function readDemandDay(from: CompactReader): RepDemandDay {
  return { day: from.day(), quantityMilli: from.integer() }
}

export function writeContractDay(to: CompactWriter, { day, decided, signed }: RepContractDay): void {
  to.day(day)
  to.integer(decided)
  to.integer(signed)
}

export function readContractDay(from: CompactReader): RepContractDay {
  return { day: from.day(), decided: from.integer(), signed: from.integer() }
}

export function writeSalesDay(to: CompactWriter, { day, currency, netMinor }: RepSalesDay): void {
  to.day(day)
  to.name(currency)
  to.integer(netMinor)
}

export function readSalesDay(from: CompactReader): RepSalesDay {
  return { day: from.day(), currency: from.name(), netMinor: from.integer() }
}

export function writeOutcomeDay(to: CompactWriter, { day, kind, counted, good }: RepOutcomeDay): void {
  to.day(day)
  to.count(OUTCOME_KINDS.indexOf(kind))
  to.integer(counted)
  to.integer(good)
}

export function readOutcomeDay(from: CompactReader): RepOutcomeDay {
  return { day: from.day(), kind: known(OUTCOME_KINDS, from.count()), counted: from.integer(), good: from.integer() }
}
