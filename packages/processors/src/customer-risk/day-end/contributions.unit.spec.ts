import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryDocuments } from '../../testing/arbitrary-documents.ts'
import { contentOf, latestContributions, NaiveContributions } from '../../testing/naive-contributions.ts'
import {
  contractLost,
  contractOffered,
  contractSigned,
  customerRegistered,
  customerUpdated,
  disputeSettled,
  invoiceDisputed,
  invoiceIssued,
  invoiceWrittenOff,
  orderPlaced,
  paymentReceived,
  paymentReversed,
} from '../../testing/sample-events.ts'
import { allSampleRules, rulesWith, sampleIndicators } from '../../testing/sample-rules.ts'
import { dayEnds, on, storyUnder } from '../../testing/story.ts'
import { HistoryRun } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const day = parseCalendarDay
const { given } = storyUnder(rulesWith(sampleIndicators.daysPastDue))
const registered = on('2026-03-01', customerRegistered({ salesRepId: 'R1' }))
const dates = { issuedOn: day('2026-03-02'), dueOn: day('2026-04-01') }
const invoiceOf = (invoiceId: string, salesRepId: string) => invoiceIssued({ invoiceId, salesRepId, ...dates })
const open = { dueOn: dates.dueOn, billedMinor: 100_00, billedInvoices: 1, openMinor: 100_00, openInvoices: 1 }
const paid = { ...open, openMinor: 0, undisputedOpenMinor: 0, openInvoices: 0 }

describe('an invoice', () => {
  test('is told to the representative on it, whole, with the day on which it came', () => {
    given(registered)
      .when(on('2026-03-02', invoiceOf('I-1', 'R-07')))
      .thenFacts({
        type: 'receivables-contributed',
        eventId: 'sales.invoices-3-0-0',
        salesRepId: 'R-07',
        customerId: 'C7',
        customerName: 'Paper Moon Trading',
        on: day('2026-03-02'),
        currency: 'CNY',
        dueDays: [{ ...open, undisputedOpenMinor: 100_00, writtenOffMinor: 0 }],
      })
  })

  test('of a customer that nobody registered is told without a name', () => {
    given()
      .when(on('2026-03-02', invoiceOf('I-1', 'R-nobody-knows')))
      .thenFacts({ salesRepId: 'R-nobody-knows', customerName: null })
  })

  test('stays with its representative when the customer gets another; the next document goes to whom it names', () => {
    const moved = customerUpdated({ eventId: 'moved', salesRepId: 'R2' })
    given(registered, on('2026-03-02', invoiceOf('I-1', 'R1')))
      .when(on('2026-03-05', moved))
      .thenFacts()
    const payment = paymentReceived({ paymentId: 'P-1', invoiceId: 'I-1', receivedOn: day('2026-03-07') })
    given(registered, on('2026-03-02', invoiceOf('I-1', 'R1')), on('2026-03-05', moved))
      .when(on('2026-03-06', invoiceOf('I-2', 'R2')), on('2026-03-07', payment))
      .thenFacts(
        { salesRepId: 'R2', dueDays: [{ ...open, undisputedOpenMinor: 100_00, writtenOffMinor: 0 }] },
        { salesRepId: 'R1', dueDays: [{ ...paid, writtenOffMinor: 0 }] },
      )
  })

  test('that was told before is not told again', () => {
    given(on('2026-03-02', invoiceOf('I-1', 'R1')))
      .when(
        on('2026-03-03', invoiceOf('I-1', 'R1')),
        on('2026-03-04', { ...invoiceOf('I-1', 'R1'), eventId: 'sent again' }),
      )
      .thenFacts()
  })

  test('that contradicts what is known is refused, and nobody is told', () => {
    given(on('2026-03-02', invoiceOf('I-1', 'R1')))
      .when(on('2026-03-03', { ...invoiceOf('I-1', 'R2'), eventId: 'other' }))
      .thenRefused('contradicts-state')
      .thenFacts()
  })
})

