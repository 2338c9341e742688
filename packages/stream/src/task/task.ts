/**
 * One task of a running process: takes it, applies its inputs batch by batch, gives it up.
 *
 * C1. One commit in flight. What a batch computed is kept only when its commit is known to have happened.
 * C2. Offsets, task time, states, timers and outputs move together, in one commit.
 * C3. Once an input is live, every commit begins its outputs with one mark (and so does a commit in which the clock
 *     refused a record); while marks are followed, none is made.
 * C4. After anything unclear (unknown outcome, fenced, stale, store or log away) the task is taken anew.
 */
import type { LogRecord, TaskId } from '../contract.ts'
import { OperatorError, RetryableError } from '../errors.ts'
import type { TaskStatus } from '../instrumentation.ts'
import type { CommitBatch, CommitOutcome, Fence, ReceivedBatch, TaskPosition } from '../ports.ts'
import { Signal } from '../signal.ts'
import { applyBatch, type BatchResult } from './batch.ts'
import { type DecodedRecord, decodeRecord } from './decode-record.ts'
import type { InputQueue } from './input-queue.ts'
import { MarksReader } from './marks-reader.ts'
import { OutboxPublisher, type PendingEntry } from './outbox.ts'
import { encodeOutboxEntry, type OutboxRecord } from './outbox-entry.ts'
import { type Plan, planBatch } from './plan.ts'
import { positionAsMark, type Taken, type TaskSurroundings, takeTask } from './take.ts'

/** How long a task that needs a person waits before it looks again. */
const STOPPED_RECHECK_MS = 30_000
const SMALL_BATCH_INPUTS = 256
const IDLE_WAIT_MS = 1_000

/** The task has to be taken anew. */
class TakeAgain extends Error {
  readonly afterMembership: boolean
  constructor(reason: string, afterMembership: boolean) {
    super(reason)
    this.afterMembership = afterMembership
  }
}

/** The task is no longer ours. */
class Released extends Error {}

interface Holding extends Taken {
  fence: Fence
  position: TaskPosition
  readonly outbox: OutboxPublisher
  marksFollowed: number
  trimmedThrough: number
}

export class Task {
  readonly id: TaskId
  readonly #surroundings: TaskSurroundings
  readonly #marksReader: MarksReader
  /** Something may have changed for the work under way. */
  readonly #wake: Signal
  /** The task was given up: the only thing that ends a back-off early. */
  readonly #giveUp: Signal
  #holding: Holding | undefined
  #released = false
  #phase: TaskStatus['phase'] = 'taking'
  #detail = ''
  #backoffMs: number
  #lastCommitAtMs = 0
  #lastFenceCheckMs = 0
  #lastSeenCommit: number | undefined
  #running: Promise<void> | undefined

  constructor(surroundings: TaskSurroundings, id: TaskId) {
    this.id = id
    this.#surroundings = surroundings
    this.#wake = new Signal(surroundings.clock)
    this.#giveUp = new Signal(surroundings.clock)
    this.#marksReader = new MarksReader(surroundings.log, surroundings.clock, surroundings.topology, id.partition)
    this.#backoffMs = surroundings.options.minBackoffMs
  }

