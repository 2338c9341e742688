/**
 * The ledger against a public data set that nobody here has made: 2,466 invoices of 100 customers over two years. Its
 * answers were worked out apart from this code.
 */
import { describe, expect } from '@jest/globals'
import {
  type CalendarDay,
  emptyReceivables,
  type InvoiceDisputed,
  type InvoiceIssued,
  measureReceivables,
  onInvoiceDisputed,
  onInvoiceIssued,
  onPaymentReceived,
  type PaymentReceived,
  parseCalendarDay,
  pruneReceivables,
  type ReceivablesLedger,
} from '../../packages/domain/src/index.ts'
import { type Row, readRows, testOnPublicData } from './public-rows.ts'

const CURRENCY = 'USD'
const LIMIT_MINOR = 100_00

const ANSWERS = [
  {
    day: '2012-06-30',
    openInvoices: 98,
    openMinor: 550409,
    currentMinor: 459436,
    overdueInvoices: 15,
    overdueMinor: 90973,
    customers: undefined,
  },
  {
    day: '2012-12-31',
    openInvoices: 99,
    openMinor: 572506,
    currentMinor: 493632,
    overdueInvoices: 13,
    overdueMinor: 78874,
    customers: 11,
  },
  {
    day: '2013-06-30',
    openInvoices: 84,
    openMinor: 511985,
    currentMinor: 428429,
    overdueInvoices: 12,
    overdueMinor: 83556,
    customers: undefined,
  },
  {
    day: '2013-12-02',
    openInvoices: 83,
    openMinor: 493010,
    currentMinor: 442279,
    overdueInvoices: 7,
    overdueMinor: 50731,
    customers: undefined,
  },
] as const

