/** The runtime over the in-memory pair, without faults: time, marks and cutting, as stories. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { liveRecord, openState, type RuntimeOptions } from './index.ts'
import {
  SAMPLE_INPUTS,
  SAMPLE_MARKS,
  SAMPLE_OUTPUT,
  type SampleEvent,
  sampleRecord,
  sampleTopology,
} from './testing/sample-topology.ts'
import { VirtualWorld } from './testing/virtual-world.ts'

const NOON = 1_000_000
const TASK = { topology: 'sample', partition: 0 }
const ARM: SampleEvent = { kind: 'arm', id: 'arm', delayMs: 500 }

describe('time', () => {
  let world: VirtualWorld
  beforeEach(() => {
    world = newWorld()
    world.startProcess()
  })
  afterEach(() => world.shutDown())

  test('before live, the wall clock fires no timer, however late it is (G4)', async () => {
    append(world, 'sample.a', 'k', ARM, NOON - 90_000)
    append(world, 'sample.b', 'k', { kind: 'note', id: 'n' }, NOON - 90_000)
    for (const topic of ['sample.b', 'sample.c']) world.topics.append(liveRecord(topic, 0, NOON - 80_000))
    await pass(world, 5_000)
    expect(world.statuses()).toMatchObject([
      { phase: 'waiting-for-live', waitingForLive: ['sample.a', 'sample.b', 'sample.c'] },
    ])
    expect(timerOutputs(world)).toEqual([])
  })

  test('once live, a timer fires with no traffic, a grace after its moment (G4)', async () => {
    goLive(world)
    append(world, 'sample.a', 'k', ARM, NOON)
    await pass(world, 400)
    expect(timerOutputs(world)).toEqual([])
    await world.runUntil(() => timerOutputs(world).length > 0, 10_000)
    expect(world.nowMs - NOON).toBeGreaterThanOrEqual(500)
    expect(timerOutputs(world)[0]).toBe(`timer|sample|0|0|${NOON + 500}|k`)
  })

  test('a clock that is set back by an hour holds up nothing', async () => {
    goLive(world)
    append(world, 'sample.a', 'k', { kind: 'note', id: 'before' }, NOON)
    await pass(world, 500)
    world.setClocks(-3_600_000)
    append(world, 'sample.a', 'k', { kind: 'note', id: 'after' }, NOON)
    await pass(world, 500)
    expect(world.store.peek(TASK)?.position?.nextOffsets['sample.a']).toBe(3)
  })

  test('a record stamped after now waits for its moment and never moves the clock ahead (G8)', async () => {
    goLive(world)
    append(world, 'sample.a', 'k', { kind: 'note', id: 'early' }, NOON + 200)
    await pass(world, 150)
    expect(world.store.peek(TASK)?.position?.taskTimeMs).toBeLessThanOrEqual(NOON)
    await world.runUntil(() => world.store.peek(TASK)?.position?.nextOffsets['sample.a'] === 2, 1_000)
    expect(world.nowMs).toBeGreaterThanOrEqual(NOON + 200)
  })
})

describe('marks', () => {
  test('are made by every commit once an input is live, and by none before', async () => {
    const world = newWorld()
    world.startProcess()
    for (let index = 0; index < 5; index += 1)
      append(world, 'sample.a', 'k', { kind: 'note', id: `h${index}` }, NOON - 1_000)
    await pass(world, 1_000)
    expect(world.topics.partitionsOf(SAMPLE_MARKS)[0]).toHaveLength(0)
    goLive(world)
    await pass(world, 2_000)
    const marked = world.events.filter((event) => event.type === 'BatchCommitted' && event.marked)
    expect(world.topics.partitionsOf(SAMPLE_MARKS)[0]).toHaveLength(marked.length)
    expect(marked.length).toBeGreaterThan(0)
    await world.shutDown()
  })

  test('bring a lost store back to the same states and the same outputs, body for body (G6)', async () => {
    const world = newWorld()
    world.startProcess()
    goLive(world)
    for (let index = 0; index < 30; index += 1) {
      const topic = SAMPLE_INPUTS[index % 2]!
      world.schedule(index * 20, () =>
        append(
          world,
          topic,
          `k${index % 3}`,
          { kind: 'arm', id: `e${index}`, delayMs: 30 },
          world.nowMs - (index % 2) * 15,
        ),
      )
    }
    await pass(world, 6_000)
    const before = statesOf(world)
    const outputs = new Map(
      world.topics.partitionsOf(SAMPLE_OUTPUT)[0]!.map((record) => [causeOf(record), textOf(record.value!)]),
    )
    world.restoreStore(new Map())
    await pass(world, 5_000)
    expect(world.events.map((event) => event.type)).toContain('StoreLost')
    expect(statesOf(world)).toEqual(before)
    for (const record of world.topics.partitionsOf(SAMPLE_OUTPUT)[0]!) {
      expect(textOf(record.value!)).toBe(outputs.get(causeOf(record)))
    }
    await world.shutDown()
  })
})

describe('a record that the log no longer has', () => {
  test('stops its task with the gap named; nothing is skipped', async () => {
    const world = newWorld()
    world.startProcess()
    append(world, 'sample.a', 'k', { kind: 'note', id: 'n' }, NOON - 10)
    await pass(world, 500)
    world.topics.dropBefore('sample.a', 0, 1)
    world.disturbGroup()
    world.kill()
    await pass(world, 2_000)
    const [status] = world.statuses()
    expect(status).toMatchObject({ phase: 'stopped' })
    expect(status?.detail).toContain('sample.a/0: records 0 to 0 are gone from the log')
    await world.shutDown()
  })
})

test('states and outputs do not depend on where the log was cut into batches (G5)', async () => {
  const results: unknown[] = []
  for (const maxBatchInputs of [1, 7, 8_000]) {
    const world = newWorld({ maxBatchInputs, bounded: true })
    for (let index = 0; index < 200; index += 1) {
      const event: SampleEvent =
        index % 3 === 0 ? { kind: 'arm', id: `e${index}`, delayMs: index % 50 } : { kind: 'note', id: `e${index}` }
      append(world, SAMPLE_INPUTS[index % 2]!, `k${index % 7}`, event, NOON - 5_000 + index * 3 + (index % 5) * 10)
    }
    world.startProcess()
    await pass(world, 8_000)
    results.push([
      statesOf(world),
      world.topics.partitionsOf(SAMPLE_OUTPUT)[0]!.map((record) => [causeOf(record), textOf(record.value!)]),
    ])
    await world.shutDown()
  }
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

function newWorld(options: Partial<RuntimeOptions> = {}): VirtualWorld {
  const world = new VirtualWorld({
    seed: 1,
    startMs: NOON,
    topology: sampleTopology,
    partitionCount: 1,
    longestPauseMs: 1,
    options,
  })
  for (const topic of SAMPLE_INPUTS) {
    world.topics.create(topic, 1)
    world.topics.create(`${topic}.dead-letter`, 1)
  }
  for (const topic of [SAMPLE_OUTPUT, SAMPLE_MARKS]) world.topics.create(topic, 1)
  return world
}

function append(world: VirtualWorld, topic: string, key: string, event: SampleEvent, timestampMs: number): void {
  world.topics.append(sampleRecord(topic, 0, key, event, timestampMs))
}

function goLive(world: VirtualWorld): void {
  for (const topic of SAMPLE_INPUTS) world.topics.append(liveRecord(topic, 0, world.nowMs))
}

async function pass(world: VirtualWorld, durationMs: number): Promise<void> {
  const untilMs = world.nowMs + durationMs
  world.schedule(durationMs, () => {})
  await world.runUntil(() => world.nowMs >= untilMs, durationMs)
}

function statesOf(world: VirtualWorld): Record<string, string> {
  const states = world.store.peek(TASK)?.states ?? new Map<string, Uint8Array>()
  return Object.fromEntries([...states].sort().map(([key, sealed]) => [key, textOf(openState(sealed).stateBytes)]))
}

function timerOutputs(world: VirtualWorld): string[] {
  return world.topics
    .partitionsOf(SAMPLE_OUTPUT)[0]!
    .map(causeOf)
    .filter((cause) => cause.startsWith('timer'))
}

function causeOf(record: { headers: Record<string, unknown> }): string {
  return String(record.headers.tocsin_cause)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
