import {
  awaitsInvoices,
  facetBit,
  onDisputeSettled,
  onInvoiceCredited,
  onInvoiceDisputed,
  onInvoiceIssued,
  onInvoiceWrittenOff,
  onOrderBilled,
  settlePromises,
} from '@tocsin/domain'
import type { InvoiceEvent, InvoiceIssued } from '@tocsin/events'
import { type Change, changeOf, type EventDays, REPEATED } from '../change.ts'
import type { CustomerState } from '../state.ts'

export function onInvoiceEvent(state: CustomerState, event: InvoiceEvent, days: EventDays): Change {
  const { currencies } = state.receivables
  const mayPay = state.promises.length > 0 || awaitsInvoices(state.receivables)
  const booksBefore = currencies.length
  const change = applied(state, event, days)
  // A credit note, a write-off, cash that had waited: each may settle an invoice that a promise is about.
  if (state.promises.length > 0) settlePromises(state.promises, state.receivables)
  // In a currency that is new no cash lies idle, and nothing was written off: where less is worse, that is worth a look.
  const movesPayments = mayPay || currencies.length > booksBefore
  return movesPayments && change !== REPEATED ? change | facetBit('payments') : change
}

function applied(state: CustomerState, event: InvoiceEvent, { today }: EventDays): Change {
  const { receivables } = state
  switch (event.type) {
    case 'invoice-issued':
      return onIssued(state, event, today)
    case 'invoice-credited':
      return changeOf(onInvoiceCredited(receivables, event, today), 'receivables', 'payments')
    case 'invoice-disputed':
      return changeOf(onInvoiceDisputed(receivables, event, today), 'receivables')
    case 'dispute-settled':
      return changeOf(onDisputeSettled(receivables, event, today), 'receivables')
    case 'invoice-written-off':
      return changeOf(onInvoiceWrittenOff(receivables, event, today), 'receivables', 'payments')
  }
}

/** The invoice takes the place of what the order was worth, so that exposure does not count it twice. */
function onIssued({ receivables, orders }: CustomerState, event: InvoiceIssued, today: number): Change {
  const effect = onInvoiceIssued(receivables, event, today)
  const { orderId, amountMinor, currency } = event
  // What is left unbilled of an order only counts beside the invoices: a facet that every invoice changes.
  if (effect === 'applied' && orderId) onOrderBilled(orders, { orderId, amountMinor, currency }, today)
  return changeOf(effect, 'receivables')
}
