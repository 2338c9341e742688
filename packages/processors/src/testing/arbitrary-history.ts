import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { SalesEvent } from '@tocsin/events'
import fc from 'fast-check'
import type { TimedEvent } from '../customer-risk/history-run.ts'
import * as sample from './sample-events.ts'

const FIRST_DAY = parseCalendarDay('2025-11-20')
const CUSTOMERS = ['C1', 'C2'] as const
const CURRENCIES = ['CNY', 'CNY', 'CNY', 'USD'] as const

const moveArbitrary = fc.record({
  gapMinutes: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 12 * 1440 })),
  customer: fc.constantFrom(...CUSTOMERS),
  kind: fc.constantFrom(
    'invoice',
    'invoice',
    'payment',
    'payment',
    'dispute',
    'promise',
    'credit',
    'order',
    'order',
    'contract',
    'contract',
    'contract-end',
    'limit',
    'delivery',
    'return',
    'complaint',
    'survey',
  ),
  currency: fc.constantFrom(...CURRENCIES),
  amountMinor: fc.integer({ min: 1, max: 900_00 }),
  days: fc.integer({ min: 0, max: 45 }),
  pick: fc.nat(30),
  /** Days that a date lies ahead of the record; most do not. */
  ahead: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) }),
})
type Move = typeof moveArbitrary extends fc.Arbitrary<infer Value> ? Value : never

/** A year or so in the life of two customers, in the order of time: mostly plausible, sometimes contradictory. */
export function arbitraryHistory(moves: { readonly min: number; readonly max: number }): fc.Arbitrary<TimedEvent[]> {
  return fc.array(moveArbitrary, { minLength: moves.min, maxLength: moves.max }).map((list) => {
    const calendar = createBusinessCalendar('Asia/Shanghai')
    let atMs = calendar.startOf(FIRST_DAY)
    return list.flatMap((move, index) => {
      atMs += move.gapMinutes * 60_000
      return eventsOf(move, index, calendar.dayOf(atMs)).map((event) => ({ atMs, event }))
    })
  })
}

