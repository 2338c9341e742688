import type { TaskStatus } from '@tocsin/stream'

/** A task of customer-risk with one input, for specs; the fields that matter are named by the caller. */
export function taskStatus(
  given: Partial<Omit<TaskStatus, 'task' | 'inputs'>> & {
    readonly partition?: number
    readonly nextOffset?: number
    readonly endOffset?: number
  },
): TaskStatus {
  const { partition = 0, nextOffset = 0, endOffset = 0, ...rest } = given
  return {
    task: { topology: 'customer-risk', partition },
    phase: 'live',
    detail: '',
    taskTimeMs: 0,
    commitNumber: 0,
    inputs: { 'sales.orders': { nextOffset, endOffset, live: true, queued: 0 } },
    waitingForLive: [],
    outboxPending: 0,
    oldestOutboxAgeMs: 0,
    nextTimerDueAtMs: undefined,
    lagMs: 0,
    ...rest,
  }
}
