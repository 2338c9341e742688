/** What the runtime tells about itself: facts with types, which `telemetry` turns into log lines and metrics. */
import type { EventTopic, TaskId } from './contract.ts'
import type { DeadLetterReason } from './errors.ts'

/** What met the fence: a commit or a trim that was refused, or an idle task's look. */
export type FenceProbe = 'commit' | 'trim' | 'look'

/**
 * Why states are built anew: they are of an earlier version; somebody asked for it; the store was lost or went back, so
 * that what was told since cannot be known from what it holds.
 */
export type RebuildReason = 'state-version' | 'requested' | 'store-behind'

export type StreamEvent =
  | { readonly type: 'TaskTaken'; readonly task: TaskId; readonly commitNumber: number; readonly tookMs: number }
  | { readonly type: 'TaskReleased'; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'Rebalanced'; readonly partitions: readonly number[] }
  | {
      readonly type: 'BatchCommitted'
      readonly task: TaskId
      readonly commitNumber: number
      /** Applied records by topic. */
      readonly records: Readonly<Record<EventTopic, number>>
      readonly lateRecords: number
      readonly repeatedRecords: number
      readonly timersFired: number
      readonly statesWritten: number
      readonly outboxEntries: number
      readonly marked: boolean
      readonly taskTimeMs: number
      readonly applyMs: number
      readonly commitMs: number
    }
  | { readonly type: 'TimersFired'; readonly task: TaskId; readonly count: number; readonly longestDelayMs: number }
  | { readonly type: 'CommitFenced'; readonly task: TaskId; readonly noticedBy: FenceProbe }
  | { readonly type: 'CommitStale'; readonly task: TaskId; readonly noticedBy: FenceProbe }
  | {
      readonly type: 'CommitOutcomeUnknown'
      readonly task: TaskId
      readonly resolvedAs: 'committed' | 'not-committed' | 'lost-ownership'
    }
  | { readonly type: 'StoreLost'; readonly task: TaskId; readonly detail: string }
  | { readonly type: 'StoreRolledBack'; readonly task: TaskId; readonly detail: string }
  | {
      readonly type: 'EntitiesWoken'
      readonly task: TaskId
      /** The change of rules at which every entity will be looked at. */
      readonly momentMs: number
      /** Timers that lay beyond it. */
      readonly moved: number
      readonly tookMs: number
    }
  /** The rules ask for something that the states have not collected from the beginning: they are to be rebuilt. */
  | { readonly type: 'CollectsMore'; readonly task: TaskId; readonly missing: readonly string[] }
  | { readonly type: 'FollowingMarks'; readonly task: TaskId; readonly marks: number }
  | { readonly type: 'FollowedMarks'; readonly task: TaskId; readonly tookMs: number }
  | {
      readonly type: 'RebuildStarted'
      readonly task: TaskId
      readonly reason: RebuildReason
      /** The generation that is being built. */
      readonly generation: number
      readonly records: number
    }
  | {
      readonly type: 'RebuildProgressed'
      readonly task: TaskId
      /** Records of this step. */
      readonly records: number
      readonly recordsDone: number
      readonly recordsToDo: number
    }
  | {
      readonly type: 'GenerationSwitched'
      readonly task: TaskId
      readonly generation: number
      readonly records: number
      /** Outputs that had to be told, because what was published differs from what was computed. */
      readonly told: number
      readonly tookMs: number
    }
  /** A rebuild that was asked for cannot be done; the task goes on as it was. */
  | { readonly type: 'RebuildDeclined'; readonly task: TaskId; readonly reason: string }
  | {
      readonly type: 'RecordDeadLettered'
      readonly task: TaskId
      readonly topic: EventTopic
      readonly offset: number
      readonly reason: DeadLetterReason
      readonly message: string
      /** Who wrote it (`ce_source`), where it says so. */
      readonly source?: string
    }
  | { readonly type: 'BecameLive'; readonly task: TaskId; readonly topic: EventTopic; readonly offset: number }
  | {
      readonly type: 'OutboxPublished'
      readonly task: TaskId
      readonly entries: number
      readonly byTopic: Readonly<Record<EventTopic, number>>
      readonly tookMs: number
    }
  | { readonly type: 'TaskBackedOff'; readonly task: TaskId; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'OffsetCommitFailed'; readonly reason: string }
  | { readonly type: 'TaskStopped'; readonly task: TaskId; readonly reason: string }

/** Receives every event; returns at once, never throws. */
export type Emit = (event: StreamEvent) => void

/** What a task says of itself when asked (health, metrics, `doctor`, `tasks`). */
export interface TaskStatus {
  readonly task: TaskId
  /**
   * `following`: repeats what its marks record; `rebuilding`: its states are built anew, and it stands still until then;
   * `waiting-for-live`: an input has no `live` record yet and is empty.
   */
  readonly phase:
    | 'taking'
    | 'following'
    | 'rebuilding'
    | 'history'
    | 'waiting-for-live'
    | 'live'
    | 'backing-off'
    | 'stopped'
  readonly detail: string
  readonly taskTimeMs: number
  readonly commitNumber: number
  /** By topic: position of the last commit and the log's end as last seen. */
  readonly inputs: Readonly<
    Record<
      EventTopic,
      { readonly nextOffset: number; readonly endOffset: number; readonly live: boolean; readonly queued: number }
    >
  >
  /** Topics without a `live` record yet. */
  readonly waitingForLive: readonly EventTopic[]
  readonly outboxPending: number
  readonly oldestOutboxAgeMs: number
  readonly nextTimerDueAtMs: number | undefined
  /** Lag in time: how far the earliest record not yet applied lies behind now; 0 when caught up. */
  readonly lagMs: number
}
