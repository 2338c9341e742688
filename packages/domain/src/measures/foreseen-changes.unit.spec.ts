/** What a timer rests on: between today and the day that a measure foresees, nothing changes by itself. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { onPaymentPromised } from '../promises/on-promise.ts'
import { prunePromises } from '../promises/state.ts'
import { pruneReceivables } from '../receivables/bounds.ts'
import { onInvoiceDisputed } from '../receivables/on-dispute.ts'
import { onInvoiceCredited, onInvoiceIssued, onInvoiceWrittenOff } from '../receivables/on-invoice.ts'
import { onPaymentReceived } from '../receivables/on-payment.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { CUSTOMER_MEASURES, type CustomerMeasureName } from './catalogue.ts'
import { nobody } from './testing/nobody.ts'

const FIRST_DAY = parseCalendarDay('2026-01-05')

const MEASURES: readonly CustomerMeasureName[] = [
  'max-days-past-due',
  'overdue',
  'overdue-over-30-days',
  'overdue-over-90-days',
  'unapplied-cash',
  'fallen-due',
  'fallen-due-paid',
  'cash-expected',
  'days-sales-outstanding',
  'billed',
  'invoiced',
  'credited',
  'invoiced-last-month',
  'credited-after-month-end',
  'disputed',
  'dispute-days',
  'promises-due',
  'promises-broken',
  'broken-promise-days',
  'promised-unpaid',
  'write-offs',
  'written-off',
]

const move = fc.record({
  kind: fc.constantFrom('invoice', 'invoice', 'payment', 'credit-note', 'write-off', 'dispute', 'promise'),
  gapDays: fc.nat(15),
  /** Documents are dated some days back or ahead. */
  dated: fc.integer({ min: -5, max: 12 }),
  termDays: fc.nat(60),
  amountMinor: fc.integer({ min: 1, max: 900_00 }),
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  pick: fc.nat(4),
})
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never

describe('a measure of receivables', () => {
  test.each(MEASURES)(
    '%s changes on no day before the one that it foresees, whatever is forgotten meanwhile',
    (name) => {
      fc.assert(
        fc.property(fc.array(move, { minLength: 1, maxLength: 14 }), (moves) => {
          const facts = nobody()
          let on = FIRST_DAY
          for (const [index, next] of moves.entries()) {
            on += next.gapDays
            apply(facts, next, index, on)
          }
          const measure = CUSTOMER_MEASURES[name]
          for (let checked = 0; checked < 8; checked += 1) {
            const foreseenOn = measure.nextChangeOn(facts, on)
            const now = withoutNothing(measure.measure(facts, on))
            const last = Math.min(foreseenOn ?? Number.POSITIVE_INFINITY, on + 130) - 1
            for (let day = on + 1; day <= last; day += 1) {
              if (day % 7 === 0) pruneReceivables(facts.receivables, day)
              if (day % 7 === 0) prunePromises(facts.promises, day)
              expect(withoutNothing(measure.measure(facts, day))).toEqual(now)
            }
            if (foreseenOn === undefined) return
            expect(foreseenOn).toBeGreaterThan(on)
            on = foreseenOn
          }
        }),
        { numRuns: 30 },
      )
    },
  )
})

/** A currency that the ledger has nothing in any more is the same as one it never had. */
function withoutNothing(measured: ReturnType<(typeof CUSTOMER_MEASURES)[CustomerMeasureName]['measure']>) {
  if (measured.kind !== 'money') return measured
  return measured.amounts.filter(({ amountMinor, sample }) => amountMinor !== 0 || sample !== 0)
}

function apply(facts: ReturnType<typeof nobody>, next: Move, index: number, today: number): void {
  const { amountMinor, currency, dated, termDays, pick } = next
  const { receivables, promises } = facts
  // An invoice has one currency: what is about it is in the same.
  const money = { amountMinor, currency, invoiceId: `I-${currency}-${Math.max(0, index - pick)}` }
  const day = today + dated
  // What waits for an invoice is let go one day, and may pay then: the processor looks at that by itself.
  const isKnown = receivables.currencies.some(({ open, closed }) =>
    [...open, ...closed].some(({ invoiceId }) => invoiceId === money.invoiceId),
  )
  if (next.kind !== 'invoice' && !isKnown) return
  switch (next.kind) {
    case 'invoice': {
      const issued = {
        ...money,
        invoiceId: `I-${currency}-${index}`,
        salesRepId: 'R',
        issuedOn: day,
        dueOn: day + termDays,
      }
      onInvoiceIssued(receivables, issued, today)
      return
    }
    case 'payment':
      onPaymentReceived(receivables, { ...money, paymentId: `P-${index}`, receivedOn: today }, today)
      return
    case 'credit-note':
      onInvoiceCredited(receivables, { ...money, creditNoteId: `CN-${index}`, creditedOn: day }, today)
      return
    case 'write-off':
      onInvoiceWrittenOff(receivables, { ...money, writtenOffOn: day }, today)
      return
    case 'dispute':
      onInvoiceDisputed(receivables, { ...money, disputeId: `D-${index}`, disputedOn: day }, today)
      return
    case 'promise':
      onPaymentPromised(promises, { ...money, promiseId: `PTP-${index}`, promisedOn: day }, receivables, today)
  }
}
