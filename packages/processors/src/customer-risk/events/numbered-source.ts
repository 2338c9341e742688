import { type EventDecoder, headerText, type LogRecord } from '@tocsin/stream'
import type { ReceivedSalesEvent } from '../processor.ts'

/**
 * Reads events as the decoder does, and adds source and number where the source numbers its events (`ce_source`,
 * `ce_sequence`): by them a repeat is told at any age (G10).
 */
export function withNumberedSources(decoder: EventDecoder<ReceivedSalesEvent>): EventDecoder<ReceivedSalesEvent> {
  return {
    prepare: (records) => decoder.prepare(records),
    decode(record) {
      const event = decoder.decode(record)
      const numbered = numberedSource(record)
      return numbered === undefined ? event : { ...event, ...numbered }
    },
  }
}

/** At most this: a state keeps up to 16 of them. */
const MAX_SOURCE_LENGTH = 100

/** Undefined where the headers name no source or give no whole number: the event's id tells a repeat then. */
function numberedSource({ headers }: LogRecord): { readonly source: string; readonly sequence: number } | undefined {
  const given = headers.ce_sequence
  if (given === undefined) return undefined
  const sequence = Number(headerText(given) || Number.NaN)
  const source = headerText(headers.ce_source) ?? ''
  if (!Number.isSafeInteger(sequence) || sequence < 0 || source === '' || source.length > MAX_SOURCE_LENGTH)
    return undefined
  return { source, sequence }
}