describe('money', () => {
  const two = on('2026-03-02', invoiceOf('I-1', 'R1'), invoiceOf('I-2', 'R2'))

  test('for the invoices of two representatives is told to both', () => {
    const allocations = [
      { invoiceId: 'I-1', amountMinor: 100_00 },
      { invoiceId: 'I-2', amountMinor: 30_00 },
    ]
    given(two)
      .when(
        on(
          '2026-03-09',
          paymentReceived({ paymentId: 'P-1', receivedOn: day('2026-03-09'), amountMinor: 130_00, allocations }),
        ),
      )
      .thenFacts(
        { eventId: 'sales.payments-3-0-0', salesRepId: 'R1', dueDays: [{ ...paid, writtenOffMinor: 0 }] },
        {
          eventId: 'sales.payments-3-0-1',
          salesRepId: 'R2',
          dueDays: [{ ...open, openMinor: 70_00, undisputedOpenMinor: 70_00, writtenOffMinor: 0 }],
        },
      )
  })

  test('that pays nothing yet is told to nobody, and to whoever sends the invoice', () => {
    const early = paymentReceived({ paymentId: 'P-1', invoiceId: 'I-1', receivedOn: day('2026-03-01') })
    given()
      .when(on('2026-03-01', early), on('2026-03-02', invoiceOf('I-1', 'R1')))
      .thenFacts({ salesRepId: 'R1', dueDays: [{ ...paid, writtenOffMinor: 0 }] })
  })

  test('that is taken back, written off or disputed is told', () => {
    const payment = paymentReceived({ paymentId: 'P-1', invoiceId: 'I-1', receivedOn: day('2026-03-09') })
    given(two, on('2026-03-09', payment))
      .when(
        on(
          '2026-03-10',
          paymentReversed({ reversalId: 'V-1', paymentId: 'P-1', reversedOn: day('2026-03-10') }),
          invoiceDisputed({ invoiceId: 'I-1', disputedOn: day('2026-03-10'), amountMinor: 40_00 }),
          invoiceWrittenOff({ invoiceId: 'I-2', writtenOffOn: day('2026-03-10') }),
        ),
      )
      .thenFacts(
        { salesRepId: 'R1', dueDays: [{ ...open, undisputedOpenMinor: 100_00, writtenOffMinor: 0 }] },
        { salesRepId: 'R1', dueDays: [{ ...open, undisputedOpenMinor: 60_00, writtenOffMinor: 0 }] },
        { salesRepId: 'R2', dueDays: [{ ...paid, writtenOffMinor: 100_00 }] },
      )
  })

  test('is in dispute no longer once the dispute is settled, and that is told', () => {
    const dispute = invoiceDisputed({ invoiceId: 'I-1', disputedOn: day('2026-03-10'), amountMinor: 40_00 })
    given(two, on('2026-03-10', dispute))
      .when(on('2026-03-20', disputeSettled({ invoiceId: 'I-1', settledOn: day('2026-03-20') })))
      .thenFacts({ salesRepId: 'R1', dueDays: [{ ...open, undisputedOpenMinor: 100_00, writtenOffMinor: 0 }] })
  })

  test('that waited 120 days for an invoice which never came pays another at that day’s end, and that is told', () => {
    const waiting = paymentReceived({ paymentId: 'P-1', invoiceId: 'I-never', receivedOn: day('2026-03-01') })
    given(on('2026-03-01', waiting), on('2026-03-02', invoiceOf('I-1', 'R1')))
      .when(dayEnds('2026-07-10'))
      .thenFacts({
        eventId: `day-end-${day('2026-06-30')}-C7-0`,
        salesRepId: 'R1',
        on: day('2026-06-30'),
        dueDays: [{ ...paid, writtenOffMinor: 0 }],
      })
  })
})

describe('orders', () => {
  test('are counted by representative and day, in all currencies', () => {
    const orders = [
      orderPlaced({ orderId: 'O-1', salesRepId: 'R1' }),
      orderPlaced({ orderId: 'O-2', salesRepId: 'R1', currency: 'USD' }),
      orderPlaced({ orderId: 'O-3', salesRepId: 'R2' }),
    ]
    given()
      .when(on('2026-03-02', ...orders), on('2026-03-03', orderPlaced({ orderId: 'O-4', salesRepId: 'R1' })))
      .thenFacts(
        { type: 'orders-contributed', salesRepId: 'R1', orderedOn: day('2026-03-02'), placed: 1 },
        { type: 'orders-contributed', salesRepId: 'R1', orderedOn: day('2026-03-02'), placed: 2 },
        { type: 'orders-contributed', salesRepId: 'R2', orderedOn: day('2026-03-02'), placed: 1 },
        { type: 'orders-contributed', salesRepId: 'R1', orderedOn: day('2026-03-03'), placed: 1 },
      )
  })

  test('that come late count on their own day, told on the day they came', () => {
    given(on('2026-03-09', orderPlaced({ orderId: 'O-1' })))
      .when(on('2026-03-02', orderPlaced({ orderId: 'O-2' })))
      .thenFacts({ on: day('2026-03-09'), orderedOn: day('2026-03-02'), placed: 1 })
  })

  test('of a day that is no longer kept are told to nobody', () => {
    given(on('2026-03-09', orderPlaced({ orderId: 'O-1' })))
      .when(on('2025-08-02', orderPlaced({ orderId: 'O-2' })))
      .thenFacts()
  })
})

