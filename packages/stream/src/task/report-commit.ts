import type { TaskId } from '../contract.ts'
import { headerText } from '../control.ts'
import type { Emit } from '../instrumentation.ts'
import type { BatchResult } from './batch.ts'
import type { PreparedCommit } from './commit.ts'

export interface CommitTimes {
  readonly applyMs: number
  readonly commitMs: number
  /** How long after its moment the earliest timer fired; undefined when the wall clock made none due. */
  readonly longestTimerDelayMs: number | undefined
}

/** Tells what a commit, now known to have happened, has changed. */
export function reportCommit(
  emit: Emit,
  task: TaskId,
  commitNumber: number,
  result: BatchResult,
  { outputs, marked }: PreparedCommit,
  { applyMs, commitMs, longestTimerDelayMs }: CommitTimes,
): void {
  for (const queue of result.becameLive)
    emit({ type: 'BecameLive', task, topic: queue.topic, offset: queue.nextOffset - 1 })
  for (const { record, reason, message } of result.refused) {
    const { topic, offset } = record
    const source = headerText(record.headers.ce_source)
    emit({ type: 'RecordDeadLettered', task, topic, offset, reason, message, ...(source !== undefined && { source }) })
  }
  if (longestTimerDelayMs !== undefined) {
    emit({ type: 'TimersFired', task, count: result.timersFired, longestDelayMs: longestTimerDelayMs })
  }
  emit({
    type: 'BatchCommitted',
    task,
    commitNumber,
    records: result.recordsByTopic,
    lateRecords: result.lateRecords,
    repeatedRecords: result.repeatedRecords,
    timersFired: result.timersFired,
    statesWritten: result.states.size,
    outboxEntries: outputs.length,
    marked,
    taskTimeMs: result.taskTimeMs,
    applyMs,
    commitMs,
  })
}
