/**
 * Which records come next, in which order: the merge of a task's inputs.
 *
 * P1. Among the heads of the queues the least (time, topic order, offset) comes next.
 * P2. An empty queue is waited for: until its topic has read `live` in any case, afterwards only while more of it is
 *     known to be in the log.
 * P3. A record stamped after now waits at its head, and stamped beyond now + the allowed skew it is refused there. A clock
 *     that has gone back does not count: now is never before task time, or P4 would take what was refused here.
 * P4. While marks are followed, the mark says how far each input goes, and a record stamped after the mark's task time
 *     was refused when the mark was made, so it is refused again.
 *
 * P5. In a second hop there is one queue, and its order is the order, whatever the records' times.
 *
 * A plan changes nothing: the batch that carries it out may stop early.
 */
import type { LogRecord } from '../contract.ts'
import { isLiveRecord } from '../control.ts'
import type { MarkToFollow } from '../mark.ts'
import type { InputQueue } from './input-queue.ts'

export type PlannedStep =
  | { readonly kind: 'record'; readonly queue: InputQueue; readonly record: LogRecord }
  | { readonly kind: 'live'; readonly queue: InputQueue; readonly record: LogRecord }
  /** Stamped beyond what the clock allows. */
  | { readonly kind: 'refused'; readonly queue: InputQueue; readonly record: LogRecord }
  /** All of a followed mark's records stand before this step. */
  | { readonly kind: 'mark'; readonly mark: MarkToFollow }

/** Why the plan ends where it ends. */
export type PlanEnd =
  | { readonly kind: 'full' }
  /** Queues that have to be filled before anything more can be said. */
  | { readonly kind: 'starved'; readonly queues: readonly InputQueue[] }
  /** The next record is stamped after now. */
  | { readonly kind: 'early'; readonly untilMs: number }
  /** Every live input is caught up. */
  | { readonly kind: 'caught-up' }
  /** The last of the marks has been reached. */
  | { readonly kind: 'followed' }
  /** A bounded run has reached its end. */
  | { readonly kind: 'finished' }

export interface Plan {
  readonly steps: readonly PlannedStep[]
  readonly end: PlanEnd
}

export interface PlanLimits {
  readonly maxSteps: number
  readonly nowMs: number
  readonly taskTimeMs: number
  readonly allowedSkewMs: number
  readonly patienceMs: number
  /** Marks above the position, in order; while there are any, they alone decide. */
  readonly marks: readonly MarkToFollow[]
  /** Where a bounded run ends: the offsets taken at its start, in topic order. */
  readonly endOffsets: readonly number[] | undefined
}

/** P5. */
export function planInLogOrder(queue: InputQueue, limits: Pick<PlanLimits, 'maxSteps' | 'endOffsets'>): Plan {
  const steps: PlannedStep[] = []
  const bound = limits.endOffsets?.[queue.index] ?? Number.POSITIVE_INFINITY
  const cursor: Cursor = { queue, ahead: 0, live: queue.live }
  for (;;) {
    if (steps.length >= limits.maxSteps) return { steps, end: { kind: 'full' } }
    const head = headBelow(cursor, bound)
    if (head === 'beyond') return { steps, end: { kind: 'finished' } }
    if (head === undefined) {
      const isStarved = queue.fetchOffset < Math.min(queue.endOffset, bound)
      return { steps, end: isStarved ? { kind: 'starved', queues: [queue] } : { kind: 'caught-up' } }
    }
    steps.push(take(cursor))
  }
}

interface Cursor {
  readonly queue: InputQueue
  ahead: number
  live: boolean
}

export function planBatch(queues: readonly InputQueue[], limits: PlanLimits): Plan {
  const steps: PlannedStep[] = []
  const cursors: Cursor[] = queues.map((queue) => ({ queue, ahead: 0, live: queue.live }))
  let marksPassed = 0
  for (;;) {
    const mark = limits.marks[marksPassed]
    if (mark === undefined && marksPassed > 0) return { steps, end: { kind: 'followed' } }
    if (steps.length >= limits.maxSteps) return { steps, end: { kind: 'full' } }
    const next = mark === undefined ? nextLive(cursors, limits, steps) : nextFollowed(cursors, mark, steps)
    if (next.kind === 'step') {
      steps.push(next.step)
      continue
    }
    if (next.kind === 'refused') continue
    if (next.kind === 'mark-reached') {
      steps.push({ kind: 'mark', mark: mark! })
      marksPassed += 1
      continue
    }
    return { steps, end: next.end }
  }
}

