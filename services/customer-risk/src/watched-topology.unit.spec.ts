import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '@tocsin/domain'
import { createFixedRegistry } from '@tocsin/events'
import {
  type CustomerRiskState,
  type CustomerRiskTopology,
  isCustomerState,
  type ReceivedSalesEvent,
} from '@tocsin/processors'
import { loadRuleSet } from '@tocsin/service-kit'
import type { RecordInput } from '@tocsin/stream'
import { assembleTopology } from './customer-risk-topology.ts'
import { createSourceWatch } from './source-watch.ts'

const AT_MS = Date.parse('2026-03-02T02:00:00Z')
const schemas = { ...createFixedRegistry(), nowMs: () => AT_MS }
const rules = loadRuleSet('deploy/rules')
const day = (text: string) => parseCalendarDay(text)

const invoice = (invoiceId: string): ReceivedSalesEvent => ({
  type: 'invoice-issued',
  eventId: `invoice-${invoiceId}`,
  source: 'erp',
  invoiceId,
  orderId: null,
  contractId: null,
  customerId: 'C1',
  salesRepId: 'R1',
  amountMinor: 10_000,
  currency: 'CNY',
  issuedOn: day('2026-03-02'),
  dueOn: day('2026-04-01'),
})

const payment = (paymentId: string, invoiceId: string | null): ReceivedSalesEvent => ({
  type: 'payment-received',
  eventId: `payment-${paymentId}`,
  source: 'bank',
  paymentId,
  customerId: 'C1',
  amountMinor: 10_000,
  currency: 'CNY',
  receivedOn: day('2026-03-02'),
  invoiceId,
  allocations: [],
})

/** Gives the events to one customer, one after the other. */
function played(topology: CustomerRiskTopology, events: readonly ReceivedSalesEvent[]): CustomerRiskState {
  const { processor } = topology
  let state = processor.initialState('C1')
  for (const [offset, event] of events.entries()) {
    const input: RecordInput<ReceivedSalesEvent> = {
      kind: 'record',
      topic: event.type === 'invoice-issued' ? 'sales.invoices' : 'sales.payments',
      partition: 0,
      offset,
      timestampMs: AT_MS + offset,
      key: 'C1',
      late: false,
      event,
    }
    state = processor.reduce([state], input, AT_MS + offset).states[0] ?? state
  }
  return state
}

describe('payments by source', () => {
  test('are matched, unmatched or undesignated as the ledger takes them, and the state is what it would be', () => {
    const watch = createSourceWatch()
    const events = [
      invoice('I1'),
      payment('P1', 'I1'),
      payment('P2', 'no such invoice'),
      payment('P3', null),
      payment('P4', 'still no such invoice'),
    ]
    const state = played(assembleTopology(rules, schemas, watch), events)
    expect(watch.standings()).toEqual([
      expect.objectContaining({ source: 'bank', payments: { matched: 1, unmatched: 2, undesignated: 1 } }),
    ])
    expect(isCustomerState(state)).toBe(true)
    expect(state).toEqual(played(assembleTopology(rules, schemas), events))
  })
})
