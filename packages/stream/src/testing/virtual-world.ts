/**
 * A broker, a store and any number of processes in virtual time, with seeded faults: the runtime as it is, everything
 * around it scripted. Between any two awaits of a process anything may happen to it.
 */
import {
  type AnyTopology,
  type Clock,
  createRuntime,
  type LogPort,
  RetryableError,
  type Runtime,
  type RuntimeOptions,
  type StorePort,
  type StreamEvent,
  type TaskId,
} from '../index.ts'
import { MemoryLog, MemoryTopics } from './memory-log.ts'
import { MemoryStore, type StoreSnapshot } from './memory-store.ts'
import { type Random, seededRandom } from './random.ts'

/** How likely each fault is, per call of a process to the store or the log. */
export interface FaultRates {
  readonly crash: number
  readonly lostRequest: number
  readonly lostReply: number
  /** The process stands still (SIGSTOP) for up to `longestPauseMs`. */
  readonly pause: number
}

export const NO_FAULTS: FaultRates = { crash: 0, lostRequest: 0, lostReply: 0, pause: 0 }

export interface WorldSettings {
  readonly seed: number
  readonly startMs: number
  readonly topology: AnyTopology
  readonly partitionCount: number
  readonly options?: Partial<RuntimeOptions>
  readonly longestPauseMs: number
  /** How far a process's clock may be off, either way; 0 unless given. */
  readonly largestClockErrorMs?: number
}

interface Scheduled {
  readonly atMs: number
  readonly sequence: number
  readonly run: () => void
  cancelled: boolean
}

interface Process {
  readonly name: string
  readonly topology: AnyTopology
  readonly log: MemoryLog
  readonly runtime: Runtime
  alive: boolean
  clockErrorMs: number
  pausedUntilMs: number
  partitions: readonly number[]
  awaitingAssignment: boolean
  membershipWaits: (() => void)[]
}

export class VirtualWorld {
  readonly random: Random
  readonly topics = new MemoryTopics()
  readonly store = new MemoryStore()
  /** Everything that the runtimes told of themselves. */
  readonly events: StreamEvent[] = []
  faults: FaultRates = NO_FAULTS
  crashes = 0
  #nowMs: number
  #sequence = 0
  readonly #agenda: Scheduled[] = []
  readonly #settings: WorldSettings
  readonly #upgrades = new Map<string, AnyTopology>()
  #processes: Process[] = []
  #started = 0
  #lastRebalanceMs = 0
  #failure: unknown

  constructor(settings: WorldSettings) {
    this.#settings = settings
    this.#nowMs = settings.startMs
    this.random = seededRandom(settings.seed)
  }

  get nowMs(): number {
    return this.#nowMs
  }

  /** Starts one more process; its group is rebalanced soon after. */
  startProcess(wanted: AnyTopology = this.#settings.topology): void {
    const topology = this.#upgrades.get(wanted.name) ?? wanted
    this.#started += 1
    const name = `p${this.#started}`
    const { options, largestClockErrorMs = 0 } = this.#settings
    const clock: Clock = {
      now: () => this.#nowMs + process.clockErrorMs,
      setTimer: (durationMs, callback) => this.#afterFor(process, durationMs, callback),
    }
    const log = new MemoryLog({
      topics: this.topics,
      group: topology.name,
      clock,
      initialPartitions: [],
      fetchDelayMs: () => this.random.int(0, 20),
      maxRecordsPerFetch: () => this.random.pick([1, 3, 10, 50]),
      confirmMembership: () => this.#confirmMembership(process),
    })
    let tokens = 0
    const runtime = createRuntime({
      topology,
      log: this.#unreliableLog(() => process, log),
      store: this.#unreliable(() => process, this.store),
      clock,
      emit: (event) => this.events.push(event),
      newOwnerToken: () => {
        tokens += 1
        return `${name}-${tokens}`
      },
      options: {
        patienceMs: 200,
        gatherMs: 3,
        graceMs: 5,
        offsetCommitIntervalMs: 50,
        fenceCheckIntervalMs: 200,
        ...options,
      },
    })
    const process: Process = {
      name,
      topology,
      log,
      runtime,
      alive: true,
      clockErrorMs: largestClockErrorMs === 0 ? 0 : this.random.int(-largestClockErrorMs, largestClockErrorMs),
      pausedUntilMs: 0,
      partitions: [],
      awaitingAssignment: true,
      membershipWaits: [],
    }
    this.#processes.push(process)
    runtime.finished.catch((error: unknown) => {
      if (process.alive) this.#failure ??= error
    })
    runtime.start().then(
      () => this.#after(this.random.int(1, 20), () => this.#rebalance(topology.name)),
      (error: unknown) => {
        this.#failure ??= error
      },
    )
  }

