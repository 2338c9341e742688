import type { AlertEvent } from '@tocsin/events'
import { type EventDecoder, InvalidRecordError, type LogRecord } from '@tocsin/stream'
import { type AlertHistory, createAlertHistory } from './alert-history.ts'

export interface AlertReader {
  /** Told each transition once, repeats left out. */
  onAlert?(event: AlertEvent): void
  /** Told each record that cannot be read; it is left out. */
  onUnreadable?(record: LogRecord, message: string): void
}

/** Reads alerts as a reader should: repeats dropped by alert id and revision (G2). Returns all that was read. */
export async function readAlerts(
  records: AsyncIterable<LogRecord>,
  decoder: EventDecoder<AlertEvent>,
  reader: AlertReader = {},
): Promise<AlertHistory> {
  const history = createAlertHistory()
  for await (const record of records) {
    await decoder.prepare([record])
    const event = decodeOrTell(decoder, record, reader)
    if (event && history.add(event)) reader.onAlert?.(event)
  }
  return history
}

function decodeOrTell(decoder: EventDecoder<AlertEvent>, record: LogRecord, reader: AlertReader) {
  try {
    return decoder.decode(record)
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error
    reader.onUnreadable?.(record, error.message)
    return undefined
  }
}
