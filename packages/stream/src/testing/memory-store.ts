import type {
  CommitBatch,
  CommitOutcome,
  Fence,
  OutboxEntry,
  StoredFence,
  StoredTimer,
  StorePort,
  TakenTask,
  TaskGlance,
  TaskId,
  TaskPosition,
  TaskSize,
} from '../index.ts'

interface StoredTask {
  owner: string
  commitNumber: number
  position: TaskPosition | undefined
  trimmedOutboxEntry: number
  rebuildRequested: boolean
  /** The live generation. */
  states: Map<string, Uint8Array>
  timers: Map<string, number>
  /** The one that is being built, if any. */
  build: { readonly generation: number; states: Map<string, Uint8Array>; timers: Map<string, number> } | undefined
  readonly outbox: Map<number, Uint8Array>
}

/** What a copy of a store holds: for rolling it back. */
export type StoreSnapshot = ReadonlyMap<string, StoredTask>

/** The store port in memory: for tests, simulations and runs without a broker. */
export class MemoryStore implements StorePort {
  #tasks = new Map<string, StoredTask>()

  async take(task: TaskId, owner: string): Promise<TakenTask> {
    const stored = this.#tasks.get(keyOf(task)) ?? this.#create(task)
    stored.owner = owner
    const { commitNumber, position, trimmedOutboxEntry, rebuildRequested } = stored
    return { commitNumber, position, trimmedOutboxEntry, rebuildRequested }
  }

  async glance(task: TaskId): Promise<TaskGlance | undefined> {
    const stored = this.#tasks.get(keyOf(task))
    if (!stored) return undefined
    const { owner, commitNumber, position, trimmedOutboxEntry, rebuildRequested, build } = stored
    return {
      owner,
      commitNumber,
      position,
      trimmedOutboxEntry,
      rebuildRequested,
      buildGeneration: build?.generation,
    }
  }

  async loadStates(
    task: TaskId,
    entityIds: readonly string[],
    generation?: number,
  ): Promise<(Uint8Array | undefined)[]> {
    const states = this.#generation(task, generation)?.states
    return entityIds.map((entityId) => states?.get(entityId))
  }

