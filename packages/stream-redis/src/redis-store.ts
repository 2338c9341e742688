/** The store port over Redis: one hash of states, one sorted set of timers, one outbox list and one meta hash a task. */
import {
  type CommitBatch,
  type CommitOutcome,
  compareText,
  type Fence,
  OperatorError,
  type OutboxEntry,
  type StoredFence,
  type StoredTimer,
  type StorePort,
  type TakenTask,
  type TaskGlance,
  type TaskId,
  type TaskPosition,
  type TaskSize,
} from '@tocsin/stream'
import { type ConnectionLog, connectRedis, type RedisConnection } from './connection.ts'
import { checkKeyPrefix, DEFAULT_KEY_PREFIX, metaKey, outboxKey, statesKey, timersKey } from './keys.ts'
import type { RedisArgument } from './packed-command.ts'

export interface RedisStoreOptions {
  /** `redis://[user:password@]host:port[/database]`, or `rediss://` for TLS. */
  readonly url: string
  /** Keys begin with it. Default `tocsin`. */
  readonly keyPrefix?: string
  /** Told once per outage, and when it ends. */
  readonly log?: ConnectionLog
  /** A command without a reply for so long counts as lost, its outcome as unknown. Default 10,000. */
  readonly commandTimeoutMs?: number
}

/** Version of the arrangement of keys and fields; another one is refused, never guessed at. */
const LAYOUT = '1'

/** Big enough that round trips do not count, small enough that other tasks' commands get in between. */
const STATES_PER_READ = 4_000
const STATES_PER_SCAN = 500

/**
 * Opens a store. It connects in the background; the first call waits for it.
 * @throws OperatorError when the URL or the key prefix cannot be used
 */
export function createRedisStore(options: RedisStoreOptions): StorePort {
  const prefix = options.keyPrefix ?? DEFAULT_KEY_PREFIX
  checkKeyPrefix(prefix)
  const connection = connectRedis(options)
  return new RedisStore(connection, prefix)
}