describe('what is sold', () => {
  const placed = on('2026-03-02', orderPlaced({ orderId: 'O-1', salesRepId: 'R1', amountMinor: 100_00 }))
  const common = { customerId: 'C7', orderId: 'O-1', currency: 'CNY' }

  test('is told by day and currency, as it was last amended', () => {
    given(placed)
      .when(
        on('2026-03-04', { type: 'order-amended', eventId: 'E1', ...common, salesRepId: 'R1', amountMinor: 70_00 }),
        on('2026-03-05', { type: 'order-amended', eventId: 'E2', ...common, salesRepId: 'R1', amountMinor: 70_00 }),
      )
      .thenFacts({
        type: 'orders-contributed',
        salesRepId: 'R1',
        on: day('2026-03-04'),
        orderedOn: day('2026-03-02'),
        placed: 1,
        sales: [{ currency: 'CNY', orderedMinor: 70_00, takenBackMinor: 0 }],
      })
  })

  test('is less by what is cancelled and returned, on the day of that, for the representative of the order', () => {
    given(placed)
      .when(
        on('2026-03-04', { type: 'order-cancelled', eventId: 'E1', ...common, amountMinor: 30_00 }),
        on('2026-03-09', {
          type: 'order-returned',
          eventId: 'E2',
          returnId: 'X-1',
          ...common,
          amountMinor: 10_00,
          returnedOn: day('2026-03-08'),
        }),
      )
      .thenFacts(
        {
          orderedOn: day('2026-03-04'),
          placed: 0,
          sales: [{ currency: 'CNY', orderedMinor: 0, takenBackMinor: 30_00 }],
        },
        {
          orderedOn: day('2026-03-08'),
          placed: 0,
          sales: [{ currency: 'CNY', orderedMinor: 0, takenBackMinor: 10_00 }],
        },
      )
  })

  test('counts for nobody where a cancellation names neither order nor representative', () => {
    const cancelled = { type: 'order-cancelled', eventId: 'E1', customerId: 'C7', currency: 'CNY' } as const
    given(placed)
      .when(on('2026-03-04', { ...cancelled, amountMinor: 30_00 }))
      .thenFacts()
  })
})

describe('what came of it', () => {
  const promised = on(
    '2026-03-02',
    orderPlaced({ orderId: 'O-1', salesRepId: 'R1', promisedOn: day('2026-03-10') }),
    orderPlaced({ orderId: 'O-2', salesRepId: 'R1', promisedOn: day('2026-03-10') }),
  )
  const delivered = (orderId: string, eventId: string, text: string) =>
    ({ type: 'order-delivered', eventId, customerId: 'C7', orderId, deliveredOn: day(text), complete: true }) as const

  test('is told of deliveries by day, and a corrected day is taken back', () => {
    given(promised)
      .when(
        on('2026-03-10', delivered('O-1', 'E1', '2026-03-10'), delivered('O-2', 'E2', '2026-03-10')),
        on('2026-03-12', delivered('O-2', 'E3', '2026-03-11')),
      )
      .thenFacts(
        { type: 'outcomes-contributed', outcome: 'deliveries', countedOn: day('2026-03-10'), counted: 1, good: 1 },
        { type: 'outcomes-contributed', outcome: 'deliveries', countedOn: day('2026-03-10'), counted: 2, good: 2 },
        { countedOn: day('2026-03-10'), counted: 1, good: 1 },
        { countedOn: day('2026-03-11'), counted: 1, good: 0 },
      )
  })

  test('is told of a delivery that was heard of before its order', () => {
    given(on('2026-03-01', delivered('O-1', 'E1', '2026-03-01')))
      .when(promised)
      .thenFacts(
        { type: 'orders-contributed', eventId: 'sales.orders-3-1-0' },
        {
          type: 'outcomes-contributed',
          eventId: 'sales.orders-3-1-1',
          countedOn: day('2026-03-01'),
          counted: 1,
          good: 1,
        },
        { type: 'orders-contributed', eventId: 'sales.orders-3-2-0' },
      )
  })

  test('is told of complaints and answers, of the representative that they or their order name', () => {
    const complaint = { type: 'complaint-received', customerId: 'C7', category: 'service', severity: 'low' } as const
    const answer = { type: 'satisfaction-surveyed', customerId: 'C7', scaleMin: 1, scaleMax: 5 } as const
    const receivedOn = day('2026-03-09')
    given(promised)
      .when(
        on(
          '2026-03-09',
          { ...complaint, eventId: 'E1', complaintId: 'B-1', orderId: 'O-1', receivedOn },
          { ...complaint, eventId: 'E2', complaintId: 'B-2', salesRepId: 'R2', receivedOn },
          { ...complaint, eventId: 'E3', complaintId: 'B-3', receivedOn },
          { ...answer, eventId: 'E4', surveyId: 'S-1', score: 4, salesRepId: 'R2', surveyedOn: receivedOn },
          { ...answer, eventId: 'E5', surveyId: 'S-2', score: 4, surveyedOn: receivedOn },
        ),
      )
      .thenFacts(
        { salesRepId: 'R1', outcome: 'complaints', countedOn: receivedOn, counted: 1, good: 0 },
        { salesRepId: 'R2', outcome: 'complaints', countedOn: receivedOn, counted: 1, good: 0 },
        { salesRepId: 'R2', outcome: 'surveys', countedOn: receivedOn, counted: 1, good: 75_00 },
      )
  })

  test('is told of signed contracts: fulfilled, or broken by the customer, not by us', () => {
    const signed = (contractId: string) => contractSigned({ contractId, salesRepId: 'R1', signedOn: day('2026-03-02') })
    const breached = { type: 'contract-breached', customerId: 'C7', breachedOn: day('2026-03-09') } as const
    given(on('2026-03-02', signed('K-1'), signed('K-2'), signed('K-3')))
      .when(
        on(
          '2026-03-09',
          {
            type: 'contract-fulfilled',
            eventId: 'E1',
            customerId: 'C7',
            contractId: 'K-1',
            fulfilledOn: day('2026-03-08'),
          },
          { ...breached, eventId: 'E2', contractId: 'K-2', party: 'customer' },
          { ...breached, eventId: 'E3', contractId: 'K-3', party: 'supplier' },
        ),
      )
      .thenFacts(
        { salesRepId: 'R1', outcome: 'fulfilments', countedOn: day('2026-03-08'), counted: 1, good: 1 },
        { salesRepId: 'R1', outcome: 'fulfilments', countedOn: day('2026-03-09'), counted: 1, good: 0 },
      )
  })
})

