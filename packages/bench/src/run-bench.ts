/** The parts of the bench, one after the other on the same servers. */
import { cpus, loadavg } from 'node:os'
import { type BenchStack, startBenchStack } from './bench-stack.ts'
import { loadHistory, measureCustomerRisk } from './customer-risk.ts'
import { type Figures, figuresTable } from './figures.ts'
import { measureLatency } from './latency/measure-latency.ts'
import { measurePeer, measurePeerLatency } from './peers.ts'
import { ensureW1Loaded } from './w1/load.ts'
import { knownAlerts, measureFloor, measureW1 } from './w1/measure-w1.ts'
import type { Density } from './w1/topology.ts'

export const PARTS = ['floor', 'w1', 'latency', 'customer-risk'] as const
export type Part = (typeof PARTS)[number]

export interface BenchFlags {
  readonly only?: readonly Part[]
  readonly events: number
  readonly runs: number
  readonly processes?: readonly number[]
  readonly density?: readonly Density[]
  readonly prefix: string
  readonly rate: number
  readonly warmUp: number
  readonly seconds: number
  readonly riskEvents: number
  readonly riskCustomers: number
  readonly batch: number
  readonly fetchBytes?: number
  readonly peers?: string
  readonly nodeOptions?: string
}

const SEED = 42

export async function runBench(
  flags: BenchFlags,
  say: (line: string) => void,
): Promise<{ figures: readonly Figures[]; text: string }> {
  const figures: Figures[] = []
  const note = (one: Figures) => {
    figures.push(one)
    say(figuresTable([one]).split('\n').slice(0, 2).join('\n'))
  }
  const stack = await startBenchStack(say)
  try {
    const parts = flags.only ?? PARTS
    const nodeOptions = flags.nodeOptions?.split(' ').filter((option) => option !== '') ?? []
    for (const part of parts) await runPart(part, { stack, flags, nodeOptions, note, say })
    return { figures, text: `${machineLine()}\n\n${figuresTable(figures)}` }
  } finally {
    await stack.stop()
  }
}

interface PartRun {
  readonly stack: BenchStack
  readonly flags: BenchFlags
  readonly nodeOptions: readonly string[]
  readonly note: (figures: Figures) => void
  readonly say: (line: string) => void
}

async function runPart(part: Part, run: PartRun): Promise<void> {
  switch (part) {
    case 'floor':
    case 'w1':
      return runW1(part, run)
    case 'latency':
      return runLatency(run)
    case 'customer-risk':
      return runCustomerRisk(run)
  }
}

async function runW1(part: 'floor' | 'w1', { stack, flags, nodeOptions, note, say }: PartRun): Promise<void> {
  const { prefix, events, batch, fetchBytes } = flags
  const w1 = {
    prefix,
    events,
    seed: SEED,
    nodeOptions,
    ...(fetchBytes === undefined ? {} : { maxBytesPerPartition: fetchBytes }),
    options: { maxBatchInputs: batch, maxQueuedRecords: Math.ceil(batch / 2) },
  }
  await ensureW1Loaded({ brokers: stack.brokers, mayReplace: stack.isOwn, ...w1 }, say)
  for (let round = 0; round < flags.runs; round += 1) {
    if (part === 'floor') {
      note(await measureFloor(stack, w1))
      continue
    }
    for (const density of flags.density ?? (['sparse'] as const)) {
      if (flags.peers !== undefined) {
        const expectedAlerts = knownAlerts(events, SEED, density)
        note(await measurePeer(stack, { folder: flags.peers, prefix }, density, expectedAlerts))
      }
      for (const processes of flags.processes ?? [1, 2])
        note(await measureW1(stack, { ...w1, density, processes }, say))
    }
  }
}

async function runLatency({ stack, flags, nodeOptions, note, say }: PartRun): Promise<void> {
  const load = { rate: flags.rate, warmUpSeconds: flags.warmUp, seconds: flags.seconds }
  for (let round = 0; round < flags.runs; round += 1) {
    say(`latency: ${load.warmUpSeconds + load.seconds} s at ${load.rate} events/s`)
    if (flags.peers !== undefined) {
      note(await measurePeerLatency(stack, { folder: flags.peers, prefix: flags.prefix }, load))
    }
    note(await measureLatency(stack, { ...load, nodeOptions }))
  }
}

async function runCustomerRisk({ stack, flags, nodeOptions, note, say }: PartRun): Promise<void> {
  if (!stack.isOwn) {
    say('customer-risk: left out, since it writes over the topics sales.*: it runs only on servers of its own')
    return
  }
  const load = { events: flags.riskEvents, customers: flags.riskCustomers, nodeOptions }
  await loadHistory(stack, load, say)
  for (let round = 0; round < flags.runs; round += 1) {
    for (const processes of flags.processes ?? [1]) note(await measureCustomerRisk(stack, { ...load, processes }, say))
  }
}

function machineLine(): string {
  const [processor] = cpus()
  const load = loadavg().map((minutes) => minutes.toFixed(1))
  return `${cpus().length} × ${processor?.model ?? 'unknown processor'}, Node ${process.version}, load ${load.join(' ')}`
}
