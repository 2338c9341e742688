/** Live, at a steady rate: how long after its event an alert can be read. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { liveRecord, OperatorError } from '@tocsin/stream'
import { createKafkaAppender } from '@tocsin/stream-kafka'
import { type BenchStack, createTopics, deleteGroup, deleteTopics } from '../bench-stack.ts'
import type { LatencyFigures } from '../figures.ts'
import { readRedisFigures, removeTasks } from '../measure/redis-figures.ts'
import { W1_PARTITIONS } from '../w1/generate.ts'
import { W1_KINDS } from '../w1/wire.ts'
import { runWorkers } from '../worker/run-workers.ts'
import type { DriverAnswer, DriverTask } from './driver.ts'

const DRIVER = fileURLToPath(new URL('./driver.ts', import.meta.url))

export interface LatencyRun {
  readonly rate: number
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly nodeOptions: readonly string[]
}

export async function measureLatency(stack: BenchStack, run: LatencyRun): Promise<LatencyFigures> {
  const { brokers, redisUrl } = stack
  const id = `bench-latency-${process.pid}-${Date.now()}`
  const names = { prefix: id, alertsTopic: `${id}.alerts`, marksTopic: `${id}.marks` }
  const inputs = W1_KINDS.map((kind) => `${id}.${kind}`)
  const topics = [...inputs, names.alertsTopic, names.marksTopic]
  await createTopics(brokers, topics, W1_PARTITIONS)
  try {
    await writeLive(brokers, inputs)
    const redisBefore = await readRedisFigures(redisUrl)
    let answer: DriverAnswer | undefined
    const workers = await runWorkers({
      task: {
        kind: 'engine',
        workload: { kind: 'w1', names, density: 'dense' },
        brokers,
        redisUrl,
        groupId: id,
        keyPrefix: id,
        options: {},
      },
      processes: 1,
      partitions: W1_PARTITIONS,
      nodeOptions: run.nodeOptions,
      async meanwhile() {
        const { rate, warmUpSeconds, seconds } = run
        const { prefix, alertsTopic } = names
        answer = await runDriver({ brokers, prefix, alertsTopic, rate, warmUpSeconds, seconds })
      },
    })
    const redisAfter = await readRedisFigures(redisUrl)
    const engineCpuSeconds = workers.reduce((sum, worker) => sum + worker.cpuSeconds, 0)
    return latencyFigures(run, answer!, engineCpuSeconds + redisAfter.cpuSeconds - redisBefore.cpuSeconds)
  } finally {
    await removeTasks(redisUrl, id, 'w1', W1_PARTITIONS)
    await deleteGroup(brokers, id)
    await deleteTopics(brokers, topics)
  }
}

async function writeLive(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  const appender = createKafkaAppender({ brokers, clientId: 'tocsin-bench-live' })
  const partitions = Array.from({ length: W1_PARTITIONS }, (_, partition) => partition)
  await appender.append(
    topics.flatMap((topic) => partitions.map((partition) => liveRecord(topic, partition, Date.now()))),
  )
  await appender.close()
}

function runDriver(task: DriverTask): Promise<DriverAnswer> {
  const child = fork(DRIVER, [JSON.stringify(task)])
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  return new Promise<DriverAnswer>((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as DriverAnswer))
    child.once('exit', (code) => reject(new OperatorError(`the driver of the latency run ended with code ${code}`)))
  }).finally(() => process.removeListener('exit', end))
}

function latencyFigures(run: LatencyRun, answer: DriverAnswer, cpuSeconds: number): LatencyFigures {
  const { latenciesMs, events, wallSeconds, alerts, expectedAlerts } = answer
  const at = (share: number) =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0
  const isBehind = wallSeconds > (run.warmUpSeconds + run.seconds) * 1.05
  return {
    kind: 'latency',
    subject: 'W1 live, 1 process',
    eventsPerSecond: events / wallSeconds,
    wantedEventsPerSecond: run.rate,
    alerts,
    expectedAlerts,
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    maxMs: latenciesMs.at(-1) ?? 0,
    cpuSecondsPerMillion: (cpuSeconds / events) * 1e6,
    fault:
      alerts === expectedAlerts
        ? isBehind
          ? 'the machine could not keep the rate'
          : undefined
        : `${expectedAlerts} alerts are right`,
  }
}
