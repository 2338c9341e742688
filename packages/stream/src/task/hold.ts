/**
 * One hold on a task, from the take until it is let go: applies its inputs batch by batch.
 *
 * C1. One commit in flight. What a batch computed is kept only when its commit is known to have happened.
 * C2. Offsets, task time, states, timers and outputs move together, in one commit.
 * C3. Once an input is live, every commit begins its outputs with one mark (and so does a commit in which the clock
 *     refused a record); while marks are followed, none is made.
 * C4. Nothing is applied while the clock is beyond what is known of changes of the rules; before task time can reach such a
 *     change, every timer beyond it has been moved to it (wake-entities.ts).
 * C5. After anything unclear (unknown outcome, fenced, stale) the hold ends, and the task is taken anew.
 */
import type { TaskId } from '../contract.ts'
import { OperatorError, RetryableError } from '../errors.ts'
import type { TaskStatus } from '../instrumentation.ts'
import type { Mark } from '../mark.ts'
import type { CommitBatch, Fence, TaskPosition } from '../ports.ts'
import { leastProgress } from '../second-hop.ts'
import { elapsedMs, type Signal } from '../signal.ts'
import { applyBatch, type BatchInput, type BatchResult } from './batch.ts'
import { type PreparedCommit, prepareCommit } from './commit.ts'
import { commitOrLeave, leaveLost, throwAsOwner } from './commit-outcome.ts'
import { gatherBatch } from './gather-batch.ts'
import { Inputs } from './inputs.ts'
import { Released, TakeAgain } from './leave.ts'
import { type OutboxPublisher, publisherOf } from './outbox.ts'
import { type Plan, planBatch, planInLogOrder } from './plan.ts'
import { reportCommit } from './report-commit.ts'
import type { Taken, TaskSurroundings } from './take.ts'
import { areChangesKnown, wakeEntities } from './wake-entities.ts'

const SMALL_BATCH_INPUTS = 256
const IDLE_WAIT_MS = 1_000

/** Detail of a task that waits for news of its rules. */
export const RULES_UNKNOWN = 'it cannot be told whether the rules have changed'

/** What a hold needs of the task that it is a hold on. */
export interface Holder {
  readonly id: TaskId
  readonly isReleased: boolean
  /** Something may have changed for the work under way. */
  readonly wake: Signal
  /** Waits out a back-off, unless the task is given up. */
  rest(durationMs: number): Promise<void>
  enter(phase: TaskStatus['phase'], detail: string): void
  /** False when a rebuild that was asked for has turned out to be impossible. */
  readonly servesRequests: boolean
  /** A commit is known to have happened. */
  committed(commitNumber: number): void
}

/** Work on a task that was taken. */
export interface Work {
  readonly outbox: OutboxPublisher
  readonly inputs: Inputs
  readonly fence: Fence
  /** Where the last commit left the task. */
  readonly position: TaskPosition
  readonly nextTimerDueAtMs: number | undefined
  /** Works until a bounded run is finished; ends otherwise by throwing why (`TakeAgain`, `Released`, an error). */
  work(): Promise<void>
  /** Nothing more is fetched or sent; whatever was not committed is forgotten. */
  letGo(): Promise<void>
}

export class Hold implements Work {
  readonly outbox: OutboxPublisher
  readonly inputs: Inputs
  readonly #surroundings: TaskSurroundings
  readonly #holder: Holder
  readonly #taken: Taken
  #fence: Fence
  #position: TaskPosition
  #marks: readonly Mark[]
  #marksFollowed = 0
  readonly #heldSinceMs: number
  #trimmedThrough: number
  #lastCommitAtMs = 0
  #lastLookMs: number
  #hasAskedForRebuild = false

  constructor(surroundings: TaskSurroundings, holder: Holder, taken: Taken) {
    const { clock } = surroundings
    this.#surroundings = surroundings
    this.#holder = holder
    this.#taken = taken
    this.#fence = taken.fence
    this.#position = taken.position
    this.#trimmedThrough = taken.publishedThrough
    this.#marks = taken.marks
    this.#heldSinceMs = clock.now()
    this.#lastLookMs = clock.now()
    this.inputs = new Inputs(surroundings, holder.id.partition, taken.queues)
    this.outbox = publisherOf(surroundings, holder, taken)
  }

