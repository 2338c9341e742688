import { onPaymentReceived, onPaymentReversed } from '@tocsin/domain'
import type { PaymentEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays, NO_CHANGE } from './change.ts'
import type { CustomerState } from './state.ts'

export function onPaymentEvent({ receivables }: CustomerState, event: PaymentEvent, { today }: EventDays): Change {
  switch (event.type) {
    case 'payment-received':
      return changeOf(onPaymentReceived(receivables, event, today), 'receivables')
    case 'payment-reversed':
      return changeOf(onPaymentReversed(receivables, event, today), 'receivables')
    case 'payment-promised':
      // A promise pays nothing; no measure reads it yet.
      return NO_CHANGE
  }
}
