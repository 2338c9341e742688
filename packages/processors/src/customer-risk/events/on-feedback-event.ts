import { onComplaintReceived, onComplaintSettled, onSatisfactionSurveyed } from '@tocsin/domain'
import type { FeedbackEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays } from '../change.ts'
import type { CustomerState } from '../state.ts'

/** Each fact counts on its own business date. A complaint about an order is one about the representative who took it. */
export function onFeedbackEvent(state: CustomerState, event: FeedbackEvent, { today }: EventDays): Change {
  const { feedback, fulfilment } = state
  switch (event.type) {
    case 'complaint-received': {
      const order = fulfilment.orders.find(({ orderId }) => orderId === event.orderId)
      return changeOf(onComplaintReceived(feedback, event, today, order?.salesRepId), 'feedback')
    }
    case 'complaint-settled':
      return changeOf(onComplaintSettled(feedback, event, today), 'feedback')
    case 'satisfaction-surveyed':
      return changeOf(onSatisfactionSurveyed(feedback, event, today), 'feedback')
  }
}