class RedisStore implements StorePort {
  readonly #connection: RedisConnection
  readonly #prefix: string
  #evictionChecked = false

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection
    this.#prefix = prefix
  }

  async take(task: TaskId, owner: string): Promise<TakenTask> {
    await this.#refuseEviction()
    const keys = {
      meta: metaKey(this.#prefix, task),
      ...this.#stateKeys(task, 0),
      outbox: outboxKey(this.#prefix, task),
    }
    const reply = (await this.#connection.runScript('take-task', keys, { owner, layout: LAYOUT })) as (Buffer | null)[]
    const [kind, ...fields] = reply.map((field) => field?.toString())
    const name = `task ${task.partition} of ${task.topology} in Redis at ${this.#connection.address}`
    if (kind === 'layout') {
      throw new OperatorError(
        `${name} is stored in layout ${fields[0]}, this program knows layout ${LAYOUT}: run the version that wrote it`,
      )
    }
    if (kind === 'orphaned') {
      throw new OperatorError(
        `${name} has states, timers or outbox entries but no position: ${keys.meta} was deleted or evicted. ` +
          `To rebuild the task from its log, remove the rest: DEL ${keys.states} ${keys.timers} ${keys.outbox}`,
      )
    }
    const [commitNumber, position, trimmedOutboxEntry, rebuildRequested] = fields
    return {
      commitNumber: Number(commitNumber),
      position: position === undefined ? undefined : readPosition(position, keys.meta),
      trimmedOutboxEntry: Number(trimmedOutboxEntry),
      rebuildRequested: rebuildRequested !== undefined,
    }
  }

  async glance(task: TaskId): Promise<TaskGlance | undefined> {
    const key = metaKey(this.#prefix, task)
    const names = ['owner', 'commitNumber', 'position', 'trimmedOutboxEntry', 'rebuildRequested', 'buildGeneration']
    const fields = (await this.#connection.send('hmget', [key, ...names])) as (Buffer | null)[]
    const [owner, commitNumber, position, trimmed, requested, building] = fields.map((field) => field?.toString())
    if (owner === undefined) return undefined
    return {
      owner,
      commitNumber: Number(commitNumber),
      position: position === undefined ? undefined : readPosition(position, key),
      trimmedOutboxEntry: Number(trimmed ?? 0),
      rebuildRequested: requested !== undefined,
      buildGeneration: building === undefined ? undefined : Number(building),
    }
  }

  async loadStates(
    task: TaskId,
    entityIds: readonly string[],
    generation?: number,
  ): Promise<readonly (Uint8Array | undefined)[]> {
    if (entityIds.length === 0) return []
    const key = statesKey(this.#prefix, task, generation ?? (await this.#liveGeneration(task)))
    const reads: Promise<unknown>[] = []
    for (let from = 0; from < entityIds.length; from += STATES_PER_READ) {
      reads.push(this.#connection.send('hmget', [key, ...entityIds.slice(from, from + STATES_PER_READ)]))
    }
    const states: (Uint8Array | undefined)[] = []
    for (const read of await Promise.all(reads)) {
      for (const state of read as (Buffer | null)[]) states.push(state ?? undefined)
    }
    return states
  }

  async loadTimers(task: TaskId, fromMs: number, limit: number, generation?: number): Promise<readonly StoredTimer[]> {
    const key = timersKey(this.#prefix, task, generation ?? (await this.#liveGeneration(task)))
    const read = async (to: string, from: number, range: RedisArgument[]): Promise<StoredTimer[]> =>
      readTimers(await this.#connection.send('zrangebyscore', [key, String(from), to, 'WITHSCORES', ...range]))
    const timers = await read('+inf', fromMs, ['LIMIT', '0', String(limit)])
    const last = timers.at(-1)
    if (last !== undefined && timers.length >= limit) {
      // The limit may have cut the last moment in two: that moment is read again, whole.
      const firstOfLast = timers.findIndex((timer) => timer.dueAtMs === last.dueAtMs)
      timers.splice(firstOfLast, timers.length, ...(await read(String(last.dueAtMs), last.dueAtMs, [])))
    }
    return timers.sort((left, right) => left.dueAtMs - right.dueAtMs || compareText(left.entityId, right.entityId))
  }

  async loadOutbox(task: TaskId, afterEntry: number, limit: number): Promise<readonly OutboxEntry[]> {
    const keys = { meta: metaKey(this.#prefix, task), outbox: outboxKey(this.#prefix, task) }
    const [first, ...entries] = (await this.#connection.runScript('load-outbox', keys, {
      afterEntry,
      maxEntries: limit,
    })) as [Buffer, ...Buffer[]]
    const firstNumber = Number(first.toString())
    return entries.map((bytes, index) => ({ number: firstNumber + index, bytes }))
  }

  async commit(task: TaskId, fence: Fence, batch: CommitBatch): Promise<CommitOutcome> {
    const changes = layOutChanges(batch)
    const { position, buildGeneration } = batch
    // Generations are counted upwards, and what was begun in between is gone: the one before is not always one less.
    const switches = buildGeneration === position.generation
    const replaced = this.#stateKeys(task, switches ? await this.#liveGeneration(task) : position.generation)
    const reply = await this.#connection.runScript(
      'commit-batch',
      {
        meta: metaKey(this.#prefix, task),
        ...this.#stateKeys(task, buildGeneration ?? position.generation),
        outbox: outboxKey(this.#prefix, task),
        replacedStates: replaced.states,
        replacedTimers: replaced.timers,
      },
      {
        owner: fence.owner,
        commitNumber: fence.commitNumber,
        nextCommitNumber: fence.commitNumber + 1,
        buildGeneration: buildGeneration ?? '',
        switches: switches ? 1 : 0,
        position: JSON.stringify(position),
        lastOutboxEntry: position.lastOutboxEntry - batch.outbox.length,
        trimThroughEntry: batch.trimThroughEntry,
        ...changes.counts,
      },
      changes.args,
    )
    return readOutcome(reply)
  }

  async beginBuild(task: TaskId, fence: Fence, generation: number): Promise<CommitOutcome> {
    const glance = await this.glance(task)
    // As long as the fence holds, nobody else changes what is being built.
    const left = this.#stateKeys(task, glance?.buildGeneration ?? generation)
    const keys = {
      meta: metaKey(this.#prefix, task),
      ...this.#stateKeys(task, generation),
      leftStates: left.states,
      leftTimers: left.timers,
    }
    return readOutcome(await this.#connection.runScript('begin-build', keys, { ...fence, generation }))
  }

  async requestRebuild(task: TaskId): Promise<'requested' | 'unknown'> {
    const reply = String(await this.#connection.runScript('request-rebuild', { meta: metaKey(this.#prefix, task) }, {}))
    if (reply === 'requested' || reply === 'unknown') return reply
    throw new Error(`request-rebuild answered ${reply}, which is none of its replies`)
  }

  async readFence(task: TaskId): Promise<StoredFence | undefined> {
    const key = metaKey(this.#prefix, task)
    const fields = await this.#connection.send('hmget', [key, 'owner', 'commitNumber', 'rebuildRequested'])
    const [owner, commitNumber, requested] = fields as (Buffer | null)[]
    if (!owner || !commitNumber) return undefined
    return {
      owner: owner.toString(),
      commitNumber: Number(commitNumber.toString()),
      rebuildRequested: Boolean(requested),
    }
  }

  async trimOutbox(task: TaskId, fence: Fence, throughEntry: number): Promise<CommitOutcome> {
    const keys = { meta: metaKey(this.#prefix, task), outbox: outboxKey(this.#prefix, task) }
    return readOutcome(await this.#connection.runScript('trim-outbox', keys, { ...fence, throughEntry }))
  }

  async size(task: TaskId): Promise<TaskSize> {
    const keys = this.#stateKeys(task, await this.#liveGeneration(task))
    const [states, timers, outboxEntries] = await Promise.all([
      this.#connection.send('hlen', [keys.states]),
      this.#connection.send('zcard', [keys.timers]),
      this.#connection.send('llen', [outboxKey(this.#prefix, task)]),
    ])
    return { states: Number(states), timers: Number(timers), outboxEntries: Number(outboxEntries) }
  }

  async *scanStates(task: TaskId): AsyncIterable<{ readonly entityId: string; readonly bytes: Uint8Array }> {
    const key = statesKey(this.#prefix, task, await this.#liveGeneration(task))
    // HSCAN may return a field twice while the hash is being resized.
    const seen = new Set<string>()
    let cursor = '0'
    do {
      const [next, fields] = (await this.#connection.send('hscan', [
        key,
        cursor,
        'COUNT',
        String(STATES_PER_SCAN),
      ])) as [Buffer, Buffer[]]
      for (let index = 0; index + 1 < fields.length; index += 2) {
        const entityId = (fields[index] as Buffer).toString()
        if (seen.has(entityId)) continue
        seen.add(entityId)
        yield { entityId, bytes: fields[index + 1] as Buffer }
      }
      cursor = next.toString()
    } while (cursor !== '0')
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  #stateKeys(task: TaskId, generation: number): { states: string; timers: string } {
    return {
      states: statesKey(this.#prefix, task, generation),
      timers: timersKey(this.#prefix, task, generation),
    }
  }

  async #liveGeneration(task: TaskId): Promise<number> {
    return (await this.glance(task))?.position?.generation ?? 0
  }

  /** A Redis that evicts would drop a task's states and keep its position: a loss that nobody could notice. */
  async #refuseEviction(): Promise<void> {
    if (this.#evictionChecked) return
    const info = String(await this.#connection.send('info', ['memory']))
    const maxMemory = /^maxmemory:(\d+)/mu.exec(info)?.[1] ?? '0'
    const policy = /^maxmemory_policy:(\S+)/mu.exec(info)?.[1] ?? 'noeviction'
    if (maxMemory !== '0' && policy !== 'noeviction') {
      throw new OperatorError(
        `Redis at ${this.#connection.address} evicts keys when full (maxmemory-policy ${policy}), which would lose ` +
          'state silently: set maxmemory-policy to noeviction',
      )
    }
    this.#evictionChecked = true
  }
}

/** The arguments of commit-batch behind the named ones, and how many belong to each part. */
function layOutChanges(batch: CommitBatch) {
  const args: RedisArgument[] = []
  const removedStates: string[] = []
  const removedTimers: string[] = []
  for (const [entityId, bytes] of batch.states) {
    if (bytes === null) removedStates.push(entityId)
    else args.push(entityId, bytes)
  }
  const stateArgs = args.length
  for (const entityId of removedStates) args.push(entityId)
  const timersFrom = args.length
  for (const [entityId, dueAtMs] of batch.timers) {
    if (dueAtMs === null) removedTimers.push(entityId)
    else args.push(String(dueAtMs), entityId)
  }
  const timerArgs = args.length - timersFrom
  for (const entityId of removedTimers) args.push(entityId)
  for (const entry of batch.outbox) args.push(entry)
  return {
    args,
    counts: {
      stateArgs,
      removedStateArgs: removedStates.length,
      timerArgs,
      removedTimerArgs: removedTimers.length,
      outboxArgs: batch.outbox.length,
    },
  }
}

function readTimers(reply: unknown): StoredTimer[] {
  const fields = reply as Buffer[]
  const timers: StoredTimer[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    timers.push({ entityId: String(fields[index]), dueAtMs: Number(String(fields[index + 1])) })
  }
  return timers
}

function readOutcome(reply: unknown): CommitOutcome {
  const outcome = String(reply)
  if (outcome === 'committed' || outcome === 'fenced' || outcome === 'stale') return outcome
  throw new Error(`a script answered ${outcome}, which is none of its replies`)
}

function readPosition(text: string, key: string): TaskPosition {
  try {
    return JSON.parse(text) as TaskPosition
  } catch {
    throw new OperatorError(`the position in ${key} cannot be read: it was changed by another program`)
  }
}
