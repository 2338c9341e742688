import type { EventTopic, LogRecord } from '../contract.ts'
import type { ReceivedBatch } from '../ports.ts'

/** Fetched and not yet applied records of one input partition, and what is known of the rest of it. */
export class InputQueue {
  readonly topic: EventTopic
  /** Place in the topic order. */
  readonly index: number
  /** The next offset to apply, as of the last commit. */
  nextOffset: number
  /** The next offset to fetch. */
  fetchOffset: number
  /** The log's end as last seen. */
  endOffset: number
  live: boolean
  /** Since when more could have come, for the patience with an end that no record reaches (trailing control records). */
  waitingSinceMs = 0
  paused = false
  /** Something arrived that does not continue what was fetched before. */
  hasGap = false

  #records: LogRecord[] = []
  #head = 0
  #bytes = 0

  constructor(topic: EventTopic, index: number, nextOffset: number, endOffset: number, live: boolean) {
    this.topic = topic
    this.index = index
    this.nextOffset = nextOffset
    this.fetchOffset = nextOffset
    this.endOffset = endOffset
    this.live = live
  }

  get length(): number {
    return this.#records.length - this.#head
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The record `ahead` places behind the head. */
  at(ahead: number): LogRecord | undefined {
    return this.#records[this.#head + ahead]
  }

  /** The offset of the last of the first `count` records; undefined for none. */
  lastOffsetOf(count: number): number | undefined {
    return count === 0 ? undefined : this.at(count - 1)?.offset
  }

  /** True when, as far as is known, the log holds nothing beyond what has been fetched. */
  hasFetchedAllKnown(nowMs: number, patienceMs: number): boolean {
    return this.fetchOffset >= this.endOffset || Math.abs(nowMs - this.waitingSinceMs) > patienceMs
  }

  /** Takes a batch in. False when it does not continue what was fetched before: the caller has to seek again. */
  receive(batch: ReceivedBatch, nowMs: number): boolean {
    if (batch.fetchedOffset !== this.fetchOffset) return false
    for (const record of batch.records) {
      if (record.offset < this.fetchOffset) continue
      this.#records.push(record)
      this.#bytes += recordBytes(record)
    }
    this.fetchOffset = Math.max(this.fetchOffset, batch.nextOffset)
    this.endOffset = Math.max(batch.endOffset, this.fetchOffset)
    this.waitingSinceMs = nowMs
    return true
  }

  /** Drops the first `count` records: they are applied and committed. */
  drop(count: number): void {
    if (count === 0) return
    for (let ahead = 0; ahead < count; ahead += 1) this.#bytes -= recordBytes(this.#records[this.#head + ahead]!)
    this.nextOffset = this.#records[this.#head + count - 1]!.offset + 1
    this.#head += count
    if (this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head)
      this.#head = 0
    }
  }
}

function recordBytes(record: LogRecord): number {
  return (record.value?.length ?? 0) + (record.key?.length ?? 0) + 100
}
