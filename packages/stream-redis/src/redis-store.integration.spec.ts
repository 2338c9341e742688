import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { CommitBatch, StorePort, TaskId } from '@tocsin/stream'
import { OperatorError, RetryableError } from '@tocsin/stream'
import { storeContract } from '@tocsin/stream/testing/store-contract'
import { Redis } from 'ioredis'
import { createRedisStore, metaKey, outboxKey, statesKey, timersKey } from './index.ts'
import { startTcpProxy, type TcpProxy } from './testing/index.ts'

const url = process.env.TOCSIN_REDIS_URL ?? ''
const task: TaskId = { topology: 'spec', partition: 0 }

// Large batches on a busy machine.
jest.setTimeout(30_000)

let redis: Redis
const stores: StorePort[] = []
const prefixes: string[] = []

beforeAll(() => {
  if (url === '') throw new Error('TOCSIN_REDIS_URL names no Redis: run these tests with npm test, which starts one')
  redis = new Redis(url)
})

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  for (const prefix of prefixes.splice(0)) await removeKeys(prefix)
})

afterAll(async () => {
  await redis?.quit()
})

function open(options: { keyPrefix?: string; url?: string } = {}): { store: StorePort; prefix: string } {
  const prefix = options.keyPrefix ?? `spec-${randomUUID()}`
  prefixes.push(prefix)
  const store = createRedisStore({ url: options.url ?? url, keyPrefix: prefix })
  stores.push(store)
  return { store, prefix }
}

async function removeKeys(prefix: string): Promise<void> {
  const keys = await redis.keys(`${prefix}:*`)
  if (keys.length > 0) await redis.del(...keys)
}

function batch(changes: Partial<CommitBatch> & { lastOutboxEntry?: number }): CommitBatch {
  return {
    position: {
      nextOffsets: { orders: 1 },
      taskTimeMs: 1,
      liveTopics: [],
      lastOutboxEntry: changes.lastOutboxEntry ?? 0,
      marksOffset: 0,
      causeHighWater: {},
      closedBeforeMs: 0,
      sourceProgress: {},
      ruleSetVersion: 'r1',
      stateVersion: 1,
      wokenForMs: [],
      collected: [],
      generation: 0,
    },
    states: new Map(),
    timers: new Map(),
    outbox: [],
    trimThroughEntry: 0,
    ...changes,
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the contract of a store, over Redis', () => {
  const checks = storeContract(async () => {
    const { store, prefix } = open()
    return { store, lose: () => removeKeys(prefix) }
  })
  for (const check of checks) test(check.name, () => check.run())
})

describe('a connection that breaks', () => {
  let proxy: TcpProxy

  afterEach(async () => {
    await proxy.stop()
  })

  async function openThroughProxy(): Promise<StorePort> {
    const target = new URL(url)
    proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port || 6379) })
    target.hostname = proxy.host
    target.port = String(proxy.port)
    return open({ url: target.href }).store
  }

  test('a commit whose reply is lost is applied once: the caller is told, and the fence says so', async () => {
    const store = await openThroughProxy()
    await store.take(task, 'a')
    await store.commit(task, { owner: 'a', commitNumber: 0 }, batch({ outbox: [bytes('1')], lastOutboxEntry: 1 }))

    const cut = proxy.cutNextReply()
    const commit = store.commit(
      task,
      { owner: 'a', commitNumber: 1 },
      batch({ states: new Map([['C1', bytes('one')]]), outbox: [bytes('2')], lastOutboxEntry: 2 }),
    )
    await expect(commit).rejects.toThrow(RetryableError)
    await cut

    expect(await store.readFence(task)).toMatchObject({ owner: 'a', commitNumber: 2 })
    expect((await store.loadOutbox(task, 0, 10)).map((entry) => entry.number)).toEqual([1, 2])
    expect(proxy.accepted).toBe(2)
  })

  test('a commit that never reached Redis leaves the commit number where it was', async () => {
    const store = await openThroughProxy()
    await store.take(task, 'a')
    proxy.refuse()
    const commit = store.commit(task, { owner: 'a', commitNumber: 0 }, batch({}))
    await expect(commit).rejects.toThrow(RetryableError)
    proxy.accept()
    expect(await eventually(() => store.readFence(task))).toMatchObject({ owner: 'a', commitNumber: 0 })
  })

  test('a Redis that stalls gives an unknown outcome after the command timeout', async () => {
    await openThroughProxy()
    const target = new URL(url)
    target.hostname = proxy.host
    target.port = String(proxy.port)
    const prefix = `spec-${randomUUID()}`
    prefixes.push(prefix)
    const impatient = createRedisStore({ url: target.href, keyPrefix: prefix, commandTimeoutMs: 100 })
    stores.push(impatient)
    await eventually(() => impatient.take(task, 'a'))
    proxy.freeze()
    await expect(impatient.commit(task, { owner: 'a', commitNumber: 0 }, batch({}))).rejects.toThrow(RetryableError)
    proxy.thaw()
    expect(await eventually(() => impatient.readFence(task))).toMatchObject({ owner: 'a', commitNumber: 1 })
  })

  /**
   * Until Redis is connected again, each call fails with the attempt to connect that it waited for; one of an impatient
   * store also when the machine has other things to do for a moment.
   */
  async function eventually<Value>(read: () => Promise<Value>): Promise<Value> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await read()
      } catch (error) {
        if (!(error instanceof RetryableError) || attempt > 50) throw error
      }
    }
  }
})

