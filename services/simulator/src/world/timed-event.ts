import type { BusinessCalendar } from '@tocsin/domain'
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

/**
 * The same fact at another moment: every calendar day in it moves along, so that what was planned for next week and is
 * told today happened today.
 */
export function restamped(timed: TimedEvent, recordedAtMs: number, calendar: BusinessCalendar): TimedEvent {
  const shiftDays = calendar.dayOf(recordedAtMs) - calendar.dayOf(timed.recordedAtMs)
  const moved = Object.entries(timed.event).map(([field, value]): [string, unknown] =>
    field.endsWith('On') && typeof value === 'number' ? [field, value + shiftDays] : [field, value],
  )
  return { topic: timed.topic, recordedAtMs, event: Object.fromEntries(moved) as unknown as SalesEvent }
}
