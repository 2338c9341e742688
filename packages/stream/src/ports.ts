/** The two outside worlds of the runtime, a log and a store, and the clock. Adapters implement them. */
import type { EventTopic, LogRecord, OutgoingRecord, TaskId } from './contract.ts'

export interface Clock {
  now(): number
  /** Calls back once after `durationMs`; the returned function cancels. */
  setTimer(durationMs: number, callback: () => void): () => void
}

/** Called by the log. All four return at once and never throw. */
export interface LogConsumer {
  /**
   * The group gave this member these partition numbers of every subscribed topic. Every one of them is paused and has
   * no position: nothing is delivered before `seek` and `resume`, kept partitions included.
   */
  assigned(partitions: readonly number[]): void
  /** Nothing is assigned any more (stop, or the group was left). */
  revoked(): void
  /** Records in offset order. `fetchedOffset` is the position that was asked for, `endOffset` the log's end then. */
  received(batch: ReceivedBatch): void
  /** The consumer ended and will not come back by itself. */
  failed(error: Error): void
}

export interface ReceivedBatch {
  readonly topic: EventTopic
  readonly partition: number
  readonly fetchedOffset: number
  /** The position after this batch; beyond the last record where the log holds control records there. */
  readonly nextOffset: number
  readonly endOffset: number
  readonly records: readonly LogRecord[]
}

export interface OffsetRange {
  readonly startOffset: number
  readonly endOffset: number
}

/**
 * A partitioned log with consumer groups. Every call but the synchronous ones throws `RetryableError` when the log is
 * away, `OperatorError` when a person has to act.
 */
export interface LogPort {
  /** Joins the group and delivers until `stop`. All `topics` have the same partition count (else OperatorError). */
  start(topics: readonly EventTopic[], consumer: LogConsumer): Promise<void>
  stop(): Promise<void>
  /** How many partitions each of the topics started with has. */
  partitionCount(): number
  seek(topic: EventTopic, partition: number, offset: number): void
  pause(topic: EventTopic, partition: number): void
  resume(topic: EventTopic, partition: number): void
  /** First and next offset of each partition of a topic, by partition number. */
  offsetRanges(topic: EventTopic): Promise<readonly OffsetRange[]>
  /** What the group committed to the log, by partition number; undefined where nothing. Behind the store, or a hint. */
  committedOffsets(topic: EventTopic): Promise<readonly (number | undefined)[]>
  /** For lag tools and as a hint of loss; the store holds the truth. */
  commitOffsets(offsets: readonly { topic: EventTopic; partition: number; nextOffset: number }[]): Promise<void>
  /**
   * Appends durably (acks=all). Records of one partition keep their order. Resolves when all are in; the offsets come
   * back in the order of `records`.
   */
  append(records: readonly OutgoingRecord[]): Promise<readonly number[]>
  /** Every record of a topic up to the end it has now; those of one partition in the order of their offsets. */
  readAll(topic: EventTopic): AsyncIterable<LogRecord>
  /** One record again, by its position. */
  fetchRecord(topic: EventTopic, partition: number, offset: number): Promise<LogRecord>
  /** Resolves at the next proof, after this call, that the group still counts this member in. */
  confirmMembership(): Promise<void>
}

/** A task's fence: only the holder of the token, who has seen the last commit, may write. */
export interface Fence {
  /** Random, new at each take. */
  readonly owner: string
  readonly commitNumber: number
}

/** A fence as the store holds it, with what somebody has asked the owner for. */
export interface StoredFence extends Fence {
  /** True while a rebuild is asked for that no switch has served yet. */
  readonly rebuildRequested: boolean
}

/** Where a task stands: written with every commit, never apart from the states it belongs to. */
export interface TaskPosition {
  /** By topic. Absent = 0. */
  readonly nextOffsets: Readonly<Record<EventTopic, number>>
  /** Effective time of the last applied input; 0 before the first. */
  readonly taskTimeMs: number
  /** The inputs whose `live` record has been read. */
  readonly liveTopics: readonly EventTopic[]
  /** Number of the last outbox entry ever committed; 0 before the first. */
  readonly lastOutboxEntry: number
  /** Every mark at a lower offset of the marks partition is known not to be above this position. */
  readonly marksOffset: number
  /** Encoded causes: the high-water mark of each line this task has read. */
  readonly causeHighWater: Readonly<Record<string, string>>
  /** The moment before which everything has been told to second hops; 0 before the first (`Topology.progress`). */
  readonly closedBeforeMs: number
  /** In a second hop, by the partition number of the source task: the progress it has told. */
  readonly sourceProgress: Readonly<Record<string, number>>
  readonly ruleSetVersion: string
  readonly stateVersion: number
  /** Moments after task time for which every timer is known to be in time (`Topology.changes`). */
  readonly wokenForMs: readonly number[]
  /** What the states have collected since they began (`Topology.changes`). */
  readonly collected: readonly string[]
  /**
   * Which set of states and timers is the live one. States that need a rebuild are built beside, under the next
   * generation, and one commit makes that the live one.
   */
  readonly generation: number
}

