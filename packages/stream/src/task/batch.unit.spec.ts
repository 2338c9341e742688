/** Rules B1 to B6 of batch.ts, with the sample topology: its state is a chain over all that was applied. */
import { describe, expect, test } from '@jest/globals'
import type { LogRecord } from '../contract.ts'
import { type SampleEvent, sampleRecord, sampleTopology } from '../testing/sample-topology.ts'
import { applyBatch, type BatchInput, type BatchResult } from './batch.ts'
import { decodeRecord } from './decode-record.ts'
import { InputQueue } from './input-queue.ts'
import type { PlannedStep } from './plan.ts'
import { openState } from './state-envelope.ts'
import { TaskTimers } from './timers.ts'

const [A, B] = ['sample.a', 'sample.b']
const note = (id: string): SampleEvent => ({ kind: 'note', id })

describe('a batch', () => {
  test('fires a timer due at T before a record at T, equal timers by entity id (B1)', () => {
    const batch = new GivenBatch().timer('z', 50).timer('y', 50).record(A, 'k', note('e'), 50)
    expect(batch.apply().outputs.map((output) => cause(output))).toEqual([
      'timer|sample|0|0|50|y',
      'timer|sample|0|0|50|z',
    ])
    expect(batch.apply().taskTimeMs).toBe(50)
  })

  test('applies a late record at task time and moves no time back (B2)', () => {
    const result = new GivenBatch({ taskTimeMs: 100 }).record(A, 'k', { kind: 'arm', id: 'e', delayMs: 7 }, 40).apply()
    expect(result.lateRecords).toBe(1)
    expect(result.taskTimeMs).toBe(100)
    expect(result.timers.get('k')).toBe(107)
  })

  test('ends before a record that canonical order would have put earlier in it (B3)', () => {
    const given = new GivenBatch().record(B, 'k', note('b'), 60).record(A, 'k', note('a'), 40)
    expect(given.apply().stepsDone).toBe(1)
    expect(given.apply({ canonical: true }).stepsDone).toBe(2)
  })

  test('ends before a record that belongs before a timer that has fired in it (B3)', () => {
    const given = new GivenBatch().timer('t', 50).record(B, 'k', note('b'), 55).record(A, 'k', note('a'), 45)
    expect(given.apply()).toMatchObject({ timersFired: 1, stepsDone: 1 })
  })

  test('goes on where only the order inside one topic is disturbed (B3)', () => {
    const given = new GivenBatch().record(A, 'k', note('a1'), 60).record(A, 'k', note('a2'), 40)
    expect(given.apply().stepsDone).toBe(2)
  })

  test('a refused record goes to the dead letters with position and bytes, takes its place and moves time (B4)', () => {
    const result = new GivenBatch()
      .timer('t', 55)
      .record(A, 'k', undefined, 60)
      .record(A, 'k', note('next'), 61)
      .apply()
    expect(result.refused).toMatchObject([{ reason: 'undecodable', record: { topic: A, offset: 0 } }])
    const [, letter] = result.outputs
    expect(letter?.record.topic).toBe('sample.a.dead-letter')
    expect(letter?.record.value).toEqual(new Uint8Array([1, 2, 3]))
    expect(letter?.record.headers).toMatchObject({ tocsin_reason: 'undecodable', tocsin_topic: A, tocsin_offset: '0' })
    expect(result).toMatchObject({ timersFired: 1, stepsDone: 2, taskTimeMs: 61 })
  })

  test('a topology that tells no refusals passes over a refused record, which takes its place all the same (B4)', () => {
    const given = new GivenBatch().timer('t', 55).record(A, 'k', undefined, 60).record(A, 'k', note('next'), 61)
    const result = given.apply({ topology: { ...sampleTopology, tellsRefusals: false } })
    expect(result).toMatchObject({ refused: [], stepsDone: 2, taskTimeMs: 61 })
    expect(result.outputs.map((output) => output.record.topic)).toEqual(sampleTopology.outputTopics)
  })

  test('nothing goes to a topic that the topology does not list', () => {
    const given = new GivenBatch().timer('t', 50).record(A, 'k', note('e'), 60)
    expect(() => given.apply({ topology: { ...sampleTopology, outputTopics: [] } })).toThrow(
      /^sample put out to .*, which its topology does not list$/u,
    )
  })

  test('an entity that came and went within it leaves nothing to delete', () => {
    const given = new GivenBatch().record(A, 'k', note('e'), 60).record(A, 'k', { kind: 'remove', id: 'r' }, 61)
    const { states, timers } = given.apply()
    expect([...states, ...timers]).toEqual([])
  })

  test('a record that contradicts the state changes nothing but the position (B4)', () => {
    const result = new GivenBatch().record(A, 'k', { kind: 'doubt', id: 'e' }, 60).apply()
    expect(result.refused).toMatchObject([{ reason: 'contradicts-state' }])
    expect(result.states.size).toBe(0)
  })

  test('a record refused by the clock moves no time, and its batch has to be put on record (B4)', () => {
    const result = new GivenBatch({ taskTimeMs: 10 }).refused(A, 9_999).apply()
    expect(result).toMatchObject({ taskTimeMs: 10, refusedByClock: true, taken: [1, 0, 0] })
    expect(result.refused).toMatchObject([{ reason: 'future-timestamp' }])
  })

  test('a record stamped beyond every calendar is refused like any other (B4)', () => {
    const nanoseconds = 1.7e18
    const result = new GivenBatch({ taskTimeMs: 10 }).refused(A, nanoseconds).apply()
    expect(result.refused).toMatchObject([{ reason: 'future-timestamp' }])
    expect(result.outputs[0]?.record.headers).toMatchObject({ tocsin_timestamp: String(nanoseconds) })
  })

  test('a timer asked for at task time is due one millisecond later (B5)', () => {
    const result = new GivenBatch().record(A, 'k', { kind: 'arm', id: 'e', delayMs: 0 }, 60).apply()
    expect(result.timers.get('k')).toBe(61)
    expect(openState(result.states.get('k')!).timerDueAtMs).toBe(61)
  })

  test('a timer set in the batch fires in it, at its exact place (B1)', () => {
    const given = new GivenBatch()
      .record(A, 'k', { kind: 'arm', id: 'e', delayMs: 5 }, 60)
      .record(A, 'other', note('x'), 65)
    expect(given.apply()).toMatchObject({ timersFired: 1, earliestTimerMs: 65, stepsDone: 2 })
  })

  test('stops at a state that was not loaded; what is applied stands (B6)', () => {
    const given = new GivenBatch().record(A, 'k', note('e1'), 60).record(A, 'missing', note('e2'), 61)
    expect(given.without('missing').apply()).toMatchObject({ stepsDone: 1, taken: [1, 0, 0], taskTimeMs: 60 })
  })

  test('stops at timers that are only in the store (B6)', () => {
    const given = new GivenBatch({ timerCapacity: 1 }).timer('a', 10).record(A, 'k', note('e'), 60)
    expect(given.apply()).toMatchObject({ timersFired: 1, stepsDone: 0, needsTimers: true })
  })

  test('begins no input once its outputs are as many as the outbox takes', () => {
    const given = new GivenBatch().timer('a', 10).timer('b', 11).timer('c', 12).record(A, 'k', note('e'), 14)
    expect(given.apply({ maxOutputs: 2 })).toMatchObject({ timersFired: 2, stepsDone: 0, taskTimeMs: 11 })
    expect(given.apply({ maxOutputs: 3 })).toMatchObject({ timersFired: 3, stepsDone: 0, taskTimeMs: 12 })
    expect(given.apply({ maxOutputs: 4 })).toMatchObject({ timersFired: 3, stepsDone: 1 })
  })

  test('a followed mark fires the timers up to its task time', () => {
    const result = new GivenBatch().timer('t', 50).mark(55).apply({ canonical: true })
    expect(result).toMatchObject({ timersFired: 1, stepsDone: 1, taskTimeMs: 55 })
  })

  test('a repeat of an upstream output is dropped by its cause', () => {
    const headers = { tocsin_cause: 'record|up|0|0|7|up.in' }
    const given = new GivenBatch()
      .record('sample.c', 'k', note('e'), 60, headers)
      .record('sample.c', 'k', note('e'), 60, headers)
    const result = given.apply()
    expect(result).toMatchObject({ repeatedRecords: 1, stepsDone: 2 })
    expect(JSON.parse(new TextDecoder().decode(openState(result.states.get('k')!).stateBytes))).toMatchObject({
      inputs: 1,
    })
    expect(result.causeHighWater).toEqual({ 'up/0/up.in': 'record|up|0|0|7|up.in' })
  })

  test('an entity that is removed loses its state and its timer', () => {
    const armed = new GivenBatch().record(A, 'k', { kind: 'arm', id: 'e', delayMs: 50 }, 10).apply()
    const given = new GivenBatch({ taskTimeMs: 10 }).stored('k', armed).record(A, 'k', { kind: 'remove', id: 'r' }, 20)
    const result = given.apply()
    expect(result.states.get('k')).toBeNull()
    expect(result.timers.get('k')).toBeNull()
  })
})

