/**
 * The second hop: facts that many tasks of one topology put out, re-keyed, for tasks of another.
 *
 * S1. A fact's time is the task time of its source. It is absolute ("customer C now contributes … to representative
 *     R"), so that a repeat is harmless, and carries its cause.
 * S2. A source task tells its progress through its outbox, to every partition of the topic, at each change of business
 *     day, after all timers due at that moment (`Topology.progress`). Of the changes between one input and the next only
 *     the last is told.
 * S3. The time of a reading task is the least progress of all source tasks; one never heard of counts as none.
 * S4. Facts go into the bucket of their day at once. Days are half-open: progress >= T closes all facts before T. A day
 *     is evaluated when every source has closed it, by a timer like any other. The reading task's own log fixes the
 *     order, so no marks are needed.
 */
import type { TimerCause } from './cause.ts'
import type { TaskId } from './contract.ts'

/**
 * The entity that progress is told in the name of: the last of those that fire at a moment. A record with this key is
 * refused.
 */
export const TASK_ENTITY = '\uffff'

/** Why a progress record exists; its ordinal is the place of topic and partition in the order in which they are told. */
export function progressCause(task: TaskId, closedBeforeMs: number, ordinal: number): TimerCause {
  return { kind: 'timer', task, entityId: TASK_ENTITY, dueAtMs: closedBeforeMs, ordinal }
}

/** The moment that every one of `sourceCount` tasks has passed; 0 while one of them was never heard of. */
export function leastProgress(sourceProgress: Readonly<Record<string, number>>, sourceCount: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let partition = 0; partition < sourceCount; partition += 1) {
    least = Math.min(least, sourceProgress[partition] ?? 0)
  }
  return Number.isFinite(least) ? least : 0
}
