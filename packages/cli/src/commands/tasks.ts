import type { StorePort, TaskId } from '@tocsin/stream'
import { readGroupLag } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import { businessZone, zonedText } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { kafkaClient, openStore } from '../surroundings.ts'
import { columnsOf } from '../terminal.ts'
import { type KnownTopology, topologiesNamed } from '../topologies.ts'

export function registerTasksCommands(program: Command, context: CliContext): void {
  program
    .command('tasks')
    .description('each task as it is stored: owner, commits, offsets, time, states, timers, outbox')
    .argument('[topology]', 'only this one: customer-risk, sales-rep-risk, portfolio-risk, notifier')
    .option('--json', 'one JSON object per task')
    .action((name: string | undefined, options: TasksOptions) => showTasks(context, name, options))
  program
    .command('lag')
    .description('how many records each topology has not applied yet, by input topic')
    .argument('[topology]', 'only this one')
    .option('--json', 'one JSON object per topic')
    .action((name: string | undefined, options: TasksOptions) => showLag(context, name, options))
}

interface TasksOptions {
  readonly json?: boolean
}

/** A task as the store has it, beside the ends of its log. */
interface SeenTask {
  readonly topology: string
  readonly partition: number
  /** Undefined while nobody has taken the task yet. */
  readonly owner: string | undefined
  readonly commitNumber: number
  readonly taskTimeMs: number | undefined
  readonly states: number
  readonly timers: number
  readonly nextTimerDueAtMs: number | undefined
  readonly outboxEntries: number
  readonly generation: number
  readonly rebuild: 'none' | 'requested' | 'under-way'
  readonly inputs: readonly { readonly topic: string; readonly nextOffset: number; readonly endOffset: number }[]
}

async function showTasks(context: CliContext, name: string | undefined, { json }: TasksOptions): Promise<void> {
  const { terminal } = context
  const zone = businessZone(context)
  for (const topology of topologiesNamed(name)) {
    const tasks = await lookAt(context, topology)
    if (json) {
      for (const task of tasks) terminal.json(task)
      continue
    }
    terminal.line(terminal.colours.bold(topology.name))
    const rows = tasks.map((task) => [
      `${task.partition}`,
      task.owner === undefined ? 'nobody yet' : task.owner.slice(0, 8),
      `${task.commitNumber}`,
      `${lagOf(task)}`,
      task.taskTimeMs ? zonedText(task.taskTimeMs, zone, true) : '–',
      `${task.states}`,
      `${task.timers}`,
      task.nextTimerDueAtMs === undefined ? '–' : zonedText(task.nextTimerDueAtMs, zone),
      `${task.outboxEntries}`,
      task.rebuild === 'none' ? `${task.generation}` : `${task.generation} (rebuild ${task.rebuild})`,
    ])
    const head = ['task', 'owner', 'commits', 'lag', 'time', 'states', 'timers', 'next timer', 'outbox', 'generation']
    for (const line of columnsOf([head, ...rows])) terminal.line(`  ${line}`)
    terminal.line()
  }
  if (!json) terminal.line(`Times in ${zone}. Offsets by topic: --json. Lag in records: of all inputs together.`)
}

async function showLag(context: CliContext, name: string | undefined, { json }: TasksOptions): Promise<void> {
  const { terminal } = context
  const rows: string[][] = []
  let total = 0
  for (const topology of topologiesNamed(name)) {
    const tasks = await lookAt(context, topology)
    for (const topic of topology.inputs) {
      const lags = tasks.map((task) => lagOf({ inputs: task.inputs.filter((input) => input.topic === topic) }))
      const lagRecords = sum(lags)
      const largest = Math.max(...lags)
      total += lagRecords
      if (json) terminal.json({ topology: topology.name, topic, lagRecords, byPartition: lags })
      else {
        const worst = lagRecords === 0 ? '' : `most on partition ${lags.indexOf(largest)}: ${largest}`
        rows.push([topology.name, topic, `${lagRecords}`, worst])
      }
    }
  }
  if (json) return
  for (const line of columnsOf([['topology', 'topic', 'lag in records', ''], ...rows])) terminal.line(line.trimEnd())
  terminal.line()
  terminal.line(total === 0 ? 'Everything is applied.' : `${total} records are not applied yet.`)
}

async function lookAt(context: CliContext, topology: KnownTopology): Promise<SeenTask[]> {
  const addresses = context.addresses()
  const ends = await readGroupLag(kafkaClient(addresses), topology.name, topology.inputs)
  const store = openStore(addresses)
  try {
    const partitions = new Set(ends.map(({ partition }) => partition))
    return await Promise.all(
      [...partitions].map((partition) => {
        const ofTask = ends.filter((end) => end.partition === partition)
        return lookAtTask(store, { topology: topology.name, partition }, ofTask)
      }),
    )
  } finally {
    await store.close()
  }
}

async function lookAtTask(
  store: StorePort,
  task: TaskId,
  ends: readonly { readonly topic: string; readonly endOffset: number }[],
): Promise<SeenTask> {
  const [glance, size, timers] = await Promise.all([
    store.glance(task),
    store.size(task),
    store.loadTimers(task, Number.NEGATIVE_INFINITY, 1),
  ])
  const position = glance?.position
  const isBuilding = glance?.buildGeneration !== undefined
  return {
    ...task,
    owner: glance?.owner,
    commitNumber: glance?.commitNumber ?? 0,
    taskTimeMs: position?.taskTimeMs,
    ...size,
    nextTimerDueAtMs: timers[0]?.dueAtMs,
    generation: position?.generation ?? 0,
    rebuild: isBuilding ? 'under-way' : glance?.rebuildRequested ? 'requested' : 'none',
    inputs: ends.map(({ topic, endOffset }) => ({ topic, nextOffset: position?.nextOffsets[topic] ?? 0, endOffset })),
  }
}

function lagOf({ inputs }: Pick<SeenTask, 'inputs'>): number {
  return sum(inputs.map(({ nextOffset, endOffset }) => Math.max(0, endOffset - nextOffset)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
