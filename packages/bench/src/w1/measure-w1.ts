import { type BenchStack, deleteGroup } from '../bench-stack.ts'
import type { ThroughputFigures } from '../figures.ts'
import { type EngineRun, measureEngine } from '../measure/throughput.ts'
import { runWorkers } from '../worker/run-workers.ts'
import { W1_PARTITIONS } from './generate.ts'
import type { Density } from './topology.ts'
import { W1_KINDS } from './wire.ts'

const W1_CUSTOMERS = 100_000

/** The exact number of alerts for seed 42, where it is known. */
const KNOWN_ALERTS: Readonly<Record<string, number | undefined>> = {
  '2000000/dense': 611_987,
  '2000000/sparse': 51_068,
  '100000/dense': 8_917,
}

export function knownAlerts(events: number, seed: number, density: Density): number | undefined {
  return seed === 42 ? KNOWN_ALERTS[`${events}/${density}`] : undefined
}

export interface W1Run {
  readonly prefix: string
  readonly events: number
  readonly seed: number
  readonly density: Density
  readonly processes: number
  readonly options: EngineRun['options']
  readonly maxBytesPerPartition?: number
  readonly nodeOptions?: readonly string[]
}

export function measureW1(stack: BenchStack, run: W1Run, say: (line: string) => void): Promise<ThroughputFigures> {
  const { prefix, density, processes, events, seed, ...rest } = run
  const names = { prefix, alertsTopic: `${prefix}-bench.alerts`, marksTopic: `${prefix}-bench.marks` }
  return measureEngine(
    stack,
    {
      ...rest,
      subject: `W1, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
      density,
      workload: { kind: 'w1', names, density },
      topology: 'w1',
      partitions: W1_PARTITIONS,
      events,
      customers: W1_CUSTOMERS,
      alertsTopic: names.alertsTopic,
      marksTopic: names.marksTopic,
      expectedAlerts: knownAlerts(events, seed, density),
      alertIdOf: (value) => value.toString('latin1', 7, value.indexOf('"', 7)),
      processes,
    },
    say,
  )
}

/** kafkajs and decoding alone, over the same topics: what no Node program on kafkajs can beat. */
export async function measureFloor(
  stack: BenchStack,
  { prefix, events, nodeOptions }: Pick<W1Run, 'prefix' | 'events' | 'nodeOptions'>,
): Promise<ThroughputFigures> {
  const groupId = `bench-floor-${process.pid}-${Date.now()}`
  const brokerBefore = stack.brokerCpuSeconds()
  const [worker] = await runWorkers({
    task: {
      kind: 'floor',
      brokers: stack.brokers,
      groupId,
      topics: W1_KINDS.map((kind) => `${prefix}.${kind}`),
      events,
    },
    processes: 1,
    partitions: W1_PARTITIONS,
    ...(nodeOptions === undefined ? {} : { nodeOptions }),
  })
  const brokerAfter = stack.brokerCpuSeconds()
  await deleteGroup(stack.brokers, groupId)
  const { records, lastAtMs, firstAtMs, cpuSeconds, peakRssBytes } = worker!
  const wallSeconds = (lastAtMs - firstAtMs) / 1_000
  return {
    kind: 'throughput',
    subject: 'floor: kafkajs and decoding alone',
    events: records,
    wallSeconds,
    eventsPerSecond: records / wallSeconds,
    engineCpuSeconds: cpuSeconds,
    redisCpuSeconds: 0,
    brokerCpuSeconds: brokerBefore === undefined ? undefined : brokerAfter! - brokerBefore,
    cpuSecondsPerMillion: (cpuSeconds / records) * 1e6,
    peakRssMegabytes: peakRssBytes / 1e6,
    redisBytesPerCustomer: undefined,
    commits: 0,
    alerts: 0,
    distinctAlerts: 0,
    expectedAlerts: undefined,
    fault: records === events ? undefined : `${records} of ${events} events were read`,
  }
}
