import type { CalendarDay } from '../values/calendar-day.ts'
import { dropEmptyDays, pruneSalesRepBook } from './bounds.ts'
import { addDueDay } from './contribution.ts'
import { addExpected } from './expected-orders.ts'
import {
  contractDayOf,
  currencyBookOf,
  customerDayOf,
  customerOf,
  demandDayOf,
  dueDayOf,
  orderDayOf,
  outcomeDayOf,
  salesDayOf,
  sellerOf,
} from './places.ts'
import type { SalesRepBook } from './state.ts'

/** Adds the movements of the days up to `on` to the book: it then says how things stand at the end of `on`. */
export function closeDay(book: SalesRepBook, movementsByDay: readonly SalesRepBook[], on: CalendarDay): void {
  let hasEmptied = false
  for (const movements of movementsByDay) if (addMovements(book, movements)) hasEmptied = true
  if (hasEmptied) dropEmptyDays(book)
  pruneSalesRepBook(book, on)
}

/** @returns whether nothing is left of a day */
function addMovements(book: SalesRepBook, movements: SalesRepBook): boolean {
  let hasEmptied = false
  for (const { currency, dueDays, customers, sellers, expected } of movements.currencies) {
    const own = currencyBookOf(book, currency)
    for (const dueDay of dueDays) addDueDay(dueDayOf(own, dueDay.dueOn), dueDay, 1)
    for (const { customerId, name, openMinor } of customers) {
      const customer = customerOf(own, customerId)
      customer.openMinor += openMinor
      customer.name = name ?? customer.name
    }
    for (const { salesRepId, openMinor } of sellers) sellerOf(own, salesRepId).openMinor += openMinor
    for (const part of expected) addExpected(own, part, 1)
  }
  for (const { day, placed } of movements.orderDays) {
    if (placed > 0 && (book.firstOrderOn === null || day < book.firstOrderOn)) book.firstOrderOn = day
    const own = orderDayOf(book.orderDays, day)
    own.placed += placed
    if (own.placed === 0) hasEmptied = true
  }
  for (const { day, decided, signed } of movements.contractDays) {
    const own = contractDayOf(book.contractDays, day)
    own.decided += decided
    own.signed += signed
    if (own.decided === 0) hasEmptied = true
  }
  for (const { day, currency, netMinor } of movements.salesDays) {
    const own = salesDayOf(book.salesDays, day, currency)
    own.netMinor += netMinor
    if (own.netMinor === 0) hasEmptied = true
  }
  for (const { day, kind, counted, good } of movements.outcomeDays) {
    const own = outcomeDayOf(book.outcomeDays, day, kind)
    own.counted += counted
    own.good += good
    if (own.counted === 0) hasEmptied = true
  }
  for (const { day, first, latest } of movements.customerDays) {
    const own = customerDayOf(book.customerDays, day)
    own.first += first
    own.latest += latest
    if (own.first === 0 && own.latest === 0) hasEmptied = true
  }
  for (const { day, quantityMilli } of movements.demandDays) {
    if (quantityMilli > 0 && (book.firstOrderOn === null || day < book.firstOrderOn)) book.firstOrderOn = day
    const own = demandDayOf(book.demandDays, day)
    own.quantityMilli += quantityMilli
    if (own.quantityMilli === 0) hasEmptied = true
  }
  book.record = movements.record ?? book.record
  book.product = movements.product ?? book.product
  return hasEmptied
}
