/** One task of a running process: takes it, works on it, takes it again after trouble, gives it up. */
import type { TaskId } from '../contract.ts'
import { OperatorError, RetryableError } from '../errors.ts'
import type { TaskStatus } from '../instrumentation.ts'
import type { ReceivedBatch, TaskPosition } from '../ports.ts'
import { Signal } from '../signal.ts'
import { Hold, type Holder, type Work } from './hold.ts'
import { RebuildImpossible, Released, TakeAgain } from './leave.ts'
import { MarksReader } from './marks-reader.ts'
import { Rebuild } from './rebuild.ts'
import { type TaskSurroundings, takeTask } from './take.ts'

/** How long a task that needs a person waits before it looks again. */
const STOPPED_RECHECK_MS = 30_000

export class Task implements Holder {
  readonly id: TaskId
  readonly wake: Signal
  readonly #surroundings: TaskSurroundings
  /** None in a second hop. */
  readonly #marksReader: MarksReader | undefined
  /** Noticed when the task is given up: the only thing that ends a back-off early. */
  readonly #givenUp: Signal
  #hold: Work | undefined
  #lastPosition: TaskPosition | undefined
  #released = false
  readonly #release = Promise.withResolvers<void>()
  #phase: TaskStatus['phase'] = 'taking'
  #detail = ''
  #backoffMs: number
  #lastSeenCommit: number | undefined
  #running: Promise<void> | undefined
  #servesRequests = true

  constructor(surroundings: TaskSurroundings, id: TaskId) {
    this.id = id
    this.#surroundings = surroundings
    this.wake = new Signal(surroundings.clock)
    this.#givenUp = new Signal(surroundings.clock)
    const { log, clock, topology, options } = surroundings
    const { name, marks } = topology
    if (marks) this.#marksReader = new MarksReader(log, clock, { name, marks }, id.partition, options.markCapacity)
    this.#backoffMs = surroundings.options.minBackoffMs
  }

  get isReleased(): boolean {
    return this.#released
  }

  get servesRequests(): boolean {
    return this.#servesRequests
  }

  /** Works until released, or until a bounded run is finished. Rejects when the process has to end. */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  /** Ends the work after the step under way. */
  async release(reason: string): Promise<void> {
    if (!this.#released) {
      this.#released = true
      this.wake.notify()
      this.#givenUp.notify()
      this.#release.resolve()
      this.#surroundings.emit({ type: 'TaskReleased', task: this.id, reason })
    }
    await this.#running
  }

