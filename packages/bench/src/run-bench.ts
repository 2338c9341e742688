/** The parts of the bench, one after the other on the same servers. */
import { cpus, loadavg } from 'node:os'
import { startBenchStack } from './bench-stack.ts'
import { type Figures, figuresTable } from './figures.ts'
import { measurePeer } from './peers.ts'
import { ensureW1Loaded } from './w1/load.ts'
import { knownAlerts, measureFloor, measureW1 } from './w1/measure-w1.ts'
import type { Density } from './w1/topology.ts'

export const PARTS = ['floor', 'w1'] as const
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
  readonly batch?: number
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
    const w1 = {
      prefix: flags.prefix,
      events: flags.events,
      seed: SEED,
      nodeOptions,
      ...(flags.fetchBytes === undefined ? {} : { maxBytesPerPartition: flags.fetchBytes }),
      options: flags.batch === undefined ? {} : { maxBatchInputs: flags.batch, maxQueuedRecords: flags.batch / 2 },
    }
    if (parts.includes('w1') || parts.includes('floor')) {
      await ensureW1Loaded({ brokers: stack.brokers, mayReplace: stack.isOwn, ...w1 }, say)
    }
    for (let run = 0; run < flags.runs; run += 1) {
      if (parts.includes('floor')) note(await measureFloor(stack, w1))
      if (!parts.includes('w1')) continue
      for (const density of flags.density ?? (['sparse'] as const)) {
        if (flags.peers !== undefined) {
          const expectedAlerts = knownAlerts(w1.events, SEED, density)
          note(await measurePeer(stack, { folder: flags.peers, prefix: w1.prefix }, density, expectedAlerts))
        }
        for (const processes of flags.processes ?? [1, 2])
          note(await measureW1(stack, { ...w1, density, processes }, say))
      }
    }
    return { figures, text: `${machineLine()}\n\n${figuresTable(figures)}` }
  } finally {
    await stack.stop()
  }
}

function machineLine(): string {
  const [processor] = cpus()
  const load = loadavg().map((minutes) => minutes.toFixed(1))
  return `${cpus().length} × ${processor?.model ?? 'unknown processor'}, Node ${process.version}, load ${load.join(' ')}`
}
