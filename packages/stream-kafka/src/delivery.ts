/**
 * Where each assigned partition stands, and which of kafkajs's batches count. kafkajs hands over batches that it
 * fetched before a rebalance or a seek, and moves over control records without telling.
 */
import type { LogRecord, ReceivedBatch } from '@tocsin/stream'
import type { Batch, InstrumentationEvent } from 'kafkajs'
import { toLogRecord } from './record.ts'

/** What kafkajs says when it is done with a batch. */
export type BatchEvent = InstrumentationEvent<{
  topic: string
  partition: number
  highWatermark: string
  batchSize: number
  firstOffset: string | null
  lastOffset: string
}>

export class Delivery {
  /** By topic and partition number: the offset that comes next. Nothing without an entry is delivered. */
  readonly #positions = new Map<string, (number | undefined)[]>()

  /** Forgets every position: what is under way belongs to an assignment that has ended. */
  clear(): void {
    this.#positions.clear()
  }

  seek(topic: string, partition: number, offset: number): void {
    let positions = this.#positions.get(topic)
    if (!positions) {
      positions = []
      this.#positions.set(topic, positions)
    }
    positions[partition] = offset
  }

  /** Undefined when the batch belongs to an assignment or a position of the past. */
  accept(batch: Batch, isStale: boolean): ReceivedBatch | undefined {
    const { topic, partition, messages } = batch
    const positions = this.#positions.get(topic)
    if (isStale || positions?.[partition] === undefined) return undefined
    const nextOffset = Number(batch.lastOffset()) + 1
    positions[partition] = nextOffset
    const records: LogRecord[] = new Array(messages.length)
    for (const [index, message] of messages.entries()) records[index] = toLogRecord(topic, partition, message)
    return {
      topic,
      partition,
      fetchedOffset: fetchedOffsetOf(batch),
      nextOffset,
      endOffset: Number(batch.highWatermark),
      records,
    }
  }

  /**
   * A batch that held nothing but control records (a transaction's end) never reaches a consumer; its positions do
   * count. Undefined for every other event.
   */
  acceptEmpty({ payload }: BatchEvent): ReceivedBatch | undefined {
    const { topic, partition, batchSize, firstOffset, lastOffset, highWatermark } = payload
    const positions = this.#positions.get(topic)
    const position = positions?.[partition]
    if (batchSize !== 0 || !positions || Number(firstOffset ?? lastOffset) !== position) return undefined
    const nextOffset = Number(lastOffset) + 1
    positions[partition] = nextOffset
    return { topic, partition, fetchedOffset: position, nextOffset, endOffset: Number(highWatermark), records: [] }
  }
}

/**
 * The offset that was asked for; kafkajs 2.2.4 keeps it, its types do not. It differs from the last position when that
 * was out of range: kafkajs then goes on from the beginning by itself.
 */
function fetchedOffsetOf(batch: Batch & { readonly fetchedOffset?: string }): number {
  return Number(batch.fetchedOffset ?? batch.firstOffset())
}