  /** Records of one of the task's inputs, or of its marks. */
  receive(batch: ReceivedBatch): void {
    if (batch.topic === this.#surroundings.topology.marks?.topic) this.#marksReader?.receive(batch)
    else this.#hold?.inputs.receive(batch)
    this.wake.notify()
  }

  /** After a rebalance that left the task with us: its consumer has no positions any more. */
  reassigned(): void {
    this.#marksReader?.seek()
    this.#hold?.inputs.point()
  }

  /** The position of the last commit, for the log's own record of offsets. */
  committedPosition(): TaskPosition | undefined {
    return this.#hold?.position ?? this.#lastPosition
  }

  status(): TaskStatus {
    const hold = this.#hold
    const queues = hold?.inputs.queues ?? []
    const nowMs = this.#surroundings.clock.now()
    const behind = queues.filter((queue) => queue.nextOffset < queue.endOffset)
    const heads = behind.map((queue) => queue.at(0)?.timestampMs ?? nowMs)
    return {
      task: this.id,
      phase: this.#phase,
      detail: this.#detail,
      taskTimeMs: hold?.position.taskTimeMs ?? 0,
      commitNumber: hold?.fence.commitNumber ?? 0,
      inputs: Object.fromEntries(
        queues.map((queue) => [
          queue.topic,
          { nextOffset: queue.nextOffset, endOffset: queue.endOffset, live: queue.live, queued: queue.length },
        ]),
      ),
      waitingForLive: queues.filter((queue) => !queue.live).map((queue) => queue.topic),
      outboxPending: hold?.outbox.pending ?? 0,
      oldestOutboxAgeMs: hold?.outbox.oldestAgeMs ?? 0,
      nextTimerDueAtMs: hold?.nextTimerDueAtMs,
      lagMs: Math.max(0, ...heads.map((atMs) => nowMs - atMs)),
    }
  }

  async rest(durationMs: number): Promise<void> {
    if (!this.#released) await this.#givenUp.wait(durationMs)
  }

  enter(phase: TaskStatus['phase'], detail: string): void {
    this.#phase = phase
    this.#detail = detail
  }

  committed(commitNumber: number): void {
    this.#lastSeenCommit = commitNumber
    this.#backoffMs = this.#surroundings.options.minBackoffMs
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#take()
        await this.#hold!.work()
        return
      } catch (error) {
        await this.#hold?.letGo()
        this.#lastPosition = this.#hold?.position
        if (this.#hold instanceof Rebuild || error instanceof Released) this.#leaveTurn()
        this.#hold = undefined
        if (error instanceof Released) return
        await this.#recover(error)
      }
    }
  }

  async #take(): Promise<void> {
    const { clock, emit } = this.#surroundings
    const startedAtMs = clock.now()
    this.#checkReleased()
    this.enter('taking', '')
    const { rebuildTurn, options } = this.#surroundings
    const taken = await takeTask(this.#surroundings, {
      task: this.id,
      marksReader: this.#marksReader,
      lastSeen: this.#lastSeenCommit,
      stillWanted: () => !this.#released,
      servesRequest: () => this.#servesRequests && !options.bounded && rebuildTurn.take(this.id.partition),
    })
    this.#checkReleased()
    const { commitNumber } = taken.fence
    this.#lastSeenCommit = commitNumber
    emit({ type: 'TaskTaken', task: this.id, commitNumber, tookMs: clock.now() - startedAtMs })
    if (taken.kind === 'rebuild') {
      this.#hold = new Rebuild(this.#surroundings, this, taken, this.#marksReader)
      return
    }
    this.#leaveTurn()
    this.#hold = new Hold(this.#surroundings, this, taken)
    if (taken.marks.length > 0) emit({ type: 'FollowingMarks', task: this.id, marks: taken.marks.length })
  }

  /** Decides what an error means: wait and take the task again, or end the process (rethrow). */
  async #recover(error: unknown): Promise<void> {
    if (error instanceof TakeAgain) {
      if (error.afterMembership) await this.#confirmMembership()
    } else if (error instanceof RebuildImpossible) {
      this.#servesRequests = false
      this.#surroundings.emit({ type: 'RebuildDeclined', task: this.id, reason: error.message })
    } else if (error instanceof OperatorError) {
      this.enter('stopped', error.message)
      this.#surroundings.emit({ type: 'TaskStopped', task: this.id, reason: error.message })
      await this.rest(STOPPED_RECHECK_MS)
    } else if (error instanceof RetryableError) {
      await this.#backOff(error)
    } else {
      throw error
    }
  }

  /** A member that was fenced takes the task back only if the group still counts it in: else it is the zombie. */
  async #confirmMembership(): Promise<void> {
    while (!this.#released) {
      try {
        // A group that is gone for good confirms nothing; a task that is given up need not know.
        await Promise.race([this.#surroundings.log.confirmMembership(), this.#release.promise])
        return
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        await this.#backOff(error)
      }
    }
  }

  async #backOff(error: RetryableError): Promise<void> {
    const { emit, options } = this.#surroundings
    this.enter('backing-off', error.message)
    emit({ type: 'TaskBackedOff', task: this.id, reason: error.message, retryInMs: this.#backoffMs })
    await this.rest(this.#backoffMs)
    this.#backoffMs = Math.min(this.#backoffMs * 2, options.maxBackoffMs)
  }

  #leaveTurn(): void {
    this.#surroundings.rebuildTurn.leave(this.id.partition)
  }

  #checkReleased(): void {
    if (this.#released) throw new Released()
  }
}
