import type { NotificationEvent } from '@tocsin/events'
import { type EventDecoder, InvalidRecordError, isControlRecord, type LogRecord, RetryableError } from '@tocsin/stream'

const WAIT_MS = 750

/**
 * Reads `risk.notifications` from its beginning until the signal is given; repeats are dropped by their event id, so it
 * may begin again after a failure.
 * @param open begins to read, each time it is called
 */
export async function followNotifications(
  open: () => AsyncIterable<LogRecord>,
  decoder: EventDecoder<NotificationEvent>,
  onEvent: (event: NotificationEvent) => void,
  follow: AbortSignal,
): Promise<void> {
  const known = new Set<string>()
  while (!follow.aborted) {
    try {
      for await (const record of open()) {
        if (isControlRecord(record)) continue
        await decoder.prepare([record])
        const event = decoded(decoder, record)
        if (event === undefined || known.has(event.eventId)) continue
        known.add(event.eventId)
        onEvent(event)
      }
    } catch (error) {
      if (follow.aborted) return
      if (!(error instanceof RetryableError)) throw error
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }
}

/** The notifier reads the same topic and dead-letters what it cannot read. */
function decoded(decoder: EventDecoder<NotificationEvent>, record: LogRecord): NotificationEvent | undefined {
  try {
    return decoder.decode(record)
  } catch (error) {
    if (error instanceof InvalidRecordError) return undefined
    throw error
  }
}
