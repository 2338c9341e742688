import {
  type CustomerRiskTopology,
  type CustomerState,
  isCustomerState,
  type ReceivedSalesEvent,
} from '@tocsin/processors'
import type { EventDecoder } from '@tocsin/stream'
import type { PaymentMatch } from '@tocsin/telemetry'
import type { SourceWatch } from './source-watch.ts'

/**
 * The topology as it is, its records and payments told to the watch. States, outputs and timers are those of the
 * topology: the watch only looks at them.
 */
export function watchedTopology(topology: CustomerRiskTopology, watch: SourceWatch): CustomerRiskTopology {
  const { processor } = topology
  return {
    ...topology,
    decoder: watchedDecoder(topology.decoder, watch),
    processor: {
      ...processor,
      reduce(states, input, asOfMs, collected) {
        const reduction = processor.reduce(states, input, asOfMs, collected)
        if (input.kind === 'record' && input.event.type === 'payment-received') {
          const [state] = reduction.states
          if (state && isCustomerState(state)) watch.payment(input.event.source, matchOf(state, input.event))
        }
        return reduction
      },
    },
  }
}

function watchedDecoder(
  decoder: EventDecoder<ReceivedSalesEvent>,
  watch: SourceWatch,
): EventDecoder<ReceivedSalesEvent> {
  return {
    prepare: (records) => decoder.prepare(records),
    decode(record) {
      const event = decoder.decode(record)
      watch.received(record, event)
      return event
    },
  }
}

type PaymentReceived = Extract<ReceivedSalesEvent, { readonly type: 'payment-received' }>

/** A payment is the ledger's latest credit right after it was booked; what it holds for invoices to come is unmatched. */
function matchOf({ receivables }: CustomerState, payment: PaymentReceived): PaymentMatch {
  const { paymentId, invoiceId, allocations, currency } = payment
  if (invoiceId === null && (allocations ?? []).length === 0) return 'undesignated'
  const credit = receivables.currencies.find((book) => book.currency === currency)?.credits.at(-1)
  return credit?.creditId === paymentId && credit.awaiting.length > 0 ? 'unmatched' : 'matched'
}
