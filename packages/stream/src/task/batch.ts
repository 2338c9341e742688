/**
 * Applies planned inputs to states: the one place where `reduce` is called.
 *
 * B1. A timer due at T fires before records with effective time >= T; equal timers by entity id.
 * B2. Task time is the effective time of the last applied input. A late record is applied at task time.
 * B3. A batch ends before a record that canonical order would have put before an input already applied in it (unless
 *     marks are followed: there the mark holds the batch's records together).
 * B4. A record that is refused for its content takes its place and moves time like any other; it changes nothing else.
 *     A record refused by the clock moves nothing.
 * B5. No timer is set at or before task time.
 * B6. Where a topology tells its progress, a change of business day at T is told after all timers due at or before T and
 *     before anything later; of the changes between one input and the next only the last is told.
 * B7. In a second hop records move no time. What they tell of progress does: timers due at or before the least progress
 *     of all sources fire, in order, before the record after it.
 * B8. States collect what their position says, not what the process knows of: so nothing depends on when it learnt of a
 *     change of the rules.
 * B9. The batch stops wherever it lacks something (a state, a timer); what it has applied stands, and the next batch
 *     begins with what it lacked.
 */
import { type Cause, causeLine, compareCauses, decodeCause, encodeCause } from '../cause.ts'
import type { AnyTopology, EventTopic, Input, LogRecord, OutgoingRecord, TaskId } from '../contract.ts'
import { InvalidRecordError } from '../errors.ts'
import type { StoredTimer } from '../ports.ts'
import { leastProgress } from '../second-hop.ts'
import { AppliedOrder } from './applied-order.ts'
import { BatchOutputs, type RefusedRecord } from './batch-outputs.ts'
import { type BatchState, BatchStates } from './batch-states.ts'
import type { DecodedRecord } from './decode-record.ts'
import type { InputQueue } from './input-queue.ts'
import type { OutboxRecord } from './outbox-entry.ts'
import type { Plan, PlannedStep } from './plan.ts'
import { compareTimers, type TaskTimers } from './timers.ts'

export interface BatchInput {
  readonly topology: AnyTopology
  readonly task: TaskId
  readonly queues: readonly InputQueue[]
  readonly plan: Plan
  /** In the order of `plan.steps`; undefined for steps without content. */
  readonly decoded: readonly (DecodedRecord | undefined)[]
  /** Sealed states of the entities that were asked for; undefined where the store has none. */
  readonly states: ReadonlyMap<string, Uint8Array | undefined>
  readonly timers: TaskTimers
  readonly taskTimeMs: number
  readonly causeHighWater: Readonly<Record<string, string>>
  readonly closedBeforeMs: number
  readonly sourceProgress: Readonly<Record<string, number>>
  /** What the states collect; undefined where that never changes. */
  readonly collected: readonly string[] | undefined
  /** How many partitions each input has, and so how many tasks this topology, and the one it is second hop to. */
  readonly partitionCount: number
  /** True while marks are followed or in a bounded run: nothing is inverted there by timing. */
  readonly canonical: boolean
  /** After the last record, timers due by this moment fire too: the wall clock, less the grace. */
  readonly clockMs: number | undefined
  readonly maxInputs: number
  /** No input is begun once there are so many: one input may have thousands, and a commit carries all of them. */
  readonly maxOutputs: number
  /** Sees every output as the processor gave it, and as what it became. */
  readonly onOutput?: (output: unknown, record: OutgoingRecord) => void
}

