import { describe, expect, test } from '@jest/globals'
import type { InvoiceItem } from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { allSampleRules } from '../../testing/sample-rules.ts'
import { HistoryRun } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { type CustomerState, emptyCustomerState } from '../state.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'
import { customerStateCodec } from './state-codec.ts'

describe('the bytes of a customer', () => {
  test('give the same state back, after any history', () => {
    fc.assert(
      fc.property(arbitraryHistory({ min: 1, max: 120 }), (history) => {
        // One batch for all: the states were never stored before they are looked at.
        const run = new HistoryRun(
          customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS),
          Number.POSITIVE_INFINITY,
        )
        for (const timed of history) run.record(timed)
        for (const customerId of ['C1', 'C2']) {
          const state = run.stateOf(customerId)
          expect(restored(state)).toEqual(state)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('keep every field that histories seldom fill', () => {
    const state = emptyCustomerState()
    const item: InvoiceItem = {
      invoiceId: '发票-1',
      salesRepId: 'R\u{1F600}',
      amountMinor: Number.MAX_SAFE_INTEGER,
      issuedOn: -25_000,
      dueOn: 90_000,
      openMinor: 1,
      writtenOffMinor: 7,
      disputes: [{ disputeId: 'D', amountMinor: 3, disputedOn: 19_999, settled: true }],
      invoices: 4,
      closing: { by: 'write-off', bookedOn: 5, daysLate: -3 },
    }
    state.receivables.currencies.push({
      currency: 'JPY',
      open: [item],
      closed: [],
      credits: [
        {
          kind: 'credit-note',
          creditId: 'CN',
          amountMinor: -5,
          bookedOn: 1,
          allocations: [{ invoiceId: '发票-1', amountMinor: 2 }],
          awaiting: [{ invoiceId: 'I', amountMinor: 2 }],
          unappliedMinor: -9,
          reversedMinor: 0,
          reversalIds: ['R'],
        },
      ],
      billed: [
        { dueOn: 20_003, salesRepId: 'R', billedMinor: Number.MAX_SAFE_INTEGER, billedInvoices: 1, writtenOffMinor: 0 },
        { dueOn: 20_004, salesRepId: 'R2', billedMinor: 0, billedInvoices: 700, writtenOffMinor: 9 },
      ],
      issued: [
        { issuedOn: 20_001, invoices: 1, billedMinor: 7, creditedMinor: 0, creditedAfterCloseMinor: 0 },
        { issuedOn: 20_002, invoices: 300, billedMinor: 0, creditedMinor: 2 ** 50, creditedAfterCloseMinor: 9 },
      ],
      firstIssuedOn: 19_000,
      writeOffs: [{ writtenOffOn: 20_002, writeOffs: 2, writtenOffMinor: 11 }],
      paid: {
        settledInvoices: 3,
        daysLate: -7,
        lateInvoices: 2,
        veryLateInvoices: 1,
        weighedOn: 20_001,
        recent: { weight: 2 ** 41, daysLate: -(2 ** 51) },
        fresh: { weight: 0, daysLate: 5 },
        usualMinor: Number.MAX_SAFE_INTEGER,
      },
      unappliedMinor: -Number.MAX_SAFE_INTEGER,
    })
    state.receivables.awaited.push({
      invoiceId: 'A',
      sinceOn: 3,
      disputes: [{ disputeId: 'D2', amountMinor: 0, disputedOn: 4, settled: false }],
      writeOffs: [{ amountMinor: 5, currency: 'KWD' }],
    })
    state.orders.days.push({
      day: 20_000,
      currency: 'JPY',
      salesRepId: '',
      placed: 0,
      placedMinor: -4,
      cancelled: 1,
      cancelledMinor: 2,
    })
    state.orders.awaited.push({ orderId: 'O', sinceOn: 4, takenOffMinor: -1 })
    state.orders.archive.push({ currency: 'JPY', firstWeek: 2_850, netMinor: [7, 0, -9, Number.MAX_SAFE_INTEGER] })
    state.orders.returns.push({ returnId: 'R-7', currency: 'JPY', amountMinor: 2 ** 50, bookedOn: 20_002 })
    const takenBack = { orderId: 'O-8', currency: 'JPY', amountMinor: 2 ** 50, takenBackMinor: 7, bookedOn: 20_001 }
    state.orders.takenBack.push(takenBack)
    state.contracts.days.push({ day: 20_000, salesRepId: 'R', offered: 3, signed: 2, lost: 1, expired: 3 })
    state.contracts.days.push({ day: 20_001, salesRepId: '', offered: 0, signed: 4, lost: 0, expired: 300 })
    state.contracts.decided.push({ contractId: 'K', outcome: 'expired', decidedOn: 20_001, wasOffered: true })
    state.creditLimits.push({ currency: 'JPY', limitMinor: 0, setOn: 5, validToOn: 9 })
    state.orders.orderDays.push(19_990, 20_000)
    state.fulfilment.orders.push({
      orderId: '订单-1',
      salesRepId: '',
      currency: 'JPY',
      placedOn: 20_000,
      promisedOn: 19_000,
      deliveredOn: null,
      partDeliveredOn: 20_003,
      leftMinor: -5,
    })
    const deliveries = { processingDays: 700, promised: 3, onTime: 2 }
    state.fulfilment.deliveries.push({ day: 20_001, salesRepId: 'R', delivered: 3, ...deliveries })
    state.fulfilment.deliveries.push({ day: 20_002, salesRepId: 'R2', delivered: 300, ...deliveries })
    const returns = { returns: 2, returnedMinor: Number.MAX_SAFE_INTEGER, ofMonthBeforeMinor: 7 }
    state.fulfilment.returns.push({ day: 20_002, currency: 'KWD', ...returns })
    state.fulfilment.early.push({ orderId: 'O-9', sinceOn: 20_004, takenOffMinor: 6, deliveredOn: 20_003 })
    const complaint = {
      complaintId: 'B',
      severity: 'high',
      salesRepId: 'R',
      receivedOn: 20_001,
      settledOn: 20_009,
    } as const
    state.feedback.complaints.push(complaint, { ...complaint, complaintId: 'B2', severity: 'low', settledOn: null })
    state.feedback.surveys.push({ surveyId: 'Q-9', surveyedOn: 20_005, salesRepId: '', pointsHundredths: 10_000 })
    state.feedback.earlySettled.push({ complaintId: 'B3', settledOn: 20_006, sinceOn: 20_007 })
    state.promises.push({
      promiseId: 'W',
      invoiceId: null,
      amountMinor: 2 ** 50,
      currency: 'JPY',
      promisedOn: 20_003,
      parts: [{ paymentId: 'P', amountMinor: 1 }],
      settledOn: null,
    })
    state.promises.push({
      promiseId: 'W2',
      invoiceId: '',
      amountMinor: 1,
      currency: 'KWD',
      promisedOn: 1,
      parts: [],
      settledOn: 0,
    })
    state.seen.sources.push({ source: 'erp|sales.orders', highest: Number.MAX_SAFE_INTEGER })
    state.seen.eventHashes.push(0, 2 ** 53 - 1, 2 ** 24, 2 ** 48 + 1)
    state.seen.documents.push({ hash: 2 ** 53 - 1, amount: -(2 ** 40) }, { hash: 0, amount: 0 })
    const episode = { phase: 'acknowledged', severity: 'critical', breachedOn: 20_001, nth: 3, revision: 300 } as const
    state.episodes.push({ indicatorId: 'x', episode })
    state.evidence.byFacet[2]!.push({ topicIndex: 4, offset: 2 ** 40 })
    const who = { name: '纸月贸易', segment: '', region: 'east', industry: 'r', productLine: 'wire' }
    state.profile = { ...who, salesRepId: 'R', parentId: 'C0' }
    state.demand.days.push({ day: 20_001, productId: '线缆-1', quantityMilli: 2 ** 50, isOwed: true })
    state.demand.days.push({ day: 20_002, productId: '线缆-1', quantityMilli: 0, isOwed: false })
    state.demand.days.push({ day: 20_003, productId: '线缆-1', quantityMilli: -3, isOwed: true })
    const lines = [{ productId: '线缆-1', quantityMilli: 1 }]
    state.demand.orders.push({ orderId: 'O-10', placedOn: 20_001, amountMinor: 2 ** 50, lines })
    state.demand.forgottenThroughOn = 20_000
    state.nextEvaluationOn = 20_002
    state.lateFacets = 5
    Object.assign(state.outlook, { rulesKey: 2 ** 28, changed: 2 ** 15, foreseenOn: [null, 20_003, 20_001, null] })
    expect(restored(state)).toEqual(state)
  })

  test('of a customer of whom nothing is known are few', () => {
    const state = emptyCustomerState()
    expect(customerStateCodec.encode(state).length).toBeLessThan(60)
  })

  test('that end too early are refused, not read as something else', () => {
    const bytes = customerStateCodec.encode(emptyCustomerState())
    expect(() => customerStateCodec.decode(bytes.subarray(0, 3), 'C')).toThrow(RangeError)
    const cut = bytes.slice(0, bytes.length - 4)
    cut[0] = cut.length
    expect(() => customerStateCodec.decode(cut, 'C')).toThrow(RangeError)
  })
})

function restored(state: CustomerState): CustomerState {
  return customerStateCodec.decode(customerStateCodec.encode(state), 'C')
}
