/**
 * Builds a task's states anew beside the live ones, from the log, and switches to them.
 *
 * R1. The live generation, its position and what it has told stay as they are until one commit makes the new one live.
 *     A build that ends before that, however it ends, has no effect, and the next one begins with nothing.
 * R2. The way is that of a recovery: along the marks. The live position itself is the last of them, so that the new
 *     states stand exactly where the old ones stood; of several timers due there, those that had not fired do not fire.
 * R3. What was told up to the live position is not told again; it is computed, and compared with what was published.
 * R4. When the store was found behind (lost, rolled back), the marks beyond its position are followed too; a second hop,
 *     which has none, is followed to the end of its log. What is put out there may never have been told: it goes to the
 *     outbox, as when marks are followed without a rebuild.
 *     Dead letters are compared as well: a record that is refused only now is told of.
 * R5. What the comparison makes up for goes out with the commit that switches, under the cause of the new generation.
 *     Its number is above that of any switch the log tells of, be it by a mark or by what was told: causes keep rising,
 *     and nobody is told twice.
 *
 * The task applies nothing new meanwhile; the other tasks of the process go on. The store holds both generations until
 * the switch, memory the last output about each subject of the task.
 */

import { CAUSE_HEADER, type Cause, encodeCause } from '../cause.ts'
import type { AnyTopology } from '../contract.ts'
import { OperatorError } from '../errors.ts'
import type { StreamEvent } from '../instrumentation.ts'
import { isAbove, type MarkToFollow } from '../mark.ts'
import type { Fence, TaskPosition } from '../ports.ts'
import { elapsedMs } from '../signal.ts'
import { applyBatch, type BatchInput, type BatchResult } from './batch.ts'
import { markOf, prepareCommit } from './commit.ts'
import { commitOrLeave, leaveLost, throwAsOwner } from './commit-outcome.ts'
import { gatherBatch } from './gather-batch.ts'
import { type Holder, RULES_UNKNOWN, type Work } from './hold.ts'
import { InputQueue } from './input-queue.ts'
import { Inputs } from './inputs.ts'
import { RebuildImpossible, Released, TakeAgain } from './leave.ts'
import type { MarksReader } from './marks-reader.ts'
import { type OutboxPublisher, publisherOf } from './outbox.ts'
import { encodeOutboxEntries, type OutboxRecord } from './outbox-entry.ts'
import { type Plan, planBatch, planInLogOrder } from './plan.ts'
import { differencesByEntity, LastTold, readPublished } from './reconcile.ts'
import { RefusedAnew } from './refused-anew.ts'
import { openState, sealState } from './state-envelope.ts'
import { emptyPosition, positionAsMark, type TakenToRebuild, type TaskSurroundings } from './take.ts'
import { TaskTimers } from './timers.ts'
import { areChangesKnown } from './wake-entities.ts'

const IDLE_WAIT_MS = 1_000
const encoder = new TextEncoder()

type Changes = Pick<BatchResult, 'states' | 'timers'>

const NO_CHANGES: Changes = { states: new Map(), timers: new Map() }

export class Rebuild implements Work {
  readonly outbox: OutboxPublisher
  readonly inputs: Inputs
  readonly #surroundings: TaskSurroundings
  readonly #holder: Holder
  readonly #taken: TakenToRebuild
  readonly #marksReader: MarksReader | undefined
  /** The one that is built. */
  readonly #generation: number
  readonly #timers: TaskTimers
  readonly #computed: LastTold | undefined
  readonly #refused: RefusedAnew
  readonly #startedAtMs: number
  #fence: Fence
  /** The live position. */
  #position: TaskPosition
  /** Where the new states stand. */
  #built: TaskPosition
  /** To be followed, the live position among them. */
  #targets: readonly MarkToFollow[] = []
  #liveTarget: MarkToFollow | undefined
  /** The end of a second hop's log, where it is to be followed beyond the live position. */
  #logEnd: MarkToFollow | undefined
  #isPastLive = false
  #recordsToDo: number