  async loadTimers(task: TaskId, fromMs: number, limit: number, generation?: number): Promise<StoredTimer[]> {
    const all = [...(this.#generation(task, generation)?.timers ?? [])]
      .map(([entityId, dueAtMs]) => ({ entityId, dueAtMs }))
      .filter((timer) => timer.dueAtMs >= fromMs)
      .sort((left, right) => left.dueAtMs - right.dueAtMs || (left.entityId < right.entityId ? -1 : 1))
    const last = all[limit - 1]
    return last === undefined ? all : all.filter((timer) => timer.dueAtMs <= last.dueAtMs)
  }

  async loadOutbox(task: TaskId, afterEntry: number, limit: number): Promise<OutboxEntry[]> {
    return [...(this.#tasks.get(keyOf(task))?.outbox ?? [])]
      .filter(([number]) => number > afterEntry)
      .slice(0, limit)
      .map(([number, bytes]) => ({ number, bytes }))
  }

  async commit(task: TaskId, fence: Fence, batch: CommitBatch): Promise<CommitOutcome> {
    const outcome = this.#check(task, fence)
    if (outcome !== 'committed') return outcome
    const stored = this.#tasks.get(keyOf(task))!
    const { buildGeneration } = batch
    const written = buildGeneration === undefined ? stored : stored.build
    if (written === undefined || (buildGeneration !== undefined && stored.build?.generation !== buildGeneration)) {
      return 'stale'
    }
    for (const [entityId, bytes] of batch.states) put(written.states, entityId, bytes)
    for (const [entityId, dueAtMs] of batch.timers) put(written.timers, entityId, dueAtMs)
    if (buildGeneration === batch.position.generation) {
      stored.states = written.states
      stored.timers = written.timers
      stored.build = undefined
      stored.rebuildRequested = false
    }
    let number = batch.position.lastOutboxEntry - batch.outbox.length
    for (const bytes of batch.outbox) {
      number += 1
      stored.outbox.set(number, bytes)
    }
    trim(stored, batch.trimThroughEntry)
    stored.position = batch.position
    stored.commitNumber += 1
    return 'committed'
  }

  async beginBuild(task: TaskId, fence: Fence, generation: number): Promise<CommitOutcome> {
    const outcome = this.#check(task, fence)
    if (outcome !== 'committed') return outcome
    this.#tasks.get(keyOf(task))!.build = { generation, states: new Map(), timers: new Map() }
    return outcome
  }

  async requestRebuild(task: TaskId): Promise<'requested' | 'unknown'> {
    const stored = this.#tasks.get(keyOf(task))
    if (stored?.position === undefined) return 'unknown'
    stored.rebuildRequested = true
    return 'requested'
  }

  async readFence(task: TaskId): Promise<StoredFence | undefined> {
    const stored = this.#tasks.get(keyOf(task))
    if (!stored) return undefined
    const { owner, commitNumber, rebuildRequested } = stored
    return { owner, commitNumber, rebuildRequested }
  }

  async trimOutbox(task: TaskId, fence: Fence, throughEntry: number): Promise<CommitOutcome> {
    const outcome = this.#check(task, fence)
    if (outcome === 'committed') trim(this.#tasks.get(keyOf(task))!, throughEntry)
    return outcome
  }

  async size(task: TaskId): Promise<TaskSize> {
    const stored = this.#tasks.get(keyOf(task))
    return {
      states: stored?.states.size ?? 0,
      timers: stored?.timers.size ?? 0,
      outboxEntries: stored?.outbox.size ?? 0,
    }
  }

  async *scanStates(task: TaskId): AsyncIterable<{ entityId: string; bytes: Uint8Array }> {
    for (const [entityId, bytes] of this.#tasks.get(keyOf(task))?.states ?? []) yield { entityId, bytes }
  }

  async close(): Promise<void> {}

  /** Everything about a task at once, for comparisons. */
  peek(task: TaskId): Readonly<StoredTask> | undefined {
    return this.#tasks.get(keyOf(task))
  }

  snapshot(): StoreSnapshot {
    return copy(this.#tasks)
  }

  /** Goes back to an older copy, or to nothing: what a lost disk or an old backup does. */
  restore(snapshot: StoreSnapshot): void {
    this.#tasks = copy(snapshot)
  }

  #create(task: TaskId): StoredTask {
    const stored: StoredTask = {
      owner: '',
      commitNumber: 0,
      position: undefined,
      trimmedOutboxEntry: 0,
      rebuildRequested: false,
      states: new Map(),
      timers: new Map(),
      build: undefined,
      outbox: new Map(),
    }
    this.#tasks.set(keyOf(task), stored)
    return stored
  }

  /** The live generation, or the one that is being built; undefined for any other, which is empty. */
  #generation(task: TaskId, generation: number | undefined) {
    const stored = this.#tasks.get(keyOf(task))
    if (!stored || generation === undefined || generation === (stored.position?.generation ?? 0)) return stored
    return stored.build?.generation === generation ? stored.build : undefined
  }

  #check(task: TaskId, fence: Fence): CommitOutcome {
    const stored = this.#tasks.get(keyOf(task))
    if (stored === undefined) return 'stale'
    if (stored.owner !== fence.owner) return 'fenced'
    return stored.commitNumber === fence.commitNumber ? 'committed' : 'stale'
  }
}

function keyOf(task: TaskId): string {
  return `${task.topology}:${task.partition}`
}

function put<Value>(map: Map<string, Value>, key: string, value: Value | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

function trim(stored: StoredTask, throughEntry: number): void {
  for (const number of stored.outbox.keys()) if (number <= throughEntry) stored.outbox.delete(number)
  stored.trimmedOutboxEntry = Math.max(stored.trimmedOutboxEntry, throughEntry)
}

function copy(tasks: StoreSnapshot): Map<string, StoredTask> {
  return new Map(
    [...tasks].map(([key, stored]) => {
      const { states, timers, outbox, build } = stored
      const copied = build && { ...build, states: new Map(build.states), timers: new Map(build.timers) }
      return [
        key,
        { ...stored, states: new Map(states), timers: new Map(timers), outbox: new Map(outbox), build: copied },
      ]
    }),
  )
}
