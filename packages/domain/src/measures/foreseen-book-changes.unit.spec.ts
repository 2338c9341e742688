/** What the timer of a book rests on: between today and the day that a measure foresees, nothing changes by itself. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { emptyProductRecord } from '../products/record.ts'
import { pruneSalesRepBook } from '../representatives/bounds.ts'
import { closeDay } from '../representatives/close-day.ts'
import { addExpected } from '../representatives/expected-orders.ts'
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
} from '../representatives/places.ts'
import { emptyRepRecord, type RepRecord } from '../representatives/record.ts'
import { emptySalesRepBook, OUTCOME_KINDS, type SalesRepBook } from '../representatives/state.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { GROUP_MEASURES, PRODUCT_MEASURES, SALES_REP_MEASURES } from './catalogue.ts'
import type { Measure } from './measure.ts'

const FIRST_DAY = parseCalendarDay('2026-01-05')

/** Representatives and groups share most of theirs. */
const MEASURES: Readonly<Record<string, Measure<SalesRepBook>>> = {
  ...SALES_REP_MEASURES,
  ...GROUP_MEASURES,
  ...PRODUCT_MEASURES,
}

const move = fc.record({
  kind: fc.constantFrom(
    ...(['due', 'due', 'order', 'contract', 'sales', 'outcome', 'activity', 'expected', 'record', 'stock'] as const),
    ...(['demand', 'demand', 'demand', 'record', 'record', 'record'] as const),
  ),
  gapDays: fc.nat(12),
  /** What is told is of some days back or ahead. */
  dated: fc.oneof(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -230, max: 40 })),
  amount: fc.integer({ min: 1, max: 900 }),
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  pick: fc.nat(11),
})
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never

const books = fc.array(move, { minLength: 1, maxLength: 24 }).map((moves) => {
  const book = emptySalesRepBook()
  let on = FIRST_DAY
  for (const next of moves) {
    on += next.gapDays
    closeDay(book, [movementsOf(next, book, on)], on)
  }
  return { book, on }
})

const STEPS = 12
/** Longer than every window. */
const HORIZON_DAYS = 380

describe('a measure of a book', () => {
  test.each(Object.keys(MEASURES))(
    '%s changes on no day before the one that it foresees, whatever is forgotten meanwhile',
    (name) => {
      const { measure, nextChangeOn } = MEASURES[name] as Measure<SalesRepBook>
      const said = (book: SalesRepBook, day: number) => JSON.stringify(measure(book, day))
      fc.assert(
        fc.property(books, ({ book, on: today }) => {
          const pruned = structuredClone(book)
          let on = today
          for (let step = 0; step < STEPS; step += 1) {
            const foreseenOn = nextChangeOn(book, on)
            const now = said(book, on)
            const last = Math.min(foreseenOn ?? Number.POSITIVE_INFINITY, on + HORIZON_DAYS) - 1
            const changedOn: number[] = []
            for (let day = on + 1; day <= last; day += 1) {
              pruneSalesRepBook(pruned, day)
              if (said(book, day) !== now || said(pruned, day) !== now) changedOn.push(day)
            }
            expect({ on, foreseenOn, changedOn }).toEqual({ on, foreseenOn, changedOn: [] })
            if (foreseenOn === undefined) return
            expect(foreseenOn).toBeGreaterThan(on)
            on = foreseenOn
            pruneSalesRepBook(pruned, on)
            expect(said(pruned, on)).toBe(said(book, on))
          }
        }),
        { numRuns: 80 },
      )
    },
  )

  test.each(['longest-open-finding', 'stock-count-age'])(
    '%s reaches and leaves its levels on no day before the one that is foreseen for them',
    (name) => {
      const measure = MEASURES[name] as Measure<SalesRepBook>
      const levels = [1, 5.5, 30]
      const reached = (book: SalesRepBook, day: number) => {
        const measured = measure.measure(book, day)
        return measured.kind === 'number' ? levels.filter((level) => measured.value >= level).length : 0
      }
      const foreseen = (book: SalesRepBook, on: number) => {
        if (measure.nextCrossingOn) return measure.nextCrossingOn(book, on, { thresholds: levels, clear: levels })
        const days = (measure.countsFrom?.(book, on) ?? []).flatMap((from) => levels.map((at) => from + Math.ceil(at)))
        const next = Math.min(...days.filter((day) => day > on))
        return next === Number.POSITIVE_INFINITY ? undefined : next
      }
      fc.assert(
        fc.property(books, ({ book, on: today }) => {
          let on = today
          for (let step = 0; step < STEPS; step += 1) {
            const foreseenOn = foreseen(book, on)
            const now = reached(book, on)
            const last = Math.min(foreseenOn ?? Number.POSITIVE_INFINITY, on + HORIZON_DAYS) - 1
            for (let day = on + 1; day <= last; day += 1) if (reached(book, day) !== now) expect(day).toBe(foreseenOn)
            if (foreseenOn === undefined) return
            on = foreseenOn
          }
        }),
      )
    },
  )
})

