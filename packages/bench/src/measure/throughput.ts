/** Runs the engine over a bounded log and measures it from outside. */
import { readTopic } from '@tocsin/stream-kafka'
import { type BenchStack, createTopics, deleteGroup, deleteTopics } from '../bench-stack.ts'
import type { ThroughputFigures } from '../figures.ts'
import type { EngineTask, WorkerFigures, Workload } from '../worker/messages.ts'
import { runWorkers } from '../worker/run-workers.ts'
import { readRedisFigures, removeTasks } from './redis-figures.ts'

export interface EngineRun {
  readonly subject: string
  readonly density?: string
  readonly workload: Workload
  /** Name of the topology, as Redis keys have it. */
  readonly topology: string
  readonly partitions: number
  readonly events: number
  readonly customers: number
  readonly alertsTopic: string
  readonly marksTopic: string
  /** What the topology writes besides. */
  readonly otherTopics?: readonly string[]
  readonly expectedAlerts: number | undefined
  /** The identity of one alert, read from its record. */
  readonly alertIdOf: (value: Buffer) => string
  readonly processes: number
  readonly options: EngineTask['options']
  readonly maxBytesPerPartition?: number
  readonly nodeOptions?: readonly string[]
}

let runNumber = 0

export async function measureEngine(
  stack: BenchStack,
  run: EngineRun,
  say: (line: string) => void,
): Promise<ThroughputFigures> {
  const { brokers, redisUrl } = stack
  runNumber += 1
  const groupId = `bench-${run.topology}-${process.pid}-${runNumber}`
  const keyPrefix = `tocsin-bench-${process.pid}-${runNumber}`
  const topics = [run.alertsTopic, run.marksTopic, ...(run.otherTopics ?? [])]
  await deleteTopics(brokers, topics)
  await createTopics(brokers, topics, run.partitions)
  try {
    const redisBefore = await readRedisFigures(redisUrl)
    const brokerBefore = stack.brokerCpuSeconds()
    let shownAtMs = 0
    const workers = await runWorkers({
      task: {
        kind: 'engine',
        workload: run.workload,
        brokers,
        redisUrl,
        groupId,
        keyPrefix,
        options: { ...run.options, bounded: true },
        ...(run.maxBytesPerPartition === undefined ? {} : { maxBytesPerPartition: run.maxBytesPerPartition }),
      },
      processes: run.processes,
      partitions: run.partitions,
      ...(run.nodeOptions === undefined ? {} : { nodeOptions: run.nodeOptions }),
      onProgress(records) {
        if (Date.now() - shownAtMs < 2_000) return
        shownAtMs = Date.now()
        say(`${run.subject}: ${records} of ${run.events} events`)
      },
    })
    const brokerCpuSeconds = difference(brokerBefore, stack.brokerCpuSeconds())
    const redisAfter = await readRedisFigures(redisUrl)
    const { alerts, distinctAlerts } = await countAlerts(brokers, run)
    const wallSeconds =
      (Math.max(...workers.map((worker) => worker.lastAtMs)) - Math.min(...workers.map((worker) => worker.firstAtMs))) /
      1_000
    const engineCpuSeconds = total(workers, 'cpuSeconds')
    const redisCpuSeconds = redisAfter.cpuSeconds - redisBefore.cpuSeconds
    const deadLetters = total(workers, 'deadLetters')
    const records = total(workers, 'records')
    return {
      kind: 'throughput',
      subject: run.subject,
      ...(run.density === undefined ? {} : { density: run.density }),
      events: records,
      wallSeconds,
      eventsPerSecond: records / wallSeconds,
      engineCpuSeconds,
      redisCpuSeconds,
      brokerCpuSeconds,
      cpuSecondsPerMillion: ((engineCpuSeconds + redisCpuSeconds) / records) * 1e6,
      peakRssMegabytes: Math.max(...workers.map((worker) => worker.peakRssBytes)) / 1e6,
      redisBytesPerCustomer: (redisAfter.usedMemoryBytes - redisBefore.usedMemoryBytes) / run.customers,
      commits: total(workers, 'commits'),
      alerts,
      distinctAlerts,
      expectedAlerts: run.expectedAlerts,
      fault: faultOf(run, { records, alerts, distinctAlerts, deadLetters }),
    }
  } finally {
    await removeTasks(redisUrl, keyPrefix, run.topology, run.partitions)
    await deleteGroup(brokers, groupId)
    await deleteTopics(brokers, topics)
  }
}

function faultOf(
  run: EngineRun,
  found: { records: number; alerts: number; distinctAlerts: number; deadLetters: number },
): string | undefined {
  if (found.records !== run.events) return `${found.records} of ${run.events} events were applied`
  if (found.deadLetters > 0) return `${found.deadLetters} dead letters`
  if (found.alerts !== found.distinctAlerts) return `${found.alerts - found.distinctAlerts} alerts came twice`
  if (run.expectedAlerts === undefined || found.alerts === run.expectedAlerts) return undefined
  return `${run.expectedAlerts} alerts are right`
}

async function countAlerts(
  brokers: readonly string[],
  { alertsTopic, alertIdOf }: EngineRun,
): Promise<{ alerts: number; distinctAlerts: number }> {
  const ids = new Set<string>()
  let alerts = 0
  for await (const { value } of readTopic({ brokers, clientId: 'tocsin-bench-count', topic: alertsTopic })) {
    alerts += 1
    ids.add(alertIdOf(Buffer.from(value ?? [])))
  }
  return { alerts, distinctAlerts: ids.size }
}

function total(workers: readonly WorkerFigures[], name: 'cpuSeconds' | 'deadLetters' | 'records' | 'commits'): number {
  return workers.reduce((sum, worker) => sum + worker[name], 0)
}

function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before
}
