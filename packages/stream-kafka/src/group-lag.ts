/** How far a consumer group is behind, as the cluster knows it. */
import { createKafkaClient, type KafkaClientOptions } from './client.ts'
import { LogAdmin } from './log-admin.ts'

export interface GroupLag {
  readonly topic: string
  readonly partition: number
  readonly startOffset: number
  readonly endOffset: number
  /** What the group committed last; undefined before its first commit. */
  readonly committedOffset: number | undefined
  /** Records the group has not committed. */
  readonly lagRecords: number
}

/**
 * One line for each partition, in the order of `topics`.
 * @throws OperatorError when a topic is missing
 * @throws RetryableError when Kafka is away
 */
export async function readGroupLag(
  client: KafkaClientOptions,
  groupId: string,
  topics: readonly string[],
): Promise<readonly GroupLag[]> {
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  try {
    await admin.partitionCounts(topics)
    const lines: GroupLag[] = []
    for (const topic of topics) {
      const [ranges, committed] = await Promise.all([admin.offsetRanges(topic), admin.committedOffsets(groupId, topic)])
      for (const [partition, { startOffset, endOffset }] of ranges.entries()) {
        const committedOffset = committed[partition]
        const lagRecords = endOffset - Math.max(committedOffset ?? startOffset, startOffset)
        lines.push({ topic, partition, startOffset, endOffset, committedOffset, lagRecords })
      }
    }
    return lines
  } finally {
    await admin.close()
  }
}
