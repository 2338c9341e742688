import type { AlertEvent } from '@tocsin/events'
import { type EventDecoder, InvalidRecordError, isControlRecord, type LogRecord, RetryableError } from '@tocsin/stream'
import { type AlertHistory, createAlertHistory } from './alert-history.ts'

export interface AlertReader {
  /** Told each transition once, repeats left out. */
  onAlert?(event: AlertEvent): void
  /** Told each record that cannot be read; it is left out. */
  onUnreadable?(record: LogRecord, message: string): void
  /** Follows for ever: a log that is away is waited for. Without it a few attempts are made. */
  readonly follow?: AbortSignal
}

/** A broker that has just started needs a second or two before it lets anyone join a group. */
const ATTEMPTS = 4
const WAIT_MS = 750

/**
 * Reads alerts as a reader should: repeats dropped by alert id and revision (G2); so it may begin again after a failure.
 * Returns all that was read.
 * @param open begins to read, each time it is called
 */
export async function readAlerts(
  open: () => AsyncIterable<LogRecord>,
  decoder: EventDecoder<AlertEvent>,
  reader: AlertReader = {},
): Promise<AlertHistory> {
  const history = createAlertHistory()
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const record of open()) {
        if (isControlRecord(record)) continue
        await decoder.prepare([record])
        const event = decodeOrTell(decoder, record, reader)
        if (event && history.add(event)) reader.onAlert?.(event)
      }
      return history
    } catch (error) {
      if (reader.follow?.aborted) return history
      if (!(error instanceof RetryableError) || (!reader.follow && attempt === ATTEMPTS)) throw error
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }
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
