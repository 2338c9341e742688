import { beforeEach, describe, expect, test } from '@jest/globals'
import type { LogRecord } from '../contract.ts'
import { DEFAULT_OPTIONS } from '../options.ts'
import type { LogPort } from '../ports.ts'
import { InputQueue } from './input-queue.ts'
import { Inputs, type InputsSurroundings } from './inputs.ts'

const TOPIC = 'sample.a'
const PATIENCE_MS = 2_000

describe('the inputs of a task', () => {
  let nowMs: number
  let range: { startOffset: number; endOffset: number }
  let asked: string[]
  let queue: InputQueue
  let inputs: Inputs
  let surroundings: InputsSurroundings

  beforeEach(() => {
    nowMs = 0
    range = { startOffset: 0, endOffset: 100 }
    asked = []
    queue = new InputQueue(TOPIC, 0, 0, 100, true)
    const log: Partial<LogPort> = {
      seek: (_, partition, offset) => asked.push(`seek ${partition} ${offset}`),
      pause: () => asked.push('pause'),
      resume: () => asked.push('resume'),
      offsetRanges: async () => [range],
    }
    const clock = { now: () => nowMs, setTimer: () => () => {} }
    const options = { ...DEFAULT_OPTIONS, maxQueuedRecords: 4, patienceMs: PATIENCE_MS }
    surroundings = { log: log as LogPort, clock, options }
    inputs = new Inputs(surroundings, 0, [queue])
  })

  test('are paused when full and read on at half', () => {
    receive(0, 4)
    expect(asked).toEqual(['pause'])
    inputs.drop([2], { [TOPIC]: 2 })
    expect(asked).toEqual(['pause'])
    inputs.drop([1], { [TOPIC]: 3 })
    expect(asked).toEqual(['pause', 'resume'])
  })

  test('drained at once after having been full for long get the time of a fetch before they count as caught up', () => {
    receive(0, 4)
    nowMs = 10 * PATIENCE_MS
    inputs.drop([4], { [TOPIC]: 4 })
    expect(queue.hasFetchedAllKnown(nowMs, PATIENCE_MS)).toBe(false)
    expect(queue.hasFetchedAllKnown(nowMs + PATIENCE_MS + 1, PATIENCE_MS)).toBe(true)
  })

  test('get that time as well after a rebalance, however long it took', () => {
    nowMs = 10 * PATIENCE_MS
    inputs.point()
    expect(asked).toEqual(['seek 0 0', 'resume'])
    expect(queue.hasFetchedAllKnown(nowMs, PATIENCE_MS)).toBe(false)
  })

  test('are caught up only when the log itself says so: what lies unread may be what a timer waits for', async () => {
    queue = new InputQueue(TOPIC, 0, 98, 98, true)
    inputs = new Inputs(surroundings, 0, [queue])
    expect(queue.hasFetchedAllKnown(nowMs, PATIENCE_MS)).toBe(true)
    expect(await inputs.areCaughtUpNow()).toBe(false)
    expect(queue.hasFetchedAllKnown(nowMs, PATIENCE_MS)).toBe(false)
    const asking = inputs.areCaughtUpNow()
    receive(98, 2)
    expect(await asking).toBe(false)
    expect(await inputs.areCaughtUpNow()).toBe(true)
  })

  test('ask again for what a left-over of an earlier position brought instead', async () => {
    receive(0, 2)
    receive(7, 1)
    await inputs.lookIntoGaps()
    expect(asked).toEqual(['seek 0 2', 'resume'])
    expect(queue.length).toBe(2)
  })

  test('that the log has lost at its start or at its end stop the task, with the gap named', async () => {
    receive(0, 2)
    receive(7, 1)
    range = { startOffset: 7, endOffset: 100 }
    await expect(inputs.lookIntoGaps()).rejects.toThrow('sample.a/0: records 2 to 6 are gone from the log')
    receive(0, 1)
    range = { startOffset: 0, endOffset: 1 }
    await expect(inputs.lookIntoGaps()).rejects.toThrow('records up to 2 were read, but the log now ends at 1')
  })

  function receive(fetchedOffset: number, count: number): void {
    const records = Array.from({ length: count }, (_, index): LogRecord => {
      return {
        topic: TOPIC,
        partition: 0,
        offset: fetchedOffset + index,
        timestampMs: 0,
        key: null,
        value: null,
        headers: {},
      }
    })
    const nextOffset = fetchedOffset + count
    inputs.receive({ topic: TOPIC, partition: 0, fetchedOffset, nextOffset, endOffset: 100, records })
  }
})
