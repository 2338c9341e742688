/** Writes a world onto a log: history fast, the `live` control records, then live events as their moments come. */
import { recordKeyOf, type SalesEvent } from '@tocsin/events'
import { type Clock, type EventTopic, liveRecord, type OutgoingRecord } from '@tocsin/stream'
import type { TimedEvent } from './world/timed-event.ts'

/** Where records go: the `append` of any log port, Kafka's or the in-memory one. */
export type Append = (records: readonly OutgoingRecord[]) => Promise<unknown>

export interface Publisher {
  /**
   * Appends events in the order given, in batches, and resolves when all are in.
   * @param onProgress told the number of events that are in, after each batch
   */
  history(events: Iterable<TimedEvent>, onProgress?: (published: number) => void): Promise<number>
  /** Ends the history of every partition of every input topic. */
  live(topics: readonly EventTopic[], partitionCount: number, atMs: number): Promise<void>
  /** Appends each event once the clock has reached its time (`appendAtMs`, else `recordedAtMs`). */
  paced(events: Iterable<TimedEvent>, options?: PacedOptions): Promise<number>
}

export interface PacedOptions {
  readonly onPublished?: (published: number) => void
  /** Stops between two events. */
  readonly signal?: { readonly aborted: boolean }
}

export interface PublisherParts {
  readonly append: Append
  readonly encode: (event: SalesEvent) => Uint8Array
  readonly clock: Clock
  /** `ce_source`: who says so. */
  readonly source: string
}

/** A send of this size stays below the broker's 1 MB for one partition, were every record 1 KB on the same one. */
const BATCH_RECORDS = 1_000
/** How long a wait for the next live event may last before the stop signal is looked at again. */
const LONGEST_SLEEP_MS = 200

export function createPublisher({ append, encode, clock, source }: PublisherParts): Publisher {
  const outgoing = (timed: TimedEvent) => toRecord(timed, encode, source)
  return {
    async history(events, onProgress) {
      let published = 0
      for (const batch of batchesOf(events, BATCH_RECORDS)) {
        await append(batch.map(outgoing))
        published += batch.length
        onProgress?.(published)
      }
      return published
    },

    async live(topics, partitionCount, atMs) {
      const records = topics.flatMap((topic) =>
        Array.from({ length: partitionCount }, (_, partition) => liveRecord(topic, partition, atMs)),
      )
      await append(records)
    },

    async paced(events, { onPublished, signal } = {}) {
      let published = 0
      let due: OutgoingRecord[] = []
      const flush = async () => {
        if (due.length === 0) return
        const batch = due
        due = []
        await append(batch)
        published += batch.length
        onPublished?.(published)
      }
      for (const timed of events) {
        const appendAtMs = timed.appendAtMs ?? timed.recordedAtMs
        if (clock.now() < appendAtMs || due.length >= BATCH_RECORDS) await flush()
        for (let waitMs = appendAtMs - clock.now(); waitMs > 0; waitMs = appendAtMs - clock.now()) {
          if (signal?.aborted) return published
          await sleep(clock, Math.min(waitMs, LONGEST_SLEEP_MS))
        }
        if (signal?.aborted) return published
        due.push(outgoing(timed))
      }
      await flush()
      return published
    },
  }
}

const utf8 = new TextEncoder()

/** A record as a source system writes it: CloudEvents in headers, the customer as key, the recording moment as time. */
export function toRecord(timed: TimedEvent, encode: PublisherParts['encode'], source: string): OutgoingRecord {
  const { topic, event, recordedAtMs } = timed
  return {
    topic,
    key: utf8.encode(recordKeyOf(event)),
    value: encode(event),
    timestampMs: recordedAtMs,
    headers: {
      ce_specversion: '1.0',
      ce_id: event.eventId,
      ce_source: source,
      ce_type: event.type,
      ce_time: new Date(recordedAtMs).toISOString(),
      ce_subject: recordKeyOf(event),
    },
  }
}

function sleep(clock: Clock, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(durationMs, resolve)
  })
}

function* batchesOf<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let batch: Item[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
