import { randomUUID } from 'node:crypto'
import type { EventTopic, LogPort, LogRecord, ReceivedBatch } from '@tocsin/stream'

export interface ReadOptions {
  /** First the records already there, oldest first; without it only what comes from now on. */
  readonly fromBeginning: boolean
  /** Ends reading; without it, reading ends at the positions that were the end when it began. */
  readonly until?: Promise<unknown>
  /** Called with one batch after the other, never with two at a time. */
  onRecords(records: readonly LogRecord[]): Promise<void> | void
}

/**
 * Reads topics through a log port of its own (a group nobody else is in; see `readerGroup`). With `until` it follows
 * the topics, else it returns when everything that was there at its start has been read. Offset order holds within a
 * partition, none across partitions.
 */
export async function readTopics(log: LogPort, topics: readonly EventTopic[], options: ReadOptions): Promise<void> {
  const positions = new Map<string, number>()
  const ends = new Map<string, number>()
  for (const topic of topics) {
    for (const [partition, { startOffset, endOffset }] of (await log.offsetRanges(topic)).entries()) {
      positions.set(`${topic}/${partition}`, options.fromBeginning ? startOffset : endOffset)
      ends.set(`${topic}/${partition}`, endOffset)
    }
  }
  const isComplete = () => [...ends].every(([place, end]) => (positions.get(place) ?? 0) >= end)
  if (!options.until && isComplete()) return

  let work: Promise<void> = Promise.resolve()
  const take = async ({ topic, partition, nextOffset, records }: ReceivedBatch): Promise<void> => {
    if (records.length > 0) await options.onRecords(records)
    positions.set(`${topic}/${partition}`, nextOffset)
  }
  try {
    await new Promise<void>((resolve, reject) => {
      const consumer = {
        assigned: (partitions: readonly number[]) => {
          for (const topic of topics) {
            for (const partition of partitions) {
              log.seek(topic, partition, positions.get(`${topic}/${partition}`) ?? 0)
              log.resume(topic, partition)
            }
          }
        },
        revoked: () => {},
        received: (batch: ReceivedBatch) => {
          work = work.then(() => take(batch))
          work.then(() => !options.until && isComplete() && resolve(), reject)
        },
        failed: reject,
      }
      log.start(topics, consumer).catch(reject)
      options.until?.then(() => resolve(), reject)
    })
  } finally {
    await log.stop()
  }
}

/** A consumer group of its own for one reading, so that no running service loses a partition to it. */
export function readerGroup(): string {
  return `tocsin-cli-${randomUUID()}`
}
