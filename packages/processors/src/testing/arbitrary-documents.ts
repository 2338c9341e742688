import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { SalesEvent } from '@tocsin/events'
import fc from 'fast-check'
import type { TimedEvent } from '../customer-risk/history-run.ts'
import * as sample from './sample-events.ts'

const FIRST_DAY = parseCalendarDay('2026-01-05')
const REPRESENTATIVES = ['R1', 'R2', 'R-never-heard-of'] as const
const KINDS = [
  'invoice',
  'invoice',
  'invoice',
  'payment',
  'payment',
  'reversal',
  'credit-note',
  'write-off',
  'dispute',
  'settlement',
  'promise',
  'order',
  'order',
  'offer',
  'signature',
  'loss',
  'expiry',
  'update',
  'repeat',
] as const

const moveArbitrary = fc.record({
  gapMinutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 2 * 1440 })),
  /** Now and then a record comes late. */
  lateDays: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
  ),
  kind: fc.constantFrom(...KINDS),
  customerId: fc.constantFrom('C1', 'C1', 'C2'),
  salesRepId: fc.constantFrom(...REPRESENTATIVES),
  currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'),
  amountMinor: fc.integer({ min: 1, max: 500 }),
  /** Due days from long ago to far ahead. */
  dueIn: fc.oneof(fc.integer({ min: -150, max: 0 }), fc.integer({ min: 0, max: 60 })),
  /** Which of few documents: so that events meet, in any order. */
  number: fc.nat(7),
  other: fc.nat(7),
})
type Move = typeof moveArbitrary extends fc.Arbitrary<infer Value> ? Value : never

/**
 * Documents of two customers with three representatives, in all orders: payments before invoices, losses before offers,
 * reversals, repeats, contradictions. Shorter than the memory of a ledger.
 */
export const arbitraryDocuments: fc.Arbitrary<TimedEvent[]> = fc
  .array(moveArbitrary, { minLength: 4, maxLength: 60 })
  .map((moves) => {
    const calendar = createBusinessCalendar('Asia/Shanghai')
    const lastMs = calendar.startOf(FIRST_DAY + 100)
    const history: TimedEvent[] = []
    let nowMs = calendar.startOf(FIRST_DAY)
    for (const [index, move] of moves.entries()) {
      nowMs = Math.min(nowMs + move.gapMinutes * 60_000, lastMs)
      const event = move.kind === 'repeat' ? history[move.number]?.event : eventOf(move, index, calendar.dayOf(nowMs))
      if (event !== undefined) history.push({ atMs: nowMs - move.lateDays * 86_400_000, event })
    }
    return history
  })

function eventOf(move: Move, index: number, today: number): SalesEvent {
  const { customerId, salesRepId, currency, amountMinor, dueIn, number, other } = move
  const eventId = `E-${index}`
  const common = { eventId, customerId }
  const money = { ...common, amountMinor, currency }
  const invoiceId = `I-${customerId}-${number}`
  const contractId = `K-${customerId}-${number}`
  switch (move.kind) {
    case 'invoice':
      return sample.invoiceIssued({
        ...money,
        invoiceId,
        salesRepId,
        issuedOn: Math.min(today, today + dueIn),
        dueOn: today + dueIn,
      })
    case 'payment': {
      const allocations = [
        { invoiceId, amountMinor: Math.ceil(amountMinor / 2) },
        { invoiceId: `I-${customerId}-${other}`, amountMinor: Math.floor(amountMinor / 3) },
      ]
      const isSplit = number % 3 === 0 && other !== number && amountMinor > 3
      const target = isSplit ? { allocations } : number % 3 === 1 ? { invoiceId } : {}
      return sample.paymentReceived({ ...money, paymentId: `P-${customerId}-${other}`, receivedOn: today, ...target })
    }
    case 'reversal': {
      const ids = { reversalId: `V-${index}`, paymentId: `P-${customerId}-${other}` }
      return sample.paymentReversed({ ...money, ...ids, reversedOn: today })
    }
    case 'credit-note':
      return sample.invoiceCredited({ ...money, creditNoteId: `N-${index}`, invoiceId, creditedOn: today })
    case 'write-off':
      return sample.invoiceWrittenOff({ ...money, invoiceId, writtenOffOn: today })
    case 'dispute':
      return sample.invoiceDisputed({ ...money, invoiceId, disputedOn: today })
    case 'settlement':
      return sample.disputeSettled({ ...common, invoiceId, settledOn: today })
    case 'promise': {
      const about = number % 2 === 0 ? { invoiceId } : {}
      return sample.paymentPromised({ ...money, ...about, promiseId: `W-${other}`, promisedOn: today + (dueIn % 20) })
    }
    case 'order':
      return sample.orderPlaced({ ...money, orderId: `O-${index}`, salesRepId })
    case 'offer':
      return sample.contractOffered({ ...money, contractId, salesRepId, offeredOn: today })
    case 'signature':
      return sample.contractSigned({ ...money, contractId, salesRepId, signedOn: today + (other % 3) })
    case 'loss':
      return sample.contractLost({ ...common, contractId, lostOn: today })
    case 'expiry':
      return sample.contractExpired({ ...common, contractId, expiredOn: today })
    default:
      return sample.customerUpdated({ ...common, salesRepId })
  }
}
