import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEventCodec, createNotificationCodec, EVENT_SCHEMAS } from '@tocsin/events'
import {
  homeFolder,
  type LocalStack,
  progressText,
  type ServerName,
  type StackProgress,
  startLocalStack,
} from '@tocsin/local-stack'
import { NOTIFICATIONS_TOPIC } from '@tocsin/processors'
import { OperatorError, RetryableError } from '@tocsin/stream'
import {
  createKafkaAppender,
  createSchemaRegistry,
  parseTopicsFile,
  readGroupLag,
  readTopic,
  withTopicTools,
} from '@tocsin/stream-kafka'
import { type Addresses, announceStack, readRunningStack } from '../addresses.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import type { CliContext } from '../context.ts'
import { alertDecoder, alertRecords, CUSTOMER_RISK, INPUT_TOPICS, kafkaClient } from '../surroundings.ts'
import { TOPOLOGIES } from '../topologies.ts'
import { type Crew, createCrew, demoFolder } from './crew.ts'
import { followNotifications } from './follow-notifications.ts'
import { startInbox } from './inbox/inbox.ts'
import { figuresOf, type ServiceFigures } from './metrics-page.ts'
import type { NotifyingFiles } from './notifying-files.ts'
import type { DemoSite } from './site.ts'

export interface RealSiteOptions {
  /** Of customer-risk, where the work is; of the other services there is one each. */
  readonly processes: number
  readonly rulesFile: string
  readonly notifying: NotifyingFiles
  say(line: string): void
}

/** Real Kafka, registry and Redis, our topics and schemas on them, every service as a process, and an inbox here. */
export async function startRealSite(context: CliContext, options: RealSiteOptions): Promise<DemoSite> {
  const { say } = options
  const undo: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  demandNoOtherDemo(context)
  const serverEnded = Promise.withResolvers<never>()
  // It may end while the rest still starts, before anybody waits for it: `stop` must have its turn.
  serverEnded.promise.catch(() => {})
  const progress = (line: StackProgress) => {
    say(progressText(line))
    if (line.kind === 'died') serverEnded.reject(new OperatorError(endedText(line.server)))
  }
  try {
    const stack = await startLocalStack({ folder: demoFolder(context), fresh: true, progress })
    undo.push(() => stack.stop())
    const addresses = addressesOf(stack)
    undo.push(announceStack(homeFolder(context.environment), addresses))

    const registry = createSchemaRegistry(addresses.registryUrl)
    const [partitionCount, schemaIds] = await Promise.all([
      prepareTopics(context, addresses),
      registry.register(EVENT_SCHEMAS),
    ])
    say(`topics and ${schemaIds.size} schemas are in place`)

    const inbox = await startInbox(join(demoFolder(context), 'inbox'))
    undo.push(() => inbox.stop())
    const crew = createCrew(context, addresses, { ...options, inboxEnvironment: inbox.environment })
    undo.push(async () => {
      await crew.stop()
      say(`stopped ${crew.names().join(', ')}`)
    })
    await crew.start(CUSTOMER_RISK)
    // The others read what this one writes: they come while it reads history, one by one, and nobody waits for them.
    const starting = startBehind(crew)
    starting.catch(() => {})
    const failed = Promise.race([crew.failed, serverEnded.promise])
    failed.catch(() => {})

    const appender = createKafkaAppender(kafkaClient(addresses))
    undo.push(() => appender.close())
    const schemas = { schemaIds, source: registry, nowMs: Date.now }
    const codec = createEventCodec(schemas)
    return {
      partitionCount,
      taskCount: partitionCount * TOPOLOGIES.length,
      isShared: true,
      append: (records) => insist(() => appender.append(records)),
      encode: (event) => codec.encode(event),
      followAlerts: async (onAlert, follow) => {
        const records = () => alertRecords(addresses, { fromBeginning: true, follow })
        await readAlerts(records, alertDecoder(addresses), { onAlert, follow })
      },
      followNotifications: (onEvent, follow) => {
        const from = { ...kafkaClient(addresses), topic: NOTIFICATIONS_TOPIC, untilEnd: false, signal: follow }
        return followNotifications(() => readTopic(from), createNotificationCodec(schemas), onEvent, follow)
      },
      inbox,
      figures: metricsReader(crew.pages),
      failed,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Its services would wait for it for ever: nobody starts it again. */
function endedText(server: ServerName): string {
  return `${server} ended while the demo ran, so the demo ends too. Why stands above; npm start begins anew.`
}

/** With servers of one's own, given in the environment, two may run. */
function demandNoOtherDemo({ environment }: CliContext): void {
  const other = environment.TOCSIN_KAFKA_BROKERS ? undefined : readRunningStack(homeFolder(environment))
  if (!other || other.services.length === 0) return
  throw new OperatorError(
    `A demo is running already (process ${other.pid}). Look at it from here:\n` +
      '  npm run tocsin -- alerts tail --from-beginning\n' +
      'or end it with Ctrl-C in its own terminal. Beside it you can run one in memory: npm start -- --embedded',
  )
}

function addressesOf(stack: LocalStack): Addresses {
  const { registryUrl, redisUrl } = stack
  return { kafkaBrokers: stack.kafkaBrokers.split(','), registryUrl, redisUrl, services: [], from: 'this run' }
}

/** Applies deploy/kafka/topics.yaml, as history: the demo says itself when history ends. */
async function prepareTopics(context: CliContext, addresses: Addresses): Promise<number> {
  const file = join(context.root, 'deploy/kafka/topics.yaml')
  const specs = parseTopicsFile(readFileSync(file, 'utf8'), 'deploy/kafka/topics.yaml')
  const report = await withTopicTools(addresses.kafkaBrokers, (tools) => tools.apply(specs, { history: true }))
  const existing = INPUT_TOPICS.filter((topic) => !report.created.includes(topic))
  if (existing.length > 0) await demandEmpty(addresses, existing)
  return specs.find((spec) => spec.name === INPUT_TOPICS[0])?.partitions ?? 1
}

/** History among other facts would be a correction, and the demo's alerts not those the scenario promises. */
async function demandEmpty(addresses: Addresses, topics: readonly string[]): Promise<void> {
  for (const { topic, endOffset } of await readGroupLag(kafkaClient(addresses), CUSTOMER_RISK, topics)) {
    if (endOffset === 0) continue
    throw new OperatorError(
      `${topic} on ${addresses.kafkaBrokers.join(',')} already holds records. The demo writes its history into empty ` +
        'topics only.\nUnset TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL and TOCSIN_REDIS_URL to use a stack of its ' +
        'own, or point them at an empty one.',
    )
  }
}

async function startBehind(crew: Crew): Promise<void> {
  for (const { name } of TOPOLOGIES) if (name !== CUSTOMER_RISK) await crew.start(name)
}

/** A page that does not come (a process is busy, or has just died) leaves the last one standing. */
function metricsReader(pages: readonly string[]): () => Promise<ServiceFigures> {
  const last: string[] = []
  return async () => {
    const texts = await Promise.all(
      pages.map(async (page, index) => {
        try {
          const response = await fetch(`${page}/metrics`, { signal: AbortSignal.timeout(2_000) })
          last[index] = await response.text()
        } catch {
          // Whether the process still lives is asked elsewhere (`failed`).
        }
        return last[index] ?? ''
      }),
    )
    return figuresOf(texts)
  }
}

/** A new broker may turn away the first requests. What is appended twice for it has one effect (G10). */
async function insist<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let left = 5; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof RetryableError) || left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}
