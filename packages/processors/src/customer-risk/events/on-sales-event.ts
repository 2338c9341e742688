import { type NumberedDocument, rememberDocument, wasBooked } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import { type Change, type EventDays, REPEATED } from '../change.ts'
import type { CustomerState } from '../state.ts'
import { onContractEvent } from './on-contract-event.ts'
import { onCustomerEvent } from './on-customer-event.ts'
import { onFeedbackEvent } from './on-feedback-event.ts'
import { onInvoiceEvent } from './on-invoice-event.ts'
import { onOrderEvent } from './on-order-event.ts'
import { onPaymentEvent } from './on-payment-event.ts'

/**
 * Applies one fact to its customer.
 * @throws ContradictionError, before anything is changed, when it cannot be true beside what is known
 */
export function onSalesEvent(state: CustomerState, event: EventOfCustomer, days: EventDays): Change {
  const document = documentOf(event)
  if (document === undefined) return applied(state, event, days)
  if (wasBooked(state.seen.documents, document)) return REPEATED
  const change = applied(state, event, days)
  if (change !== REPEATED) rememberDocument(state.seen.documents, document)
  return change
}

/** Undefined where its source numbers none, and for documents that are found by their number where they are booked. */
function documentOf(event: EventOfCustomer): NumberedDocument | undefined {
  if (event.type === 'order-cancelled') {
    const { cancellationId: documentId, orderId, amountMinor } = event
    return documentId == null
      ? undefined
      : { kind: 'cancellation', documentId, aboutId: orderId ?? '', amount: amountMinor }
  }
  if (event.type !== 'invoice-written-off') return undefined
  const { writeOffId: documentId, invoiceId, amountMinor } = event
  return documentId == null ? undefined : { kind: 'write-off', documentId, aboutId: invoiceId, amount: amountMinor }
}

function applied(state: CustomerState, event: EventOfCustomer, days: EventDays): Change {
  switch (event.type) {
    case 'customer-registered':
    case 'customer-updated':
    case 'credit-limit-set':
    case 'credit-report-received':
    case 'tier-overridden':
    case 'customer-reviewed':
      return onCustomerEvent(state, event, days)
    case 'contract-offered':
    case 'contract-reviewed':
    case 'contract-signed':
    case 'contract-lost':
    case 'contract-expired':
    case 'contract-fulfilled':
    case 'contract-breached':
    case 'contract-terminated':
      return onContractEvent(state, event, days)
    case 'order-placed':
    case 'order-amended':
    case 'order-cancelled':
    case 'order-delivered':
    case 'order-returned':
      return onOrderEvent(state, event, days)
    case 'invoice-issued':
    case 'invoice-credited':
    case 'invoice-disputed':
    case 'dispute-settled':
    case 'invoice-written-off':
      return onInvoiceEvent(state, event, days)
    case 'payment-received':
    case 'payment-reversed':
    case 'payment-promised':
      return onPaymentEvent(state, event, days)
    case 'complaint-received':
    case 'complaint-settled':
    case 'satisfaction-surveyed':
      return onFeedbackEvent(state, event, days)
  }
}
