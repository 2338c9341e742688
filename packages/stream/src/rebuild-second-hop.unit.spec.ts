/** A second hop has no marks: what tells it that its store has lost something, and what it makes up for then. */
import { describe, expect, test } from '@jest/globals'
import {
  type AnyTopology,
  CAUSE_HEADER,
  type Cause,
  causeLine,
  compareCauses,
  decodeCause,
  encodeCause,
  headerText,
  progressRecord,
} from './index.ts'
import { progressCause } from './second-hop.ts'
import { LastTold } from './task/reconcile.ts'
import { type DayReport, HOP_OUTPUT, secondHopTopology } from './testing/sample-hop.ts'
import { SAMPLE_OUTPUT } from './testing/sample-topology.ts'
import { VirtualWorld } from './testing/virtual-world.ts'

const DAY_MS = 500
const START_MS = 100_000
const DAYS = 6
const TASK = { topology: 'hop', partition: 0 }
const text = new TextDecoder()

describe('a second hop whose store was lost', () => {
  test('under other rules tells what readers would drop if the log were only followed again', async () => {
    const world = await settledWorld()
    const before = lastTold(world)
    world.upgrade(withRules('a'))
    world.restoreStore(new Map())
    world.kill()
    await world.runUntil(() => isSettled(world, 1), 20_000)
    expect([...lastTold(world).keys()]).toEqual([...before.keys()])
    expect(lastTold(world)).toEqual(expectedUnder('a'))
    await world.shutDown()
  })

  test('under the same rules tells nothing', async () => {
    const world = await settledWorld()
    const before = lastTold(world)
    world.restoreStore(new Map())
    await world.runUntil(() => isSettled(world, 1), 20_000)
    expect(lastTold(world)).toEqual(before)
    expect(causesOnLog(world).filter(({ kind }) => kind === 'generation')).toEqual([])
    await world.shutDown()
  })

  test('after a switch gives what the next one tells a number above it: readers would drop it otherwise', async () => {
    const world = await settledWorld()
    world.upgrade(withRules('a'))
    world.kill()
    await world.store.requestRebuild(TASK)
    await world.runUntil(() => isSettled(world, 1), 20_000)
    expect(lastTold(world)).toEqual(expectedUnder('a'))
    world.upgrade(withRules('b'))
    world.restoreStore(new Map())
    world.kill()
    await world.runUntil(() => isSettled(world, 1) && lastTold(world).get(1)?.chain === chainUnder('b', 1), 20_000)
    expect(lastTold(world)).toEqual(expectedUnder('b'))
    await world.shutDown()
  })

  test('put back to an older copy is built anew up to the end of the log', async () => {
    const world = await settledWorld()
    const snapshot = world.store.snapshot()
    feed(world, DAYS, DAYS + 3)
    await world.runUntil(() => lastTold(world).has(DAYS + 2), 20_000)
    // The log's own copy of the offsets follows a moment later: the only hint that there is.
    const toldAtMs = world.nowMs
    await world.runUntil(() => world.nowMs > toldAtMs + 600, 20_000)
    const before = lastTold(world)
    world.upgrade(withRules('a'))
    world.restoreStore(snapshot)
    world.kill()
    await world.runUntil(() => isSettled(world, 1), 20_000)
    expect([...lastTold(world).keys()]).toEqual([...before.keys()])
    expect(lastTold(world)).toEqual(expectedUnder('a', DAYS + 3))
    await world.shutDown()
  })
})

describe('what was published', () => {
  const reconciliation = {
    decoder: { prepare: () => undefined, decode: () => ({ id: '', revision: 0 }) },
    subjectOf: (output: unknown) => (output as { id: string }).id,
    entityOf: () => 'e',
    revisionOf: (output: unknown) => (output as { revision: number }).revision,
    reconcile: () => ({ state: undefined, outputs: [] }),
  }

  test('is what every reader took: one with causes leaves out a repeat, whatever revision it has', () => {
    const told = new LastTold(reconciliation)
    const bytes = new Uint8Array()
    told.note({ id: 'alert', revision: 1 }, bytes, 0, true)
    told.note({ id: 'alert', revision: 2 }, bytes, 0, false)
    told.note({ id: 'other', revision: 1 }, bytes, 0, false)
    expect(told.get('alert')?.output).toEqual({ id: 'alert', revision: 1 })
    expect(told.get('other')).toBeUndefined()
  })
})