type Next =
  | { readonly kind: 'step'; readonly step: PlannedStep }
  | { readonly kind: 'refused' }
  | { readonly kind: 'mark-reached' }
  | { readonly kind: 'end'; readonly end: PlanEnd }

const REFUSED: Next = { kind: 'refused' }
const MARK_REACHED: Next = { kind: 'mark-reached' }

function nextLive(cursors: readonly Cursor[], limits: PlanLimits, steps: PlannedStep[]): Next {
  let least: Cursor | undefined
  let leastTime = 0
  const nowMs = Math.max(limits.nowMs, limits.taskTimeMs)
  const starved: InputQueue[] = []
  let finished = limits.endOffsets !== undefined
  for (const cursor of cursors) {
    const bound = limits.endOffsets?.[cursor.queue.index] ?? Number.POSITIVE_INFINITY
    const head = headBelow(cursor, bound)
    if (head === 'beyond') continue
    finished = false
    if (head === undefined) {
      const caughtUp = cursor.live && cursor.queue.hasFetchedAllKnown(limits.nowMs, limits.patienceMs)
      if (!caughtUp) starved.push(cursor.queue)
      continue
    }
    if (head.timestampMs > nowMs + limits.allowedSkewMs) {
      refuse(cursor, head, steps)
      return REFUSED
    }
    if (least === undefined || head.timestampMs < leastTime) {
      least = cursor
      leastTime = head.timestampMs
    }
  }
  if (starved.length > 0) return { kind: 'end', end: { kind: 'starved', queues: starved } }
  if (finished) return { kind: 'end', end: { kind: 'finished' } }
  if (least === undefined) return { kind: 'end', end: { kind: 'caught-up' } }
  if (leastTime > nowMs) return { kind: 'end', end: { kind: 'early', untilMs: leastTime } }
  return { kind: 'step', step: take(least) }
}

function nextFollowed(cursors: readonly Cursor[], mark: MarkToFollow, steps: PlannedStep[]): Next {
  let least: Cursor | undefined
  let leastTime = 0
  const starved: InputQueue[] = []
  for (const cursor of cursors) {
    const head = headBelow(cursor, mark.nextOffsets[cursor.queue.index] ?? 0)
    if (head === 'beyond') continue
    if (head === undefined) {
      starved.push(cursor.queue)
      continue
    }
    if (head.timestampMs > mark.taskTimeMs) {
      refuse(cursor, head, steps)
      return REFUSED
    }
    if (least === undefined || head.timestampMs < leastTime) {
      least = cursor
      leastTime = head.timestampMs
    }
  }
  if (starved.length > 0) return { kind: 'end', end: { kind: 'starved', queues: starved } }
  if (least === undefined) return MARK_REACHED
  return { kind: 'step', step: take(least) }
}

/** The cursor's record, `'beyond'` when everything below `bound` has been passed, undefined when it is not here yet. */
function headBelow(cursor: Cursor, bound: number): LogRecord | 'beyond' | undefined {
  const head = cursor.queue.at(cursor.ahead)
  if (head !== undefined) return head.offset < bound ? head : 'beyond'
  return cursor.queue.fetchOffset >= bound ? 'beyond' : undefined
}

function refuse(cursor: Cursor, record: LogRecord, steps: PlannedStep[]): void {
  cursor.ahead += 1
  steps.push({ kind: 'refused', queue: cursor.queue, record })
}

function take(cursor: Cursor): PlannedStep {
  const record = cursor.queue.at(cursor.ahead)!
  cursor.ahead += 1
  if (record.value !== null && record.value.length > 0) return { kind: 'record', queue: cursor.queue, record }
  if (!isLiveRecord(record)) return { kind: 'record', queue: cursor.queue, record }
  cursor.live = true
  return { kind: 'live', queue: cursor.queue, record }
}
