import { CAUSE_HEADER, encodeCause } from '../cause.ts'
import { DEAD_LETTER_SUFFIX, type LogRecord, type TaskId } from '../contract.ts'
import type { InvalidRecordError } from '../errors.ts'
import { LARGEST_KEPT_CONTENT_BYTES, type OutboxRecord } from './outbox-entry.ts'

/** The refused record, unchanged, with the reason and its position in headers. */
export function deadLetter(task: TaskId, record: LogRecord, error: InvalidRecordError, asOfMs: number): OutboxRecord {
  const { topic, partition, offset } = record
  const contentBytes = (record.key?.length ?? 0) + (record.value?.length ?? 0)
  const cause = encodeCause({ kind: 'record', task, topic, offset, ordinal: 0 })
  return {
    record: {
      topic: topic + DEAD_LETTER_SUFFIX,
      partition,
      key: record.key,
      value: record.value,
      timestampMs: asOfMs,
      headers: {
        ...record.headers,
        tocsin_reason: error.reason,
        tocsin_message: error.message,
        tocsin_topic: topic,
        tocsin_partition: String(partition),
        tocsin_offset: String(offset),
        tocsin_timestamp: String(record.timestampMs),
        [CAUSE_HEADER]: cause,
      },
    },
    isMark: false,
    contentAt: contentBytes > LARGEST_KEPT_CONTENT_BYTES ? { topic, partition, offset } : undefined,
  }
}
