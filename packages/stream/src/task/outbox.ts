/**
 * Puts a task's committed outputs on the log, in order, one send in flight.
 *
 * O1. Nothing is published before it is committed.
 * O2. The marks of a commit are on the log before anything else of it: after a rollback of the store the marks then
 *     bring about the same outputs again, body for body.
 * O3. An entry is trimmed only after it is on the log; until then every owner publishes it again.
 */
import type { EventTopic, OutgoingRecord, TaskId } from '../contract.ts'
import { RetryableError } from '../errors.ts'
import type { Emit } from '../instrumentation.ts'
import type { Clock, LogPort, TaskPosition } from '../ports.ts'
import { sleep } from '../signal.ts'
import type { Holder } from './hold.ts'
import type { ContentPosition, OutboxRecord } from './outbox-entry.ts'
import type { TaskSurroundings } from './take.ts'

export interface PendingEntry extends OutboxRecord {
  readonly number: number
}

export interface OutboxOptions {
  readonly task: TaskId
  readonly log: LogPort
  readonly clock: Clock
  readonly emit: Emit
  readonly maxEntriesPerSend: number
  readonly retryMs: number
  /** Called after each send, and when publishing failed for good. */
  readonly onProgress: () => void
}

/** The publisher for a task that was taken. */
export function publisherOf(
  { log, clock, emit, options }: TaskSurroundings,
  holder: Holder,
  taken: { readonly publishedThrough: number; readonly position: TaskPosition },
): OutboxPublisher {
  return new OutboxPublisher(
    {
      task: holder.id,
      log,
      clock,
      emit,
      maxEntriesPerSend: options.maxEntriesPerSend,
      retryMs: options.minBackoffMs,
      onProgress: () => holder.wake.notify(),
    },
    taken.publishedThrough,
    taken.position.marksOffset,
  )
}

export class OutboxPublisher {
  readonly #options: OutboxOptions
  #pending: PendingEntry[] = []
  #pendingBytes = 0
  #oldestPendingAtMs = 0
  #publishedThrough: number
  #marksOffset: number
  #sending: Promise<void> | undefined
  #stopped = false
  #failure: unknown

  /** @param publishedThrough number of the last entry known to be on the log */
  constructor(options: OutboxOptions, publishedThrough: number, marksOffset: number) {
    this.#options = options
    this.#publishedThrough = publishedThrough
    this.#marksOffset = marksOffset
  }

  get pending(): number {
    return this.#pending.length
  }

  /** Size of the values that wait. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  get oldestAgeMs(): number {
    return this.#pending.length === 0 ? 0 : this.#options.clock.now() - this.#oldestPendingAtMs
  }

  /** What waits, in order. */
  get waiting(): readonly PendingEntry[] {
    return this.#pending
  }

  /** Every entry up to this number is on the log. */
  get publishedThrough(): number {
    return this.#publishedThrough
  }

  /** The offset after the last mark that is on the log. */
  get marksOffset(): number {
    return this.#marksOffset
  }

  /** What ended publishing, if anything did: not a matter of trying again. */
  get failure(): unknown {
    return this.#failure
  }

  enqueue(entries: readonly PendingEntry[]): void {
    if (entries.length === 0) return
    if (this.#pending.length === 0) this.#oldestPendingAtMs = this.#options.clock.now()
    for (const entry of entries) {
      this.#pending.push(entry)
      this.#pendingBytes += sizeOf(entry)
    }
    this.#sending ??= this.#sendAll()
  }

  /** No new send begins; resolves when the one in flight has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    // Entered from a commit: give the caller its turn before the first send.
    await Promise.resolve()
    while (this.#pending.length > 0 && !this.#stopped) {
      try {
        await this.#send(this.#pending.slice(0, this.#nextCount()))
      } catch (error) {
        if (!(error instanceof RetryableError)) {
          this.#failure = error
          this.#options.onProgress()
          break
        }
        this.#options.emit({
          type: 'TaskBackedOff',
          task: this.#options.task,
          reason: `publishing: ${error.message}`,
          retryInMs: this.#options.retryMs,
        })
        await sleep(this.#options.clock, this.#options.retryMs)
      }
    }
    this.#sending = undefined
  }

  /** How many go out together. Content that is read again is megabytes, and counts for nothing among what waits. */
  #nextCount(): number {
    const most = Math.min(this.#pending.length, this.#options.maxEntriesPerSend)
    let read = 0
    for (let count = 0; count < most; count += 1) {
      if (!lacksContent(this.#pending[count]!)) continue
      read += 1
      if (read > MOST_READ_AGAIN_PER_SEND) return count
    }
    return most
  }

  async #send(entries: readonly PendingEntry[]): Promise<void> {
    const { log, clock, task } = this.#options
    const startedAtMs = clock.now()
    const marks: PendingEntry[] = []
    const others: PendingEntry[] = []
    for (const entry of entries) (entry.isMark ? marks : others).push(entry)
    if (marks.length > 0) {
      const offsets = await log.append(marks.map((entry) => entry.record))
      this.#marksOffset = Math.max(this.#marksOffset, offsets.at(-1)! + 1)
    }
    if (others.length > 0) {
      const records: OutgoingRecord[] = []
      // Waiting costs more than the entry itself, and next to none of them has to be read again.
      for (const entry of others) records.push(lacksContent(entry) ? await this.#fetchContent(entry) : entry.record)
      await log.append(records)
    }
    this.#pending = this.#pending.slice(entries.length)
    for (const entry of entries) this.#pendingBytes -= sizeOf(entry)
    this.#oldestPendingAtMs = startedAtMs
    this.#publishedThrough = entries.at(-1)!.number
    const byTopic: Record<EventTopic, number> = {}
    for (const { record } of entries) byTopic[record.topic] = (byTopic[record.topic] ?? 0) + 1
    this.#options.emit({
      type: 'OutboxPublished',
      task,
      entries: entries.length,
      byTopic,
      tookMs: clock.now() - startedAtMs,
    })
    this.#options.onProgress()
  }

  /** Read again from where it came. */
  async #fetchContent(entry: EntryWithoutContent): Promise<OutgoingRecord> {
    const { topic, partition, offset } = entry.contentAt
    const source = await this.#options.log.fetchRecord(topic, partition, offset)
    return { ...entry.record, key: source.key, value: source.value }
  }
}

/** A dead letter is as large as the largest record. */
const MOST_READ_AGAIN_PER_SEND = 8

type EntryWithoutContent = PendingEntry & { readonly contentAt: ContentPosition }

/** Content too large for the outbox is in memory still, unless the entry came back from the store. */
function lacksContent(entry: PendingEntry): entry is EntryWithoutContent {
  return entry.contentAt !== undefined && (entry.record.value?.length ?? 0) === 0
}

function sizeOf({ record }: PendingEntry): number {
  return record.value?.length ?? 0
}
