import { describe, expect, test } from '@jest/globals'
import { type Input, InvalidRecordError, type Processor } from '@tocsin/stream'
import { MemoryTask } from './memory-task.ts'

interface Told {
  /** Whose timer is set besides. */
  readonly besides?: string
  readonly wakeAtMs?: number
  readonly ends?: boolean
  readonly isRefused?: boolean
}

/** An alarm clock for each entity: it says how often it was told something, and when it was woken. */
const clocks: Processor<number, Told, string> = {
  initialState: () => 0,
  keys: (input) => {
    if (input.kind === 'timer') return [input.entityId]
    return input.event.besides === undefined ? [input.key] : [input.key, input.event.besides]
  },
  reduce(states, input, asOfMs) {
    if (input.kind === 'timer') {
      return { states, nextTimers: [null], outputs: [`${input.entityId} told ${states[0]} times, woken at ${asOfMs}`] }
    }
    const { wakeAtMs = null, ends = false, isRefused = false } = input.event
    if (isRefused) throw new InvalidRecordError('invalid-key', 'it is not wanted')
    return {
      states: states.map((times) => (ends ? null : times + 1)),
      nextTimers: states.map(() => wakeAtMs),
      outputs: [],
    }
  },
}

describe('a task in memory', () => {
  test('gives each entity its own state, wakes it once, and stands where it was brought', () => {
    const { task, said, tell } = clockTask()
    tell('a', { wakeAtMs: 10 })
    tell('b', { wakeAtMs: 5, besides: 'a' })
    task.passTimeTo(7)
    task.passTimeTo(20)
    expect(said).toEqual(['a told 2 times, woken at 5', 'b told 1 times, woken at 5'])
    expect({ timeMs: task.timeMs, fired: task.timersFired }).toEqual({ timeMs: 20, fired: 2 })
  })

  test('sets no timer at or before the moment that sets it', () => {
    const { task, said, tell } = clockTask()
    task.passTimeTo(30)
    tell('a', { wakeAtMs: 10 })
    task.passTimeTo(30)
    expect(said).toEqual([])
    task.passTimeTo(31)
    expect(said).toEqual(['a told 1 times, woken at 31'])
  })

  test('forgets an entity that ended with its timer; one of that name begins anew, as the newest', () => {
    const { task, said, tell } = clockTask()
    tell('a', { wakeAtMs: 10 })
    tell('b', {})
    tell('a', { ends: true, wakeAtMs: 10 })
    expect(task.stateOf('a')).toBeUndefined()
    tell('c', { ends: true })
    tell('a', { wakeAtMs: 12 })
    task.passTimeTo(20)
    expect(said).toEqual(['a told 1 times, woken at 12'])
    expect([...task.entities()].map(({ entityId, state }) => `${entityId} ${state}`)).toEqual(['b 1', 'a 1'])
  })

  test('keeps nothing of an input that was refused', () => {
    const { task, said, tell } = clockTask()
    tell('a', { wakeAtMs: 10 })
    expect(() => tell('a', { isRefused: true, wakeAtMs: 20, besides: 'b' })).toThrow('it is not wanted')
    task.passTimeTo(20)
    expect(said).toEqual(['a told 1 times, woken at 10'])
    expect([...task.entities()].map(({ entityId }) => entityId)).toEqual(['a'])
  })
})

function clockTask() {
  const said: string[] = []
  const task = new MemoryTask(clocks, (output) => said.push(output))
  const tell = (key: string, event: Told) => {
    const { timeMs } = task
    const input: Input<Told> = {
      kind: 'record',
      topic: 'clocks',
      partition: 0,
      offset: 0,
      timestampMs: timeMs,
      key,
      event,
      late: false,
    }
    task.apply(input, timeMs)
  }
  return { task, said, tell }
}