/** What is told on one day, as a customer or a source tells it. */
function movementsOf({ kind, dated, amount, currency, pick }: Move, book: SalesRepBook, today: number): SalesRepBook {
  const movements = emptySalesRepBook()
  const day = today + dated
  switch (kind) {
    case 'due': {
      const own = currencyBookOf(movements, currency)
      const openMinor = pick % 3 === 0 ? 0 : amount
      const openInvoices = openMinor > 0 ? 1 : 0
      const undisputedOpenMinor = pick % 2 === 0 ? openMinor : 0
      const open = { openMinor, openInvoices, undisputedOpenMinor }
      Object.assign(dueDayOf(own, day), { billedMinor: amount, billedInvoices: 1, ...open })
      customerOf(own, `C${pick}`).openMinor = openMinor
      sellerOf(own, `R${pick % 3}`).openMinor = openMinor
      return movements
    }
    case 'order':
      orderDayOf(movements.orderDays, day).placed = pick + 1
      return movements
    case 'contract':
      Object.assign(contractDayOf(movements.contractDays, day), { decided: 2, signed: pick % 3 })
      return movements
    case 'sales':
      orderDayOf(movements.orderDays, day).placed = 1
      salesDayOf(movements.salesDays, day, currency).netMinor = pick === 0 ? -amount : amount
      return movements
    case 'outcome': {
      const outcome = OUTCOME_KINDS[pick % OUTCOME_KINDS.length]!
      Object.assign(outcomeDayOf(movements.outcomeDays, day, outcome), { counted: 2, good: pick % 3 })
      return movements
    }
    case 'activity':
      customerDayOf(movements.customerDays, day).first = 1
      customerDayOf(movements.customerDays, day + (pick % 4)).latest = 1
      return movements
    case 'expected': {
      const untilOn = today + pick
      addExpected(currencyBookOf(movements, currency), { untilOn, expectedMinor: amount, customers: 1 }, 1)
      return movements
    }
    case 'record':
      movements.record = recordTold(book.record, day, { pick, amount, currency })
      return movements
    case 'stock': {
      const counted = { onHandMilli: (pick - 1) * 1000, countedOn: Math.min(day, today), knownSinceOn: day }
      movements.product = { ...emptyProductRecord(), leadTimeDays: pick, ...counted }
      return movements
    }
    case 'demand':
      demandDayOf(movements.demandDays, day).quantityMilli = amount * 100
      return movements
  }
}

/** The whole of it, with one thing more. */
function recordTold(
  held: RepRecord | null,
  day: number,
  { pick, amount, currency }: Pick<Move, 'pick' | 'amount' | 'currency'>,
): RepRecord {
  const record = held === null ? emptyRepRecord() : structuredClone(held)
  if (pick < 4) {
    record.targets.push({ fromOn: day, toOn: day + 10 * pick, currency, amountMinor: amount })
  } else if (pick < 8) {
    const limit = { currency, limitMinor: amount, setOn: day, validToOn: pick < 6 ? null : day + amount }
    record.limits.splice(0, 1, limit)
  } else {
    const closedOn = pick < 10 ? null : day + (amount % 25)
    const severity = pick % 2 === 0 ? 'minor' : 'critical'
    record.findings.push({ findingId: `F-${day}-${pick}`, category: 'gifts', severity, foundOn: day, closedOn })
  }
  return record
}
