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

export const PROGRESS_TYPE = 'tocsin.progress'
const CLOSED_BEFORE_HEADER = 'tocsin_closed_before'

/** The control record by which a task says that all it had to tell about the time before a moment lies ahead of it. */
export function progressRecord(topic: EventTopic, partition: number, closedBeforeMs: number): OutgoingRecord {
  const headers = { [TYPE_HEADER]: PROGRESS_TYPE, [CLOSED_BEFORE_HEADER]: String(closedBeforeMs) }
  return { topic, partition, key: null, value: null, timestampMs: closedBeforeMs, headers }
}

/** The moment that a progress record tells; undefined for any other record. */
export function readProgress(record: LogRecord): number | undefined {
  if (record.value !== null && record.value.length > 0) return undefined
  if (headerText(record.headers[TYPE_HEADER]) !== PROGRESS_TYPE) return undefined
  const closedBeforeMs = Number(headerText(record.headers[CLOSED_BEFORE_HEADER]))
  return Number.isSafeInteger(closedBeforeMs) ? closedBeforeMs : undefined
}

export function isLiveRecord(record: LogRecord): boolean {
  if (record.value !== null && record.value.length > 0) return false
  return headerText(record.headers[TYPE_HEADER]) === LIVE_TYPE
}

/** Whether a record speaks to tasks and not of the world: readers of our own topics leave it out. */
export function isControlRecord(record: LogRecord): boolean {
  return isLiveRecord(record) || readProgress(record) !== undefined
}

/** A header value as text; undefined when the header is absent. */
export function headerText(value: Uint8Array | string | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return new TextDecoder().decode(value)
}