  constructor(
    surroundings: TaskSurroundings,
    holder: Holder,
    taken: TakenToRebuild,
    marksReader: MarksReader | undefined,
  ) {
    const { topology, clock, options } = surroundings
    this.#surroundings = surroundings
    this.#holder = holder
    this.#taken = taken
    this.#marksReader = marksReader
    this.#fence = taken.fence
    this.#position = taken.position
    this.#built = emptyPosition(topology)
    this.#generation = Math.max(taken.position.generation, marksReader?.highestGeneration ?? 0) + 1
    this.#timers = new TaskTimers([], options.timerCapacity)
    this.#computed = topology.reconciliation && new LastTold(topology.reconciliation)
    this.#refused = new RefusedAnew(surroundings.log, holder.id.partition)
    this.#startedAtMs = clock.now()
    this.#recordsToDo = recordsBelow(topology, taken.position)
    const queues = topology.inputs.map(({ topic }, index) => {
      const queue = new InputQueue(topic, index, 0, taken.endOffsets[index]!, topology.progressOf !== undefined)
      queue.waitingSinceMs = clock.now()
      return queue
    })
    this.inputs = new Inputs(surroundings, holder.id.partition, queues)
    this.outbox = publisherOf(surroundings, holder, taken)
  }

  get fence(): Fence {
    return this.#fence
  }

  get position(): TaskPosition {
    return this.#position
  }

  get nextTimerDueAtMs(): number | undefined {
    return undefined
  }

  /** Ends by throwing: `TakeAgain` after the switch. */
  async work(): Promise<void> {
    try {
      await this.#waitForTurn()
      await this.#waitForRules()
      await this.#begin()
      await this.#build()
      await this.#switch()
    } catch (error) {
      const isNeedless = this.#taken.reason === 'requested' && error instanceof OperatorError
      throw isNeedless ? new RebuildImpossible(error.message) : error
    }
    throw new TakeAgain('the states that were built are the live ones now', false)
  }

  async letGo(): Promise<void> {
    this.inputs.pause()
    await this.outbox.stop()
  }

  async #waitForTurn(): Promise<void> {
    const { rebuildTurn, options } = this.#surroundings
    while (!rebuildTurn.take(this.#holder.id.partition)) {
      this.#holder.enter('rebuilding', `waits until partition ${rebuildTurn.holder} has been rebuilt`)
      await this.#holder.rest(options.minBackoffMs)
      this.#checkReleased()
    }
  }

  /** From here on it is known what the states collect, and when they are to be woken. */
  async #waitForRules(): Promise<void> {
    const { topology, clock, options } = this.#surroundings
    while (!options.bounded && !areChangesKnown(topology, this.#position, clock.now())) {
      this.#holder.enter('backing-off', RULES_UNKNOWN)
      await this.#holder.rest(options.minBackoffMs)
      this.#checkReleased()
    }
    this.#built = emptyPosition(topology)
  }

