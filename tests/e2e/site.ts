/** A Kafka, a registry and a Redis of a spec's own, with our topics on them, and services as processes. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assembleTopology, loadRuleSet } from '@tocsin/customer-risk'
import { createEventCodec, EVENT_SCHEMAS, type EventCodec, type SalesEvent, type SchemaIds } from '@tocsin/events'
import { type LocalStack, startLocalStack } from '@tocsin/local-stack'
import type { CustomerRiskTopology } from '@tocsin/processors'
import { type LogRecord, type OutgoingRecord, RetryableError } from '@tocsin/stream'
import {
  createKafkaAppender,
  createSchemaRegistry,
  parseTopicsFile,
  type ReadTopicOptions,
  readTopic,
  type SchemaRegistry,
  withTopicTools,
} from '@tocsin/stream-kafka'
import { type Member, type ServiceName, startMember } from './member.ts'
import { LONGEST_WAIT_MS, pause } from './waiting.ts'

export const ROOT = new URL('../..', import.meta.url).pathname
/** Partitions of every topic, as deploy/kafka/topics.yaml has them. */
export const PARTITION_COUNT = 8

export interface Site {
  readonly name: string
  readonly stack: LocalStack
  /** Where its Redis keeps its files. */
  readonly redisFolder: string
  readonly brokers: readonly string[]
  readonly registry: SchemaRegistry
  readonly schemaIds: SchemaIds
  readonly events: EventCodec<SalesEvent>
  /** The topology as the service assembles it, for the fold. */
  readonly topology: CustomerRiskTopology
  /**
   * Appends again and again while Kafka is away: records may then lie there twice, which is one more thing to bear.
   * Returns the offsets, in the order of the records.
   */
  append(records: readonly OutgoingRecord[]): Promise<readonly number[]>
  /**
   * All records of a topic, each partition in the order of its offsets. Begins again while Kafka is away, or too busy to
   * keep a reader in its group.
   */
  readWhole(topic: string): Promise<readonly LogRecord[]>
  /** True from `stop` on: for whoever is still feeding. */
  readonly closing: { readonly aborted: boolean }
  /** A process of customer-risk, or of another service; ended with the site at the latest. */
  startMember(name: string, settings?: MemberSettings): Member
  /** Ends all that was started here. */
  stop(): Promise<void>
  say(text: string): void
}

export interface MemberSettings {
  /** Default 2,000. */
  readonly sessionTimeoutMs?: number
  /** The address of a proxy, for example. */
  readonly redisUrl?: string
  readonly service?: ServiceName
  /** What this service needs besides the addresses. */
  readonly environment?: Readonly<Record<string, string>>
  /** Default `info`; `debug` tells every commit. */
  readonly logLevel?: 'info' | 'debug'
}

const RULES = join(ROOT, 'deploy/rules')
const TOPICS_FILE = join(ROOT, 'deploy/kafka/topics.yaml')

/** Topics are created as history: whoever feeds them says when they are live. */
export async function openSite(name: string): Promise<Site> {
  const startedAtMs = Date.now()
  const say = (text: string) => {
    process.stdout.write(`  ${name} ${((Date.now() - startedAtMs) / 1000).toFixed(1).padStart(6)} s  ${text}\n`)
  }
  const folder = await mkdtemp(join(tmpdir(), `tocsin-${name}-`))
  const members: Member[] = []
  const closing = { aborted: false }
  let stack: LocalStack | undefined
  let closeAppender: (() => Promise<void>) | undefined
  const stop = async () => {
    closing.aborted = true
    await Promise.all(members.map((member) => member.kill()))
    await closeAppender?.()
    await stack?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    // Without the addresses of the stack that the whole ring may share: servers are killed here.
    const { PATH, HOME, JAVA_HOME, TOCSIN_HOME } = process.env
    stack = await startLocalStack({ folder, environment: { PATH, HOME, JAVA_HOME, TOCSIN_HOME } })
    const { kafkaBrokers, registryUrl, redisUrl } = stack
    const brokers = kafkaBrokers.split(',')
    const specs = parseTopicsFile(readFileSync(TOPICS_FILE, 'utf8'), 'deploy/kafka/topics.yaml')
    await withTopicTools(brokers, (tools) => tools.apply(specs, { history: true }))
    const registry = createSchemaRegistry(registryUrl)
    const schemaIds = await registry.register(EVENT_SCHEMAS)
    const schemas = { schemaIds, source: registry, nowMs: Date.now }
    const appender = createKafkaAppender({ brokers, clientId: name })
    closeAppender = () => appender.close()
    say('Kafka, registry and Redis are up')
    return {
      name,
      stack,
      redisFolder: join(folder, 'redis'),
      brokers,
      registry,
      schemaIds,
      events: createEventCodec(schemas),
      topology: assembleTopology(loadRuleSet(RULES), schemas),
      append: (records) => stubbornly(() => appender.append(records), closing),
      readWhole: (topic) => stubbornly(() => readWhole({ brokers, clientId: name, topic }), closing),
      closing,
      startMember(memberName, settings = {}) {
        const member = startMember({
          name: memberName,
          service: settings.service ?? 'customer-risk',
          root: ROOT,
          environment: {
            PATH,
            HOME,
            TOCSIN_KAFKA_BROKERS: kafkaBrokers,
            TOCSIN_REGISTRY_URL: registryUrl,
            TOCSIN_REDIS_URL: settings.redisUrl ?? redisUrl,
            TOCSIN_RULES_FILE: RULES,
            TOCSIN_HTTP_PORT: '0',
            TOCSIN_HTTP_HOST: '127.0.0.1',
            TOCSIN_SESSION_TIMEOUT_MS: String(settings.sessionTimeoutMs ?? 2_000),
            TOCSIN_LOG_LEVEL: settings.logLevel ?? 'info',
            ...settings.environment,
          },
        })
        members.push(member)
        return member
      },
      stop,
      say,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Again and again while Kafka is away, or too busy for us. */
async function stubbornly<Outcome>(
  attempt: () => Promise<Outcome>,
  closing: { readonly aborted: boolean },
): Promise<Outcome> {
  const giveUpAtMs = Date.now() + LONGEST_WAIT_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RetryableError) || closing.aborted || Date.now() > giveUpAtMs) throw error
      await pause(250)
    }
  }
}

/** Each partition in the order of its offsets. */
async function readWhole(options: ReadTopicOptions): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for await (const record of readTopic(options)) records.push(record)
  return records
}
