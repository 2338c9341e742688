/**
 * The second hop: facts that many tasks of one topology put out, re-keyed, for tasks of another.
 *
 * Decided here, because stored records and states depend on it; run by the topologies that come to need it.
 * S1. A fact's time is the task time of its source. It is absolute ("customer C now contributes … to representative
 *     R"), so that a repeat is harmless, and carries its cause.
 * S2. A source task tells its progress through its outbox, to every partition of the topic, by a timer at each change of
 *     business day that fires after all others of that moment.
 * S3. The time of a reading task is the least progress of all source tasks; one never heard of counts as none.
 * S4. Facts go into the bucket of their day at once. Days are half-open: progress >= T closes all facts before T. A day
 *     is evaluated when every source has closed it. Its own log fixes the order, so no marks are needed.
 */
import type { TaskId } from './contract.ts'

/** "Everything that this task had to tell about the time before `closedBeforeMs` lies ahead of this record." */
export interface Progress {
  readonly task: TaskId
  readonly closedBeforeMs: number
}

/** Where a fact belongs in the reading task. */
export interface FactTime {
  readonly task: TaskId
  /** Task time of the source when it put the fact out. */
  readonly taskTimeMs: number
  /** The business day whose bucket it goes into; a fact from a day-end timer carries the day that ended. */
  readonly bucketOn: number
}
