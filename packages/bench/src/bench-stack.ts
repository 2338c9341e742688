/** The servers a measurement runs against, and the topics it makes on them. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { homeFolder, progressText, startLocalStack } from '@tocsin/local-stack'
import { createKafkaClient } from '@tocsin/stream-kafka'
import { cpuSecondsOf } from './measure/process-cpu.ts'
import { compactRedis } from './measure/redis-figures.ts'

export interface BenchStack {
  readonly brokers: readonly string[]
  readonly redisUrl: string
  /** False when the servers came from the environment: then other data may be on them. */
  readonly isOwn: boolean
  /** CPU seconds of the broker so far; undefined when it is not ours. */
  brokerCpuSeconds(): number | undefined
  brokerPid(): number | undefined
  stop(): Promise<void>
}

/** A broker that compiles its hot code and has memory to do so; a Redis that appends without rewriting all the time. */
export async function startBenchStack(say: (line: string) => void): Promise<BenchStack> {
  const redisProgram = findRedisServer()
  if (redisProgram !== undefined) say(`redis: taking ${redisProgram}`)
  const stack = await startLocalStack({
    ...(redisProgram === undefined ? {} : { redisProgram }),
    folder: join(homeFolder(), 'bench'),
    servers: ['kafka', 'redis'],
    kafkaJavaOptions: ['-XX:TieredStopAtLevel=4', '-Xms512m', '-Xmx1g'],
    redisConfig: { 'auto-aof-rewrite-min-size': '4gb' },
    progress: (line) => say(progressText(line)),
  })
  const brokerPid = () => (stack.native ? stack.server('kafka').pid : undefined)
  return {
    brokers: stack.kafkaBrokers.split(','),
    redisUrl: stack.redisUrl,
    isOwn: stack.native,
    brokerPid,
    brokerCpuSeconds() {
      const pid = brokerPid()
      return pid === undefined ? undefined : cpuSecondsOf(pid)
    },
    async stop() {
      if (stack.native) await compactRedis(stack.redisUrl)
      await stack.stop()
    },
  }
}

/**
 * A `redis-server` that is installed: what people run in earnest. The one that the local stack downloads is built
 * without jemalloc and takes more than twice the CPU for the same commits.
 */
function findRedisServer(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((program) => {
      try {
        accessSync(program, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** For ever, since the events carry times of long ago; big segments, so that none is rolled while we measure. */
const TOPIC_CONFIG = [
  { name: 'retention.ms', value: '-1' },
  { name: 'retention.bytes', value: '-1' },
  { name: 'message.timestamp.type', value: 'CreateTime' },
  { name: 'segment.ms', value: '31536000000' },
]

/** Resolves when every partition has its leader: an append before that is repeated, and some records are there twice. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly string[],
  numPartitions: number,
): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.createTopics({
      // kafkajs's own wait gives up on a broker that is busy.
      waitForLeaders: false,
      topics: topics.map((topic) => ({ topic, numPartitions, replicationFactor: 1, configEntries: TOPIC_CONFIG })),
    })
  })
  // A broker under load tells of a new topic a moment later.
  while ((await recordCounts(brokers, topics)).includes(undefined)) await pause(100)
}

/** Removes those of the topics that exist. */
export async function deleteTopics(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const existing = new Set(await admin.listTopics())
    const found = topics.filter((topic) => existing.has(topic))
    if (found.length === 0) return
    await admin.deleteTopics({ topics: found })
    while ((await admin.listTopics()).some((topic) => found.includes(topic))) await pause(50)
  })
}

/** Records of each topic; undefined for one that does not exist. Partitions without a leader yet are waited for. */
export async function recordCounts(
  brokers: readonly string[],
  topics: readonly string[],
): Promise<readonly (number | undefined)[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askRecordCounts(brokers, topics)
    } catch (error) {
      if (attempt === LEADER_ATTEMPTS) throw error
      await pause(500)
    }
  }
}

const LEADER_ATTEMPTS = 30

async function askRecordCounts(
  brokers: readonly string[],
  topics: readonly string[],
): Promise<readonly (number | undefined)[]> {
  return withAdmin(brokers, async (admin) => {
    const existing = new Set(await admin.listTopics())
    const counts: (number | undefined)[] = []
    for (const topic of topics) {
      const offsets = existing.has(topic) ? await admin.fetchTopicOffsets(topic) : undefined
      counts.push(offsets?.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0))
    }
    return counts
  })
}

export async function deleteGroup(brokers: readonly string[], groupId: string): Promise<void> {
  // A group whose members have just left may still be closing; it costs nothing to let it be.
  await withAdmin(brokers, (admin) => admin.deleteGroups([groupId]).then(() => undefined)).catch(() => undefined)
}

type Admin = ReturnType<ReturnType<typeof createKafkaClient>['admin']>

async function withAdmin<Result>(brokers: readonly string[], work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = createKafkaClient({ brokers, clientId: 'tocsin-bench' }).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
