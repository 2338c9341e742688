/** What customers expect to order next, added up in a group of them. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { Contribution } from './contribution.ts'
import { currencyBookOf } from './places.ts'
import type { RepCurrencyBook, RepExpected, SalesRepBook } from './state.ts'

/** What the next 7 days of one customer may bring in one currency. */
export interface ExpectedOrders {
  readonly currency: string
  /** In minor units. */
  readonly expectedMinor: number
  /** The last day at whose end it may be said while nothing more is ordered. */
  readonly untilOn: CalendarDay
}

/** As `contributeReceivables`: all that a customer expects now, in the place of what it expected before. */
export function contributeExpected(
  contribution: Contribution,
  movements: () => SalesRepBook,
  expected: readonly ExpectedOrders[],
): boolean {
  const former = contribution.expected
  if (isSame(former, expected)) return false
  for (const part of former) move(movements(), part, -1)
  for (const part of expected) move(movements(), part, 1)
  contribution.expected = expected
  return true
}

/** Into the entry of its last day. */
export function addExpected({ expected }: RepCurrencyBook, part: Readonly<RepExpected>, sign: 1 | -1): void {
  let index = 0
  while (index < expected.length && (expected[index] as RepExpected).untilOn < part.untilOn) index += 1
  let own = expected[index]
  if (own?.untilOn !== part.untilOn) {
    own = { untilOn: part.untilOn, expectedMinor: 0, customers: 0 }
    expected.splice(index, 0, own)
  }
  own.expectedMinor += sign * part.expectedMinor
  own.customers += sign * part.customers
}

/** What may still be said at the end of `on`. */
export function sumExpected({ expected }: RepCurrencyBook, on: CalendarDay): Omit<RepExpected, 'untilOn'> {
  const sum = { expectedMinor: 0, customers: 0 }
  for (const { untilOn, expectedMinor, customers } of expected) {
    if (untilOn < on) continue
    sum.expectedMinor += expectedMinor
    sum.customers += customers
  }
  return sum
}

/** When something of it may not be said any more. */
export function nextExpectedEndOn({ expected }: RepCurrencyBook, on: CalendarDay): CalendarDay | undefined {
  const next = expected.find(({ untilOn }) => untilOn >= on)
  return next === undefined ? undefined : next.untilOn + 1
}

function move(book: SalesRepBook, { currency, untilOn, expectedMinor }: ExpectedOrders, sign: 1 | -1): void {
  addExpected(currencyBookOf(book, currency), { untilOn, expectedMinor, customers: 1 }, sign)
}

function isSame(former: readonly ExpectedOrders[], expected: readonly ExpectedOrders[]): boolean {
  return (
    former.length === expected.length &&
    former.every(({ currency, expectedMinor, untilOn }, index) => {
      const other = expected[index]
      return other?.currency === currency && other.expectedMinor === expectedMinor && other.untilOn === untilOn
    })
  )
}