  /** Works until released, or until a bounded run is finished. Rejects when the process has to end. */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Ends the work after the step under way. */
  async release(reason: string): Promise<void> {
    if (this.#released) return
    this.#released = true
    this.#wake.notify()
    this.#giveUp.notify()
    this.#surroundings.emit({ type: 'TaskReleased', task: this.id, reason })
    await this.#running
  }

  /** Records of one of the task's inputs, or of its marks. */
  receive(batch: ReceivedBatch): void {
    if (batch.topic === this.#surroundings.topology.marks.topic) {
      this.#marksReader.receive(batch)
      return
    }
    const queue = this.#holding?.queues.find((candidate) => candidate.topic === batch.topic)
    if (queue === undefined) return
    if (!queue.receive(batch, this.#surroundings.clock.now())) {
      queue.hasGap = true
      this.#wake.notify()
      return
    }
    if (this.#isFull(queue)) this.#pause(queue)
    this.#wake.notify()
  }

  /** After a rebalance that left the task with us: its consumer has no positions any more. */
  reassigned(): void {
    this.#marksReader.seek()
    for (const queue of this.#holding?.queues ?? []) this.#point(queue)
  }

  /** The position of the last commit, for the log's own record of offsets. */
  committedPosition(): TaskPosition | undefined {
    return this.#holding?.position
  }

  status(): TaskStatus {
    const holding = this.#holding
    const queues = holding?.queues ?? []
    const nowMs = this.#surroundings.clock.now()
    const behind = queues.filter((queue) => queue.nextOffset < queue.endOffset)
    const heads = behind.map((queue) => queue.at(0)?.timestampMs ?? nowMs)
    return {
      task: this.id,
      phase: this.#phase,
      detail: this.#detail,
      taskTimeMs: holding?.position.taskTimeMs ?? 0,
      commitNumber: holding?.fence.commitNumber ?? 0,
      inputs: Object.fromEntries(
        queues.map((queue) => [
          queue.topic,
          { nextOffset: queue.nextOffset, endOffset: queue.endOffset, live: queue.live, queued: queue.length },
        ]),
      ),
      waitingForLive: queues.filter((queue) => !queue.live).map((queue) => queue.topic),
      outboxPending: holding?.outbox.pending ?? 0,
      oldestOutboxAgeMs: holding?.outbox.oldestAgeMs ?? 0,
      nextTimerDueAtMs: holding?.timers.nextDueAtMs(),
      lagMs: Math.max(0, ...heads.map((atMs) => nowMs - atMs)),
    }
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#take()
        await this.#work()
        return
      } catch (error) {
        await this.#letGo()
        if (error instanceof Released || this.#released) return
        await this.#recover(error)
      }
    }
  }

  /** Decides what an error means: wait and take the task again, or end the process (rethrow). */
  async #recover(error: unknown): Promise<void> {
    const { emit } = this.#surroundings
    if (error instanceof TakeAgain) {
      if (error.afterMembership) await this.#confirmMembership()
      return
    }
    if (error instanceof OperatorError) {
      this.#enter('stopped', error.message)
      emit({ type: 'TaskStopped', task: this.id, reason: error.message })
      await this.#rest(STOPPED_RECHECK_MS)
      return
    }
    if (!(error instanceof RetryableError)) throw error
    await this.#backOff(error)
  }

  /** A member that was fenced takes the task back only if the group still counts it in: else it is the zombie. */
  async #confirmMembership(): Promise<void> {
    while (!this.#released) {
      try {
        await this.#surroundings.log.confirmMembership()
        return
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        await this.#backOff(error)
      }
    }
  }

  async #backOff(error: RetryableError): Promise<void> {
    const { emit, options } = this.#surroundings
    this.#enter('backing-off', error.message)
    emit({ type: 'TaskBackedOff', task: this.id, reason: error.message, retryInMs: this.#backoffMs })
    await this.#rest(this.#backoffMs)
    this.#backoffMs = Math.min(this.#backoffMs * 2, options.maxBackoffMs)
  }

  async #take(): Promise<void> {
    const { log, clock, emit, options } = this.#surroundings
    const startedAtMs = clock.now()
    this.#enter('taking', '')
    this.#checkReleased()
    const taken = await takeTask(
      this.#surroundings,
      this.id,
      this.#marksReader,
      this.#lastSeenCommit,
      () => !this.#released,
    )
    this.#checkReleased()
    const outbox = new OutboxPublisher(
      {
        task: this.id,
        log,
        clock,
        emit,
        maxEntriesPerSend: options.maxEntriesPerSend,
        retryMs: options.minBackoffMs,
        onProgress: () => this.#wake.notify(),
      },
      taken.publishedThrough,
      taken.position.marksOffset,
    )
    this.#holding = { ...taken, outbox, marksFollowed: 0, trimmedThrough: taken.publishedThrough }
    outbox.enqueue(taken.pendingOutbox)
    for (const queue of taken.queues) this.#point(queue)
    const { commitNumber } = taken.fence
    this.#lastSeenCommit = commitNumber
    emit({ type: 'TaskTaken', task: this.id, commitNumber, tookMs: clock.now() - startedAtMs })
    if (taken.marks.length > 0) emit({ type: 'FollowingMarks', task: this.id, marks: taken.marks.length })
    if (taken.marks.length > 0) this.#detail = taken.storeWasBehind ? 'the store had lost commits' : ''
  }

  /** Ends what the holding started; whatever was not committed is forgotten. */
  async #letGo(): Promise<void> {
    const holding = this.#holding
    if (holding === undefined) return
    for (const queue of holding.queues) this.#surroundings.log.pause(queue.topic, this.id.partition)
    await holding.outbox.stop()
    this.#holding = undefined
  }