function eventsOf(move: Move, index: number, today: number): SalesEvent[] {
  const { customer: customerId, amountMinor, currency, days, pick, ahead } = move
  const common = { customerId, currency }
  const named = `${customerId}-${Math.max(0, index - pick)}`
  switch (move.kind) {
    case 'delivery':
    case 'return':
    case 'complaint':
    case 'survey':
      return [serviceEventOf(move, index, today, named)]
    case 'invoice': {
      const dates = { issuedOn: today, dueOn: today + days }
      const order = pick % 3 === 0 ? { orderId: `O-${named}` } : {}
      return [
        sample.invoiceIssued({ invoiceId: `I-${customerId}-${index}`, amountMinor, ...dates, ...common, ...order }),
      ]
    }
    case 'payment': {
      const target = pick % 4 === 0 ? {} : { invoiceId: `I-${named}` }
      return [sample.paymentReceived({ paymentId: `P-${index}`, receivedOn: today, amountMinor, ...common, ...target })]
    }
    case 'dispute':
      return [sample.invoiceDisputed({ invoiceId: `I-${named}`, disputedOn: today, amountMinor, ...common })]
    case 'credit':
      return [
        pick % 2 === 0
          ? sample.invoiceCredited({
              creditNoteId: `N-${index}`,
              invoiceId: `I-${named}`,
              creditedOn: today,
              amountMinor,
              ...common,
            })
          : sample.invoiceWrittenOff({ invoiceId: `I-${named}`, writtenOffOn: today, amountMinor, ...common }),
      ]
    case 'promise': {
      const about = pick % 2 === 0 ? { invoiceId: `I-${named}` } : {}
      return [
        sample.paymentPromised({
          promiseId: `W-${index}`,
          promisedOn: today + ahead,
          amountMinor,
          ...about,
          ...common,
        }),
      ]
    }
    case 'order': {
      const promisedOn = pick % 3 === 0 ? null : today + (days % 20)
      const contractId = pick % 2 === 0 ? `K-${named}` : null
      const lines = pick % 3 === 2 ? [] : [{ productId: `P${pick % 2}`, quantity: 1 + days / 4, amountMinor }]
      const about = { amountMinor, promisedOn, contractId, lines, ...common }
      const order = sample.orderPlaced({ orderId: `O-${customerId}-${index}`, ...about })
      // Orders come in bunches, so that windows and baselines fill.
      const placed = Array.from({ length: 1 + (pick % 4) }, (_, number) => ({
        ...order,
        orderId: `${order.orderId}-${number}`,
        eventId: `${order.eventId}-${number}`,
      }))
      if (pick % 4 !== 1) return placed
      // Told with the order, dated ahead: a delivery of its own seldom meets an order.
      const deliveredOn = today + (days % 25)
      return [...placed, sample.orderDelivered({ orderId: `${order.orderId}-0`, deliveredOn, customerId })]
    }
    case 'contract': {
      const contractId = `K-${customerId}-${index}`
      const offered = sample.contractOffered({ contractId, offeredOn: today, customerId })
      if (pick % 5 === 4) return [offered]
      const outcome = pick % 7 === 0 ? 'rejected' : 'approved'
      const review = {
        contractId,
        reviewedOn: today + (days % 3),
        customerId,
        outcome,
        deviatingClauses: ['price'],
      } as const
      const reviewed = days % 2 === 0 ? [sample.contractReviewed(review)] : []
      if (pick % 3 !== 0) {
        return [offered, ...reviewed, sample.contractLost({ contractId, lostOn: today + ahead, customerId })]
      }
      const validity = { validFromOn: today + (ahead % 4), validToOn: today + 4 + days * 2 }
      const terms = { signedOn: today + ahead, amountMinor: amountMinor * 2, currency, ...validity }
      return [offered, ...reviewed, sample.contractSigned({ contractId, customerId, ...terms })]
    }
    case 'contract-end': {
      const contractId = `K-${named}`
      const on = today + ahead
      if (pick % 3 === 0) return [sample.contractFulfilled({ contractId, customerId, fulfilledOn: on })]
      if (pick % 3 === 1) return [sample.contractBreached({ contractId, customerId, breachedOn: on })]
      return [sample.contractTerminated({ contractId, customerId, terminatedOn: on })]
    }
    case 'limit':
      return [sample.creditLimitSet({ limitMinor: amountMinor * 3, ...common, eventId: `limit-${index}` })]
  }
}

/** How the customer is served, and what it says of it. */
function serviceEventOf(move: Move, index: number, today: number, named: string): SalesEvent {
  const { customer: customerId, amountMinor, currency, days, pick, ahead } = move
  switch (move.kind) {
    case 'delivery': {
      const order = { orderId: `O-${named}-${days % 4}`, customerId }
      if (pick % 7 === 0)
        return sample.orderCancelled({ ...order, eventId: `cancelled-${index}`, amountMinor, currency })
      return sample.orderDelivered({ ...order, deliveredOn: today + ahead, complete: pick % 5 !== 0 })
    }
    case 'return': {
      const order = pick % 2 === 0 ? {} : { orderId: `O-${named}-${days % 4}` }
      const returnedOn = today + ahead
      // Now and then one that was told, under another event id.
      const told = { returnId: `R-${customerId}-${pick % 2 === 0 ? index : pick}`, eventId: `returned-${index}` }
      return sample.orderReturned({ ...told, returnedOn, customerId, amountMinor, currency, ...order })
    }
    case 'complaint': {
      const complaintId = `B-${customerId}-${pick % 6}`
      if (pick % 3 === 0) return sample.complaintSettled({ complaintId, settledOn: today + ahead, customerId })
      const eventId = `complained-${index}`
      return sample.complaintReceived({ complaintId, eventId, receivedOn: today + ahead, customerId })
    }
    default:
      return sample.satisfactionSurveyed({
        surveyId: `Q-${customerId}-${days % 2 === 0 ? index : days}`,
        eventId: `surveyed-${index}`,
        surveyedOn: today,
        score: 1 + (pick % 5),
        customerId,
      })
  }
}
