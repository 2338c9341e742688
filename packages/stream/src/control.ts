import type { EventTopic, LogRecord, OutgoingRecord } from './contract.ts'

/** Header and value that tell a control record; it has neither key nor value. */
export const TYPE_HEADER = 'ce_type'
export const LIVE_TYPE = 'tocsin.live'

/**
 * The record that ends the history of one input partition: what follows is live. A task lets the wall clock make
 * timers due only after it has read one on each of its inputs.
 */
export function liveRecord(topic: EventTopic, partition: number, timestampMs: number): OutgoingRecord {
  return { topic, partition, key: null, value: null, timestampMs, headers: { [TYPE_HEADER]: LIVE_TYPE } }
}

export function isLiveRecord(record: LogRecord): boolean {
  if (record.value !== null && record.value.length > 0) return false
  return headerText(record.headers[TYPE_HEADER]) === LIVE_TYPE
}

/** A header value as text; undefined when the header is absent. */
export function headerText(value: Uint8Array | string | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return new TextDecoder().decode(value)
}