  async #work(): Promise<void> {
    for (;;) {
      this.#checkReleased()
      const holding = this.#holding!
      if (holding.outbox.failure !== undefined) throw holding.outbox.failure
      await this.#lookIntoGaps(holding)
      if (holding.outbox.pending > this.#surroundings.options.maxOutboxPending) {
        await this.#wait(IDLE_WAIT_MS)
        continue
      }
      const plan = this.#plan(holding)
      this.#describePhase(holding, plan)
      if (plan.end.kind === 'finished' && plan.steps.length === 0) {
        if (await this.#finish(holding)) return
        continue
      }
      if (this.#shouldGather(holding, plan)) {
        await this.#wait(this.#surroundings.options.gatherMs)
        continue
      }
      if (!(await this.#carryOut(holding, plan))) await this.#idle(holding, plan)
    }
  }

  #plan(holding: Holding): Plan {
    const { clock, options } = this.#surroundings
    return planBatch(holding.queues, {
      maxSteps: options.maxBatchInputs,
      nowMs: clock.now(),
      allowedSkewMs: options.allowedSkewMs,
      patienceMs: options.patienceMs,
      marks: holding.marks.slice(holding.marksFollowed, holding.marksFollowed + options.maxBatchInputs),
      endOffsets: holding.endOffsets,
    })
  }

  /** True when the run is over: everything applied and published. */
  async #finish(holding: Holding): Promise<boolean> {
    if (holding.outbox.pending > 0) {
      await this.#wait(IDLE_WAIT_MS)
      return false
    }
    await this.#trim(holding)
    return true
  }

