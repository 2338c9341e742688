import type {
  CommitBatch,
  CommitOutcome,
  Fence,
  OutboxEntry,
  StoredTimer,
  StorePort,
  TakenTask,
  TaskId,
  TaskPosition,
} from '../index.ts'

interface StoredTask {
  owner: string
  commitNumber: number
  position: TaskPosition | undefined
  trimmedOutboxEntry: number
  readonly states: Map<string, Uint8Array>
  readonly timers: Map<string, number>
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
    const { commitNumber, position, trimmedOutboxEntry } = stored
    return { commitNumber, position, trimmedOutboxEntry }
  }

  async loadStates(task: TaskId, entityIds: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const states = this.#tasks.get(keyOf(task))?.states
    return entityIds.map((entityId) => states?.get(entityId))
  }

  async loadTimers(task: TaskId, fromMs: number, limit: number): Promise<StoredTimer[]> {
    const all = [...(this.#tasks.get(keyOf(task))?.timers ?? [])]
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
    for (const [entityId, bytes] of batch.states) put(stored.states, entityId, bytes)
    for (const [entityId, dueAtMs] of batch.timers) put(stored.timers, entityId, dueAtMs)
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

  async readFence(task: TaskId): Promise<Fence | undefined> {
    const stored = this.#tasks.get(keyOf(task))
    return stored && { owner: stored.owner, commitNumber: stored.commitNumber }
  }

  async trimOutbox(task: TaskId, fence: Fence, throughEntry: number): Promise<CommitOutcome> {
    const outcome = this.#check(task, fence)
    if (outcome === 'committed') trim(this.#tasks.get(keyOf(task))!, throughEntry)
    return outcome
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
      states: new Map(),
      timers: new Map(),
      outbox: new Map(),
    }
    this.#tasks.set(keyOf(task), stored)
    return stored
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
    [...tasks].map(([key, stored]) => [
      key,
      { ...stored, states: new Map(stored.states), timers: new Map(stored.timers), outbox: new Map(stored.outbox) },
    ]),
  )
}
