/** What a commit writes: put together from where the task stood and what a batch did. Pure. */
import type { AnyTopology, MarksDeclaration, TaskId } from '../contract.ts'
import { makerHeaders } from '../mark.ts'
import type { CommitBatch, TaskPosition } from '../ports.ts'
import type { BatchResult } from './batch.ts'
import { encodeOutboxEntries, type OutboxRecord } from './outbox-entry.ts'
import type { Plan } from './plan.ts'
import { positionAsMark } from './take.ts'

export interface CommitInput {
  readonly topology: AnyTopology
  readonly task: TaskId
  readonly position: TaskPosition
  readonly plan: Plan
  readonly result: BatchResult
  /** The offset of the last record taken from each queue, in topic order; undefined where none was. */
  readonly lastOffsets: readonly (number | undefined)[]
  /** True while marks are followed: the batch makes none of its own. */
  readonly following: boolean
  readonly bounded: boolean
  readonly publishedThrough: number
  /** The offset after the last mark this owner has put on the log. */
  readonly marksOffset: number
}

export interface PreparedCommit {
  readonly batch: CommitBatch
  readonly outputs: readonly OutboxRecord[]
  readonly marked: boolean
  /** How many of the followed marks the batch has reached. */
  readonly marksReached: number
}

export function prepareCommit(input: CommitInput): PreparedCommit {
  const { topology, position, plan, result, following } = input
  const liveTopics = new Set([...position.liveTopics, ...result.becameLive.map((queue) => queue.topic)])
  const reached = plan.steps.slice(0, result.stepsDone).flatMap((step) => (step.kind === 'mark' ? [step.mark] : []))
  const nextOffsets: Record<string, number> = { ...position.nextOffsets }
  for (const [index, { topic }] of topology.inputs.entries()) {
    const lastOffset = input.lastOffsets[index]
    if (lastOffset !== undefined) nextOffsets[topic] = lastOffset + 1
    // A mark's offsets hold even where the log has nothing left to read below them.
    for (const mark of reached) nextOffsets[topic] = Math.max(nextOffsets[topic] ?? 0, mark.nextOffsets[index] ?? 0)
  }
  // A refusal by the clock is a decision that no replay could make again: it is put on record like live order.
  const isLive = liveTopics.size > 0 || result.refusedByClock
  const marked = topology.marks !== undefined && !following && !input.bounded && isLive
  const moved: TaskPosition = {
    nextOffsets,
    taskTimeMs: result.taskTimeMs,
    liveTopics: [...liveTopics],
    lastOutboxEntry: position.lastOutboxEntry + result.outputs.length + (marked ? 1 : 0),
    // While marks are followed, old marks may be published again behind those that are still to be followed.
    marksOffset: following ? position.marksOffset : input.marksOffset,
    causeHighWater: result.causeHighWater,
    closedBeforeMs: result.closedBeforeMs,
    sourceProgress: result.sourceProgress,
    ruleSetVersion: topology.ruleSetVersion,
    stateVersion: topology.stateCodec.version,
    wokenForMs: position.wokenForMs.filter((momentMs) => momentMs > result.taskTimeMs),
    collected: stillCollected(topology, position, result.taskTimeMs),
    generation: position.generation,
  }
  const outputs = marked ? [markOf(input, topology.marks, moved), ...result.outputs] : result.outputs
  const batch: CommitBatch = {
    position: moved,
    states: result.states,
    timers: result.timers,
    outbox: encodeOutboxEntries(outputs),
    trimThroughEntry: input.publishedThrough,
  }
  return { batch, outputs, marked, marksReached: reached.length }
}

/** What the rules no longer ask for is dropped from the states that are written: asked for again, it would not be whole. */
function stillCollected({ changes }: AnyTopology, { collected }: TaskPosition, taskTimeMs: number): readonly string[] {
  if (changes === undefined || collected.length === 0) return collected
  const wanted = changes.collectedFrom(taskTimeMs)
  // The same list as long as nothing is dropped: it is looked at for each input.
  return collected.every((name) => wanted.includes(name))
    ? collected
    : collected.filter((name) => wanted.includes(name))
}

/** The mark of a commit that ends at `position`. */
export function markOf(
  { topology, task }: { readonly topology: AnyTopology; readonly task: TaskId },
  marks: MarksDeclaration,
  position: TaskPosition,
): OutboxRecord {
  return {
    record: {
      topic: marks.topic,
      partition: task.partition,
      key: null,
      value: marks.codec.encode(positionAsMark(topology, position)),
      timestampMs: position.taskTimeMs,
      headers: makerHeaders(position),
    },
    isMark: true,
    contentAt: undefined,
  }
}
