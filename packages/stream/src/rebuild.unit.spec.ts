/** States that are built anew beside the live ones: when, how, and what readers are told. */
import { describe, expect, test } from '@jest/globals'
import {
  type AnyTopology,
  CAUSE_HEADER,
  type Cause,
  causeLine,
  compareCauses,
  decodeCause,
  headerText,
  liveRecord,
  openState,
  type RuntimeOptions,
  readProgress,
  type StreamEvent,
} from './index.ts'
import { laterFirstHop, otherFirstHop } from './testing/later-sample.ts'
import {
  SAMPLE_INPUTS,
  SAMPLE_MARKS,
  SAMPLE_OUTPUT,
  type SampleOutput,
  type SampleState,
  sampleRecord,
  sampleTopology,
} from './testing/sample-topology.ts'
import { VirtualWorld } from './testing/virtual-world.ts'

const NOON = 1_000_000
const PARTITIONS = 2
const KEYS = ['k0', 'k1', 'k2', 'k3']
const text = new TextDecoder()

describe('a rebuild that somebody asks for', () => {
  test('leaves the same states behind, publishes nothing again, and says how far it is', async () => {
    const world = await settledWorld()
    const [before, told] = [statesOf(world, 0), toldBy(world)]
    await world.store.requestRebuild({ topology: 'sample', partition: 0 })
    const phases = new Set<string>()
    await world.runUntil(() => {
      for (const { task, phase, detail } of world.statuses()) {
        if (task.partition === 0 && phase === 'rebuilding') phases.add(detail)
        if (task.partition === 1) expect(phase).toBe('live')
      }
      return generationOf(world, 0) === 1
    }, 5_000)
    expect([...phases]).toContain('0 of 22 records')
    await world.runUntil(() => isSettled(world), 5_000)
    expect(statesOf(world, 0)).toEqual(before)
    expect(toldBy(world)).toEqual(told)
    expect(generationOf(world, 1)).toBe(0)
    expect(eventsOf(world, 'GenerationSwitched')).toMatchObject([{ generation: 1, records: 22, told: 0 }])
    expect(world.store.peek({ topology: 'sample', partition: 0 })).toMatchObject({
      rebuildRequested: false,
      build: undefined,
    })
    await world.shutDown()
  })

  test('is seen by a task that is never idle, and one task of a process is rebuilt at a time', async () => {
    const world = await settledWorld({ maxBatchInputs: 1 })
    for (let index = 0; index < 400; index += 1) {
      world.schedule(index * 2, () => append(world, index % PARTITIONS, 'k0', `busy-${index}`))
    }
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      await world.store.requestRebuild({ topology: 'sample', partition })
    }
    let atOnce = 0
    await world.runUntil(() => {
      const rebuilding = world.statuses().filter(({ phase }) => phase === 'rebuilding')
      atOnce = Math.max(atOnce, rebuilding.length)
      return generationOf(world, 0) === 1 && generationOf(world, 1) === 1
    }, 20_000)
    expect(atOnce).toBe(1)
    expect(world.nowMs).toBeLessThan(NOON + 5_000)
    await world.shutDown()
  })

  test('is declined where the log no longer holds what made the states; the task goes on', async () => {
    const world = await settledWorld()
    world.topics.dropBefore('sample.a', 0, 1)
    await world.store.requestRebuild({ topology: 'sample', partition: 0 })
    await world.runUntil(() => eventsOf(world, 'RebuildDeclined').length > 0, 5_000)
    expect(eventsOf(world, 'RebuildDeclined')[0]?.reason).toContain('sample.a/0 begins at offset 1')
    append(world, 0, 'k0', 'afterwards')
    await world.runUntil(() => (statesOf(world, 0).get('k0-0')?.inputs ?? 0) > 5, 5_000)
    expect(generationOf(world, 0)).toBe(0)
    await world.shutDown()
  })
})

