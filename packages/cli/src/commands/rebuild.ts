import { OperatorError, type TaskId } from '@tocsin/stream'
import { readGroupLag } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { interruption, untilAborted } from '../interruption.ts'
import { followRebuild, requestRebuilds } from '../rebuild/follow-rebuild.ts'
import { kafkaClient, openStore } from '../surroundings.ts'
import { topologiesNamed } from '../topologies.ts'

export function registerRebuildCommand(program: Command, context: CliContext): void {
  program
    .command('rebuild')
    .description(
      'have the running service build its states anew from the log, beside the live ones, and switch to them',
    )
    .argument('<topology>', 'customer-risk, sales-rep-risk, portfolio-risk or notifier')
    .option('--partition <number...>', 'only these tasks (default: all)')
    .option('--no-wait', 'ask, and do not wait until it is done')
    .addHelpText('after', HELP)
    .action((name: string, options: RebuildOptions) => rebuild(context, name, options))
}

const HELP = `
Needed when a reducer has changed while the form of its states has not (a new state version rebuilds by itself). Nobody
is told twice: what comes out as it was published is not said again, what differs is made up for.

A task stands still while it is rebuilt; each process rebuilds one at a time, its others go on. Redis holds the states of
that task twice until the switch. An owner looks for the request every few seconds. Ctrl-C ends the waiting, not the
rebuild.`

interface RebuildOptions {
  readonly partition?: readonly string[]
  readonly wait: boolean
}

const LOOK_EVERY_MS = 1_000
/** Comparing what was computed with what was published reads whole topics and commits nothing meanwhile. */
const SILENCE_MS = 180_000

async function rebuild(context: CliContext, name: string, { partition, wait }: RebuildOptions): Promise<void> {
  const { terminal } = context
  const addresses = context.addresses()
  const [topology] = topologiesNamed(name)
  if (topology === undefined) throw new OperatorError(`There is no topology "${name}".`)
  const ends = await readGroupLag(kafkaClient(addresses), topology.name, topology.inputs)
  const tasks = tasksOf(topology.name, new Set(ends.map((end) => end.partition)), partition)
  const store = openStore(addresses)
  const stopped = interruption()
  try {
    const { requested, unknown } = await requestRebuilds(store, tasks)
    for (const task of unknown) terminal.line(`task ${task.partition}: has no states yet, there is nothing to rebuild`)
    if (requested.length === 0) return
    terminal.line(`Asked for a rebuild of task ${requested.map(({ task }) => task.partition).join(', ')}.`)
    if (!wait) return
    const outcome = await followRebuild(store, requested, {
      now: Date.now,
      pause: () => Promise.race([untilAborted(stopped), new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]),
      isStopped: () => stopped.aborted,
      silenceMs: SILENCE_MS,
      onStep: (text) => terminal.line(text),
    })
    if (outcome === 'stopped') terminal.line('Not waited for. The request stays; `tocsin tasks` shows how far it is.')
    else if (outcome === 'silent') throw new OperatorError(nothingHappens(topology.name))
    else terminal.line('All switched.')
  } finally {
    await store.close()
  }
}

function tasksOf(topology: string, known: ReadonlySet<number>, wanted: readonly string[] | undefined): TaskId[] {
  const partitions = wanted?.map(Number) ?? [...known].sort((left, right) => left - right)
  const strangers = partitions.filter((partition) => !known.has(partition))
  if (strangers.length > 0) {
    throw new OperatorError(`${topology} has the partitions ${[...known].join(', ')}, not ${wanted?.join(', ')}.`)
  }
  return partitions.map((partition) => ({ topology, partition }))
}

function nothingHappens(name: string): string {
  return (
    `Nothing has happened for ${SILENCE_MS / 60_000} minutes. Is the service ${name} running? Start it (npm start, or\n` +
    `docker compose up ${name}): the request stays in the store, and is served then. If it runs, its log says why it\n` +
    'declined: the log of an input that has lost its beginning cannot be rebuilt from.'
  )
}