/** One task, its store at the end of the log, a report told for each day. */
async function settledWorld(): Promise<VirtualWorld> {
  const world = new VirtualWorld({
    seed: 3,
    startMs: START_MS,
    topology: secondHopTopology,
    partitionCount: 1,
    longestPauseMs: 0,
  })
  for (const topic of [SAMPLE_OUTPUT, `${SAMPLE_OUTPUT}.dead-letter`, HOP_OUTPUT]) world.topics.create(topic, 1)
  feed(world, 0, DAYS)
  world.startProcess()
  // Something for virtual time to pass through, whatever the process does.
  for (let atMs = 0; atMs < 60_000; atMs += 500) world.schedule(atMs, () => {})
  await world.runUntil(() => isSettled(world, 0) && lastTold(world).has(DAYS - 1), 20_000)
  return world
}

/** A fact and the end of each day. */
function feed(world: VirtualWorld, from: number, to: number): void {
  for (let day = from; day < to; day += 1) {
    const task = { topology: 'sample', partition: 0 }
    const atMs = START_MS + day * DAY_MS
    const fact = { kind: 'record', task, topic: 'a', offset: day, ordinal: 0 } as const
    world.topics.append({
      topic: SAMPLE_OUTPUT,
      partition: 0,
      key: new TextEncoder().encode('k0-0'),
      value: new TextEncoder().encode(JSON.stringify({ entityId: 'k0-0', inputs: day, chain: 7 })),
      timestampMs: atMs + 10,
      headers: { [CAUSE_HEADER]: encodeCause(fact) },
    })
    const progress = progressRecord(SAMPLE_OUTPUT, 0, atMs + DAY_MS)
    const cause = encodeCause(progressCause(task, atMs + DAY_MS, 0))
    world.topics.append({ ...progress, headers: { ...progress.headers, [CAUSE_HEADER]: cause } })
  }
}

/** Other rules: each entity's chain begins otherwise. */
function withRules(name: string): AnyTopology {
  const { processor } = secondHopTopology
  return {
    ...secondHopTopology,
    ruleSetVersion: `hop-${name}`,
    processor: { ...processor, initialState: () => ({ buckets: {}, chain: name }) },
  }
}

function isSettled(world: VirtualWorld, leastGeneration: number): boolean {
  const position = world.store.peek(TASK)?.position
  const records = world.topics.partitionsOf(SAMPLE_OUTPUT)[0]!.length
  return (
    position?.nextOffsets[SAMPLE_OUTPUT] === records &&
    position.generation >= leastGeneration &&
    world.statuses().length === 1 &&
    world.statuses().every(({ phase, outboxPending }) => phase === 'live' && outboxPending === 0)
  )
}

/** By day: what a reader that keeps high-water marks of causes took last. */
function lastTold(world: VirtualWorld): Map<number, DayReport> {
  const told = new Map<number, DayReport>()
  const highWater = new Map<string, Cause>()
  for (const record of world.topics.partitionsOf(HOP_OUTPUT)[0]!) {
    const cause = decodeCause(headerText(record.headers[CAUSE_HEADER])!)!
    const reached = highWater.get(causeLine(cause))
    if (reached && compareCauses(cause, reached) <= 0) continue
    highWater.set(causeLine(cause), cause)
    const report = JSON.parse(text.decode(record.value!)) as DayReport
    told.set(Math.floor((report.dayEndMs - START_MS) / DAY_MS) - 1, report)
  }
  return told
}

function causesOnLog(world: VirtualWorld): Cause[] {
  return world.topics
    .partitionsOf(HOP_OUTPUT)[0]!
    .map((record) => decodeCause(headerText(record.headers[CAUSE_HEADER])!)!)
}

/** Worked out day by day. */
function expectedUnder(name: string, days = DAYS): Map<number, DayReport> {
  const reports = Array.from({ length: days }, (_, day) => {
    const dayEndMs = START_MS + (day + 1) * DAY_MS
    return [day, { entityId: 'k0-0', dayEndMs, chain: chainUnder(name, day) }] as const
  })
  return new Map(reports)
}

function chainUnder(name: string, day: number): string {
  const before = day === 0 ? name : chainUnder(name, day - 1)
  let chain = 7
  for (const character of `${before}|${START_MS + (day + 1) * DAY_MS}|${day}/7`) {
    chain = (Math.imul(chain, 31) + character.charCodeAt(0)) >>> 0
  }
  return `${chain}`
}
