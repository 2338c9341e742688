import { onPaymentPromised, onPaymentReceived, onPaymentReversed, payPromises, unpayPromises } from '@tocsin/domain'
import type { PaymentEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays } from '../change.ts'
import type { CustomerState } from '../state.ts'

export function onPaymentEvent(state: CustomerState, event: PaymentEvent, { today }: EventDays): Change {
  const { receivables, promises } = state
  switch (event.type) {
    case 'payment-received': {
      const effect = onPaymentReceived(receivables, event, today)
      if (effect === 'applied' && promises.length > 0) payPromises(promises, receivables, event)
      return changeOf(effect, 'receivables', 'payments')
    }
    case 'payment-reversed': {
      const effect = onPaymentReversed(receivables, event, today)
      if (effect === 'applied' && promises.length > 0) unpayPromises(promises, receivables, event)
      return changeOf(effect, 'receivables', 'payments')
    }
    case 'payment-promised':
      return changeOf(onPaymentPromised(promises, event, receivables, today), 'payments')
  }
}