  get fence(): Fence {
    return this.#fence
  }

  /** Where the last commit left the task. */
  get position(): TaskPosition {
    return this.#position
  }

  get nextTimerDueAtMs(): number | undefined {
    const dueAtMs = this.#taken.timers.nextDueAtMs()
    // Where time is the progress of sources, the wall clock makes nothing due: rules that change at noon are asked at midnight.
    const isSecondHop = this.#surroundings.topology.progressOf !== undefined
    return isSecondHop && dueAtMs !== undefined && dueAtMs > this.#position.taskTimeMs ? undefined : dueAtMs
  }

  /** Works until a bounded run is finished; ends otherwise by throwing why (`TakeAgain`, `Released`, an error). */
  async work(): Promise<void> {
    this.outbox.enqueue(this.#taken.pendingOutbox)
    this.inputs.point()
    for (;;) {
      this.#checkReleased()
      if (this.outbox.failure !== undefined) throw this.outbox.failure
      if (this.#marks.length > 0 && !this.#isFollowing) await this.#readMoreMarks()
      await this.inputs.lookIntoGaps()
      await this.#lookAtStore()
      if (!(await this.#followChanges()) || this.#isOutboxFull) {
        await this.#wait(IDLE_WAIT_MS)
        continue
      }
      const plan = this.#plan()
      this.#describePhase(plan)
      if (plan.end.kind === 'finished' && plan.steps.length === 0) {
        if (await this.#finish()) return
      } else if (this.#shouldGather(plan)) {
        await this.#wait(this.#surroundings.options.gatherMs)
      } else if (!(await this.#carryOut(plan))) {
        await this.#idle(plan)
      }
    }
  }

  /** Nothing more is fetched or sent; whatever was not committed is forgotten. */
  async letGo(): Promise<void> {
    this.inputs.pause()
    await this.outbox.stop()
    if (this.#holder.isReleased) await this.#leaveTrimmed()
  }

  /**
   * What is on the log the next owner need not publish again. Only a courtesy: where it fails, that owner repeats what is
   * there already, and meets the same trouble with the store on its own account.
   */
  async #leaveTrimmed(): Promise<void> {
    const { publishedThrough } = this.outbox
    if (publishedThrough <= this.#trimmedThrough) return
    try {
      await this.#surroundings.store.trimOutbox(this.#holder.id, this.#fence, publishedThrough)
    } catch (error) {
      if (!(error instanceof RetryableError || error instanceof OperatorError)) throw error
    }
  }

  get #isOutboxFull(): boolean {
    const { maxOutboxPending, maxOutboxBytes } = this.#surroundings.options
    return this.outbox.pending > maxOutboxPending || this.outbox.pendingBytes > maxOutboxBytes
  }

  get #isFollowing(): boolean {
    return this.#marksFollowed < this.#marks.length
  }

  /** What was read has been followed: the next marks, or none, and the task makes its own again. */
  async #readMoreMarks(): Promise<void> {
    const { clock, emit } = this.#surroundings
    this.#marks = await this.#taken.nextMarks()
    this.#marksFollowed = 0
    this.#checkReleased()
    if (this.#taken.isBehindOthers()) throw new TakeAgain('the store is behind what other rules have told', false)
    const task = this.#holder.id
    if (this.#marks.length > 0) emit({ type: 'FollowingMarks', task, marks: this.#marks.length })
    else emit({ type: 'FollowedMarks', task, tookMs: elapsedMs(clock, this.#heldSinceMs) })
  }

  /** C4. False while nothing may be applied. */
  async #followChanges(): Promise<boolean> {
    const { topology, store, clock, options, emit } = this.#surroundings
    const { changes } = topology
    if (changes === undefined) return true
    const task = this.#holder.id
    for (;;) {
      // Asked again after each move of timers: however long that took, what was told meanwhile counts.
      if (!options.bounded && !areChangesKnown(topology, this.#position, clock.now())) {
        this.#holder.enter('backing-off', RULES_UNKNOWN)
        return false
      }
      const { taskTimeMs, wokenForMs } = this.#position
      const momentMs = changes.momentsAfter(taskTimeMs).find((each) => !wokenForMs.includes(each))
      if (momentMs === undefined) break
      const startedAtMs = clock.now()
      const moved = await wakeEntities(this.#surroundings, {
        task,
        position: this.#position,
        momentMs,
        timers: this.#taken.timers,
        publishedThrough: this.outbox.publishedThrough,
        commit: (batch) => this.#write(batch),
      })
      emit({ type: 'EntitiesWoken', task, momentMs, moved, tookMs: elapsedMs(clock, startedAtMs) })
    }
    const collected = changes.collectedFrom(this.#position.taskTimeMs)
    const missing = collected.filter((name) => !this.#position.collected.includes(name))
    // As long as nothing was read there is no state that could lack it.
    if (missing.length > 0 && Object.keys(this.#position.nextOffsets).length === 0) {
      this.#position = { ...this.#position, collected }
    }
    if (missing.length > 0 && !this.#hasAskedForRebuild && !options.bounded && this.#position.taskTimeMs > 0) {
      this.#hasAskedForRebuild = true
      await store.requestRebuild(task)
      emit({ type: 'CollectsMore', task, missing })
      return await this.#followChanges()
    }
    return true
  }

  /** A commit that applies nothing. */
  async #write(batch: CommitBatch): Promise<void> {
    this.#checkReleased()
    await commitOrLeave(this.#surroundings, this.#holder, this.#fence, batch)
    this.#fence = { owner: this.#fence.owner, commitNumber: this.#fence.commitNumber + 1 }
    this.#position = batch.position
    this.#trimmedThrough = batch.trimThroughEntry
    this.#holder.committed(this.#fence.commitNumber)
  }

  #plan(): Plan {
    const { clock, topology, options } = this.#surroundings
    const { endOffsets } = this.#taken
    if (topology.progressOf !== undefined) {
      return planInLogOrder(this.inputs.queues[0]!, { maxSteps: options.maxBatchInputs, endOffsets })
    }
    return planBatch(this.inputs.queues, {
      maxSteps: options.maxBatchInputs,
      nowMs: clock.now(),
      taskTimeMs: this.#position.taskTimeMs,
      allowedSkewMs: options.allowedSkewMs,
      patienceMs: options.patienceMs,
      marks: this.#marks.slice(this.#marksFollowed, this.#marksFollowed + options.maxBatchInputs),
      endOffsets,
    })
  }

  /** True when the run is over: everything applied and published. */
  async #finish(): Promise<boolean> {
    if (this.outbox.pending > 0) {
      await this.#wait(IDLE_WAIT_MS)
      return false
    }
    await this.#trim()
    return true
  }

  /** A few live records wait a moment for their neighbours: fewer commits, fewer marks. */
  #shouldGather(plan: Plan): boolean {
    const { clock, options } = this.#surroundings
    if (plan.steps.length === 0 || plan.steps.length >= SMALL_BATCH_INPUTS || options.bounded) return false
    if (plan.end.kind === 'full' || plan.end.kind === 'followed') return false
    return this.inputs.areLive && elapsedMs(clock, this.#lastCommitAtMs) < options.gatherMs
  }

  /** Applies and commits what is planned. False when there was nothing to do. */
  async #carryOut(plan: Plan): Promise<boolean> {
    const { clock, topology, options } = this.#surroundings
    const { timers, endOffsets } = this.#taken
    const clockMs = await this.#clockForTimers(plan)
    const position = this.#position
    const { decoded, states } = await gatherBatch(
      this.#surroundings,
      this.#holder.id,
      plan,
      timers,
      position,
      position.generation,
      clockMs,
    )
    this.#checkReleased()
    const startedAtMs = clock.now()
    const batch: BatchInput = {
      topology,
      task: this.#holder.id,
      queues: this.inputs.queues,
      plan,
      decoded,
      states,
      timers,
      taskTimeMs: position.taskTimeMs,
      causeHighWater: position.causeHighWater,
      closedBeforeMs: position.closedBeforeMs,
      sourceProgress: position.sourceProgress,
      collected: topology.changes && position.collected,
      partitionCount: this.#surroundings.log.partitionCount(),
      canonical: this.#isFollowing || endOffsets !== undefined,
      clockMs,
      maxInputs: options.maxBatchInputs,
      maxOutputs: options.maxOutboxPending,
    }
    let result: BatchResult
    try {
      result = applyBatch(batch)
    } catch (error) {
      return await throwAsOwner(this.#surroundings, this.#holder, this.#fence, error)
    }
    const didSomething = result.stepsDone > 0 || result.timersFired > 0
    if (didSomething) await this.#commit(plan, result, clock.now() - startedAtMs)
    if (result.needsTimers) {
      timers.refill(
        await this.#surroundings.store.loadTimers(
          this.#holder.id,
          timers.completeBelowMs,
          options.timerCapacity,
          this.#position.generation,
        ),
      )
    }
    return didSomething || result.needsTimers
  }

  /** The clock has a say: every input is live, and nothing that is known of waits to be applied before now. */
  #isUpToTheClock(plan: Plan): boolean {
    const { topology, options } = this.#surroundings
    if (options.bounded || this.#isFollowing || !this.inputs.areLive || topology.progressOf !== undefined) return false
    return plan.end.kind === 'caught-up' || plan.end.kind === 'early'
  }

  /**
   * The wall clock, less the grace, where it makes timers due. Asked of the log itself then: what lies unread there must
   * not be taken for not having happened.
   */
  async #clockForTimers(plan: Plan): Promise<number | undefined> {
    const { clock, topology, options } = this.#surroundings
    if (!this.#isUpToTheClock(plan)) return undefined
    const clockMs = clock.now() - options.graceMs
    const isDayOver = (topology.progress?.lastBoundaryThrough(clockMs) ?? 0) > this.#position.closedBeforeMs
    if (this.#taken.timers.next(clockMs).kind === 'none' && !isDayOver) return undefined
    return (await this.inputs.areCaughtUpNow()) ? clockMs : undefined
  }

  async #commit(plan: Plan, result: BatchResult, applyMs: number): Promise<void> {
    const { topology, clock, options, emit } = this.#surroundings
    const prepared = prepareCommit({
      topology,
      task: this.#holder.id,
      position: this.#position,
      plan,
      result,
      lastOffsets: this.inputs.queues.map((queue) => queue.lastOffsetOf(result.taken[queue.index]!)),
      following: this.#isFollowing,
      bounded: options.bounded,
      publishedThrough: this.outbox.publishedThrough,
      marksOffset: this.outbox.marksOffset,
    })
    const startedAtMs = clock.now()
    await commitOrLeave(this.#surroundings, this.#holder, this.#fence, prepared.batch)
    this.#accept(prepared, result)
    const longestTimerDelayMs = this.#timerDelayOf(result)
    const times = { applyMs, commitMs: clock.now() - startedAtMs, longestTimerDelayMs }
    reportCommit(emit, this.#holder.id, this.#fence.commitNumber, result, prepared, times)
  }

  /** The commit has happened: memory follows the store. */
  #accept({ batch, outputs, marksReached }: PreparedCommit, result: BatchResult): void {
    const { position } = batch
    const firstEntry = this.#position.lastOutboxEntry + 1
    this.#fence = { owner: this.#fence.owner, commitNumber: this.#fence.commitNumber + 1 }
    this.#position = position
    this.#trimmedThrough = batch.trimThroughEntry
    this.#marksFollowed += marksReached
    this.#lastCommitAtMs = this.#surroundings.clock.now()
    this.#holder.committed(this.#fence.commitNumber)
    this.inputs.drop(result.taken, position.nextOffsets)
    for (const queue of result.becameLive) queue.live = true
    this.outbox.enqueue(outputs.map((output, index) => ({ ...output, number: firstEntry + index })))
  }

  /** Waits for whatever may bring the next input: a record, the clock, room in the outbox. */
  async #idle(plan: Plan): Promise<void> {
    const { clock, options } = this.#surroundings
    const nowMs = clock.now()
    let untilMs = nowMs + IDLE_WAIT_MS
    if (plan.end.kind === 'early') untilMs = Math.min(untilMs, plan.end.untilMs)
    if (plan.end.kind === 'starved') untilMs = Math.min(untilMs, nowMs + options.patienceMs / 2)
    const dueAtMs = this.nextTimerDueAtMs
    if (dueAtMs !== undefined && this.#isUpToTheClock(plan)) {
      // Due and still here: the log has something that is on its way to us.
      untilMs = Math.min(untilMs, Math.max(dueAtMs + options.graceMs, nowMs + options.gatherMs))
    }
    await this.#wait(Math.max(1, untilMs - nowMs))
    if (elapsedMs(clock, this.#lastCommitAtMs) > IDLE_WAIT_MS) await this.#trim()
  }

  /**
   * A task without commits has none that could fail, so it looks whether the store still knows it; and whether somebody
   * asks for a rebuild, which begins with a new take.
   */
  async #lookAtStore(): Promise<void> {
    const { store, clock, rebuildTurn, options } = this.#surroundings
    if (elapsedMs(clock, this.#lastLookMs) < options.fenceCheckIntervalMs) return
    const fence = await store.readFence(this.#holder.id)
    this.#lastLookMs = clock.now()
    if (fence === undefined) leaveLost(this.#surroundings, this.#holder, 'stale', 'look')
    else if (fence.owner !== this.#fence.owner) leaveLost(this.#surroundings, this.#holder, 'fenced', 'look')
    else if (fence.commitNumber !== this.#fence.commitNumber)
      leaveLost(this.#surroundings, this.#holder, 'stale', 'look')
    // A store that went back may have lost that this hold asked, and no commit.
    if (!fence.rebuildRequested) this.#hasAskedForRebuild = false
    if (!fence.rebuildRequested || !this.#holder.servesRequests || options.bounded) return
    if (rebuildTurn.take(this.#holder.id.partition)) throw new TakeAgain('a rebuild is asked for', false)
    // Until it is this task's turn it goes on as it is, and looks again soon.
    this.#lastLookMs = clock.now() - options.fenceCheckIntervalMs + IDLE_WAIT_MS
  }

  /** With nothing to commit, what has been published is removed on its own. */
  async #trim(): Promise<void> {
    const { publishedThrough } = this.outbox
    if (publishedThrough <= this.#trimmedThrough) return
    const outcome = await this.#surroundings.store.trimOutbox(this.#holder.id, this.#fence, publishedThrough)
    if (outcome !== 'committed') leaveLost(this.#surroundings, this.#holder, outcome, 'trim')
    this.#trimmedThrough = publishedThrough
  }

  #describePhase(plan: Plan): void {
    if (this.#isFollowing) {
      this.#holder.enter('following', this.#taken.storeWasBehind ? 'the store had lost commits' : '')
      return
    }
    const waiting = plan.end.kind === 'starved' ? plan.end.queues.filter((queue) => !queue.live) : []
    const names = waiting.map((queue) => `${queue.topic}/${this.#holder.id.partition}`).join(', ')
    const isWaiting = plan.steps.length === 0 && waiting.some((queue) => queue.fetchOffset >= queue.endOffset)
    if (this.#surroundings.topology.progressOf !== undefined) {
      this.#holder.enter('live', this.#describeProgress())
      return
    }
    if (isWaiting) this.#holder.enter('waiting-for-live', `no live record yet on ${names}`)
    else this.#holder.enter(this.inputs.areLive ? 'live' : 'history', '')
  }

  /** Which source a second hop's time waits for. */
  #describeProgress(): string {
    const { topology, log } = this.#surroundings
    const { sourceProgress } = this.#position
    const sources = Array.from({ length: log.partitionCount() }, (_, partition) => partition)
    const unheard = sources.filter((partition) => sourceProgress[partition] === undefined)
    if (unheard.length > 0) return `nothing heard yet of the progress of ${topology.progressOf}/${unheard.join(', ')}`
    const leastMs = leastProgress(sourceProgress, sources.length)
    const slowest = sources.filter((partition) => sourceProgress[partition] === leastMs)
    return `closed before ${new Date(leastMs).toISOString()}, the progress of ${topology.progressOf}/${slowest.join(', ')}`
  }

  async #wait(durationMs: number): Promise<void> {
    if (!this.#holder.isReleased) await this.#holder.wake.wait(durationMs)
  }

  #checkReleased(): void {
    if (this.#holder.isReleased) throw new Released()
  }

  /** How late the first of the fired timers was, where the wall clock makes them due. */
  #timerDelayOf({ timersFired, earliestTimerMs }: BatchResult): number | undefined {
    const { clock, options } = this.#surroundings
    if (timersFired === 0 || !this.inputs.areLive || options.bounded) return undefined
    return Math.max(0, clock.now() - (earliestTimerMs ?? clock.now()))
  }
}