describe('what Redis may answer', () => {
  test('scripts that Redis forgot are loaded again', async () => {
    const { store } = open()
    await store.take(task, 'a')
    await redis.script('FLUSH')
    expect(await store.commit(task, { owner: 'a', commitNumber: 0 }, batch({}))).toBe('committed')
  })

  test.each(['states', 'timers', 'outbox'] as const)('%s of another type: nothing is written', async (kind) => {
    const { store, prefix } = open()
    const key = { states: statesKey, timers: timersKey, outbox: outboxKey }[kind](prefix, task, 0)
    await store.take(task, 'a')
    await redis.set(key, 'not ours')
    const all = batch({
      states: new Map([['C1', bytes('one')]]),
      timers: new Map([['C1', 5]]),
      outbox: [bytes('1')],
      lastOutboxEntry: 1,
    })
    await expect(store.commit(task, { owner: 'a', commitNumber: 0 }, all)).rejects.toThrow(OperatorError)
    expect((await redis.keys(`${prefix}:*`)).sort()).toEqual([metaKey(prefix, task), key].sort())
    expect(await store.readFence(task)).toMatchObject({ owner: 'a', commitNumber: 0 })
  })

  test('states without their position are not taken', async () => {
    const { store, prefix } = open()
    await redis.hset(statesKey(prefix, task, 0), 'C1', 'one')
    await expect(store.take(task, 'a')).rejects.toThrow(/no position.*DEL .*:states:0/su)
  })

  test('a task stored in another layout is not taken', async () => {
    const { store, prefix } = open()
    await redis.hset(metaKey(prefix, task), 'layout', '2', 'owner', 'newer')
    await expect(store.take(task, 'a')).rejects.toThrow(/layout 2, this program knows layout 1/u)
    expect(await redis.hget(metaKey(prefix, task), 'owner')).toBe('newer')
  })

  test('an outbox that does not hold what the position counts is refused before anything is written', async () => {
    const { store } = open()
    await store.take(task, 'a')
    const gap = batch({ states: new Map([['C1', bytes('one')]]), outbox: [bytes('6')], lastOutboxEntry: 6 })
    await expect(store.commit(task, { owner: 'a', commitNumber: 0 }, gap)).rejects.toThrow(/entries up to 0/u)
    const beyond = batch({ states: new Map([['C1', bytes('one')]]), trimThroughEntry: 4 })
    await expect(store.commit(task, { owner: 'a', commitNumber: 0 }, beyond)).rejects.toThrow(/entry 4, its last is 0/u)
    expect(await store.loadStates(task, ['C1'])).toEqual([undefined])
  })

  test('sixteen thousand states of 500 bytes go in one call', async () => {
    const { store } = open()
    await store.take(task, 'a')
    const state = new Uint8Array(500).fill(7)
    const states = new Map(Array.from({ length: 16_000 }, (_, index) => [`C${index}`, state]))
    const timers = new Map([...states.keys()].map((id, index) => [id, 1_795_289_748_318 + index]))
    expect(await store.commit(task, { owner: 'a', commitNumber: 0 }, batch({ states, timers }))).toBe('committed')
    const loaded = await store.loadStates(task, [...states.keys()])
    expect(loaded.every((found) => found?.length === 500)).toBe(true)
  })
})

describe('an address that does not work', () => {
  test.each(['localhost:6379', 'http://:hunter2@localhost', ''])(
    'the URL "%s" is refused without being shown',
    (bad) => {
      expect(() => createRedisStore({ url: bad })).toThrow(OperatorError)
      expect(() => createRedisStore({ url: bad })).not.toThrow(/hunter2/u)
    },
  )

  test('no error shows the password', async () => {
    const target = new URL(url)
    target.password = 'hunter%2F2'
    target.username = 'nobody'
    const { store } = open({ url: target.href })
    const refused = await store.take(task, 'a').then(
      () => undefined,
      (error: Error) => error,
    )
    expect(refused).toBeInstanceOf(OperatorError)
    expect(JSON.stringify([refused?.message, refused?.stack, refused?.cause])).not.toMatch(/hunter/u)
  })

  test('nobody listening: every call says so and may be tried again', async () => {
    const { store } = open({ url: 'redis://:hunter2@127.0.0.1:1' })
    await expect(store.take(task, 'a')).rejects.toThrow(RetryableError)
    await expect(store.readFence(task)).rejects.not.toThrow(/hunter2/u)
  })
})
