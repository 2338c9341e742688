import { liveRecord, OperatorError } from '@tocsin/stream'
import type { Admin, Kafka } from 'kafkajs'
import { createKafkaClient } from './client.ts'
import { logError } from './failure.ts'
import type { TopicSpec } from './topics-file.ts'

/** How to reach the brokers, for work that is done and over. */
export interface TopicTools {
  /**
   * Creates missing topics. Those of our own that are read again are made live at once: their history comes from the
   * inputs. Inputs are made live too, unless `history`.
   */
  apply(specs: readonly TopicSpec[], options?: { readonly history?: boolean }): Promise<ApplyReport>
  /** Every way in which the brokers' topics are not what the specs say. */
  diff(specs: readonly TopicSpec[]): Promise<readonly TopicDifference[]>
  /** Writes one `live` control record on every partition. What comes before them is history. */
  writeLive(topics: readonly string[], nowMs: number): Promise<readonly LivePartitions[]>
}

export interface ApplyReport {
  readonly created: readonly string[]
  /** Topics that are live from their first record on. */
  readonly madeLive: readonly string[]
  /** Topics that were there and are not as they should be: left as they are. */
  readonly differences: readonly TopicDifference[]
}

export interface LivePartitions {
  readonly topic: string
  readonly partitions: number
}

export type TopicDifference =
  | { readonly kind: 'missing'; readonly topic: string }
  | { readonly kind: 'partitions'; readonly topic: string; readonly wanted: number; readonly found: number }
  | {
      readonly kind: 'config'
      readonly topic: string
      readonly name: string
      readonly wanted: string
      /** Undefined when the broker does not know the setting. */
      readonly found: string | undefined
    }

/**
 * Runs `work` with a connection to the brokers and ends it afterwards.
 * @throws RetryableError when the brokers are away, OperatorError for what they refuse
 */
export async function withTopicTools<Result>(
  brokers: readonly string[],
  work: (tools: TopicTools) => Promise<Result>,
): Promise<Result> {
  const kafka = createKafkaClient({ brokers, clientId: 'tocsin-topics' })
  const admin = kafka.admin({ retry: { retries: 3, initialRetryTime: 200 } })
  try {
    await admin.connect()
    return await work(createTopicTools(kafka, admin))
  } catch (error) {
    throw classified(error, brokers)
  } finally {
    await admin.disconnect()
  }
}

function createTopicTools(kafka: Kafka, admin: Admin): TopicTools {
  const diff = (specs: readonly TopicSpec[]) => findDifferences(admin, specs)
  const writeLive = (topics: readonly string[], nowMs: number) => appendLive(kafka, admin, topics, nowMs)
  return {
    diff,
    writeLive,
    async apply(specs, { history = false } = {}) {
      const present = new Set(await admin.listTopics())
      const missing = specs.filter((spec) => !present.has(spec.name))
      if (missing.length > 0) await createAll(admin, missing)
      const becomesLive = ({ role }: TopicSpec) => role === 'internal' || (role === 'input' && !history)
      const madeLive = missing.filter(becomesLive).map((spec) => spec.name)
      // A second live record does no harm, so a write that found no leader yet can simply be made again.
      if (madeLive.length > 0) await patiently(() => writeLive(madeLive, Date.now()))
      return { created: missing.map((spec) => spec.name), madeLive, differences: await diff(specs) }
    },
  }
}

/** A busy broker names the leaders of new partitions some time before each of them knows that it is one. */
const LEADER_PATIENCE_MS = 30_000
const LEADER_RECHECK_MS = 250

async function patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const giveUpAtMs = Date.now() + LEADER_PATIENCE_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const isElecting = /not the leader|leadership election|does not host/iu.test((error as Error).message)
      if (!isElecting || Date.now() > giveUpAtMs) throw error
      await new Promise((resolve) => setTimeout(resolve, LEADER_RECHECK_MS))
    }
  }
}

async function createAll(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: specs.map(({ name, partitions, replicationFactor, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries(config).map(([configName, value]) => ({ name: configName, value })),
    })),
  })
}

async function findDifferences(admin: Admin, specs: readonly TopicSpec[]): Promise<TopicDifference[]> {
  const present = new Set(await admin.listTopics())
  const there = specs.filter((spec) => present.has(spec.name))
  const partitions = await partitionCounts(
    admin,
    there.map((spec) => spec.name),
  )
  const configs = await describe(admin, there)
  return specs.flatMap((spec): TopicDifference[] => {
    const topic = spec.name
    if (!present.has(topic)) return [{ kind: 'missing', topic }]
    const found = partitions.get(topic) ?? 0
    const differences: TopicDifference[] = []
    if (found !== spec.partitions) differences.push({ kind: 'partitions', topic, wanted: spec.partitions, found })
    for (const [name, wanted] of Object.entries(spec.config)) {
      const value = configs.get(topic)?.get(name)
      if (value !== wanted) differences.push({ kind: 'config', topic, name, wanted, found: value })
    }
    return differences
  })
}

async function partitionCounts(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  // With an empty list the brokers describe every topic there is.
  if (topics.length === 0) return new Map()
  const metadata = await admin.fetchTopicMetadata({ topics: [...topics] })
  return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]))
}

/** Kafka's number for a topic among the things that have a configuration. */
const TOPIC_RESOURCE = 2

async function describe(admin: Admin, specs: readonly TopicSpec[]): Promise<Map<string, Map<string, string>>> {
  if (specs.length === 0) return new Map()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map((spec) => ({
      type: TOPIC_RESOURCE,
      name: spec.name,
      configNames: Object.keys(spec.config),
    })),
  })
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

async function appendLive(
  kafka: Kafka,
  admin: Admin,
  topics: readonly string[],
  nowMs: number,
): Promise<LivePartitions[]> {
  const present = new Set(await admin.listTopics())
  const missing = topics.filter((topic) => !present.has(topic))
  if (missing.length > 0) {
    throw new OperatorError(`there is no topic ${missing.join(', ')}; create them with: tocsin topics apply`)
  }
  const counts = await partitionCounts(admin, topics)
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.sendBatch({
      acks: -1,
      topicMessages: topics.map((topic) => ({
        topic,
        messages: Array.from({ length: counts.get(topic) ?? 0 }, (_, partition) => {
          const { headers } = liveRecord(topic, partition, nowMs)
          return { key: null, value: null, partition, timestamp: String(nowMs), headers: textHeaders(headers) }
        }),
      })),
    })
  } finally {
    await producer.disconnect()
  }
  return topics.map((topic) => ({ topic, partitions: counts.get(topic) ?? 0 }))
}

function textHeaders(headers: ReturnType<typeof liveRecord>['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** What createTopics refuses comes as one error that holds one for each topic; no waiting cures those. */
function classified(error: unknown, brokers: readonly string[]): Error {
  const each = (error as { readonly errors?: unknown }).errors
  if (!Array.isArray(each)) return logError(error, 'looking after topics', brokers)
  const refusals = each.map(
    ({ topic, message }: { topic?: string; message: string }) => `  ${topic ?? '?'}: ${message}`,
  )
  return new OperatorError(`Kafka at ${brokers.join(',')} refuses to create:\n${refusals.join('\n')}`)
}