describe('a program with a later state version', () => {
  test('builds the states of all tasks anew before it goes on, two at a time never', async () => {
    const world = await settledWorld()
    const [before, told] = [statesOf(world, 0), toldBy(world)]
    world.upgrade(laterFirstHopWithoutProgress())
    let atOnce = 0
    await world.runUntil(() => {
      const building = world
        .statuses()
        .filter(({ phase, detail }) => phase === 'rebuilding' && !detail.startsWith('waits'))
      atOnce = Math.max(atOnce, building.length)
      return generationOf(world, 0) === 1 && generationOf(world, 1) === 1
    }, 10_000)
    expect(atOnce).toBe(1)
    expect(eventsOf(world, 'RebuildStarted').every(({ reason }) => reason === 'state-version')).toBe(true)
    expect(statesOf(world, 0)).toEqual(before)
    expect(toldBy(world)).toEqual(told)
    await world.shutDown()
  })

  test('and other rules tells what differs under the cause of the new generation, once', async () => {
    const world = await settledWorld()
    const told = toldBy(world)
    world.upgrade({ ...otherFirstHop, progress: undefined } as unknown as AnyTopology)
    await world.runUntil(() => generationOf(world, 0) === 1 && generationOf(world, 1) === 1, 10_000)
    await world.runUntil(() => isSettled(world), 5_000)
    const more = toldBy(world).filter(({ cause }) => cause.kind === 'generation')
    const onLog = world.topics.partitionsOf(SAMPLE_OUTPUT).flat()
    const ofGeneration = onLog.filter((record) => headerText(record.headers[CAUSE_HEADER])?.startsWith('generation'))
    expect(ofGeneration).toHaveLength(more.length)
    expect(more.length).toBeGreaterThan(0)
    expect(more.length + told.length).toBe(toldBy(world).length)
    await world.store.requestRebuild({ topology: 'sample', partition: 0 })
    await world.runUntil(() => generationOf(world, 0) === 2 && isSettled(world), 5_000)
    expect(toldBy(world)).toHaveLength(told.length + more.length)
    await world.shutDown()
  })

  test('keeps what the comparison makes of a state', async () => {
    const world = await settledWorld()
    const counting: AnyTopology = {
      ...laterFirstHopWithoutProgress(),
      processor: otherFirstHop.processor,
      reconciliation: {
        ...sampleTopology.reconciliation!,
        reconcile: (state: SampleState | undefined) => ({ state: state && { ...state, rearms: 77 }, outputs: [] }),
      },
    }
    world.upgrade(counting)
    await world.runUntil(() => generationOf(world, 0) === 1, 10_000)
    expect([...statesOf(world, 0).values()].map(({ rearms }) => rearms)).toContain(77)
    await world.shutDown()
  })

  test('stops where the stored states are later still', async () => {
    const world = await settledWorld()
    world.upgrade(laterFirstHopWithoutProgress())
    await world.runUntil(() => generationOf(world, 0) === 1, 10_000)
    world.upgrade(sampleTopology)
    await world.runUntil(() => world.statuses().some(({ phase }) => phase === 'stopped'), 10_000)
    expect(world.statuses().find(({ phase }) => phase === 'stopped')?.detail).toContain('run the newer program again')
    await world.shutDown()
  })
})

describe('a topology that begins to tell its progress', () => {
  test('tells the day that is over already when its states were built anew', async () => {
    const world = await settledWorld()
    world.upgrade(laterFirstHop)
    await world.runUntil(() => generationOf(world, 0) === 1 && generationOf(world, 1) === 1, 10_000)
    await world.runUntil(() => world.nowMs > NOON + 2_000, 5_000)
    const [told] = world.topics.partitionsOf(SAMPLE_OUTPUT)
    expect(told!.map(readProgress)).toContain(NOON)
    await world.shutDown()
  })
})

describe('a store that went back', () => {
  const otherRules = { ...sampleTopology, ruleSetVersion: 'sample-2', processor: otherFirstHop.processor }

  test('behind what other rules have told is built anew and compared: following would tell what readers drop', async () => {
    const world = await settledWorld()
    const snapshot = world.store.snapshot()
    append(world, 0, 'k0', 'more')
    world.schedule(200, () => {})
    await world.runUntil(() => statesOf(world, 0).get('k0-0')?.inputs === 6 && isSettled(world), 5_000)
    world.upgrade(otherRules)
    world.restoreStore(snapshot)
    await world.runUntil(() => generationOf(world, 0) === 1, 10_000)
    expect(eventsOf(world, 'RebuildStarted')).toContainEqual(
      expect.objectContaining({ reason: 'store-behind', task: { topology: 'sample', partition: 0 } }),
    )
    await world.shutDown()
  })

  test('behind a switch gives the next generation a number that the log has not seen', async () => {
    const world = await settledWorld({ markCapacity: 1 })
    const snapshot = world.store.snapshot()
    world.upgrade(laterFirstHopWithoutProgress())
    await world.runUntil(() => generationOf(world, 0) === 1 && isSettled(world), 10_000)
    world.kill()
    world.restoreStore(snapshot)
    await world.runUntil(() => (generationOf(world, 0) ?? 0) > 0, 10_000)
    expect(generationOf(world, 0)).toBe(2)
    await world.shutDown()
  })

  test('to nothing is compared with what was told in history, where no marks say by which rules', async () => {
    const world = await settledWorld({}, { isLive: false })
    world.upgrade(otherRules)
    world.schedule(600, () => goLive(world))
    await world.runUntil(() => world.nowMs > NOON + 1_500 && isSettled(world), 10_000)
    world.restoreStore(new Map())
    await world.runUntil(() => generationOf(world, 0) === 1 && isSettled(world), 10_000)
    expect(eventsOf(world, 'GenerationSwitched').some(({ told }) => told > 0)).toBe(true)
    await world.shutDown()
  })
})

