/** The ledger beside an oracle that was written apart from it, on histories that nobody would think of. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { startOfMonth } from '../values/calendar-day.ts'
import { MEMORY_DAYS } from './bounds.ts'
import { receivablesContributions } from './contribution.ts'
import { billedBetween, billedInMonthBefore } from './issued-days.ts'
import { collectedOf, measureReceivables, openDisputesOf } from './measures.ts'
import { onDisputeSettled, onInvoiceDisputed } from './on-dispute.ts'
import { onInvoiceCredited, onInvoiceIssued, onInvoiceWrittenOff } from './on-invoice.ts'
import { onPaymentReceived, onPaymentReversed } from './on-payment.ts'
import { emptyReceivables, type ReceivablesLedger } from './state.ts'
import * as naive from './testing/naive-billing.ts'
import { type NaiveFact, NaiveLedger } from './testing/naive-ledger.ts'
import { writeOffsInYear } from './write-off-days.ts'

const CURRENCIES = ['EUR', 'USD']
const START = 20_000
const RUNS = 150

describe('The ledger and the naive oracle', () => {
  test('agree on open, overdue, aging, days past due and unapplied cash after every fact', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const ledger = emptyReceivables()
        const oracle = new NaiveLedger()
        for (const [index, fact] of history.entries()) {
          apply(ledger, fact, START + index)
          oracle.apply(fact)
          expectAgreement(ledger, oracle, START + index)
        }
        for (const day of [START - 50, START, START + 31, START + 61, START + 91, START + 200]) {
          expectAgreement(ledger, oracle, day)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('agree when every fact comes again, at once and after all others', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const ledger = emptyReceivables()
        const oracle = new NaiveLedger()
        for (const fact of history) {
          apply(ledger, fact, START)
          oracle.apply(fact)
          // A write-off has no number of its own: its repeat is told by the event, before the ledger sees it.
          if (fact.type !== 'write-off') apply(ledger, fact, START, 'repeated')
        }
        const before = JSON.stringify(ledger)
        for (const fact of history) if (fact.type !== 'write-off') apply(ledger, fact, START, 'repeated')
        expect(JSON.stringify(ledger)).toBe(before)
        expectAgreement(ledger, oracle, START)
      }),
      { numRuns: RUNS },
    )
  })

  test('agree when the ledger is written down and read back between any two facts', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let ledger = emptyReceivables()
        const oracle = new NaiveLedger()
        for (const fact of history) {
          apply(ledger, fact, START)
          ledger = JSON.parse(JSON.stringify(ledger)) as ReceivablesLedger
          oracle.apply(fact)
        }
        expectAgreement(ledger, oracle, START + 40)
      }),
      { numRuns: RUNS },
    )
  })

  test('agree on what each representative billed, collected and has open, as time passes and days grow old', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 12 }), (history, stepDays) => {
        const ledger = emptyReceivables()
        const oracle = new NaiveLedger()
        for (const [index, fact] of history.entries()) {
          const today = START + Math.min(index * stepDays, MEMORY_DAYS)
          apply(ledger, fact, today)
          oracle.apply(fact)
          expectSameContributions(ledger, oracle, today)
        }
        for (const day of [START + MEMORY_DAYS, START + 140, START + 300]) expectSameContributions(ledger, oracle, day)
      }),
      { numRuns: RUNS },
    )
  })

  test('agree on what was billed, credited, collected, written off and disputed, around the end of a month', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const ledger = emptyReceivables()
        const oracle = new NaiveLedger()
        for (const [index, fact] of history.entries()) {
          // Invoices are issued in August and September 2024, so that the facts fall into the first days of October.
          const today = START + index
          apply(ledger, fact, today)
          oracle.apply(fact, today)
          expectSameBilling(ledger, oracle, today)
        }
        const last = START + history.length
        for (const day of [last + 10, last + 30]) expectSameBilling(ledger, oracle, day)
      }),
      { numRuns: RUNS },
    )
  })

  test('owe the same in sum in whatever order invoices, payments, credit notes and reversals come', () => {
    const anyTwoOrders = anyFacts.chain((facts) => {
      const movements = facts.filter(({ type }) => type !== 'write-off')
      return fc.tuple(inAnyOrder(movements), inAnyOrder(movements))
    })
    fc.assert(
      fc.property(anyTwoOrders, ([one, other]) => {
        expect(owed(replay(one))).toEqual(owed(replay(other)))
      }),
      { numRuns: RUNS },
    )
  })
})

const amount = fc.integer({ min: 1, max: 200 })

const invoiceIds = ['INV-1', 'INV-2', 'INV-3', 'INV-4', 'INV-5', 'INV-6']
const anyInvoiceId = fc.constantFrom(...invoiceIds)

/** Each invoice has its currency by its number, so that its disputes and credit notes can be made to match. */
function currencyOf(invoiceId: string): string {
  return CURRENCIES[invoiceIds.indexOf(invoiceId) % 3 === 0 ? 1 : 0]!
}

