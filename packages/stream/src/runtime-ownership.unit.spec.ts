/** Tasks that come and go in one process: what is released slowly, what fails, what is left behind at the end. */
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  createRuntime,
  type LogPort,
  liveRecord,
  OperatorError,
  RetryableError,
  type Runtime,
  type StorePort,
} from './index.ts'
import type { Clock } from './ports.ts'
import { MemoryLog, MemoryTopics } from './testing/memory-log.ts'
import { MemoryStore } from './testing/memory-store.ts'
import { SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT, sampleRecord, sampleTopology } from './testing/sample-topology.ts'

const NOON = 1_000_000
const TASK = { topology: 'sample', partition: 0 }
let nowMs = NOON
const clock: Clock = {
  now: () => nowMs,
  setTimer(durationMs, callback) {
    const immediate = setImmediate(() => {
      nowMs += Math.min(durationMs, 1)
      callback()
    })
    return () => clearImmediate(immediate)
  },
}

describe('a task in a process', () => {
  let topics: MemoryTopics
  let store: MemoryStore
  let log: MemoryLog

  beforeEach(() => {
    nowMs = NOON
    topics = new MemoryTopics()
    for (const topic of [...SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT]) topics.create(topic, 1)
    for (const topic of SAMPLE_INPUTS) topics.append(liveRecord(topic, 0, NOON - 1))
    store = new MemoryStore()
    log = new MemoryLog({ topics, group: 'sample', clock })
  })

  test('that comes back twice while it is still being given up waits for its own end', async () => {
    const appending = Promise.withResolvers<void>()
    const slowLog = changed<LogPort>(log, {
      append: async (records) => {
        await appending.promise
        return log.append(records)
      },
    })
    const runtime = start({ log: slowLog })
    await until(() => commitNumber() > 0)
    const owner = store.peek(TASK)?.owner
    // Its last append is under way; meanwhile the partition goes, comes, goes and comes.
    for (const partitions of [[], [0], [], [0]]) log.assign(partitions)
    await turns(200)
    expect(store.peek(TASK)?.owner).toBe(owner)
    appending.resolve()
    await until(() => store.peek(TASK)?.owner !== owner)
    note('after')
    await until(() => nextOffset() === 2)
    await runtime.stop()
  })

  test('that failed for good does not keep the others, or the log, from being stopped', async () => {
    const broken = changed<StorePort>(store, {
      loadStates: async () => {
        throw new TypeError('a bug')
      },
    })
    const runtime = start({ store: broken })
    note('any')
    await expect(runtime.finished).rejects.toThrow('a bug')
    let isStopped = false
    const stopLog = log.stop.bind(log)
    log.stop = async () => {
      isStopped = true
      await stopLog()
    }
    await runtime.stop()
    expect(isStopped).toBe(true)
  })

  test('leaves its last offsets to lag tools when the process stops', async () => {
    const runtime = start({})
    note('last')
    await until(() => nextOffset() === 2)
    await runtime.stop()
    expect(topics.committed('sample', 'sample.a', 0)).toBe(2)
  })

  test('leaves nothing in the outbox that its next owner would publish again', async () => {
    const runtime = start({})
    note('last')
    await until(() => nextOffset() === 2 && marksOnTheLog() === commitNumber())
    await runtime.stop()
    const { position, trimmedOutboxEntry, outbox } = store.peek(TASK)!
    expect(trimmedOutboxEntry).toBe(position!.lastOutboxEntry)
    expect([...outbox.keys()]).toEqual([])
  })

  test.each([
    ['is away', new RetryableError('Redis is away')],
    ['refuses', new OperatorError('Redis has no memory left')],
  ])('goes to another member, and the process goes on, where the store %s as it is to be trimmed', async (_, error) => {
    const asked = Promise.withResolvers<void>()
    const refusing = changed<StorePort>(store, {
      trimOutbox: async () => {
        asked.resolve()
        throw error
      },
    })
    const runtime = start({ store: refusing })
    note('last')
    await until(() => nextOffset() === 2 && marksOnTheLog() === commitNumber())
    log.assign([])
    await asked.promise
    await turns(20)
    await runtime.stop()
    await expect(runtime.finished).resolves.toBeUndefined()
  })

  test('that waits for a group that is gone can still be given up', async () => {
    const asked = Promise.withResolvers<void>()
    const lonely = changed<LogPort>(log, {
      confirmMembership: () => {
        asked.resolve()
        return new Promise(() => {})
      },
    })
    const runtime = start({ log: lonely })
    await until(() => commitNumber() > 0)
    await store.take(TASK, 'another')
    note('fenced')
    await asked.promise
    await runtime.stop()
  })

  function start(given: { log?: LogPort; store?: StorePort }): Runtime {
    let tokens = 0
    const runtime = createRuntime({
      topology: sampleTopology,
      log,
      store,
      clock,
      emit: () => {},
      newOwnerToken: () => `owner-${++tokens}`,
      ...given,
    })
    void runtime.start()
    return runtime
  }

  function note(id: string): void {
    topics.append(sampleRecord('sample.a', 0, 'k', { kind: 'note', id }, nowMs))
  }

  function commitNumber(): number {
    return store.peek(TASK)?.commitNumber ?? 0
  }

  function marksOnTheLog(): number {
    return topics.partitionsOf(SAMPLE_MARKS)[0]!.length
  }

  function nextOffset(): number | undefined {
    return store.peek(TASK)?.position?.nextOffsets['sample.a']
  }
})

/** The port with some of its methods replaced. */
function changed<Port extends object>(port: Port, methods: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const own = Reflect.get(methods, name) as unknown
      const method = own ?? (Reflect.get(target, name) as unknown)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}

async function until(isDone: () => boolean): Promise<void> {
  for (let turn = 0; !isDone(); turn += 1) {
    if (turn > 100_000) throw new Error('it never came to that')
    await turns(1)
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
