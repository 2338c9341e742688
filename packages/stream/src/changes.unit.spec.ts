/** Rules that change while a task runs, over the in-memory pair, without faults. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type AnyTopology, type Changes, liveRecord } from './index.ts'
import { SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT, sampleRecord, sampleTopology } from './testing/sample-topology.ts'
import { VirtualWorld } from './testing/virtual-world.ts'

const NOON = 1_000_000
const TASK = { topology: 'sample', partition: 0 }

describe('rules that change', () => {
  let world: VirtualWorld
  let momentsMs: readonly number[]
  let knownThroughMs: () => number
  let collected: readonly string[]
  /** What each input was told that states collect. */
  let given: (readonly string[] | undefined)[]
  let topology: AnyTopology
  beforeEach(() => {
    momentsMs = []
    knownThroughMs = () => Number.POSITIVE_INFINITY
    collected = []
    const changes: Changes = {
      momentsAfter: (afterMs) => momentsMs.filter((momentMs) => momentMs > afterMs),
      knownThroughMs: () => knownThroughMs(),
      concerns: () => true,
      collectedFrom: () => collected,
    }
    given = []
    const processor: typeof sampleTopology.processor = {
      ...sampleTopology.processor,
      reduce(states, input, asOfMs, names) {
        given.push(names)
        return sampleTopology.processor.reduce(states, input, asOfMs)
      },
    }
    topology = { ...sampleTopology, processor, changes }
    world = emptyWorld()
    goLive()
    world.startProcess()
  })
  afterEach(() => world.shutDown())

  test('are asked for again after timers were moved, which takes its time: nothing beyond what is known is applied', async () => {
    note('before', NOON)
    await pass(500)
    // From the first question on, nothing more becomes known.
    let askedAtMs: number | undefined
    knownThroughMs = () => {
      askedAtMs ??= world.nowMs
      return askedAtMs
    }
    momentsMs = [NOON + 100_000]
    for (let aheadMs = 3; aheadMs <= 60; aheadMs += 3) note(`n${aheadMs}`, world.nowMs + aheadMs)
    await pass(500)
    expect(world.events.filter(({ type }) => type === 'EntitiesWoken')).toHaveLength(1)
    expect(position()?.taskTimeMs).toBeLessThanOrEqual(askedAtMs ?? 0)
    expect(world.statuses()).toMatchObject([{ phase: 'backing-off' }])
  })

  test('and collect something again that they had stopped to collect find that states lack it', async () => {
    collected = ['first', 'second']
    note('before', NOON)
    await pass(500)
    expect(position()?.collected).toEqual(['first', 'second'])
    collected = ['first']
    note('without', world.nowMs)
    await pass(500)
    expect(position()?.collected).toEqual(['first'])
    collected = ['first', 'second']
    note('with', world.nowMs)
    await pass(3_000)
    const asked = world.events.flatMap((event) => (event.type === 'CollectsMore' ? event.missing : []))
    expect(asked).toEqual(['second'])
    expect(position()?.collected).toEqual(['first', 'second'])
  })

  test('look at every entity at their moment, whenever it wanted to be looked at itself', async () => {
    const armed = { kind: 'arm', id: 'armed', delayMs: 60_000 } as const
    world.topics.append(sampleRecord('sample.a', 0, 'later', armed, NOON))
    world.topics.append(sampleRecord('sample.a', 0, 'sooner', { ...armed, delayMs: 5_000 }, NOON))
    note('never', NOON)
    await pass(500)
    momentsMs = [NOON + 20_000]
    await pass(2_000)
    const timers = Object.fromEntries(world.store.peek(TASK)?.timers ?? [])
    expect(timers).toEqual({ later: NOON + 20_000, sooner: NOON + 5_000, k: NOON + 20_000 })
  })

  test('and ask for more find it unknown to all, whoever knows of it, until states are there that collected it', async () => {
    note('before', NOON)
    await pass(500)
    collected = ['first']
    for (const id of ['k', 'new']) note(id, world.nowMs)
    await pass(300)
    expect(given.slice(-2)).toEqual([[], []])
    await pass(10_000)
    expect(position()?.collected).toEqual(['first'])
    note('after', world.nowMs)
    await pass(500)
    expect(given.at(-1)).toEqual(['first'])
  })

  test('and ask for more ask again where the store has lost that they did', async () => {
    note('before', NOON)
    await pass(500)
    collected = ['first']
    // A replica that takes over may lack the last write, and still hold the last commit.
    const { requestRebuild } = world.store
    let requests = 0
    world.store.requestRebuild = async (task) => {
      requests += 1
      return requests === 1 ? 'requested' : await requestRebuild.call(world.store, task)
    }
    await pass(30_000)
    expect(requests).toBe(2)
    expect(position()?.collected).toEqual(['first'])
  })

  test('and ask for more before anything was applied find it collected from the first input on, without a rebuild', async () => {
    await world.shutDown()
    world = emptyWorld()
    world.startProcess()
    await pass(1)
    await pass(500)
    collected = ['first']
    momentsMs = [NOON + 20_000]
    await pass(1_000)
    expect(position()).toMatchObject({ taskTimeMs: 0, wokenForMs: momentsMs })
    goLive()
    note('first of all', NOON)
    await pass(5_000)
    expect(given).toEqual([['first']])
    expect(position()).toMatchObject({ collected: ['first'], generation: 0 })
  })

  test('and are behind what other collections have told make the states anew: following would tell something else', async () => {
    collected = ['first', 'second']
    note('before', NOON)
    await pass(500)
    const snapshot = world.store.snapshot()
    collected = ['first']
    note('without', world.nowMs)
    await pass(500)
    // Asked for again, it is not whole; a store from before believes that it is.
    world.store.restore(snapshot)
    collected = ['first', 'second']
    await pass(10_000)
    const reasons = world.events.flatMap((event) => (event.type === 'RebuildStarted' ? [event.reason] : []))
    expect(reasons).toEqual(['store-behind'])
    expect(position()?.collected).toEqual(['first', 'second'])
  })

  const position = () => world.store.peek(TASK)?.position

  function emptyWorld(): VirtualWorld {
    const made = new VirtualWorld({ seed: 1, startMs: NOON, topology, partitionCount: 1, longestPauseMs: 1 })
    const deadLetters = SAMPLE_INPUTS.map((topic) => `${topic}.dead-letter`)
    for (const topic of [...SAMPLE_INPUTS, ...deadLetters, SAMPLE_OUTPUT, SAMPLE_MARKS]) made.topics.create(topic, 1)
    return made
  }

  function goLive(): void {
    for (const topic of SAMPLE_INPUTS) world.topics.append(liveRecord(topic, 0, NOON))
  }

  function note(id: string, timestampMs: number): void {
    world.topics.append(sampleRecord('sample.a', 0, 'k', { kind: 'note', id }, timestampMs))
  }

  async function pass(durationMs: number): Promise<void> {
    const untilMs = world.nowMs + durationMs
    world.schedule(durationMs, () => {})
    await world.runUntil(() => world.nowMs >= untilMs, durationMs)
  }
})