const invoices = fc
  .tuple(...invoiceIds.map(() => fc.record({ amountMinor: amount, issued: fc.nat(20), terms: fc.nat(60) })))
  .map((drafts) =>
    drafts.map(({ amountMinor, issued, terms }, index): NaiveFact => {
      const invoiceId = invoiceIds[index]!
      const issuedOn = START - 40 + issued
      return {
        type: 'invoice',
        invoiceId,
        salesRepId: `REP-${index % 2}`,
        amountMinor,
        currency: currencyOf(invoiceId),
        issuedOn,
        dueOn: issuedOn + terms,
      }
    }),
  )

/** Undesignated, named, or split over some invoices with a remainder; some are taken back, in one or two parts. */
const payments = fc
  .array(
    fc.record({
      amountMinor: amount,
      currency: fc.constantFrom(...CURRENCIES),
      named: fc.option(anyInvoiceId, { nil: undefined }),
      parts: fc.array(fc.record({ invoiceId: anyInvoiceId, share: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 }),
      reversals: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 2 }),
    }),
    { maxLength: 7 },
  )
  .map((drafts) =>
    drafts.flatMap(({ amountMinor, currency, named, parts, reversals }, index): NaiveFact[] => {
      const paymentId = `PAY-${index}`
      const allocations = parts
        .map(({ invoiceId, share }) => ({ invoiceId, amountMinor: Math.floor((amountMinor * share) / 9) }))
        .filter((part) => part.amountMinor > 0)
      const payment: NaiveFact = { type: 'payment', paymentId, amountMinor, currency, allocations }
      if (named !== undefined) payment.invoiceId = named
      let leftMinor = amountMinor
      const takenBack = reversals.flatMap((wanted, part): NaiveFact[] => {
        const reversedMinor = Math.min(wanted, leftMinor)
        leftMinor -= reversedMinor
        if (reversedMinor === 0) return []
        const reversalId = `${paymentId}-REV-${part}`
        return [{ type: 'reversal', reversalId, paymentId, amountMinor: reversedMinor, currency }]
      })
      return [payment, ...takenBack]
    }),
  )

const onInvoices = fc
  .array(
    fc.record({
      kind: fc.constantFrom('credit-note', 'write-off', 'dispute', 'settled dispute'),
      invoiceId: anyInvoiceId,
      amountMinor: amount,
    }),
    { maxLength: 6 },
  )
  .map((drafts) =>
    drafts.flatMap(({ kind, invoiceId, amountMinor }, index): NaiveFact[] => {
      const common = { invoiceId, amountMinor, currency: currencyOf(invoiceId) }
      if (kind === 'credit-note') return [{ type: 'credit-note', creditNoteId: `CN-${index}`, ...common }]
      if (kind === 'write-off') return [{ type: 'write-off', ...common }]
      const disputeId = `DIS-${index}`
      const dispute: NaiveFact = { type: 'dispute', disputeId, ...common }
      return kind === 'dispute' ? [dispute] : [dispute, { type: 'dispute-settled', disputeId, invoiceId }]
    }),
  )

