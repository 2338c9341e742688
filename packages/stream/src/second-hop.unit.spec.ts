import { describe, expect, test } from '@jest/globals'
import { encodeCause } from './cause.ts'
import { createRuntime, decodeCause, headerText, liveRecord, progressRecord, readProgress } from './index.ts'
import { leastProgress, progressCause, TASK_ENTITY } from './second-hop.ts'
import { firstHopTopology, HOP_OUTPUT, secondHopTopology } from './testing/sample-hop.ts'
import {
  SAMPLE_INPUTS,
  SAMPLE_MARKS,
  SAMPLE_OUTPUT,
  type SampleEvent,
  sampleRecord,
} from './testing/sample-topology.ts'
import { NO_FAULTS, VirtualWorld } from './testing/virtual-world.ts'

const DAY_MS = 500
const START_MS = 100_000
const text = new TextDecoder()

describe('progress', () => {
  test('of a source that was never heard of counts as none', () => {
    expect(leastProgress({ 0: 5_000, 1: 4_000 }, 2)).toBe(4_000)
    expect(leastProgress({ 0: 5_000 }, 2)).toBe(0)
  })

  test('is told to every partition once a day is over, after the timers due at its end', async () => {
    const world = worldOf()
    goLive(world)
    // Two entities whose timers are due exactly at the day's end, and one record of the day after.
    for (const key of ['k1', 'k2']) append(world, 'sample.a', key, { kind: 'arm', id: key, delayMs: DAY_MS }, START_MS)
    append(world, 'sample.a', 'k1', { kind: 'note', id: 'next' }, START_MS + DAY_MS + 20)
    await world.runUntil(() => world.nowMs > START_MS + 2 * DAY_MS + 100, 5_000)
    const ofSource = (partition: number) =>
      world.topics.partitionsOf(SAMPLE_OUTPUT).map((records) =>
        records
          .map((record) => ({
            cause: decodeCause(headerText(record.headers.tocsin_cause)!)!,
            told: readProgress(record),
          }))
          .filter(({ cause }) => cause.task.partition === partition),
      )
    for (const partition of ofSource(0)) {
      const told = partition.flatMap((record) => record.told ?? [])
      expect(told.slice(0, 2)).toEqual([START_MS, START_MS + DAY_MS])
    }
    const causes = ofSource(0)
      .flat()
      .map((record) => record.cause)
    const atDayEnd = causes.filter((cause) => cause.kind === 'timer' && cause.dueAtMs === START_MS + DAY_MS)
    expect(atDayEnd.at(-1)).toMatchObject({ entityId: TASK_ENTITY })
    await world.shutDown()
  })

  test('from a topology whose progress is not asked for is refused, and its partition goes on (G7)', async () => {
    const world = worldOf({ second: true })
    const stranger = progressCause({ topology: 'stranger', partition: 0 }, START_MS, 0)
    const record = progressRecord(SAMPLE_OUTPUT, 0, START_MS)
    world.topics.append({ ...record, headers: { ...record.headers, tocsin_cause: encodeCause(stranger) } })
    await world.runUntil(() => world.topics.partitionsOf(`${SAMPLE_OUTPUT}.dead-letter`)[0]!.length > 0, 5_000)
    const [letter] = world.topics.partitionsOf(`${SAMPLE_OUTPUT}.dead-letter`)[0]!
    expect(headerText(letter!.headers.tocsin_reason)).toBe('invalid-content')
    expect(headerText(letter!.headers.tocsin_message)).toContain('what counts here is the progress of sample/0')
    await world.shutDown()
  })
})