describe('decisions on offers', () => {
  const offered = (contractId: string, salesRepId: string) =>
    contractOffered({ contractId, salesRepId, offeredOn: day('2026-03-02') })

  test('count for whom the signature names, and for whom the lost offer named', () => {
    given(on('2026-03-02', offered('K-1', 'R1'), offered('K-2', 'R1')))
      .when(
        on('2026-03-09', contractSigned({ contractId: 'K-1', salesRepId: 'R2', signedOn: day('2026-03-08') })),
        on('2026-03-09', contractLost({ contractId: 'K-2', lostOn: day('2026-03-08') })),
      )
      .thenFacts(
        { type: 'contracts-contributed', salesRepId: 'R2', decidedOn: day('2026-03-08'), decided: 1, signed: 1 },
        { type: 'contracts-contributed', salesRepId: 'R1', decidedOn: day('2026-03-08'), decided: 1, signed: 0 },
      )
  })

  test('that come before their offer are told when it comes', () => {
    given(on('2026-03-01', contractLost({ contractId: 'K-1', lostOn: day('2026-03-01') })))
      .when(on('2026-03-02', offered('K-1', 'R1')))
      .thenFacts({ salesRepId: 'R1', decidedOn: day('2026-03-01'), decided: 1, signed: 0 })
  })
})

describe('whatever happens', () => {
  const calendar = createBusinessCalendar(allSampleRules.businessZone)

  test('the latest facts say what adding everything up again says, and no fact says what the one before said', () => {
    let receivables = 0
    fc.assert(
      fc.property(arbitraryDocuments, (history) => {
        const run = new HistoryRun(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS))
        const naive = new NaiveContributions()
        let today = 0
        for (const timed of history) {
          const refused = run.refusals.length
          run.record(timed)
          const recordedOn = calendar.dayOf(timed.atMs)
          today = Math.max(today, recordedOn)
          if (run.refusals.length === refused) naive.apply(timed.event, recordedOn)
        }
        expect(latestContributions(run.facts, today)).toEqual(naive.contributions(today))
        const told = new Map<string, string | undefined>()
        for (const fact of run.facts) {
          const [key, content] = contentOf(fact, fact.on)
          expect({ key, content }).not.toEqual({ key, content: told.get(key) })
          told.set(key, content)
          if (fact.type === 'receivables-contributed') receivables += 1
        }
      }),
      { numRuns: 300 },
    )
    expect(receivables).toBeGreaterThan(300)
  })
})