export interface TakenTask {
  readonly commitNumber: number
  /** Undefined when the store knows nothing of the task. */
  readonly position: TaskPosition | undefined
  /** Number of the last outbox entry that was trimmed (published and removed). */
  readonly trimmedOutboxEntry: number
  readonly rebuildRequested: boolean
}

/** What can be seen of a task without taking it. */
export interface TaskGlance extends TakenTask {
  /** Token of the present owner, or of the last one. */
  readonly owner: string
  /** The generation that is being built, or was when its builder ended; undefined when none is. */
  readonly buildGeneration: number | undefined
}

/** How much of a task the store holds. */
export interface TaskSize {
  readonly states: number
  readonly timers: number
  /** Entries that are committed and not trimmed yet: those on their way, and the last that arrived. */
  readonly outboxEntries: number
}

export interface StoredTimer {
  readonly entityId: string
  readonly dueAtMs: number
}

export interface OutboxEntry {
  readonly number: number
  readonly bytes: Uint8Array
}

/** Everything that one batch changes. Maps are written in their order. */
export interface CommitBatch {
  readonly position: TaskPosition
  /**
   * Absent: states and timers belong to the live generation, which the position names. Given: they belong to this
   * generation, which is being built (`beginBuild`). A position that names it too makes it the live one in the same
   * step: the states and timers of the one before are removed, and a request for a rebuild is served.
   */
  readonly buildGeneration?: number
  /** `null` removes the entity. */
  readonly states: ReadonlyMap<string, Uint8Array | null>
  /** `null` removes the timer. */
  readonly timers: ReadonlyMap<string, number | null>
  /** Follow the entry `position.lastOutboxEntry - outbox.length`. */
  readonly outbox: readonly Uint8Array[]
  /** Entries up to this number have been published and may go. */
  readonly trimThroughEntry: number
}

/**
 * `fenced`: another owner took the task. `stale`: the store is at another commit, or not building what is to be written
 * to: it was rolled back, or lost.
 */
export type CommitOutcome = 'committed' | 'fenced' | 'stale'

/**
 * Keyed state, offsets, timers and outbox of tasks, changed together or not at all. Every call throws `RetryableError`
 * when the store is away or the outcome is unknown.
 */
export interface StorePort {
  /** Sets the owner token and returns what is there. From now on every earlier owner is fenced off. */
  take(task: TaskId, owner: string): Promise<TakenTask>
  /** What the store knows of a task, its owner undisturbed; undefined when it knows nothing. */
  glance(task: TaskId): Promise<TaskGlance | undefined>
  /**
   * In the order of `entityIds`; undefined where there is no state.
   * @param generation absent: the live one, which costs a question more
   */
  loadStates(
    task: TaskId,
    entityIds: readonly string[],
    generation?: number,
  ): Promise<readonly (Uint8Array | undefined)[]>
  /**
   * Timers due at or after `fromMs`, the earliest first, at least `limit` of them where there are so many: all timers
   * of the last returned moment are included.
   * @param generation absent: the live one, which costs a question more
   */
  loadTimers(task: TaskId, fromMs: number, limit: number, generation?: number): Promise<readonly StoredTimer[]>
  /** Entries above `afterEntry`, at most `limit`, in order. */
  loadOutbox(task: TaskId, afterEntry: number, limit: number): Promise<readonly OutboxEntry[]>
  /** One atomic step: compare the fence, then write everything and raise the commit number by one. */
  commit(task: TaskId, fence: Fence, batch: CommitBatch): Promise<CommitOutcome>
  /**
   * Removes what an unfinished build has left, and notes that `generation` is being built, from nothing.
   * @param generation not the live one
   */
  beginBuild(task: TaskId, fence: Fence, generation: number): Promise<CommitOutcome>
  /**
   * Asks whoever owns the task, now or next, to rebuild its states from the log. By any process, whoever holds the
   * fence. Asked again before it is served, it is served once. `unknown`: the store has no commit of this task.
   */
  requestRebuild(task: TaskId): Promise<'requested' | 'unknown'>
  /** The fence as the store has it now; undefined when the task is unknown. */
  readFence(task: TaskId): Promise<StoredFence | undefined>
  /** Removes published entries without a commit. */
  trimOutbox(task: TaskId, fence: Fence, throughEntry: number): Promise<CommitOutcome>
  /** Of the live generation; zeroes for an unknown task. */
  size(task: TaskId): Promise<TaskSize>
  /** All states of the live generation, for `state show`, verification and tests. */
  scanStates(task: TaskId): AsyncIterable<{ readonly entityId: string; readonly bytes: Uint8Array }>
  close(): Promise<void>
}