class GivenBatch {
  readonly #queues: InputQueue[] = sampleTopology.inputs.map(
    ({ topic }, index) => new InputQueue(topic, index, 0, 0, true),
  )
  readonly #steps: PlannedStep[] = []
  readonly #states = new Map<string, Uint8Array | undefined>()
  readonly #timers: { entityId: string; dueAtMs: number }[] = []
  readonly #taskTimeMs: number
  readonly #timerCapacity: number

  constructor(given: { taskTimeMs?: number; timerCapacity?: number } = {}) {
    this.#taskTimeMs = given.taskTimeMs ?? 0
    this.#timerCapacity = given.timerCapacity ?? 100
  }

  /** Undefined stands for bytes that are no event. */
  record(topic: string, key: string, event: SampleEvent | undefined, timestampMs: number, headers = {}): this {
    const made = sampleRecord(topic, 0, key, event ?? note(''), timestampMs, headers)
    const value = event === undefined ? new Uint8Array([1, 2, 3]) : made.value
    if (!this.#states.has(key)) this.#states.set(key, undefined)
    return this.#step('record', { ...made, partition: 0, offset: this.#offsetOf(topic), value })
  }

  refused(topic: string, timestampMs: number): this {
    const made = sampleRecord(topic, 0, 'k', note('lie'), timestampMs)
    return this.#step('refused', { ...made, partition: 0, offset: this.#offsetOf(topic) })
  }

  mark(taskTimeMs: number): this {
    this.#steps.push({ kind: 'mark', mark: { nextOffsets: [0, 0, 0], taskTimeMs } })
    return this
  }

  timer(entityId: string, dueAtMs: number): this {
    this.#timers.push({ entityId, dueAtMs })
    this.#states.set(entityId, undefined)
    return this
  }

  stored(entityId: string, from: BatchResult): this {
    this.#states.set(entityId, from.states.get(entityId)!)
    this.#timers.push({ entityId, dueAtMs: from.timers.get(entityId)! })
    return this
  }

  without(entityId: string): this {
    this.#states.delete(entityId)
    return this
  }

  apply(given: Partial<BatchInput> = {}): BatchResult {
    return applyBatch({
      topology: sampleTopology,
      task: { topology: 'sample', partition: 0 },
      queues: this.#queues,
      plan: { steps: this.#steps, end: { kind: 'caught-up' } },
      decoded: this.#steps.map((step) =>
        step.kind === 'record'
          ? decodeRecord(sampleTopology, sampleTopology.inputs[step.queue.index]!, step.record, 1)
          : undefined,
      ),
      states: this.#states,
      timers: new TaskTimers(this.#timers, this.#timerCapacity),
      taskTimeMs: this.#taskTimeMs,
      causeHighWater: {},
      closedBeforeMs: Number.POSITIVE_INFINITY,
      sourceProgress: {},
      collected: undefined,
      partitionCount: 1,
      canonical: false,
      clockMs: undefined,
      maxInputs: 100,
      maxOutputs: 100,
      ...given,
    })
  }

  #offsetOf(topic: string): number {
    return this.#steps.filter((step) => step.kind !== 'mark' && step.record.topic === topic).length
  }

  #step(kind: 'record' | 'refused', record: LogRecord): this {
    const queue = this.#queues.find(({ topic }) => topic === record.topic)!
    this.#steps.push({ kind, queue, record })
    return this
  }
}

function cause(output: BatchResult['outputs'][number]): string | Uint8Array | undefined {
  return output.record.headers.tocsin_cause
}
