import type { CalendarDay } from '../values/calendar-day.ts'
import { pruneSalesRepBook } from './bounds.ts'
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
  for (const movements of movementsByDay) addMovements(book, movements)
  pruneSalesRepBook(book, on)
}

function addMovements(book: SalesRepBook, movements: SalesRepBook): void {
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
    orderDayOf(book.orderDays, day).placed += placed
  }
  for (const { day, decided, signed } of movements.contractDays) {
    const own = contractDayOf(book.contractDays, day)
    own.decided += decided
    own.signed += signed
  }
  for (const { day, currency, netMinor } of movements.salesDays) {
    salesDayOf(book.salesDays, day, currency).netMinor += netMinor
  }
  for (const { day, kind, counted, good } of movements.outcomeDays) {
    const own = outcomeDayOf(book.outcomeDays, day, kind)
    own.counted += counted
    own.good += good
  }
  for (const { day, first, latest } of movements.customerDays) {
    const own = customerDayOf(book.customerDays, day)
    own.first += first
    own.latest += latest
  }
  for (const { day, quantityMilli } of movements.demandDays) {
    if (quantityMilli > 0 && (book.firstOrderOn === null || day < book.firstOrderOn)) book.firstOrderOn = day
    demandDayOf(book.demandDays, day).quantityMilli += quantityMilli
  }
  book.record = movements.record ?? book.record
  book.product = movements.product ?? book.product
}