export interface BatchResult {
  /** Steps of the plan that were carried out. */
  readonly stepsDone: number
  /** How many records were taken from each queue, in topic order. */
  readonly taken: readonly number[]
  readonly recordsByTopic: Readonly<Record<EventTopic, number>>
  readonly taskTimeMs: number
  readonly becameLive: readonly InputQueue[]
  readonly states: ReadonlyMap<string, Uint8Array | null>
  readonly timers: ReadonlyMap<string, number | null>
  readonly outputs: readonly OutboxRecord[]
  readonly refused: readonly RefusedRecord[]
  /** True when the wall clock refused a record: that decision has to be put on record by a mark. */
  readonly refusedByClock: boolean
  readonly causeHighWater: Readonly<Record<string, string>>
  readonly closedBeforeMs: number
  readonly sourceProgress: Readonly<Record<string, number>>
  readonly lateRecords: number
  readonly repeatedRecords: number
  readonly timersFired: number
  /** Due moment of the earliest timer that fired. */
  readonly earliestTimerMs: number | undefined
  /** True when the in-memory timers ended: refill them before the next batch. */
  readonly needsTimers: boolean
}

type RecordStep = Extract<PlannedStep, { readonly record: unknown }>

export function applyBatch(input: BatchInput): BatchResult {
  return new Batch(input).run()
}

class Batch {
  readonly #input: BatchInput
  readonly #states: BatchStates
  readonly #outputs: BatchOutputs
  readonly #order: AppliedOrder
  readonly #taken: number[]
  readonly #recordsByTopic: Record<EventTopic, number> = {}
  readonly #becameLive: InputQueue[] = []
  #causeHighWater: Record<string, string>
  #closedBeforeMs: number
  #sourceProgress: Readonly<Record<string, number>>
  #taskTimeMs: number
  #inputs = 0
  #refusedByClock = false
  #lateRecords = 0
  #repeatedRecords = 0
  #timersFired = 0
  #earliestTimerMs: number | undefined
  #needsTimers = false

  constructor(input: BatchInput) {
    this.#input = input
    this.#states = new BatchStates(input.topology, input.states)
    this.#outputs = new BatchOutputs(input)
    this.#order = new AppliedOrder(input.queues.length)
    this.#taskTimeMs = input.taskTimeMs
    this.#taken = input.queues.map(() => 0)
    this.#causeHighWater = input.causeHighWater as Record<string, string>
    this.#closedBeforeMs = input.closedBeforeMs
    this.#sourceProgress = input.sourceProgress
  }

