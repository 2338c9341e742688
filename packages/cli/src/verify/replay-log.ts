import { createHash } from 'node:crypto'
import {
  CAUSE_HEADER,
  type EventTopic,
  headerText,
  type LogPort,
  type OffsetRange,
  type OutgoingRecord,
  readProgress,
} from '@tocsin/stream'

/** Where the log of a replay ends: next offsets by partition, by topic. */
export type LogEnds = Readonly<Record<EventTopic, readonly number[]>>

/** What a replay would have put out: cause → topic and a hash of key and value. */
export type ReplayedOutputs = Map<string, { readonly topic: EventTopic; readonly hash: string }>

/**
 * A log as it was at a moment, for reading alone: it ends where it ended then, and what is appended goes nowhere but
 * into `outputs`.
 */
export function replayLog(log: LogPort, ends: LogEnds, outputs: ReplayedOutputs): LogPort {
  const changed: Partial<LogPort> = {
    offsetRanges: async (topic) => {
      const ranges = await log.offsetRanges(topic)
      return ranges.map(({ startOffset }, partition): OffsetRange => {
        const endOffset = ends[topic]?.[partition] ?? startOffset
        return { startOffset: Math.min(startOffset, endOffset), endOffset }
      })
    },
    committedOffsets: async (topic) => (ends[topic] ?? []).map(() => undefined),
    commitOffsets: async () => {},
    append: async (records) => {
      for (const record of records) remember(outputs, record)
      return records.map(() => 0)
    },
    confirmMembership: async () => {},
  }
  // A proxy, for the methods of a class would lose their object in a spread.
  return new Proxy(log, {
    get(target, name) {
      const member: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name, target)
      return typeof member === 'function' && !(name in changed) ? member.bind(target) : member
    },
  })
}

/** Key and value as one short text: two outputs are the same when it is. */
export function contentHash({ key, value }: Pick<OutgoingRecord, 'key' | 'value'>): string {
  return createHash('sha256')
    .update(key ?? '')
    .update('\0')
    .update(value ?? '')
    .digest('base64')
    .slice(0, 24)
}

function remember(outputs: ReplayedOutputs, record: OutgoingRecord): void {
  const cause = headerText(record.headers[CAUSE_HEADER])
  const isProgress = readProgress({ ...record, partition: 0, offset: 0 }) !== undefined
  if (cause !== undefined && !isProgress) outputs.set(cause, { topic: record.topic, hash: contentHash(record) })
}
