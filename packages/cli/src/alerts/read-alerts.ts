import type { AlertEvent } from '@tocsin/events'
import { type EventDecoder, InvalidRecordError, type LogPort, type LogRecord } from '@tocsin/stream'
import { readTopics } from '../log-reader.ts'
import { type AlertHistory, createAlertHistory } from './alert-history.ts'

export const ALERTS_TOPIC = 'risk.alerts'

export interface AlertReading {
  readonly fromBeginning: boolean
  readonly until?: Promise<unknown>
  /** Told each alert record once, repeats left out. */
  onAlert?(event: AlertEvent): void
  /** Told each record that cannot be read; it is left out. */
  onUnreadable?(record: LogRecord, message: string): void
}

/** Reads `risk.alerts` as a reader should: repeats dropped by alert id and revision. Returns what was read. */
export async function readAlerts(
  log: LogPort,
  decoder: EventDecoder<AlertEvent>,
  reading: AlertReading,
): Promise<AlertHistory> {
  const history = createAlertHistory()
  const take = async (records: readonly LogRecord[]) => {
    await decoder.prepare(records)
    for (const record of records) {
      const event = decodeOrTell(decoder, record, reading)
      if (event && history.add(event)) reading.onAlert?.(event)
    }
  }
  await readTopics(log, [ALERTS_TOPIC], {
    fromBeginning: reading.fromBeginning,
    onRecords: take,
    ...(reading.until && { until: reading.until }),
  })
  return history
}

function decodeOrTell(decoder: EventDecoder<AlertEvent>, record: LogRecord, reading: AlertReading) {
  try {
    return decoder.decode(record)
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error
    reading.onUnreadable?.(record, error.message)
    return undefined
  }
}
