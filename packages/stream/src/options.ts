/** The numbers that a run may set; each with what it is for. */
export interface RuntimeOptions {
  /** Inputs per commit at most. More saves writes per event, costs memory and time between heartbeats. */
  readonly maxBatchInputs: number
  /** Live, a small batch waits until this long after the last commit: fewer commits and marks, little latency. */
  readonly gatherMs: number
  /** Live, a timer fires this long after its moment, so that records of that moment can still arrive. */
  readonly graceMs: number
  /** Records stamped further ahead of the clock are dead-lettered (G8). */
  readonly allowedSkewMs: number
  /** A live input that is known to hold more but delivers nothing for this long no longer holds up the others. */
  readonly patienceMs: number
  /** Timers kept in memory per task. */
  readonly timerCapacity: number
  /** Marks kept in memory per task while they are followed; the rest waits in the log. */
  readonly markCapacity: number
  /** Records queued per input partition before it is paused; it resumes at half. */
  readonly maxQueuedRecords: number
  readonly maxQueuedBytes: number
  /** Unpublished outbox entries per task before processing stops (G9); a commit that brings so many begins no further input. */
  readonly maxOutboxPending: number
  readonly maxOutboxBytes: number
  /** About as many as a batch brings: while other tasks work, one gets in as many sends as it commits batches, no more. */
  readonly maxEntriesPerSend: number
  readonly minBackoffMs: number
  readonly maxBackoffMs: number
  /** How often a task without commits looks whether the store was lost, rolled back or taken. */
  readonly fenceCheckIntervalMs: number
  /** How often the log learns the offsets of the store. */
  readonly offsetCommitIntervalMs: number
  /**
   * True for a replay, a backtest or a benchmark: the end offsets at the start are the end of the run, no `live`
   * record is waited for, the wall clock fires no timer, no marks are made.
   */
  readonly bounded: boolean
}

export const DEFAULT_OPTIONS: RuntimeOptions = {
  maxBatchInputs: 4_096,
  gatherMs: 25,
  graceMs: 1_000,
  allowedSkewMs: 300_000,
  patienceMs: 2_000,
  timerCapacity: 10_000,
  markCapacity: 10_000,
  maxQueuedRecords: 4_096,
  maxQueuedBytes: 8 * 1024 * 1024,
  maxOutboxPending: 20_000,
  maxOutboxBytes: 16 * 1024 * 1024,
  maxEntriesPerSend: 4_000,
  minBackoffMs: 100,
  maxBackoffMs: 5_000,
  fenceCheckIntervalMs: 5_000,
  offsetCommitIntervalMs: 5_000,
  bounded: false,
}
