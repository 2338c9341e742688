import type { TaskStatus } from '@tocsin/stream'

export interface Stall {
  readonly partition: number
  readonly phase: TaskStatus['phase']
  readonly silentMs: number
  readonly detail: string
}

export interface Watchdog {
  /** Looks at the tasks now; the first stall found, or undefined. */
  check(): Stall | undefined
}

interface Seen {
  readonly progress: string
  readonly sinceMs: number
}

/**
 * Finds tasks that have input and make no progress. Progress is a commit, a moved position, a change of phase, or a
 * shrinking outbox. A task has input when it is being taken or follows marks, when a record that is due lies unread
 * (`lagMs`, so a record stamped after now is not counted), or when the outbox holds something. Tasks that wait for
 * `live`, for something outside, or for the operator are left alone: ending the process would not help them.
 */
export function createWatchdog(options: {
  readonly tasks: () => readonly TaskStatus[]
  readonly now: () => number
  /** A task may be silent for so long. */
  readonly limitMs: number
}): Watchdog {
  let seen = new Map<number, Seen>()

  function check(): Stall | undefined {
    const nowMs = options.now()
    const next = new Map<number, Seen>()
    let stall: Stall | undefined
    for (const status of options.tasks()) {
      const { partition } = status.task
      const progress = progressOf(status)
      const before = seen.get(partition)
      const isSilent = before?.progress === progress && hasInput(status)
      const sinceMs = isSilent ? before.sinceMs : nowMs
      next.set(partition, { progress, sinceMs })
      const silentMs = nowMs - sinceMs
      if (silentMs >= options.limitMs) stall ??= { partition, phase: status.phase, silentMs, detail: status.detail }
    }
    seen = next
    return stall
  }

  return { check }
}

function hasInput(status: TaskStatus): boolean {
  switch (status.phase) {
    case 'taking':
    case 'following':
      return true
    case 'rebuilding':
      // What waits for its turn has fetched nothing yet, and is not to blame for it.
      return Object.values(status.inputs).some((input) => input.nextOffset > 0)
    case 'history':
    case 'live':
      return status.lagMs > 0 || status.outboxPending > 0
    case 'waiting-for-live':
      return status.outboxPending > 0
    case 'backing-off':
    case 'stopped':
      return false
  }
}

function progressOf(status: TaskStatus): string {
  const offsets = Object.values(status.inputs).map((input) => input.nextOffset)
  const detail = status.phase === 'rebuilding' ? status.detail : ''
  return [status.phase, detail, status.commitNumber, status.outboxPending, ...offsets].join('|')
}
