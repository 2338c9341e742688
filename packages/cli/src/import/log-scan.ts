import { headerText, isLiveRecord, type LogRecord } from '@tocsin/stream'

/** What the input topics hold already, as far as an import has to know. */
export interface LogScan {
  /** Partitions that have read `live`, by topic. */
  readonly livePartitions: ReadonlyMap<string, readonly number[]>
  readonly partitionCounts: ReadonlyMap<string, number>
  readonly records: number
  /** The highest number of a source on a partition; 0 where there is none. */
  highestSequence(topic: string, partition: number, source: string): number
}

/** Where the records of the input topics are read from. */
export interface ScannedTopics {
  readonly partitionCounts: ReadonlyMap<string, number>
  read(topic: string): AsyncIterable<LogRecord>
}

/**
 * Reads the topics through. The log itself says how far an earlier run of the same import came: its records stand on
 * each partition in the order of their numbers, each acknowledged before the next was sent.
 */
export async function scanLog(
  scanned: ScannedTopics,
  topics: readonly string[],
  sources: ReadonlySet<string>,
  onRecords: (records: number) => void,
): Promise<LogScan> {
  const livePartitions = new Map<string, number[]>()
  const highest = new Map<string, number>()
  let records = 0
  for (const topic of topics) {
    for await (const record of scanned.read(topic)) {
      records += 1
      if (records % 10_000 === 0) onRecords(records)
      if (isLiveRecord(record)) {
        const live = livePartitions.get(topic) ?? []
        if (!live.includes(record.partition)) livePartitions.set(topic, [...live, record.partition])
        continue
      }
      const source = headerText(record.headers.ce_source)
      const sequence = Number(headerText(record.headers.ce_sequence))
      if (source === undefined || !sources.has(source) || !Number.isSafeInteger(sequence)) continue
      const place = placeOf(topic, record.partition, source)
      if (sequence > (highest.get(place) ?? 0)) highest.set(place, sequence)
    }
  }
  return {
    livePartitions,
    partitionCounts: scanned.partitionCounts,
    records,
    highestSequence: (topic, partition, source) => highest.get(placeOf(topic, partition, source)) ?? 0,
  }
}

function placeOf(topic: string, partition: number, source: string): string {
  return `${topic}/${partition}/${source}`
}