  run(): BatchResult {
    const { plan, clockMs } = this.#input
    let stepsDone = 0
    while (stepsDone < plan.steps.length && this.#carryOut(stepsDone)) stepsDone += 1
    if (stepsDone === plan.steps.length && clockMs !== undefined) this.#fireTimersThrough(clockMs)
    const { states, timers } = this.#states.changes()
    return {
      stepsDone,
      taken: this.#taken,
      recordsByTopic: this.#recordsByTopic,
      taskTimeMs: this.#taskTimeMs,
      becameLive: this.#becameLive,
      states,
      timers,
      outputs: this.#outputs.records,
      refused: this.#outputs.refused,
      refusedByClock: this.#refusedByClock,
      causeHighWater: this.#causeHighWater,
      closedBeforeMs: this.#closedBeforeMs,
      sourceProgress: this.#sourceProgress,
      lateRecords: this.#lateRecords,
      repeatedRecords: this.#repeatedRecords,
      timersFired: this.#timersFired,
      earliestTimerMs: this.#earliestTimerMs,
      needsTimers: this.#needsTimers,
    }
  }

  /** False when the batch has to end before this step. */
  #carryOut(stepNumber: number): boolean {
    const step = this.#input.plan.steps[stepNumber]!
    if (step.kind === 'refused') {
      this.#refuseByClock(step.queue, step.record)
      return true
    }
    if (step.kind === 'mark') {
      const { taskTimeMs, firstPendingTimer } = step.mark
      if (!this.#fireTimersThrough(taskTimeMs, firstPendingTimer)) return false
      this.#taskTimeMs = Math.max(this.#taskTimeMs, step.mark.taskTimeMs)
      return true
    }
    const { queue, record } = step
    if (this.#input.topology.progressOf !== undefined) return this.#carryOutInLogOrder(step, stepNumber)
    if (!this.#input.canonical && this.#order.wouldInvert(queue.index, record.timestampMs)) return false
    const asOfMs = Math.max(record.timestampMs, this.#taskTimeMs)
    if (!this.#fireTimersThrough(asOfMs)) return false
    if (this.#isFull) return false
    if (step.kind === 'record' && !this.#applyRecord(record, this.#input.decoded[stepNumber]!, asOfMs)) return false
    if (step.kind === 'live') this.#becameLive.push(queue)
    if (record.timestampMs < this.#taskTimeMs) this.#lateRecords += 1
    this.#taskTimeMs = asOfMs
    this.#count(queue)
    this.#order.recordApplied(queue.index, record.timestampMs)
    return true
  }

  get #isFull(): boolean {
    return this.#inputs >= this.#input.maxInputs || this.#outputs.records.length >= this.#input.maxOutputs
  }

  #count(queue: InputQueue): void {
    this.#inputs += 1
    this.#taken[queue.index]! += 1
    this.#recordsByTopic[queue.topic] = (this.#recordsByTopic[queue.topic] ?? 0) + 1
  }

  /** B7. */
  #carryOutInLogOrder(step: RecordStep, stepNumber: number): boolean {
    if (this.#isFull) return false
    const decoded = this.#input.decoded[stepNumber]
    if (decoded?.kind === 'progress') {
      if (!this.#advance(decoded.cause, decoded.closedBeforeMs)) return false
    } else if (decoded !== undefined) {
      if (!this.#applyRecord(step.record, decoded, this.#taskTimeMs)) return false
      if (step.record.timestampMs < this.#taskTimeMs) this.#lateRecords += 1
    }
    this.#count(step.queue)
    return true
  }

  /** Takes what a source task tells of its progress. False when the batch has to end first: then nothing was taken. */
  #advance(cause: Cause, closedBeforeMs: number): boolean {
    if (!this.#isAboveHighWater(cause)) {
      this.#repeatedRecords += 1
      return true
    }
    const { partition } = cause.task
    const sourceProgress = { ...this.#sourceProgress, [partition]: closedBeforeMs }
    const leastMs = leastProgress(sourceProgress, this.#input.partitionCount)
    // Not only when time moves: a batch may have ended between two timers of one moment.
    if (!this.#fireTimersThrough(leastMs)) return false
    this.#taskTimeMs = Math.max(this.#taskTimeMs, leastMs)
    this.#raiseHighWater(cause)
    this.#sourceProgress = sourceProgress
    return true
  }

  #refuseByClock(queue: InputQueue, record: LogRecord): void {
    this.#refusedByClock = true
    this.#taken[queue.index]! += 1
    const message = `stamped ${instantText(record.timestampMs)}, later than the clock and its allowed skew`
    this.#outputs.refuse(record, new InvalidRecordError('future-timestamp', message), this.#taskTimeMs)
  }

  #applyRecord(record: LogRecord, decoded: DecodedRecord, asOfMs: number): boolean {
    if (decoded.kind === 'progress') throw new Error('progress is taken where records are in the order of the log')
    if (decoded.kind === 'invalid') {
      this.#outputs.refuse(record, decoded.error, asOfMs)
      return true
    }
    if (decoded.cause && !this.#isAboveHighWater(decoded.cause)) {
      this.#repeatedRecords += 1
      return true
    }
    decoded.input.late = record.timestampMs < this.#taskTimeMs
    try {
      if (!this.#reduce(decoded.input, decoded.keys, asOfMs)) return false
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      this.#outputs.refuse(record, error, asOfMs)
    }
    if (decoded.cause) this.#raiseHighWater(decoded.cause)
    return true
  }

  /** False for a repeat. */
  #isAboveHighWater(cause: Cause): boolean {
    const known = this.#causeHighWater[causeLine(cause)]
    const highWater = known === undefined ? undefined : decodeCause(known)
    return highWater === undefined || compareCauses(cause, highWater) > 0
  }

  #raiseHighWater(cause: Cause): void {
    if (this.#causeHighWater === this.#input.causeHighWater) this.#causeHighWater = { ...this.#causeHighWater }
    this.#causeHighWater[causeLine(cause)] = encodeCause(cause)
  }

  /**
   * Fires, in order, every timer due at or before `throughMs`, and tells progress. False when the batch has to end first.
   * @param before where given, that timer and those after it are left
   */
  #fireTimersThrough(throughMs: number, before?: StoredTimer): boolean {
    for (;;) {
      const next = this.#input.timers.next(throughMs)
      if (before !== undefined && next.kind === 'due' && compareTimers(next.timer, before) >= 0) return true
      if (next.kind === 'refill') {
        this.#needsTimers = true
        return false
      }
      const closedThroughMs = next.kind === 'due' ? next.timer.dueAtMs - 1 : throughMs
      // A batch may have ended at the very moment of a change: that one stands alone, as the mark of the batch says.
      if (!this.#tellProgress(Math.min(closedThroughMs, this.#taskTimeMs))) return false
      if (!this.#tellProgress(closedThroughMs)) return false
      if (next.kind === 'none') return true
      if (this.#isFull) return false
      const { entityId, dueAtMs } = next.timer
      const asOfMs = Math.max(dueAtMs, this.#taskTimeMs)
      const timer = { kind: 'timer', entityId, dueAtMs } as const
      const keys = this.#input.topology.processor.keys(timer)
      if (!this.#reduce(timer, keys, asOfMs)) return false
      this.#taskTimeMs = asOfMs
      this.#inputs += 1
      this.#firedAt(dueAtMs)
    }
  }

  #firedAt(dueAtMs: number): void {
    this.#timersFired += 1
    this.#earliestTimerMs ??= dueAtMs
    this.#order.timerFired(dueAtMs)
  }

  /** B6, as a timer of the task itself: all others due at or before `throughMs` have fired. */
  #tellProgress(throughMs: number): boolean {
    const { progress } = this.#input.topology
    if (progress === undefined) return true
    const boundaryMs = progress.lastBoundaryThrough(throughMs)
    if (boundaryMs <= this.#closedBeforeMs) return true
    if (this.#isFull) return false
    this.#outputs.tellProgress(progress.topics, boundaryMs)
    this.#closedBeforeMs = boundaryMs
    this.#taskTimeMs = Math.max(this.#taskTimeMs, boundaryMs)
    this.#inputs += 1
    this.#firedAt(boundaryMs)
    return true
  }

  /** False when a state that the input needs was not loaded. */
  #reduce(input: Input<unknown>, keys: readonly string[], asOfMs: number): boolean {
    const { topology, timers } = this.#input
    const entities: BatchState[] = []
    for (const key of keys) {
      const entity = this.#states.of(key)
      if (entity === undefined) return false
      entities.push(entity)
    }
    const reduction = topology.processor.reduce(
      entities.map((entity) => entity.state),
      input,
      asOfMs,
      this.#input.collected,
    )
    for (let index = 0; index < entities.length; index += 1) {
      const entity = entities[index]!
      const state = reduction.states[index]
      if (state === undefined) throw new Error(`${topology.name}: reduce returned no state for ${keys[index]}`)
      const wanted = state === null ? null : (reduction.nextTimers[index] ?? null)
      const timerMs = wanted === null ? null : Math.max(wanted, asOfMs + 1)
      entity.changed = true
      entity.removed = state === null
      entity.state = state === null ? topology.processor.initialState(keys[index]!) : state
      entity.timerMs = timerMs
      timers.set(keys[index]!, timerMs)
    }
    this.#outputs.put(reduction.outputs, input, asOfMs)
    return true
  }
}

/** A clock that lies may lie beyond every calendar: nanoseconds sent as milliseconds do. */
function instantText(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? `${atMs} ms after 1970` : date.toISOString()
}
