/** Runs a topology in this process: joins the group, keeps one `Task` per partition number it is given. */
import type { AnyTopology } from './contract.ts'
import { OperatorError, RetryableError } from './errors.ts'
import type { Emit, TaskStatus } from './instrumentation.ts'
import { DEFAULT_OPTIONS, type RuntimeOptions } from './options.ts'
import type { Clock, LogConsumer, LogPort, ReceivedBatch, StorePort } from './ports.ts'
import { RebuildTurn } from './task/rebuild-turn.ts'
import type { TaskSurroundings } from './task/take.ts'
import { Task } from './task/task.ts'

export interface RuntimeSettings {
  readonly topology: AnyTopology
  readonly log: LogPort
  readonly store: StorePort
  readonly clock: Clock
  readonly emit: Emit
  /** A token that was never given out before, whatever was restored from a copy: random, 128 bits or more. */
  readonly newOwnerToken: () => string
  readonly options?: Partial<RuntimeOptions>
}

export interface Runtime {
  /** Joins the group. @throws OperatorError when topics are missing or not co-partitioned */
  start(): Promise<void>
  /** Gives every task up after the commit under way, then leaves the group. */
  stop(): Promise<void>
  status(): TaskStatus[]
  /** Resolves when stopped, or when a bounded run is finished; rejects when the process has to end. */
  readonly finished: Promise<void>
}

/** @throws Error when the topology has both marks and a source of progress, or neither: a fault of the program */
export function createRuntime(settings: RuntimeSettings): Runtime {
  checkTopology(settings.topology)
  return new GroupMember(settings)
}

function checkTopology({ name, inputs, marks, progressOf }: AnyTopology): void {
  if ((marks === undefined) !== (progressOf !== undefined)) {
    throw new Error(`${name} needs marks, or the name of the topology whose progress is its time: one of the two`)
  }
  const isSecondHop = inputs.length === 1 && inputs[0]?.carriesCauses === true
  if (progressOf !== undefined && !isSecondHop) {
    throw new Error(`${name} takes its time from ${progressOf}: it has one input, and that carries causes`)
  }
}

class GroupMember implements Runtime, LogConsumer {
  readonly finished: Promise<void>
  readonly #surroundings: TaskSurroundings
  readonly #tasks = new Map<number, Task>()
  /** Tasks that are being given up: a partition that comes back waits for its former task to end. */
  readonly #leaving = new Map<number, Promise<void>>()
  readonly #done = new Set<number>()
  #end!: { resolve: () => void; reject: (error: unknown) => void }
  #cancelOffsetCommit: (() => void) | undefined
  #stopping = false

  constructor(settings: RuntimeSettings) {
    const { options, ...rest } = settings
    this.#surroundings = { ...rest, options: { ...DEFAULT_OPTIONS, ...options }, rebuildTurn: new RebuildTurn() }
    this.finished = new Promise((resolve, reject) => {
      this.#end = { resolve, reject }
    })
    // Whoever awaits `finished` sees the error; nobody awaiting it must not be an unhandled rejection.
    this.finished.catch(() => {})
  }

  async start(): Promise<void> {
    const { topology, log } = this.#surroundings
    const marksTopics = topology.marks ? [topology.marks.topic] : []
    await log.start([...topology.inputs.map(({ topic }) => topic), ...marksTopics], this)
    this.#scheduleOffsetCommit()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#cancelOffsetCommit?.()
    // An error that ended a task has been told by `finished`; the others still have to be let go.
    await Promise.allSettled([...this.#tasks.values()].map((task) => task.release('stop')))
    await Promise.all(this.#leaving.values())
    await this.#commitOffsets()
    await this.#surroundings.log.stop()
    this.#tasks.clear()
    this.#end.resolve()
  }

  status(): TaskStatus[] {
    return [...this.#tasks.values()].map((task) => task.status())
  }

  assigned(partitions: readonly number[]): void {
    if (this.#stopping) return
    this.#surroundings.emit({ type: 'Rebalanced', partitions })
    for (const [partition, task] of this.#tasks) {
      if (!partitions.includes(partition)) this.#giveUp(partition, task, 'given to another member')
    }
    for (const partition of partitions) {
      const task = this.#tasks.get(partition)
      if (task) task.reassigned()
      else this.#begin(partition)
    }
  }

  revoked(): void {
    for (const [partition, task] of this.#tasks) this.#giveUp(partition, task, 'the group was left')
  }

  received(batch: ReceivedBatch): void {
    this.#tasks.get(batch.partition)?.receive(batch)
  }

  failed(error: Error): void {
    this.#fail(error)
  }

  #begin(partition: number): void {
    const task = new Task(this.#surroundings, { topology: this.#surroundings.topology.name, partition })
    this.#tasks.set(partition, task)
    const before = this.#leaving.get(partition) ?? Promise.resolve()
    before
      .then(() => task.run())
      .then(() => this.#ended(partition, task))
      .catch((error: unknown) => this.#fail(error))
  }

  #giveUp(partition: number, task: Task, reason: string): void {
    this.#tasks.delete(partition)
    const released = task.release(reason).catch((error: unknown) => this.#fail(error))
    // A task that came and went while the one before it was still ending has nothing to end; that one still has.
    const leaving = Promise.all([this.#leaving.get(partition), released]).then(() => {
      if (this.#leaving.get(partition) === leaving) this.#leaving.delete(partition)
    })
    this.#leaving.set(partition, leaving)
  }

  /** In a bounded run a task ends by itself; the run is over with its last task. */
  #ended(partition: number, task: Task): void {
    if (this.#tasks.get(partition) !== task || this.#stopping) return
    if (!this.#surroundings.options.bounded) return
    this.#done.add(partition)
    if ([...this.#tasks.keys()].every((key) => this.#done.has(key)))
      void this.stop().catch((error) => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (this.#stopping) return
    this.#end.reject(error)
  }

  #scheduleOffsetCommit(): void {
    const { clock, options } = this.#surroundings
    this.#cancelOffsetCommit = clock.setTimer(options.offsetCommitIntervalMs, () => {
      this.#commitOffsets()
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          if (!this.#stopping) this.#scheduleOffsetCommit()
        })
    })
  }

  /** Kafka's own offsets are a copy for lag tools: when they cannot be written, the next time will do. */
  async #commitOffsets(): Promise<void> {
    const { topology, log, emit } = this.#surroundings
    const offsets = [...this.#tasks.values()].flatMap((task) => {
      const position = task.committedPosition()
      if (position === undefined) return []
      return topology.inputs.flatMap(({ topic }) => {
        const nextOffset = position.nextOffsets[topic]
        return nextOffset === undefined ? [] : [{ topic, partition: task.id.partition, nextOffset }]
      })
    })
    if (offsets.length === 0) return
    try {
      await log.commitOffsets(offsets)
    } catch (error) {
      if (!(error instanceof RetryableError || error instanceof OperatorError)) throw error
      emit({ type: 'OffsetCommitFailed', reason: error.message })
    }
  }
}