  /** A few live records wait a moment for their neighbours: fewer commits, fewer marks. */
  #shouldGather(holding: Holding, plan: Plan): boolean {
    const { clock, options } = this.#surroundings
    if (plan.steps.length === 0 || plan.steps.length >= SMALL_BATCH_INPUTS || options.bounded) return false
    if (plan.end.kind === 'full' || plan.end.kind === 'followed') return false
    return isLive(holding) && clock.now() - this.#lastCommitAtMs < options.gatherMs
  }

  /** Applies and commits what is planned. False when there was nothing to do. */
  async #carryOut(holding: Holding, plan: Plan): Promise<boolean> {
    const { clock, topology } = this.#surroundings
    const clockMs = this.#clockForTimers(holding, plan)
    await this.#prepare(plan)
    const decoded = this.#decode(plan)
    const states = await this.#loadStates(holding, plan, decoded, clockMs)
    this.#checkReleased()
    const startedAtMs = clock.now()
    const result = applyBatch({
      topology,
      task: this.id,
      queues: holding.queues,
      plan,
      decoded,
      states,
      timers: holding.timers,
      taskTimeMs: holding.position.taskTimeMs,
      causeHighWater: holding.position.causeHighWater,
      canonical: isFollowing(holding) || holding.endOffsets !== undefined,
      clockMs,
      maxInputs: this.#surroundings.options.maxBatchInputs,
    })
    const applyMs = clock.now() - startedAtMs
    const didSomething = result.stepsDone > 0 || result.timersFired > 0
    if (didSomething) await this.#commit(holding, plan, result, applyMs)
    if (result.needsTimers) await this.#refillTimers(holding)
    return didSomething || result.needsTimers
  }

  /** The wall clock, less the grace, where it may make timers due: every input live, all of it applied. */
  #clockForTimers(holding: Holding, plan: Plan): number | undefined {
    const { clock, options } = this.#surroundings
    if (options.bounded || isFollowing(holding) || plan.end.kind === 'full') return undefined
    if (plan.end.kind !== 'caught-up' && plan.end.kind !== 'early') return undefined
    if (!holding.queues.every((queue) => queue.live)) return undefined
    return clock.now() - options.graceMs
  }

  async #prepare(plan: Plan): Promise<void> {
    const records: LogRecord[] = []
    for (const step of plan.steps) if (step.kind === 'record') records.push(step.record)
    const preparing = this.#surroundings.topology.decoder.prepare(records)
    if (preparing) await preparing
  }

  #decode(plan: Plan): (DecodedRecord | undefined)[] {
    const { topology, log } = this.#surroundings
    const partitionCount = log.partitionCount()
    return plan.steps.map((step) =>
      step.kind === 'record'
        ? decodeRecord(topology, topology.inputs[step.queue.index]!, step.record, partitionCount)
        : undefined,
    )
  }

  async #loadStates(
    holding: Holding,
    plan: Plan,
    decoded: readonly (DecodedRecord | undefined)[],
    clockMs: number | undefined,
  ): Promise<Map<string, Uint8Array | undefined>> {
    const { topology, store, options } = this.#surroundings
    const entityIds = new Set<string>()
    let throughMs = clockMs ?? Number.NEGATIVE_INFINITY
    for (const [index, step] of plan.steps.entries()) {
      const record = decoded[index]
      if (record?.kind === 'valid') for (const key of record.keys) entityIds.add(key)
      if (step.kind === 'mark') throughMs = Math.max(throughMs, step.mark.taskTimeMs)
      else if (step.kind !== 'refused') throughMs = Math.max(throughMs, step.record.timestampMs)
    }
    if (plan.steps.length > 0) throughMs = Math.max(throughMs, holding.position.taskTimeMs)
    for (const entityId of holding.timers.dueEntities(throughMs, options.maxBatchInputs)) {
      const timer = { kind: 'timer', entityId, dueAtMs: throughMs } as const
      for (const key of topology.processor.keys(timer)) entityIds.add(key)
    }
    const ids = [...entityIds]
    const states = ids.length === 0 ? [] : await store.loadStates(this.id, ids)
    return new Map(ids.map((entityId, index) => [entityId, states[index]]))
  }

  async #commit(holding: Holding, plan: Plan, result: BatchResult, applyMs: number): Promise<void> {
    const { topology, clock, options } = this.#surroundings
    const following = isFollowing(holding)
    const live = new Set([...holding.position.liveTopics, ...result.becameLive.map((queue) => queue.topic)])
    const nextOffsets = { ...holding.position.nextOffsets }
    let marksPassed = 0
    for (const queue of holding.queues) {
      const taken = result.taken[queue.index]!
      if (taken > 0) nextOffsets[queue.topic] = queue.at(taken - 1)!.offset + 1
    }
    for (const step of plan.steps.slice(0, result.stepsDone)) {
      if (step.kind !== 'mark') continue
      marksPassed += 1
      // A mark's offsets hold even where the log has nothing left to read below them.
      for (const queue of holding.queues) {
        nextOffsets[queue.topic] = Math.max(nextOffsets[queue.topic] ?? 0, step.mark.nextOffsets[queue.index] ?? 0)
      }
    }
    const marked = !following && !options.bounded && (live.size > 0 || result.refusedByClock)
    const outputs = marked ? [this.#mark(nextOffsets, result.taskTimeMs), ...result.outputs] : result.outputs
    const firstEntry = holding.position.lastOutboxEntry + 1
    const position: TaskPosition = {
      nextOffsets,
      taskTimeMs: result.taskTimeMs,
      liveTopics: [...live],
      lastOutboxEntry: holding.position.lastOutboxEntry + outputs.length,
      // While marks are followed, old marks may be published again behind those that are still to be followed.
      marksOffset: following ? holding.position.marksOffset : holding.outbox.marksOffset,
      causeHighWater: result.causeHighWater,
      ruleSetVersion: topology.ruleSetVersion,
      stateVersion: topology.stateCodec.version,
    }
    const batch: CommitBatch = {
      position,
      states: result.states,
      timers: result.timers,
      outbox: outputs.map(encodeOutboxEntry),
      trimThroughEntry: holding.outbox.publishedThrough,
    }
    const startedAtMs = clock.now()
    const outcome = await this.#tryCommit(holding, batch)
    if (outcome !== 'committed') this.#lost(outcome)
    holding.fence = { owner: holding.fence.owner, commitNumber: holding.fence.commitNumber + 1 }
    holding.position = position
    holding.trimmedThrough = batch.trimThroughEntry
    holding.marksFollowed += marksPassed
    this.#lastSeenCommit = holding.fence.commitNumber
    this.#lastCommitAtMs = clock.now()
    this.#backoffMs = options.minBackoffMs
    for (const queue of holding.queues) {
      queue.drop(result.taken[queue.index]!)
      queue.nextOffset = nextOffsets[queue.topic] ?? 0
      if (queue.paused && !this.#isFull(queue, 0.5)) this.#resume(queue)
    }
    for (const queue of result.becameLive) {
      queue.live = true
      this.#surroundings.emit({ type: 'BecameLive', task: this.id, topic: queue.topic, offset: queue.nextOffset - 1 })
    }
    holding.outbox.enqueue(outputs.map((output, index): PendingEntry => ({ ...output, number: firstEntry + index })))
    this.#report(holding, result, { marked, outputs: outputs.length, applyMs, commitMs: clock.now() - startedAtMs })
    if (following && !isFollowing(holding)) {
      this.#surroundings.emit({ type: 'FollowedMarks', task: this.id, tookMs: applyMs })
      this.#detail = ''
    }
  }

  #mark(nextOffsets: Readonly<Record<string, number>>, taskTimeMs: number): OutboxRecord {
    const { topology } = this.#surroundings
    const mark = positionAsMark(topology, { ...this.#holding!.position, nextOffsets, taskTimeMs })
    return {
      record: {
        topic: topology.marks.topic,
        partition: this.id.partition,
        key: null,
        value: topology.marks.codec.encode(mark),
        timestampMs: taskTimeMs,
        headers: {},
      },
      isMark: true,
      contentAt: undefined,
    }
  }

  /** A commit whose outcome is unknown is looked up, never repeated. */
  async #tryCommit(holding: Holding, batch: CommitBatch): Promise<CommitOutcome> {
    const { store, emit, options } = this.#surroundings
    try {
      return await store.commit(this.id, holding.fence, batch)
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error
      let waitMs = options.minBackoffMs
      for (;;) {
        this.#enter('backing-off', `commit of unknown outcome: ${error.message}`)
        try {
          const fence = await store.readFence(this.id)
          const isOurs = fence?.owner === holding.fence.owner
          const isDone = isOurs && fence.commitNumber === holding.fence.commitNumber + 1
          const resolvedAs = isDone ? 'committed' : isOurs ? 'not-committed' : 'lost-ownership'
          emit({ type: 'CommitOutcomeUnknown', task: this.id, resolvedAs })
          if (isDone) return 'committed'
          // Not there (yet): a new owner token makes sure that it never will be.
          throw new TakeAgain('the outcome of a commit was unknown', !isOurs)
        } catch (readError) {
          if (!(readError instanceof RetryableError)) throw readError
          await this.#rest(waitMs)
          this.#checkReleased()
          waitMs = Math.min(waitMs * 2, options.maxBackoffMs)
        }
      }
    }
  }

  #lost(outcome: 'fenced' | 'stale'): never {
    this.#surroundings.emit({ type: outcome === 'fenced' ? 'CommitFenced' : 'CommitStale', task: this.id })
    throw new TakeAgain(outcome, outcome === 'fenced')
  }

  async #refillTimers(holding: Holding): Promise<void> {
    const { store, options } = this.#surroundings
    holding.timers.refill(await store.loadTimers(this.id, holding.timers.completeBelowMs, options.timerCapacity))
  }

  /** Waits for whatever may bring the next input: a record, the clock, room in the outbox. */
  async #idle(holding: Holding, plan: Plan): Promise<void> {
    const { clock, options } = this.#surroundings
    const nowMs = clock.now()
    let untilMs = nowMs + IDLE_WAIT_MS
    if (plan.end.kind === 'early') untilMs = Math.min(untilMs, plan.end.untilMs)
    if (plan.end.kind === 'starved') untilMs = Math.min(untilMs, nowMs + options.patienceMs / 2)
    const dueAtMs = holding.timers.nextDueAtMs()
    if (dueAtMs !== undefined && holding.queues.every((queue) => queue.live)) {
      untilMs = Math.min(untilMs, dueAtMs + options.graceMs)
    }
    await this.#wait(Math.max(1, untilMs - nowMs))
    if (clock.now() - this.#lastCommitAtMs > IDLE_WAIT_MS) await this.#trim(holding)
    await this.#checkFence(holding)
  }

  /** An idle task makes no commits that could fail: so it looks whether the store still knows it. */
  async #checkFence(holding: Holding): Promise<void> {
    const { store, clock, options } = this.#surroundings
    const lastLookMs = Math.max(this.#lastCommitAtMs, this.#lastFenceCheckMs)
    if (clock.now() - lastLookMs < options.fenceCheckIntervalMs) return
    const fence = await store.readFence(this.id)
    this.#lastFenceCheckMs = clock.now()
    if (fence === undefined) this.#lost('stale')
    else if (fence.owner !== holding.fence.owner) this.#lost('fenced')
    else if (fence.commitNumber !== holding.fence.commitNumber) this.#lost('stale')
  }

  /** With nothing to commit, what has been published is removed on its own. */
  async #trim(holding: Holding): Promise<void> {
    const { publishedThrough } = holding.outbox
    if (publishedThrough <= holding.trimmedThrough) return
    const outcome = await this.#surroundings.store.trimOutbox(this.id, holding.fence, publishedThrough)
    if (outcome !== 'committed') this.#lost(outcome)
    holding.trimmedThrough = publishedThrough
  }

  #point(queue: InputQueue): void {
    this.#surroundings.log.seek(queue.topic, this.id.partition, queue.fetchOffset)
    if (this.#isFull(queue)) this.#pause(queue)
    else this.#resume(queue)
  }

  #pause(queue: InputQueue): void {
    queue.paused = true
    this.#surroundings.log.pause(queue.topic, this.id.partition)
  }

  #resume(queue: InputQueue): void {
    queue.paused = false
    this.#surroundings.log.resume(queue.topic, this.id.partition)
  }

  #isFull(queue: InputQueue, share = 1): boolean {
    const { maxQueuedRecords, maxQueuedBytes } = this.#surroundings.options
    return queue.length >= maxQueuedRecords * share || queue.bytes >= maxQueuedBytes * share
  }

  /**
   * A batch did not continue its queue: a left-over of the time before a seek, which asking again mends, or records
   * that the log has dropped, which nothing mends.
   */
  async #lookIntoGaps(holding: Holding): Promise<void> {
    const { log } = this.#surroundings
    for (const queue of holding.queues) {
      if (!queue.hasGap) continue
      const range = (await log.offsetRanges(queue.topic))[this.id.partition]!
      queue.hasGap = false
      if (queue.fetchOffset < range.startOffset) {
        throw new OperatorError(
          `${queue.topic}/${this.id.partition}: records ${queue.fetchOffset} to ${range.startOffset - 1} are gone ` +
            'from the log, and were never applied. Restore the topic, or rebuild the states from what there is.',
        )
      }
      this.#point(queue)
    }
  }

  #describePhase(holding: Holding, plan: Plan): void {
    if (isFollowing(holding)) {
      this.#enter('following', this.#detail)
      return
    }
    const waiting = plan.end.kind === 'starved' ? plan.end.queues.filter((queue) => !queue.live) : []
    const names = waiting.map((queue) => `${queue.topic}/${this.id.partition}`).join(', ')
    const isWaiting = plan.steps.length === 0 && waiting.some((queue) => queue.fetchOffset >= queue.endOffset)
    if (isWaiting) this.#enter('waiting-for-live', `no live record yet on ${names}`)
    else this.#enter(isLive(holding) ? 'live' : 'history', '')
  }

  #enter(phase: TaskStatus['phase'], detail: string): void {
    this.#phase = phase
    this.#detail = detail
  }

  async #wait(durationMs: number): Promise<void> {
    if (!this.#released) await this.#wake.wait(durationMs)
  }

  async #rest(durationMs: number): Promise<void> {
    if (!this.#released) await this.#giveUp.wait(durationMs)
  }

  #checkReleased(): void {
    if (this.#released) throw new Released()
  }

  #report(
    holding: Holding,
    result: BatchResult,
    commit: { marked: boolean; outputs: number; applyMs: number; commitMs: number },
  ): void {
    const { emit, clock, options } = this.#surroundings
    for (const { record, reason, message } of result.refused) {
      const { topic, offset } = record
      emit({ type: 'RecordDeadLettered', task: this.id, topic, offset, reason, message })
    }
    if (result.timersFired > 0 && isLive(holding) && !options.bounded) {
      const longestDelayMs = Math.max(0, clock.now() - (result.earliestTimerMs ?? clock.now()))
      emit({ type: 'TimersFired', task: this.id, count: result.timersFired, longestDelayMs })
    }
    emit({
      type: 'BatchCommitted',
      task: this.id,
      commitNumber: holding.fence.commitNumber,
      records: result.recordsByTopic,
      lateRecords: result.lateRecords,
      repeatedRecords: result.repeatedRecords,
      timersFired: result.timersFired,
      statesWritten: result.states.size,
      outboxEntries: commit.outputs,
      marked: commit.marked,
      taskTimeMs: result.taskTimeMs,
      applyMs: commit.applyMs,
      commitMs: commit.commitMs,
    })
  }
}

function isFollowing(holding: Holding): boolean {
  return holding.marksFollowed < holding.marks.length
}

function isLive(holding: Holding): boolean {
  return holding.queues.every((queue) => queue.live)
}
