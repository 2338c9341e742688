import type { TaskStatus } from '@tocsin/stream'

export interface Readiness {
  readonly ready: boolean
  readonly status:
    | 'ready'
    | 'starting'
    | 'rebuilding'
    | 'reading-history'
    | 'waiting-for-live'
    | 'backing-off'
    | 'stopped'
    | 'stopping'
  /** One sentence for a person, with what to do when something is to be done. */
  readonly summary: string
  readonly tasks: readonly {
    readonly partition: number
    readonly phase: TaskStatus['phase']
    readonly detail: string
    readonly waitingForLive: readonly string[]
    readonly lagMs: number
  }[]
}

/** The worst first: a process is as ready as its least ready task. */
const STATUS_OF_PHASE = [
  ['stopped', 'stopped'],
  ['backing-off', 'backing-off'],
  ['rebuilding', 'rebuilding'],
  ['following', 'rebuilding'],
  ['taking', 'starting'],
  ['waiting-for-live', 'waiting-for-live'],
  ['history', 'reading-history'],
] as const satisfies readonly (readonly [TaskStatus['phase'], Readiness['status']])[]

/**
 * How ready a process is, from its tasks, and where those are ready, from what its other parts wait for (one sentence).
 * A member of a larger group may own no partition at all; once it has joined, it is ready to take one.
 */
export function describeReadiness(
  tasks: readonly TaskStatus[],
  process: { readonly joined: boolean; readonly stopping: boolean; readonly waitingFor?: string | undefined },
): Readiness {
  const shown = tasks.map(({ task, phase, detail, waitingForLive, lagMs }) => ({
    partition: task.partition,
    phase,
    detail,
    waitingForLive,
    lagMs,
  }))
  if (process.stopping) return { ready: false, status: 'stopping', summary: 'The process is stopping.', tasks: shown }
  if (!process.joined) {
    return { ready: false, status: 'starting', summary: 'Waiting for an assignment from the group.', tasks: shown }
  }
  for (const [phase, status] of STATUS_OF_PHASE) {
    const concerned = tasks.filter((task) => task.phase === phase)
    if (concerned.length > 0) return { ready: false, status, summary: summaryOf(status, concerned), tasks: shown }
  }
  if (process.waitingFor !== undefined) {
    return { ready: false, status: 'starting', summary: process.waitingFor, tasks: shown }
  }
  const summary = tasks.length === 0 ? 'Joined; the group has no partition for this process.' : 'All tasks are live.'
  return { ready: true, status: 'ready', summary, tasks: shown }
}

function summaryOf(status: (typeof STATUS_OF_PHASE)[number][1], tasks: readonly TaskStatus[]): string {
  const partitions = tasks.map((status) => status.task.partition).join(', ')
  const details = [...new Set(tasks.map((task) => task.detail).filter(Boolean))].join('; ')
  switch (status) {
    case 'stopped':
      return `Stopped until somebody acts: partition ${partitions}: ${details}`
    case 'backing-off':
      return `Something outside is away; partition ${partitions} waits and tries again: ${details}`
    case 'rebuilding': {
      const progress = details === '' ? '' : ` (${details})`
      return `Rebuilding partition ${partitions} from the log along its marks${progress}. Nothing to do.`
    }
    case 'starting':
      return `Taking over partition ${partitions}.`
    case 'waiting-for-live':
      return `${waitingText(tasks)} Timers fire only as records pass them. When history is complete, run: npm run tocsin -- live`
    case 'reading-history':
      return `Reading history on partition ${partitions}.`
  }
}

/** `Waiting for the live record on sales.orders (partition 0, 3) and sales.payments (partition 3).` */
function waitingText(tasks: readonly TaskStatus[]): string {
  const partitionsByTopic = new Map<string, number[]>()
  for (const task of tasks) {
    for (const topic of task.waitingForLive) {
      partitionsByTopic.set(topic, [...(partitionsByTopic.get(topic) ?? []), task.task.partition])
    }
  }
  const topics = [...partitionsByTopic].map(([topic, partitions]) => `${topic} (partition ${partitions.join(', ')})`)
  return `Waiting for the live record on ${topics.join(' and ')}.`
}
