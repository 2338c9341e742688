import type { SalesEvent } from '@tocsin/events'
import type { ReceivedSalesEvent } from '@tocsin/processors'
import { type EventDecoder, headerText } from '@tocsin/stream'

/**
 * Adds what the envelope says to each event: its source, and its number where the source counts (`ce_sequence`, a
 * rising integer per key). A sequence that is no whole number is left out, as if the source did not count.
 */
export function receivedEvents(decoder: EventDecoder<SalesEvent>): EventDecoder<ReceivedSalesEvent> {
  return {
    prepare: (records) => decoder.prepare(records),
    decode(record) {
      const event: ReceivedSalesEvent = decoder.decode(record)
      const source = headerText(record.headers.ce_source)
      const sequence = sequenceOf(headerText(record.headers.ce_sequence))
      if (source === undefined) return event
      return sequence === undefined ? { ...event, source } : { ...event, source, sequence }
    },
  }
}

function sequenceOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/u.test(text)) return undefined
  const sequence = Number(text)
  return Number.isSafeInteger(sequence) ? sequence : undefined
}
