import { OperatorError, type OutgoingRecord } from '@tocsin/stream'
import { createKafkaAppender } from '@tocsin/stream-kafka'
import { createTopics, deleteTopics, recordCounts } from '../bench-stack.ts'
import { generateW1, W1_PARTITIONS } from './generate.ts'
import { W1_KINDS } from './wire.ts'

const RECORDS_PER_APPEND = 4_000

export interface W1Load {
  readonly brokers: readonly string[]
  readonly prefix: string
  readonly events: number
  readonly seed: number
  /** True where nobody else's topics can have that name. */
  readonly mayReplace: boolean
}

/**
 * Sees to it that the four topics hold W1's events: writes them, or takes topics that hold as many already.
 * @throws OperatorError when the topics hold another number and may not be replaced
 */
export async function ensureW1Loaded(load: W1Load, say: (line: string) => void): Promise<void> {
  const { brokers, prefix, events, seed } = load
  const topics = W1_KINDS.map((kind) => `${prefix}.${kind}`)
  const counts = await recordCounts(brokers, topics)
  if (counts.some((count) => count !== undefined)) {
    const found = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
    if (found === events) return say(`${prefix}.*: ${found} events are there already`)
    if (!load.mayReplace) {
      throw new OperatorError(
        `the topics ${prefix}.* hold ${found} events, not ${events}: take --events ${found}, or another --prefix`,
      )
    }
    say(`${prefix}.*: ${found} events are there, not ${events}: they are written anew`)
    await deleteTopics(brokers, topics)
  }
  await createTopics(brokers, topics, W1_PARTITIONS)
  const appender = createKafkaAppender({ brokers, clientId: 'tocsin-bench-load' })
  try {
    const startedAtMs = Date.now()
    let written = 0
    let pending: OutgoingRecord[] = []
    const flush = async () => {
      await appender.append(pending)
      written += pending.length
      pending = []
      if (written % 200_000 < RECORDS_PER_APPEND) say(`${prefix}.*: ${written} of ${events} events written`)
    }
    for (const { kind, partition, key, timestampMs, value } of generateW1(events, seed)) {
      const topic = topics[kind] as string
      pending.push({ topic, partition, key: Buffer.from(key, 'latin1'), value, timestampMs, headers: {} })
      if (pending.length >= RECORDS_PER_APPEND) await flush()
    }
    await flush()
    say(`${prefix}.*: ${events} events written in ${((Date.now() - startedAtMs) / 1_000).toFixed(1)} s`)
  } finally {
    await appender.close()
  }
}