  async #begin(): Promise<void> {
    const { topology, store } = this.#surroundings
    const { id } = this.#holder
    this.#describe()
    this.#emit({
      type: 'RebuildStarted',
      task: id,
      reason: this.#taken.reason,
      generation: this.#generation,
      records: this.#recordsToDo,
    })
    const [first] = await store.loadTimers(id, Number.NEGATIVE_INFINITY, 1, this.#position.generation)
    const isPending = first !== undefined && first.dueAtMs <= this.#position.taskTimeMs
    const empty = positionAsMark(topology, this.#built)
    const live = positionAsMark(topology, this.#position)
    this.#liveTarget = { ...live, firstPendingTimer: isPending ? first : undefined }
    if (!isAbove(live, empty)) this.#passLive()
    // Its records alone move time there.
    if (topology.progressOf !== undefined && this.#taken.reason === 'store-behind') {
      this.#logEnd = { nextOffsets: this.#taken.endOffsets, taskTimeMs: 0 }
    }
    const outcome = await store.beginBuild(id, this.#fence, this.#generation)
    if (outcome !== 'committed') leaveLost(this.#surroundings, this.#holder, outcome, 'commit')
    await this.#marksReader?.begin(0, empty)
    this.outbox.enqueue(this.#taken.pendingOutbox)
    this.inputs.point()
  }

  async #build(): Promise<void> {
    for (;;) {
      this.#checkReleased()
      if (this.outbox.failure !== undefined) throw this.outbox.failure
      if (this.#targets.length === 0 && !(await this.#readTargets())) return
      // Without a target a plan would go by the clock.
      if (this.#targets.length === 0) continue
      await this.inputs.lookIntoGaps()
      this.#describe()
      const isWorking = !this.#isOutboxFull && (await this.#carryOut(this.#plan()))
      if (!isWorking && !this.#holder.isReleased) await this.#holder.wake.wait(IDLE_WAIT_MS)
    }
  }

  get #isOutboxFull(): boolean {
    const { maxOutboxPending, maxOutboxBytes } = this.#surroundings.options
    return this.outbox.pending > maxOutboxPending || this.outbox.pendingBytes > maxOutboxBytes
  }

  /** R2: the next marks, with the live position at its place among them. False at the end. */
  async #readTargets(): Promise<boolean> {
    const marks = (await this.#marksReader?.next(() => !this.#holder.isReleased)) ?? []
    this.#checkReleased()
    if ((this.#marksReader?.highestGeneration ?? 0) >= this.#generation) {
      // R5: only now the log told of it. What is built under this number could not be told of.
      throw new TakeAgain('the log tells of a later generation than the one being built', false)
    }
    const targets: MarkToFollow[] = []
    let live = this.#isPastLive ? undefined : this.#liveTarget
    for (const mark of marks) {
      if (live && isAbove(mark, live)) {
        targets.push(live, mark)
        live = undefined
      } else if (!live || isAbove(live, mark)) {
        targets.push(mark)
      }
    }
    if (live && marks.length === 0) targets.push(live)
    if (this.#logEnd) targets.push(this.#logEnd)
    this.#logEnd = undefined
    this.#targets = targets
    const last = targets.at(-1)
    if (last) this.#recordsToDo = Math.max(this.#recordsToDo, sum(last.nextOffsets))
    return marks.length > 0 || targets.length > 0
  }

  /** Up to the live position and beyond it are never planned together: what is put out differs (R3, R4). */
  #plan(): Plan {
    const { clock, topology, options } = this.#surroundings
    const liveAt = this.#targets.indexOf(this.#liveTarget!)
    const marks = this.#targets.slice(0, liveAt < 0 ? options.maxBatchInputs : liveAt + 1)
    if (topology.progressOf !== undefined) {
      const [mark] = marks as [MarkToFollow]
      const limits = { maxSteps: options.maxBatchInputs, endOffsets: mark.nextOffsets }
      const plan = planInLogOrder(this.inputs.queues[0]!, limits)
      if (plan.end.kind !== 'finished') return plan
      return { steps: [...plan.steps, { kind: 'mark', mark }], end: { kind: 'followed' } }
    }
    return planBatch(this.inputs.queues, {
      maxSteps: options.maxBatchInputs,
      nowMs: clock.now(),
      taskTimeMs: this.#built.taskTimeMs,
      allowedSkewMs: options.allowedSkewMs,
      patienceMs: options.patienceMs,
      marks,
      endOffsets: undefined,
    })
  }

  /** Applies what is planned. False when there was nothing to do. */
  async #carryOut(plan: Plan): Promise<boolean> {
    const { topology, store, log, options } = this.#surroundings
    const { id } = this.#holder
    const { decoded, states } = await gatherBatch(
      this.#surroundings,
      id,
      plan,
      this.#timers,
      this.#built,
      this.#generation,
      undefined,
    )
    this.#checkReleased()
    const computed = this.#computed
    const batch: BatchInput = {
      topology,
      task: id,
      queues: this.inputs.queues,
      plan,
      decoded,
      states,
      timers: this.#timers,
      taskTimeMs: this.#built.taskTimeMs,
      causeHighWater: this.#built.causeHighWater,
      closedBeforeMs: this.#built.closedBeforeMs,
      sourceProgress: this.#built.sourceProgress,
      collected: topology.changes && this.#built.collected,
      partitionCount: log.partitionCount(),
      canonical: true,
      clockMs: undefined,
      maxInputs: options.maxBatchInputs,
      maxOutputs: options.maxOutboxPending,
      ...(computed && { onOutput: (output, { value, timestampMs }) => computed.note(output, value!, timestampMs) }),
    }
    let result: BatchResult
    try {
      result = applyBatch(batch)
    } catch (error) {
      return await throwAsOwner(this.#surroundings, this.#holder, this.#fence, error)
    }
    const didSomething = result.stepsDone > 0 || result.timersFired > 0
    if (didSomething) await this.#commit(plan, result)
    if (result.needsTimers) {
      const { completeBelowMs } = this.#timers
      this.#timers.refill(await store.loadTimers(id, completeBelowMs, options.timerCapacity, this.#generation))
    }
    return didSomething || result.needsTimers
  }

  async #commit(plan: Plan, result: BatchResult): Promise<void> {
    const { topology, options } = this.#surroundings
    const { batch, outputs, marksReached } = prepareCommit({
      topology,
      task: this.#holder.id,
      position: this.#built,
      plan,
      result,
      lastOffsets: this.inputs.queues.map((queue) => queue.lastOffsetOf(result.taken[queue.index]!)),
      following: true,
      bounded: options.bounded,
      publishedThrough: this.outbox.publishedThrough,
      marksOffset: 0,
    })
    if (!this.#isPastLive) this.#refused.note(outputs)
    await this.#write(this.#position, result, this.#isPastLive ? outputs : [])
    this.#built = batch.position
    this.inputs.drop(result.taken, this.#built.nextOffsets)
    for (const queue of result.becameLive) queue.live = true
    const reached = this.#targets.slice(0, marksReached)
    this.#targets = this.#targets.slice(marksReached)
    if (reached.includes(this.#liveTarget!)) this.#passLive()
    this.#emit({
      type: 'RebuildProgressed',
      task: this.#holder.id,
      records: sum(result.taken),
      recordsDone: recordsBelow(topology, this.#built),
      recordsToDo: this.#recordsToDo,
    })
  }

  #passLive(): void {
    this.#isPastLive = true
    // A change of day that had not been told yet was not told by the build either.
    const closedBeforeMs = Math.min(this.#built.closedBeforeMs, this.#position.closedBeforeMs)
    this.#built = { ...this.#built, closedBeforeMs }
  }

  /** R3, R5: makes up for what differs, and makes the new generation the live one. */
  async #switch(): Promise<void> {
    const { topology, clock, options } = this.#surroundings
    const told = [...(await this.#refused.untold(this.outbox.waiting)), ...(await this.#reconcile())]
    const { marksOffset } = this.#position
    const position = { ...this.#built, marksOffset, generation: this.#generation }
    const isMarked = topology.marks !== undefined && !options.bounded
    const mark = isMarked ? [markOf({ topology, task: this.#holder.id }, topology.marks, position)] : []
    await this.#write(position, NO_CHANGES, [...mark, ...told])
    this.#emit({
      type: 'GenerationSwitched',
      task: this.#holder.id,
      generation: this.#generation,
      records: recordsBelow(topology, position),
      told: told.length,
      tookMs: elapsedMs(clock, this.#startedAtMs),
    })
  }

  async #reconcile(): Promise<OutboxRecord[]> {
    const { topology, store, options } = this.#surroundings
    const { reconciliation } = topology
    if (!reconciliation || !this.#computed) return []
    const { id } = this.#holder
    const describe = (records: number) => this.#holder.enter('rebuilding', `compares with what was told: ${records}`)
    describe(0)
    const pending = [...this.outbox.waiting]
    const published = await readPublished(this.#surroundings, id, this.#built, pending, (records) => {
      this.#checkReleased()
      describe(records)
    })
    // Without marks only this tells of a switch that the store has lost.
    const generation = Math.max(this.#generation, published.highestGeneration + 1)
    const differences = differencesByEntity(reconciliation, this.#computed, published, this.#built.taskTimeMs)
    const told: OutboxRecord[] = []
    for (let from = 0; from < differences.length; from += options.maxBatchInputs) {
      const chunk = differences.slice(from, from + options.maxBatchInputs)
      const entityIds = chunk.map(([entityId]) => entityId)
      const sealed = await store.loadStates(id, entityIds, this.#generation)
      const states = new Map<string, Uint8Array>()
      for (const [index, [entityId, differing]] of chunk.entries()) {
        const opened = sealed[index] && openState(sealed[index])
        const state: unknown = opened && topology.stateCodec.decode(opened.stateBytes, entityId)
        const made = reconciliation.reconcile(state, differing, this.#built.taskTimeMs)
        if (made.state !== undefined) {
          states.set(entityId, sealState(topology.stateCodec.encode(made.state), opened?.timerDueAtMs ?? null))
        }
        for (const [ordinal, output] of made.outputs.entries()) {
          told.push(this.#outputOf(output, { kind: 'generation', task: id, generation, entityId, ordinal }))
        }
      }
      await this.#write(this.#position, { states, timers: new Map() }, [])
    }
    return told
  }

  #outputOf(output: unknown, cause: Cause): OutboxRecord {
    const { topology } = this.#surroundings
    const { taskTimeMs } = this.#built
    const { topic, key, value, headers } = topology.encodeOutput(output, taskTimeMs)
    return {
      record: {
        topic,
        key: encoder.encode(key),
        value,
        timestampMs: taskTimeMs,
        headers: { ...headers, [CAUSE_HEADER]: encodeCause(cause) },
      },
      isMark: false,
      contentAt: undefined,
    }
  }

  /** One commit: changes of the new generation, and what is put out. */
  async #write(position: TaskPosition, changes: Changes, outputs: readonly OutboxRecord[]): Promise<void> {
    const isSwitch = position.generation === this.#generation
    if (!isSwitch && changes.states.size === 0 && changes.timers.size === 0 && outputs.length === 0) return
    const firstEntry = this.#position.lastOutboxEntry + 1
    const moved = { ...position, lastOutboxEntry: this.#position.lastOutboxEntry + outputs.length }
    await commitOrLeave(this.#surroundings, this.#holder, this.#fence, {
      position: moved,
      buildGeneration: this.#generation,
      states: changes.states,
      timers: changes.timers,
      outbox: encodeOutboxEntries(outputs),
      trimThroughEntry: this.outbox.publishedThrough,
    })
    this.#fence = { owner: this.#fence.owner, commitNumber: this.#fence.commitNumber + 1 }
    this.#position = moved
    this.#holder.committed(this.#fence.commitNumber)
    // After the switch the task is taken anew, and finds them in the store: put out here, they would be put out twice.
    if (!isSwitch) this.outbox.enqueue(outputs.map((output, index) => ({ ...output, number: firstEntry + index })))
  }

  #describe(): void {
    const done = recordsBelow(this.#surroundings.topology, this.#built)
    this.#holder.enter('rebuilding', `${done} of ${this.#recordsToDo} records`)
  }

  #emit(event: StreamEvent): void {
    this.#surroundings.emit(event)
  }

  #checkReleased(): void {
    if (this.#holder.isReleased) throw new Released()
  }
}

function recordsBelow(topology: AnyTopology, position: TaskPosition): number {
  return sum(positionAsMark(topology, position).nextOffsets)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
