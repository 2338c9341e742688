/** What is asked of the cluster apart from records: partition counts, offset ranges, what a group has committed. */
import { type OffsetRange, OperatorError } from '@tocsin/stream'
import type { Admin, Kafka } from 'kafkajs'
import { logError } from './failure.ts'
import { SharedRequests } from './shared-requests.ts'

const ADMIN_RETRY = { retries: 2, initialRetryTime: 200 }

export class LogAdmin {
  readonly #kafka: Kafka
  readonly #brokers: readonly string[]
  readonly #rangeRequests = new SharedRequests<readonly OffsetRange[]>()
  readonly #commitRequests = new SharedRequests<readonly (number | undefined)[]>()
  #connected: Promise<Admin> | undefined
  #closed = false

  constructor(kafka: Kafka, brokers: readonly string[]) {
    this.#kafka = kafka
    this.#brokers = brokers
  }

  /**
   * In the order of `topics`.
   * @throws OperatorError naming every topic that does not exist
   */
  async partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { existing, metadata } = await this.ask('reading the topics', async (admin) => {
      const existing = new Set(await admin.listTopics())
      const wanted = topics.filter((topic) => existing.has(topic))
      const metadata = wanted.length > 0 ? await admin.fetchTopicMetadata({ topics: wanted }) : { topics: [] }
      return { existing, metadata }
    })
    const missing = topics.filter((topic) => !existing.has(topic))
    if (missing.length > 0) {
      throw new OperatorError(
        `Kafka at ${this.#brokers.join(',')} has no topic ${missing.join(', ')}: create with \`tocsin topics apply\``,
      )
    }
    const counts = new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]))
    return new Map(topics.map((topic) => [topic, counts.get(topic) ?? 0]))
  }

  /**
   * The one partition count of all the topics.
   * @throws OperatorError naming the counts when they differ
   */
  async commonPartitionCount(topics: readonly string[]): Promise<number> {
    const counts = await this.partitionCounts(topics)
    const [first] = counts.values()
    if (first === undefined) throw new OperatorError('no topic was named to read from')
    if ([...counts.values()].some((count) => count !== first)) {
      throw new OperatorError(unequalCounts(counts))
    }
    return first
  }

  /** Many tasks ask at once: they share a request that began after each of them asked. */
  offsetRanges(topic: string): Promise<readonly OffsetRange[]> {
    return this.#rangeRequests.ask(topic, () => this.#offsetRanges(topic))
  }

  async #offsetRanges(topic: string): Promise<readonly OffsetRange[]> {
    const partitions = await this.ask(`reading the offsets of ${topic}`, (admin) => admin.fetchTopicOffsets(topic))
    const ranges: OffsetRange[] = []
    for (const { partition, low, high } of partitions) {
      ranges[partition] = { startOffset: Number(low), endOffset: Number(high) }
    }
    return ranges
  }

  committedOffsets(groupId: string, topic: string): Promise<readonly (number | undefined)[]> {
    return this.#commitRequests.ask(`${groupId} ${topic}`, () => this.#committedOffsets(groupId, topic))
  }

  async #committedOffsets(groupId: string, topic: string): Promise<readonly (number | undefined)[]> {
    const [answer] = await this.ask(`reading what group ${groupId} committed on ${topic}`, (admin) =>
      admin.fetchOffsets({ groupId, topics: [topic] }),
    )
    const offsets: (number | undefined)[] = []
    for (const { partition, offset } of answer?.partitions ?? []) {
      offsets[partition] = Number(offset) < 0 ? undefined : Number(offset)
    }
    return Array.from(offsets)
  }

  async deleteGroup(groupId: string): Promise<void> {
    await this.ask(`removing group ${groupId}`, (admin) => admin.deleteGroups([groupId]))
  }

  /** Asks over one connection, which is made anew after a failure. */
  async ask<Answer>(doing: string, question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    if (this.#closed) throw logError(new Error('the connection was closed'), doing, this.#brokers)
    this.#connected ??= this.#connect()
    const connected = this.#connected
    try {
      return await question(await connected)
    } catch (error) {
      if (this.#connected === connected) {
        this.#connected = undefined
        disconnectQuietly(connected)
      }
      throw logError(error, doing, this.#brokers)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const connected = this.#connected
    this.#connected = undefined
    if (connected) await disconnectQuietly(connected)
  }

  async #connect(): Promise<Admin> {
    const admin = this.#kafka.admin({ retry: ADMIN_RETRY })
    await admin.connect()
    return admin
  }
}

/** Why topics that are read together must have equal counts, and which have not. */
export function unequalCounts(counts: ReadonlyMap<string, number>): string {
  const list = [...counts].map(([topic, count]) => `${topic} has ${count}`).join(', ')
  return (
    `topics that are read together need the same number of partitions, or a key's records meet different tasks: ${list}. ` +
    'Recreate the odd ones with the count in deploy/kafka/topics.yaml; adding partitions would move keys'
  )
}

/** Ends a connection that is of no more use; that it fails changes nothing. */
export async function disconnectQuietly(client: Promise<{ disconnect(): Promise<void> }>): Promise<void> {
  await client.then((connected) => connected.disconnect()).catch(() => undefined)
}
