import type { SalesEvent } from '@tocsin/events'

/** An event and where it stands in time. An array of these is in the order of the log, late records included. */
export interface TimedEvent {
  readonly topic: string
  /** When the source recorded the fact: the record's timestamp. */
  readonly recordedAtMs: number
  /** When a live event is written, where that is after it was recorded: a late record. */
  readonly appendAtMs?: number
  readonly event: SalesEvent
}