describe('a store that was lost', () => {
  test('after a switch is built from all marks, and readers are told nothing twice', async () => {
    const world = await settledWorld()
    world.upgrade({ ...otherFirstHop, progress: undefined } as unknown as AnyTopology)
    await world.runUntil(() => generationOf(world, 0) === 1 && generationOf(world, 1) === 1, 10_000)
    await world.runUntil(() => isSettled(world), 5_000)
    const [before, last] = [statesOf(world, 0), lastTold(world)]
    world.restoreStore(new Map())
    await world.runUntil(() => generationOf(world, 0) === 2 && generationOf(world, 1) === 2, 10_000)
    await world.runUntil(() => isSettled(world), 5_000)
    expect(statesOf(world, 0)).toEqual(before)
    expect(lastTold(world)).toEqual(last)
    await world.shutDown()
  })
})

/** Two tasks with some twenty records each, live, everything told. */
async function settledWorld(options: Partial<RuntimeOptions> = {}, { isLive = true } = {}): Promise<VirtualWorld> {
  const world = new VirtualWorld({
    seed: 7,
    startMs: NOON,
    topology: sampleTopology,
    partitionCount: PARTITIONS,
    longestPauseMs: 0,
    options,
  })
  for (const topic of [...SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT]) world.topics.create(topic, PARTITIONS)
  if (isLive) goLive(world)
  // In history what all inputs have is applied, in the order of their times; these come last.
  else for (const topic of ['sample.b', 'sample.c']) appendTo(world, topic)
  for (let index = 0; index < 38; index += 1) append(world, index % PARTITIONS, KEYS[(index >> 1) % 4]!, `e${index}`)
  world.startProcess()
  world.schedule(1, () => {})
  if (isLive) await world.runUntil(() => isSettled(world), 10_000)
  else await world.runUntil(() => toldBy(world).length > 0 && isWaiting(world), 10_000)
  return world
}

function goLive(world: VirtualWorld): void {
  for (const topic of SAMPLE_INPUTS) {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      world.topics.append(liveRecord(topic, partition, NOON - 1_000))
    }
  }
}

/** All of history that there is has been applied and told. */
function isWaiting(world: VirtualWorld): boolean {
  return world.statuses().every(({ phase, outboxPending }) => phase === 'waiting-for-live' && outboxPending === 0)
}

/** Everything is applied and told. */
function isSettled(world: VirtualWorld): boolean {
  const statuses = world.statuses()
  return (
    statuses.length === PARTITIONS &&
    statuses.every(({ phase, outboxPending, inputs }) => {
      const isApplied = Object.values(inputs).every(({ nextOffset, endOffset }) => nextOffset === endOffset)
      return phase === 'live' && outboxPending === 0 && isApplied
    })
  )
}

function append(world: VirtualWorld, partition: number, key: string, id: string): void {
  world.topics.append(sampleRecord('sample.a', partition, `${key}-${partition}`, { kind: 'note', id }, world.nowMs))
}

function appendTo(world: VirtualWorld, topic: string): void {
  const headers = { [CAUSE_HEADER]: 'record|up|0|0|0|up.in' }
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    world.topics.append(sampleRecord(topic, partition, 'k9', { kind: 'note', id: topic }, world.nowMs, headers))
  }
}

function laterFirstHopWithoutProgress(): AnyTopology {
  const { progress: _, ...topology } = laterFirstHop
  return topology
}

function generationOf(world: VirtualWorld, partition: number): number | undefined {
  return world.store.peek({ topology: 'sample', partition })?.position?.generation
}

function statesOf(world: VirtualWorld, partition: number): Map<string, SampleState> {
  const states = world.store.peek({ topology: 'sample', partition })?.states ?? new Map<string, Uint8Array>()
  return new Map(
    [...states].map(([entityId, sealed]) => {
      const stored = JSON.parse(text.decode(openState(sealed).stateBytes)) as SampleState | { state: string }
      return [entityId, 'state' in stored ? (JSON.parse(stored.state) as SampleState) : stored]
    }),
  )
}

/** What a reader takes that keeps the high-water mark of each line of causes. */
function toldBy(world: VirtualWorld) {
  return world.topics.partitionsOf(SAMPLE_OUTPUT).flatMap((records) => {
    const highWater = new Map<string, Cause>()
    return records.flatMap((record) => {
      const cause = decodeCause(headerText(record.headers[CAUSE_HEADER])!)!
      const reached = highWater.get(causeLine(cause))
      if (reached && compareCauses(cause, reached) <= 0) return []
      highWater.set(causeLine(cause), cause)
      return [{ cause, output: JSON.parse(text.decode(record.value!)) as SampleOutput }]
    })
  })
}

function lastTold(world: VirtualWorld): Map<string, SampleOutput> {
  return new Map(toldBy(world).map(({ output }) => [output.entityId, output]))
}

function eventsOf<Type extends StreamEvent['type']>(world: VirtualWorld, type: Type) {
  return world.events.filter((event): event is Extract<StreamEvent, { type: Type }> => event.type === type)
}