describe('a second hop', () => {
  test('evaluates a day when every source has closed it, and not before', async () => {
    const world = worldOf({ second: true })
    const progress = (partition: number, closedBeforeMs: number) => {
      const cause = encodeCause(progressCause({ topology: 'sample', partition }, closedBeforeMs, 0))
      const record = progressRecord(SAMPLE_OUTPUT, 0, closedBeforeMs)
      world.topics.append({ ...record, headers: { ...record.headers, tocsin_cause: cause } })
    }
    const fact = (source: number, offset: number, atMs: number) => {
      const cause = { kind: 'record', task: { topology: 'sample', partition: source }, topic: 'a', offset, ordinal: 0 }
      world.topics.append({
        topic: SAMPLE_OUTPUT,
        partition: 0,
        key: new TextEncoder().encode('k4-1'),
        value: new TextEncoder().encode(JSON.stringify({ entityId: 'k4-1', inputs: offset, chain: source })),
        timestampMs: atMs,
        headers: { tocsin_cause: encodeCause(cause as Parameters<typeof encodeCause>[0]) },
      })
    }
    const reports = () =>
      world.topics
        .partitionsOf(HOP_OUTPUT)
        .flat()
        .map((record) => JSON.parse(text.decode(record.value!)))

    fact(0, 1, START_MS + 10)
    progress(0, START_MS + DAY_MS)
    // The fast source is a day ahead; what it tells of that day must not show in the day before.
    fact(0, 2, START_MS + DAY_MS + 10)
    progress(0, START_MS + 2 * DAY_MS)
    await world.runUntil(() => world.nowMs > START_MS + 3_000, 5_000)
    expect(reports()).toEqual([])
    // The wall clock has passed the timer of the first day long ago; that it has not fired is nobody's fault here.
    expect(world.store.peek({ topology: 'hop', partition: 0 })?.timers.size).toBe(1)
    expect(world.statuses().map(({ nextTimerDueAtMs }) => nextTimerDueAtMs)).toEqual([undefined, undefined])

    fact(1, 1, START_MS + 20)
    progress(1, START_MS + DAY_MS)
    await world.runUntil(() => reports().length > 0, 5_000)
    expect(reports()).toMatchObject([{ entityId: 'k4-1', dayEndMs: START_MS + DAY_MS }])

    progress(1, START_MS + 2 * DAY_MS)
    await world.runUntil(() => reports().length > 1, 5_000)
    expect(reports()).toMatchObject([{}, { dayEndMs: START_MS + 2 * DAY_MS }])
    await world.shutDown()
  })

  test('has no marks, and a first hop has no source of progress: anything else is a fault of the program', () => {
    const { marks } = firstHopTopology
    const settings = (topology: Parameters<typeof createRuntime>[0]['topology']) =>
      ({ topology }) as Parameters<typeof createRuntime>[0]
    expect(() => createRuntime(settings({ ...secondHopTopology, marks }))).toThrow('one of the two')
    const { progressOf: _, ...timeless } = secondHopTopology
    expect(() => createRuntime(settings(timeless))).toThrow('one of the two')
    const careless = { ...secondHopTopology, inputs: [{ topic: SAMPLE_OUTPUT }] }
    expect(() => createRuntime(settings(careless))).toThrow('it has one input, and that carries causes')
  })
})

function worldOf({ second = false } = {}): VirtualWorld {
  const world = new VirtualWorld({
    seed: 1,
    startMs: START_MS,
    topology: second ? secondHopTopology : firstHopTopology,
    partitionCount: 2,
    longestPauseMs: 0,
  })
  world.faults = NO_FAULTS
  for (const topic of SAMPLE_INPUTS) {
    world.topics.create(topic, 2)
    world.topics.create(`${topic}.dead-letter`, 2)
  }
  for (const topic of [SAMPLE_OUTPUT, `${SAMPLE_OUTPUT}.dead-letter`, SAMPLE_MARKS, HOP_OUTPUT])
    world.topics.create(topic, 2)
  world.startProcess()
  // Something for virtual time to pass through, whatever the process does.
  world.schedule(4_000, () => {})
  world.schedule(1, () => {})
  return world
}

function goLive(world: VirtualWorld): void {
  for (const topic of SAMPLE_INPUTS) {
    for (const partition of [0, 1]) world.topics.append(liveRecord(topic, partition, START_MS))
  }
}

function append(world: VirtualWorld, topic: string, key: string, event: SampleEvent, timestampMs: number): void {
  world.topics.append(sampleRecord(topic, 0, key, event, timestampMs))
}
