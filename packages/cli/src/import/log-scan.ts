import { headerText, isLiveRecord } from '@tocsin/stream'
import { createKafkaClient, type KafkaClientOptions, LogAdmin, readTopic } from '@tocsin/stream-kafka'

/** What the input topics hold already, as far as an import has to know. */
export interface LogScan {
  /** Partitions that have read `live`, by topic. */
  readonly livePartitions: ReadonlyMap<string, readonly number[]>
  readonly partitionCounts: ReadonlyMap<string, number>
  readonly records: number
  /** The highest number of a source on a partition; 0 where there is none. */
  highestSequence(topic: string, partition: number, source: string): number
}

/**
 * Reads the topics through. The log itself says how far an earlier run of the same import came: its records stand on
 * each partition in the order of their numbers, each acknowledged before the next was sent.
 */
export async function scanLog(
  client: KafkaClientOptions,
  topics: readonly string[],
  sources: ReadonlySet<string>,
  onRecords: (records: number) => void,
): Promise<LogScan> {
  const livePartitions = new Map<string, number[]>()
  const partitionCounts = await countPartitions(client, topics)
  const highest = new Map<string, number>()
  let records = 0
  for (const topic of topics) {
    for await (const record of readTopic({ ...client, topic })) {
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
    partitionCounts,
    records,
    highestSequence: (topic, partition, source) => highest.get(placeOf(topic, partition, source)) ?? 0,
  }
}

async function countPartitions(
  client: KafkaClientOptions,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  try {
    return await admin.partitionCounts(topics)
  } finally {
    await admin.close()
  }
}

function placeOf(topic: string, partition: number, source: string): string {
  return `${topic}/${partition}/${source}`
}