  /** kill -9. Its calls under way may or may not arrive. */
  kill(process: Process | undefined = this.#anyAlive()): void {
    if (!process?.alive) return
    process.alive = false
    this.crashes += 1
    this.#processes = this.#processes.filter((other) => other !== process)
    const { topology } = process
    this.#after(this.random.int(50, 300), () => this.#rebalance(topology.name))
    this.#after(this.random.int(10, 400), () => this.startProcess(topology))
  }

  /** Ends, one after another, the processes of the topology of that name; from now on they start with this one. */
  upgrade(topology: AnyTopology): void {
    this.#upgrades.set(topology.name, topology)
    for (const process of this.#processes) {
      if (process.topology.name === topology.name) this.#after(this.random.int(0, 400), () => this.kill(process))
    }
  }

  /** Moves partitions about, as when a member joins or leaves. */
  disturbGroup(): void {
    for (const name of new Set(this.#processes.map(({ topology }) => topology.name))) this.#rebalance(name)
  }

  /** Sets the clock of every process, to so much before (negative) or after the true time. */
  setClocks(clockErrorMs: number): void {
    for (const process of this.#processes) process.clockErrorMs = clockErrorMs
  }

  /** True when no process stands still and the group has been at peace for a while. */
  get isCalm(): boolean {
    const isAwake = this.#processes.every((process) => process.pausedUntilMs <= this.#nowMs)
    return isAwake && this.#nowMs - this.#lastRebalanceMs > 500
  }

  restoreStore(snapshot: StoreSnapshot): void {
    this.store.restore(snapshot)
  }

  /** Runs a callback at a later virtual moment. */
  schedule(delayMs: number, callback: () => void): void {
    this.#after(delayMs, callback)
  }

  /**
   * Lets virtual time pass until the condition holds.
   * @throws whatever ended a process that was not killed; an error when the condition never holds
   */
  async runUntil(isDone: () => boolean, longestMs: number): Promise<void> {
    const endMs = this.#nowMs + longestMs
    while (!isDone()) {
      const next = this.#takeNext()
      if (next === undefined || next.atMs > endMs) throw new Error(`not done after ${longestMs} ms of virtual time`)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
      // Whatever the callback resolved runs before the next event: microtasks all end before an immediate.
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#failure !== undefined) throw this.#failure
    }
  }

  statuses(): ReturnType<Runtime['status']> {
    return this.#processes.flatMap((process) => process.runtime.status())
  }

  async shutDown(): Promise<void> {
    for (const process of this.#processes) process.alive = false
    this.#processes = []
    this.#agenda.length = 0
  }

  #anyAlive(): Process | undefined {
    return this.#processes.length === 0 ? undefined : this.random.pick(this.#processes)
  }

  #rebalance(topologyName: string): void {
    this.#lastRebalanceMs = this.#nowMs
    const members = this.#processes.filter((process) => process.alive && process.topology.name === topologyName)
    if (members.length === 0) return
    const first = this.random.int(0, members.length - 1)
    for (const [index, member] of members.entries()) {
      const partitions = Array.from({ length: this.#settings.partitionCount }, (_, partition) => partition).filter(
        (partition) => (partition + first) % members.length === index,
      )
      member.awaitingAssignment = true
      member.partitions = partitions
      this.#afterFor(member, this.random.int(0, 60), () => {
        if (member.partitions !== partitions) return
        member.awaitingAssignment = false
        member.log.assign(partitions)
        for (const resolve of member.membershipWaits.splice(0)) resolve()
      })
    }
  }

  #confirmMembership(process: Process): Promise<void> {
    return new Promise((resolve) => {
      if (process.awaitingAssignment) process.membershipWaits.push(resolve)
      else this.#afterFor(process, this.random.int(1, 30), resolve)
    })
  }