describe('The ledger on the public receivables set', () => {
  testOnPublicData('reads all of it', () => {
    const rows = readRows()
    expect(rows).toHaveLength(2466)
    expect(rows.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(14770318)
    expect(rows.filter(({ isDisputed }) => isDisputed)).toHaveLength(561)
    expect(rows.filter((row) => row.isDisputed && isLate(row))).toHaveLength(383)
  })

  for (const answer of ANSWERS) {
    testOnPublicData(`agrees with the answers of ${answer.day}`, () => {
      expect(totalsOf(replay(eventsOf(readRows()), parseCalendarDay(answer.day)), answer.day)).toEqual(expected(answer))
    })

    testOnPublicData(`agrees on ${answer.day} when every event comes twice`, () => {
      const twice = eventsOf(readRows()).flatMap((event) => [event, event])
      expect(totalsOf(replay(twice, parseCalendarDay(answer.day)), answer.day)).toEqual(expected(answer))
    })

    testOnPublicData(`agrees on ${answer.day} when events come up to ten days out of order`, () => {
      const until = parseCalendarDay(answer.day)
      const shuffled = shuffleWithin(10, until, eventsOf(readRows()))
      expect(totalsOf(replay(shuffled, until), answer.day)).toEqual(expected(answer))
    })
  }

  testOnPublicData('counts less when disputed invoices are left out', () => {
    const rows = readRows()
    for (const { day } of ANSWERS) {
      const until = parseCalendarDay(day)
      const undisputed = rows.filter((row) => isOverdue(row, until) && !(row.isDisputed && isLate(row)))
      const overdueUndisputedMinor = [...replay(eventsOf(rows), until).values()].reduce(
        (total, ledger) => total + measureReceivables(ledger, CURRENCY, until).overdueUndisputedMinor,
        0,
      )
      expect(overdueUndisputedMinor).toBe(undisputed.reduce((total, { amountMinor }) => total + amountMinor, 0))
    }
  })

  testOnPublicData('opens and closes 115 breaches of 100.00 at day ends, with 44 customers', () => {
    expect(breachesOf(eventsOf(readRows()))).toEqual({ opened: 115, closed: 115, customers: 44 })
  })

  testOnPublicData('opens and closes the same breaches when every event comes twice', () => {
    const twice = eventsOf(readRows()).flatMap((event) => [event, event])
    expect(breachesOf(twice)).toEqual({ opened: 115, closed: 115, customers: 44 })
  })
})

type Event =
  | ({ readonly type: 'invoice-issued' } & On & InvoiceIssued)
  | ({ readonly type: 'invoice-disputed' } & On & InvoiceDisputed)
  | ({ readonly type: 'payment-received' } & On & PaymentReceived)

interface On {
  readonly customerId: string
  readonly on: CalendarDay
}

/** Invoices at the start of their day, payments at noon; a dispute is assumed on the first overdue day of a late one. */
function eventsOf(rows: readonly Row[]): Event[] {
  const issued = rows.map((row): Event => {
    const { customerId, invoiceId, amountMinor, issuedOn, dueOn } = row
    const salesRepId = 'rep-unknown'
    return {
      type: 'invoice-issued',
      on: issuedOn,
      customerId,
      invoiceId,
      salesRepId,
      amountMinor,
      currency: CURRENCY,
      issuedOn,
      dueOn,
    }
  })
  const disputed = rows
    .filter((row) => row.isDisputed && isLate(row))
    .map((row): Event => {
      const { customerId, invoiceId, amountMinor } = row
      const disputeId = `dispute-${invoiceId}`
      return {
        type: 'invoice-disputed',
        on: row.dueOn + 1,
        disputedOn: row.dueOn + 1,
        customerId,
        disputeId,
        invoiceId,
        amountMinor,
        currency: CURRENCY,
      }
    })
  const paid = rows.map((row): Event => {
    const { customerId, invoiceId, amountMinor, settledOn } = row
    const paymentId = `payment-${invoiceId}`
    return {
      type: 'payment-received',
      on: settledOn,
      customerId,
      paymentId,
      invoiceId,
      amountMinor,
      currency: CURRENCY,
      receivedOn: settledOn,
    }
  })
  // The sort is stable, so of one day the invoices stay ahead of the disputes, and these ahead of the payments.
  return [...issued, ...disputed, ...paid].sort((a, b) => a.on - b.on)
}

/** The ledgers after all events up to the end of the day. */
function replay(events: readonly Event[], until: CalendarDay): Map<string, ReceivablesLedger> {
  const ledgers = new Map<string, ReceivablesLedger>()
  let today = 0
  for (const event of events) {
    if (event.on > until) continue
    today = Math.max(today, event.on)
    apply(ledgers, event, today)
  }
  return ledgers
}

function apply(ledgers: Map<string, ReceivablesLedger>, event: Event, today: CalendarDay): void {
  const ledger = ledgers.get(event.customerId) ?? emptyReceivables()
  ledgers.set(event.customerId, ledger)
  switch (event.type) {
    case 'invoice-issued':
      onInvoiceIssued(ledger, event, today)
      return
    case 'invoice-disputed':
      onInvoiceDisputed(ledger, event, today)
      return
    case 'payment-received':
      onPaymentReceived(ledger, event, today)
  }
}

function totalsOf(ledgers: ReadonlyMap<string, ReceivablesLedger>, day: string) {
  const measures = [...ledgers.values()].map((ledger) => measureReceivables(ledger, CURRENCY, parseCalendarDay(day)))
  const sum = (pick: (measure: (typeof measures)[number]) => number) =>
    measures.reduce((total, measure) => total + pick(measure), 0)
  return {
    openInvoices: sum(({ openInvoices }) => openInvoices),
    openMinor: sum(({ openMinor }) => openMinor),
    overdueInvoices: sum(({ overdueInvoices }) => overdueInvoices),
    overdueMinor: sum(({ overdueMinor }) => overdueMinor),
    aging: [
      sum(({ aging }) => aging.currentMinor),
      sum(({ aging }) => aging.days1To30Minor),
      sum(({ aging }) => aging.days31To60Minor),
      sum(({ aging }) => aging.days61To90Minor),
      sum(({ aging }) => aging.days91PlusMinor),
    ],
    unappliedMinor: sum(({ unappliedMinor }) => unappliedMinor),
    customers: measures.filter(({ overdueMinor }) => overdueMinor > 0).length,
  }
}

function expected({ openInvoices, openMinor, currentMinor, overdueInvoices, overdueMinor, customers }: Answer) {
  return {
    openInvoices,
    openMinor,
    overdueInvoices,
    overdueMinor,
    aging: [currentMinor, overdueMinor, 0, 0, 0],
    unappliedMinor: 0,
    customers: customers ?? expect.any(Number),
  }
}

type Answer = (typeof ANSWERS)[number]

/** A breach opens at the end of a day with 100.00 or more overdue after one with less, and closes the other way. */
function breachesOf(events: readonly Event[]) {
  const ledgers = new Map<string, ReceivablesLedger>()
  const breached = new Set<string>()
  const everBreached = new Set<string>()
  let opened = 0
  let closed = 0
  let next = 0
  for (let day = events[0]!.on; day <= events.at(-1)!.on; day += 1) {
    for (; next < events.length && events[next]!.on === day; next += 1) apply(ledgers, events[next]!, day)
    for (const [customerId, ledger] of ledgers) {
      pruneReceivables(ledger, day)
      const isBreach = measureReceivables(ledger, CURRENCY, day).overdueMinor >= LIMIT_MINOR
      if (isBreach === breached.has(customerId)) continue
      if (isBreach) {
        opened += 1
        breached.add(customerId)
        everBreached.add(customerId)
      } else {
        closed += 1
        breached.delete(customerId)
      }
    }
  }
  return { opened, closed, customers: everBreached.size }
}

/** Mixes events inside spans of some days that end on `until`, always the same way. */
function shuffleWithin(days: number, until: CalendarDay, events: readonly Event[]): Event[] {
  const place = new Map(events.map((event, index) => [event, (index * 7919) % events.length]))
  const spanOf = (event: Event) => Math.floor((event.on - until - 1) / days)
  return [...events].sort((a, b) => spanOf(a) - spanOf(b) || place.get(a)! - place.get(b)!)
}

function isLate(row: Row): boolean {
  return row.settledOn > row.dueOn
}

function isOverdue(row: Row, day: CalendarDay): boolean {
  return row.issuedOn <= day && row.dueOn < day && row.settledOn > day
}
