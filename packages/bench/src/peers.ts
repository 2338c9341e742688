/** Runs the Kafka Streams program of W1 on the same broker, as its own script measures it. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/stream'
import type { BenchStack } from './bench-stack.ts'
import type { LatencyFigures, ThroughputFigures } from './figures.ts'
import type { Density } from './w1/topology.ts'

export interface PeersRun {
  /** Holds the script `peers`, and what its `build` made. */
  readonly folder: string
  readonly prefix: string
}

interface PeerAnswer {
  readonly events: number
  readonly wall_s: number
  readonly events_per_s: number
  readonly cpu_s: number
  readonly cpu_s_per_million: number
  readonly peak_rss_mb: number
  readonly alerts: number
  readonly alerts_committed: number
  readonly alerts_distinct: number
  readonly broker_cpu_s?: number
}

interface PeerLatency {
  readonly rate: number
  readonly events: number
  readonly wall_s: number
  readonly alerts_expected: number
  readonly alerts: number
  readonly p50_ms: number
  readonly p90_ms: number
  readonly p99_ms: number
  readonly max_ms: number
  readonly cpu_s_per_million: number
}

const PEER_SUBJECT = 'Kafka Streams, exactly once, 2 threads'

/** @throws OperatorError when the program is missing, not built, or fails */
export async function measurePeer(
  stack: BenchStack,
  run: PeersRun,
  density: Density,
  expectedAlerts: number | undefined,
): Promise<ThroughputFigures> {
  const answer = (await runPeers(stack, run, density, ['kafka-streams', 'eos', '2'])) as PeerAnswer
  const isRight = expectedAlerts === undefined || answer.alerts_distinct === expectedAlerts
  return {
    kind: 'throughput',
    subject: PEER_SUBJECT,
    density,
    events: answer.events,
    wallSeconds: answer.wall_s,
    eventsPerSecond: answer.events_per_s,
    engineCpuSeconds: answer.cpu_s,
    redisCpuSeconds: 0,
    brokerCpuSeconds: answer.broker_cpu_s,
    cpuSecondsPerMillion: answer.cpu_s_per_million,
    peakRssMegabytes: answer.peak_rss_mb,
    redisBytesPerCustomer: undefined,
    commits: 0,
    alerts: answer.alerts_committed,
    distinctAlerts: answer.alerts_distinct,
    expectedAlerts,
    fault: isRight ? undefined : `${expectedAlerts} alerts are right`,
  }
}

export async function measurePeerLatency(
  stack: BenchStack,
  run: PeersRun,
  load: { readonly rate: number; readonly warmUpSeconds: number; readonly seconds: number },
): Promise<LatencyFigures> {
  const { rate, warmUpSeconds, seconds } = load
  const words = ['latency', ...[rate, warmUpSeconds, seconds].map(String)]
  const answer = (await runPeers(stack, run, 'dense', words)) as PeerLatency
  const isBehind = answer.wall_s > (warmUpSeconds + seconds) * 1.05
  return {
    kind: 'latency',
    subject: 'Kafka Streams, exactly once, 1 thread',
    eventsPerSecond: answer.events / answer.wall_s,
    wantedEventsPerSecond: answer.rate,
    alerts: answer.alerts,
    expectedAlerts: answer.alerts_expected,
    p50Ms: answer.p50_ms,
    p90Ms: answer.p90_ms,
    p99Ms: answer.p99_ms,
    maxMs: answer.max_ms,
    cpuSecondsPerMillion: answer.cpu_s_per_million,
    fault: isBehind ? 'the machine could not keep the rate' : undefined,
  }
}

async function runPeers(
  stack: BenchStack,
  { folder, prefix }: PeersRun,
  density: Density,
  words: readonly string[],
): Promise<unknown> {
  const script = join(folder, 'peers')
  if (!existsSync(script)) throw new OperatorError(`${folder} holds no program \`peers\``)
  const brokerPid = stack.brokerPid()
  const environment = {
    ...process.env,
    BOOTSTRAP: stack.brokers[0],
    PREFIX: prefix,
    DENSITY: density,
    ...(brokerPid === undefined ? {} : { BROKER_PID: String(brokerPid) }),
  }
  const child = spawn(script, [...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  try {
    let answer = ''
    let complaint = ''
    child.stdout.on('data', (bytes: Buffer) => {
      answer += bytes.toString()
    })
    child.stderr.on('data', (bytes: Buffer) => {
      complaint += bytes.toString()
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new OperatorError(`${script} ${words.join(' ')} failed: ${complaint.trim()}`)
    return JSON.parse(answer.trim().split('\n').at(-1) ?? '')
  } finally {
    process.removeListener('exit', end)
  }
}