  #unreliableLog(processOf: () => Process, log: MemoryLog): LogPort {
    const async = this.#unreliable<LogPort>(processOf, log)
    return {
      start: (topics, consumer) => log.start(topics, consumer),
      stop: () => log.stop(),
      partitionCount: () => log.partitionCount(),
      seek: (topic, partition, offset) => log.seek(topic, partition, offset),
      pause: (topic, partition) => log.pause(topic, partition),
      resume: (topic, partition) => log.resume(topic, partition),
      offsetRanges: (topic) => async.offsetRanges(topic),
      committedOffsets: (topic) => async.committedOffsets(topic),
      commitOffsets: (offsets) => async.commitOffsets(offsets),
      append: (records) => async.append(records),
      readAll: (topic) => this.#readUnreliably(processOf(), log.readAll(topic)),
      fetchRecord: (topic, partition, offset) => async.fetchRecord(topic, partition, offset),
      confirmMembership: () => async.confirmMembership(),
    }
  }

  /** The port with every asynchronous call exposed to the world's faults. */
  #unreliable<Port extends LogPort | StorePort>(processOf: () => Process, port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>
        if (name === 'scanStates' && 'scanStates' in target) {
          return (task: TaskId) => this.#readUnreliably(processOf(), target.scanStates(task))
        }
        return (...given: unknown[]) => this.#call(processOf(), () => method.apply(target, given))
      },
    })
  }

  async *#readUnreliably<Item>(process: Process, items: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
    const read = this.#call(process, async () => {
      const found: Item[] = []
      for await (const item of items) found.push(item)
      return found
    })
    yield* (await read) as Item[]
  }

  #call(process: Process, perform: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { crash, lostRequest, lostReply, pause } = this.faults
      const crashesBefore = this.random.chance(crash / 2)
      const crashesAfter = this.random.chance(crash / 2)
      const losesRequest = this.random.chance(lostRequest)
      const losesReply = this.random.chance(lostReply)
      if (this.random.chance(pause)) {
        process.pausedUntilMs = this.#nowMs + this.random.int(1, this.#settings.longestPauseMs)
        if (process.pausedUntilMs - this.#nowMs > 100) this.#after(this.random.int(50, 150), () => this.#evict(process))
      }
      this.#after(this.random.int(0, 5), () => {
        if (crashesBefore) this.kill(process)
        // What a dead process had under way may still arrive.
        if (!process.alive && this.random.chance(0.5)) return
        if (losesRequest) {
          this.#afterFor(process, 5, () => reject(new RetryableError('the request was lost')))
          return
        }
        perform().then((result) => {
          if (crashesAfter) this.kill(process)
          this.#afterFor(process, this.random.int(0, 5), () => {
            if (losesReply) reject(new RetryableError('the reply was lost'))
            else resolve(result)
          })
        }, reject)
      })
    })
  }

  /** A member that stands still too long loses its partitions without knowing. */
  #evict(process: Process): void {
    if (process.pausedUntilMs <= this.#nowMs || !process.alive) return
    const { name } = process.topology
    const others = this.#processes.filter((other) => other !== process && other.topology.name === name)
    if (others.length === 0) return
    this.#lastRebalanceMs = this.#nowMs
    for (const [index, member] of others.entries()) {
      const partitions = Array.from({ length: this.#settings.partitionCount }, (_, partition) => partition).filter(
        (partition) => partition % others.length === index,
      )
      member.awaitingAssignment = true
      member.partitions = partitions
      this.#afterFor(member, this.random.int(0, 60), () => {
        if (member.partitions !== partitions) return
        member.awaitingAssignment = false
        member.log.assign(partitions)
        for (const resolve of member.membershipWaits.splice(0)) resolve()
      })
    }
    process.awaitingAssignment = true
    this.#after(process.pausedUntilMs - this.#nowMs + this.random.int(20, 200), () => this.#rebalance(name))
  }

  #after(delayMs: number, run: () => void): () => void {
    this.#sequence += 1
    const scheduled: Scheduled = { atMs: this.#nowMs + delayMs, sequence: this.#sequence, run, cancelled: false }
    insert(this.#agenda, scheduled)
    return () => {
      scheduled.cancelled = true
    }
  }

  /** Like `#after`, for something that a process does: never when it is dead, later when it stands still. */
  #afterFor(process: Process, delayMs: number, run: () => void): () => void {
    return this.#after(delayMs, () => {
      if (!process.alive) return
      const restMs = process.pausedUntilMs - this.#nowMs
      if (restMs > 0) this.#afterFor(process, restMs, run)
      else run()
    })
  }

  #takeNext(): Scheduled | undefined {
    for (;;) {
      const next = this.#agenda.shift()
      if (next === undefined || !next.cancelled) return next
    }
  }
}

/** Keeps the agenda sorted by (moment, sequence). */
function insert(agenda: Scheduled[], scheduled: Scheduled): void {
  let low = 0
  let high = agenda.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (agenda[middle]!.atMs <= scheduled.atMs) low = middle + 1
    else high = middle
  }
  agenda.splice(low, 0, scheduled)
}