const anyFacts = fc.tuple(invoices, payments, onInvoices).map((parts) => parts.flat())

const anyHistory = anyFacts.chain(inAnyOrder)

function inAnyOrder(facts: readonly NaiveFact[]): fc.Arbitrary<NaiveFact[]> {
  return fc.shuffledSubarray([...facts], { minLength: facts.length })
}

function replay(history: readonly NaiveFact[]): ReceivablesLedger {
  const ledger = emptyReceivables()
  for (const fact of history) apply(ledger, fact, START)
  return ledger
}

function apply(ledger: ReceivablesLedger, fact: NaiveFact, today: number, effect = 'applied'): void {
  const on = { creditedOn: today, writtenOffOn: today, receivedOn: today, disputedOn: today }
  switch (fact.type) {
    case 'invoice':
      expect(onInvoiceIssued(ledger, fact, today)).toBe(effect)
      return
    case 'credit-note':
      expect(onInvoiceCredited(ledger, { ...fact, ...on }, today)).toBe(effect)
      return
    case 'dispute':
      // Applied or not: its settlement may have come first.
      onInvoiceDisputed(ledger, { ...fact, ...on }, today)
      return
    case 'dispute-settled':
      expect(onDisputeSettled(ledger, fact, today)).toBe(effect)
      return
    case 'write-off':
      expect(onInvoiceWrittenOff(ledger, { ...fact, ...on }, today)).toBe(effect)
      return
    case 'payment':
      expect(onPaymentReceived(ledger, { ...fact, ...on }, today)).toBe(effect)
      return
    case 'reversal':
      expect(onPaymentReversed(ledger, fact, today)).toBe(effect)
  }
}

function expectAgreement(ledger: ReceivablesLedger, oracle: NaiveLedger, day: number): void {
  for (const currency of CURRENCIES) {
    const measures = measureReceivables(ledger, currency, day)
    expect({
      openMinor: measures.openMinor,
      openInvoices: measures.openInvoices,
      overdueMinor: measures.overdueMinor,
      overdueInvoices: measures.overdueInvoices,
      overdueUndisputedMinor: measures.overdueUndisputedMinor,
      maxDaysPastDue: measures.maxDaysPastDue,
      aging: Object.values(measures.aging),
      unappliedMinor: measures.unappliedMinor,
    }).toEqual(oracle.balances(currency, day))
  }
}

function expectSameBilling(ledger: ReceivablesLedger, oracle: NaiveLedger, day: number): void {
  for (const currency of CURRENCIES) {
    const book = ledger.currencies.find((candidate) => candidate.currency === currency)
    if (book === undefined) continue
    expect(billedBetween(book, day - 60, day)).toEqual(naive.billing(oracle, currency, day - 60, day))
    const last = startOfMonth(day) - 1
    expect(billedInMonthBefore(book, day)).toEqual(naive.billing(oracle, currency, startOfMonth(last), last))
    expect(collectedOf(book, day, 60)).toEqual(naive.collection(oracle, currency, day - 60, day - 1))
    expect(writeOffsInYear(book, day)).toEqual(naive.writtenOff(oracle, currency, day - 364, day))
  }
  const disputed = ledger.currencies.flatMap((book) => openDisputesOf(book).oldestOn ?? [])
  expect(disputed.length === 0 ? undefined : Math.min(...disputed)).toBe(naive.oldestDisputeOn(oracle))
}

function expectSameContributions(ledger: ReceivablesLedger, oracle: NaiveLedger, day: number): void {
  const inOrder = receivablesContributions(ledger, day).sort((a, b) =>
    `${a.currency} ${a.salesRepId}` < `${b.currency} ${b.salesRepId}` ? -1 : 1,
  )
  expect(inOrder).toEqual(oracle.contributions(day))
}

function owed(ledger: ReceivablesLedger): number[] {
  return CURRENCIES.map((currency) => {
    const { openMinor, unappliedMinor } = measureReceivables(ledger, currency, START)
    return openMinor - unappliedMinor
  })
}
