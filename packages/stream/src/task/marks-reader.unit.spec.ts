import { beforeEach, describe, expect, test } from '@jest/globals'
import { jsonMarkCodec, type Mark } from '../mark.ts'
import type { Clock } from '../ports.ts'
import { MemoryLog, MemoryTopics } from '../testing/memory-log.ts'
import { SAMPLE_INPUTS, SAMPLE_MARKS, sampleTopology } from '../testing/sample-topology.ts'
import { MarksReader } from './marks-reader.ts'

const START: Mark = { nextOffsets: [0, 0, 0], taskTimeMs: 0 }
const clock: Clock = {
  now: () => 0,
  setTimer: (_, callback) => {
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  },
}

describe('the marks of a task', () => {
  let topics: MemoryTopics
  beforeEach(() => {
    topics = new MemoryTopics()
    for (const topic of [...SAMPLE_INPUTS, SAMPLE_MARKS]) topics.create(topic, 1)
  })

  test('come a bounded number at a time, in order, without repeats, and end', async () => {
    for (const taskTimeMs of [10, 20, 20, 15, 30, 40, 50]) append(jsonMarkCodec.encode(mark(taskTimeMs)))
    const reader = await startReader(2)
    await reader.begin(0, START)
    expect(await readTimes(reader)).toEqual([10, 20])
    append(jsonMarkCodec.encode(mark(60)))
    expect(await readTimes(reader)).toEqual([30, 40])
    expect(await readTimes(reader)).toEqual([50])
    expect(await readTimes(reader)).toEqual([])
  })

  test('are not above where the task stands: then there is nothing to follow', async () => {
    append(jsonMarkCodec.encode(mark(10)))
    const reader = await startReader(2)
    await reader.begin(0, mark(10))
    expect(await readTimes(reader)).toEqual([])
  })

  test('that are gone from the log, or were there once, stop the task with the gap named', async () => {
    for (const taskTimeMs of [10, 20, 30]) append(jsonMarkCodec.encode(mark(taskTimeMs)))
    topics.dropBefore(SAMPLE_MARKS, 0, 2)
    const reader = await startReader(2)
    await expect(reader.begin(0, START)).rejects.toThrow('sample.marks/0: marks 0 to 1 are gone from the log')
    await expect(reader.begin(7, START)).rejects.toThrow('marks up to 7 were read, but the log ends at 3')
  })

  test('among which somebody wrote something else stop the task, and name the record', async () => {
    append(jsonMarkCodec.encode(mark(10)))
    append(new Uint8Array([1, 2, 3]))
    const reader = await startReader(5)
    await reader.begin(0, START)
    await expect(reader.next(() => true)).rejects.toThrow('sample.marks/0: the record at offset 1 is no mark')
  })

  async function startReader(capacity: number): Promise<MarksReader> {
    const log = new MemoryLog({ topics, group: 'sample', clock, maxRecordsPerFetch: () => 1 })
    const reader = new MarksReader(log, clock, sampleTopology, 0, capacity)
    const ignore = () => {}
    const received: MarksReader['receive'] = (batch) => reader.receive(batch)
    await log.start([...SAMPLE_INPUTS, SAMPLE_MARKS], { assigned: ignore, revoked: ignore, failed: ignore, received })
    return reader
  }

  function append(value: Uint8Array): void {
    topics.append({ topic: SAMPLE_MARKS, partition: 0, key: null, value, timestampMs: 0, headers: {} })
  }
})

function mark(taskTimeMs: number): Mark {
  return { nextOffsets: [taskTimeMs, 0, 0], taskTimeMs }
}

async function readTimes(reader: MarksReader): Promise<number[]> {
  return (await reader.next(() => true)).map(({ taskTimeMs }) => taskTimeMs)
}
