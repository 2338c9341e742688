/**
 * One seeded run: history, then live, under faults; then peace, and a comparison with the fold.
 */
import {
  type AnyTopology,
  CAUSE_HEADER,
  type Changes,
  DEAD_LETTER_SUFFIX,
  encodeCause,
  liveRecord,
  type StreamEvent,
  type TaskPosition,
} from '../index.ts'
import {
  compareCollecting,
  compareFirstHop,
  compareOtherRules,
  compareSecondHop,
  marksOf,
  type Trouble,
} from './compare-with-fold.ts'
import { laterTopologies } from './later-sample.ts'
import { PublishedChanges } from './published-changes.ts'
import { firstHopTopology, HOP_OUTPUT, secondHopTopology } from './sample-hop.ts'
import { SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT, type SampleEvent, sampleRecord } from './sample-topology.ts'
import { NO_FAULTS, VirtualWorld } from './virtual-world.ts'

const PARTITIONS = 2
const START_MS = 1_000_000
const ALLOWED_SKEW_MS = 300
const LARGEST_CLOCK_ERROR_MS = 2 * ALLOWED_SKEW_MS
const KEYS = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5']

export interface SimulationReport {
  /** One line per difference from the fold; none when all is well. */
  readonly differences: readonly string[]
  readonly events: readonly StreamEvent[]
  readonly crashes: number
  readonly records: number
}

export interface SimulationSettings {
  readonly records?: number
  readonly rollbacks?: boolean
  /** Somebody asks for rebuilds, at any time. */
  readonly requests?: boolean
  /** In the middle of the run a later program takes over: its states are of another form, its rules the same or not. */
  readonly upgrade?: 'same-rules' | 'other-rules'
  /** The rules change some times, and each process learns of it some time before. */
  readonly changes?: 'of-rules' | 'of-what-is-collected'
}

export async function runSimulation(seed: number, settings: SimulationSettings = {}): Promise<SimulationReport> {
  const world = new VirtualWorld({
    seed,
    startMs: START_MS,
    topology: firstHopTopology,
    partitionCount: PARTITIONS,
    longestPauseMs: 600,
    // Some worlds have clocks that are off by more than the allowed skew.
    largestClockErrorMs: seed % 3 === 0 ? LARGEST_CLOCK_ERROR_MS : 0,
    options: {
      maxBatchInputs: [1, 4, 30, 500][seed % 4]!,
      timerCapacity: 3,
      markCapacity: [1, 5, 1_000][seed % 3]!,
      maxQueuedRecords: 20,
      maxOutboxPending: 30,
      maxEntriesPerSend: 7,
      minBackoffMs: 10,
      maxBackoffMs: 100,
      allowedSkewMs: ALLOWED_SKEW_MS,
      // That a rebuild is asked for is seen late, so that much happens before it.
      ...(settings.changes === 'of-what-is-collected' && { fenceCheckIntervalMs: 15_000 }),
    },
  })
  try {
    // In some worlds sources stamp in coarse steps, so that most moments are shared by records and timers.
    return await simulate(world, settings, { seed, stepMs: [1, 1, 20, 100, 1_000][seed % 5]! })
  } finally {
    await world.shutDown()
  }
}

async function simulate(
  world: VirtualWorld,
  settings: SimulationSettings,
  { seed, stepMs }: { readonly seed: number; readonly stepMs: number },
): Promise<SimulationReport> {
  const { random } = world
  for (const topic of SAMPLE_INPUTS) {
    world.topics.create(topic, PARTITIONS)
    world.topics.create(topic + DEAD_LETTER_SUFFIX, PARTITIONS)
  }
  for (const topic of [SAMPLE_OUTPUT, SAMPLE_OUTPUT + DEAD_LETTER_SUFFIX, HOP_OUTPUT]) {
    world.topics.create(topic, PARTITIONS)
  }
  world.topics.create(SAMPLE_MARKS, PARTITIONS)
  const feed = new Feed(world, stepMs)
  const collects = settings.changes === 'of-what-is-collected'
  const changing = settings.changes ? new PublishedChanges(world, START_MS, collects) : undefined
  // By other rules facts come late that a second hop has closed the day of: it is left out there.
  const hops = settings.upgrade === 'other-rules' ? [firstHopTopology] : [firstHopTopology, secondHopTopology]
  for (let count = 0; count < 2; count += 1)
    for (const topology of changing?.topologiesOfProcess() ?? hops) world.startProcess(topology)
  const historyMs = feed.history(random.int(20, 60))
  // In some worlds live comes so late that the moments which history's liars claimed have passed.
  const goLiveMs = feed.goLive(historyMs + random.pick([0, 0, 4_000]))
  const doneMs = feed.live(goLiveMs, settings.records ?? random.int(30, 90))
  world.faults = { crash: 0.006, lostRequest: 0.02, lostReply: 0.02, pause: 0.004 }
  // By other rules a store that goes back in history cannot know what it had told: no marks say how far it was.
  const trouble =
    collects && seed % 2 === 1
      ? scheduleRollbackOverChanges(world, doneMs)
      : scheduleTrouble(world, doneMs, settings.rollbacks ?? true, settings.upgrade === 'other-rules')
  const scheduled = scheduleRebuilds(world, doneMs, settings)
  const rebuilt = changing?.topologiesInTheEnd() ?? scheduled
  changing?.publish(doneMs)
  world.schedule(doneMs, () => {
    world.faults = NO_FAULTS
  })
  await world.runUntil(() => world.nowMs >= START_MS + doneMs, doneMs + 1_000)
  await world.runUntil(() => isQuiet(world, rebuilt), 60_000)
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  const differences = partitions.flatMap((partition) => {
    if (settings.upgrade === 'other-rules') return compareOtherRules(world, partition)
    const ofFirstHop = collects
      ? compareCollecting(world, partition, { topology: rebuilt[0]!, trouble })
      : compareFirstHop(world, partition, rebuilt[0]!)
    return [...ofFirstHop, ...compareSecondHop(world, partition, rebuilt[1]!)]
  })
  return { differences, events: world.events, crashes: world.crashes, records: feed.count }
}

/** Rebalances, and a store that goes back to an older copy or to nothing. */
function scheduleTrouble(world: VirtualWorld, untilMs: number, rollbacks: boolean, onlyOnRecord: boolean): Trouble {
  const { random } = world
  const trouble: Trouble = { eventsBeforeRestore: undefined }
  for (let round = 0; round < 3; round += 1) world.schedule(random.int(100, untilMs), () => world.disturbGroup())
  if (!rollbacks || random.chance(0.5)) return trouble
  let snapshot = world.store.snapshot()
  const snapshotMs = random.int(1, untilMs)
  world.schedule(snapshotMs, () => {
    snapshot = world.store.snapshot()
  })
  const restoresEmpty = random.chance(0.3)
  const hitsHealing = random.chance(0.7)
  const restore = () => {
    // A zombie whose commit is undone may still publish it: the one stated residual, not what is tested here.
    if (!world.isCalm || (onlyOnRecord && !isOnRecordEverywhere(world))) world.schedule(50, restore)
    else {
      trouble.eventsBeforeRestore = world.events.length
      world.restoreStore(restoresEmpty ? new Map() : snapshot)
      // What is healing is hit again.
      if (hitsHealing) for (const afterMs of [40, 90, 160]) world.schedule(random.int(1, afterMs), () => world.kill())
    }
  }
  world.schedule(random.int(snapshotMs, untilMs), restore)
  return trouble
}

/** The store goes back to before a change was known; as few takes as may be, for each take begins what is asked for. */
function scheduleRollbackOverChanges(world: VirtualWorld, untilMs: number): Trouble {
  const { random } = world
  const trouble: Trouble = { eventsBeforeRestore: undefined }
  world.faults = { ...world.faults, crash: random.pick([0, 0.006]) }
  if (random.chance(0.3)) world.schedule(random.int(100, untilMs), () => world.disturbGroup())
  if (random.chance(0.2)) return trouble
  let snapshot = world.store.snapshot()
  const snapshotMs = random.int(1, Math.ceil(untilMs / 2))
  world.schedule(snapshotMs, () => {
    snapshot = world.store.snapshot()
  })
  const restore = () => {
    if (world.isCalm) {
      trouble.eventsBeforeRestore = world.events.length
      world.restoreStore(snapshot)
    } else world.schedule(50, restore)
  }
  world.schedule(random.int(snapshotMs, untilMs), restore)
  return trouble
}

function isOnRecordEverywhere(world: VirtualWorld): boolean {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  return partitions.every((partition) => {
    const position = world.store.peek({ topology: firstHopTopology.name, partition })?.position
    return (position?.liveTopics.length ?? 0) > 0
  })
}

/** Returns the topologies as they are in the end. */
function scheduleRebuilds(
  world: VirtualWorld,
  untilMs: number,
  { requests, upgrade }: SimulationSettings,
): readonly AnyTopology[] {
  const { random } = world
  for (let count = requests ? random.int(1, 4) : 0; count > 0; count -= 1) {
    const topology = random.pick([firstHopTopology.name, secondHopTopology.name])
    const task = { topology, partition: random.int(0, PARTITIONS - 1) }
    world.schedule(random.int(1, untilMs), () => void world.store.requestRebuild(task))
  }
  if (upgrade === undefined) return [firstHopTopology, secondHopTopology]
  const later = laterTopologies(upgrade)
  const atMs = random.int(1, untilMs)
  for (const topology of later) world.schedule(atMs, () => world.upgrade(topology))
  return later
}

/** Appends records as a company would: history in order of time, then live, each topic at its own pace. */
class Feed {
  count = 0
  readonly #world: VirtualWorld
  readonly #stepMs: number
  readonly #upstreamOffsets = new Map<number, number>()

  /** @param stepMs timestamps are whole multiples of it */
  constructor(world: VirtualWorld, stepMs: number) {
    this.#world = world
    this.#stepMs = stepMs
  }

  /** Returns the virtual duration after which all history has been appended. */
  history(records: number): number {
    const { random } = this.#world
    let timestampMs = START_MS - 5_000
    let lastMs = 0
    for (let index = 0; index < records; index += 1) {
      timestampMs += random.int(0, 120)
      const stampMs = random.chance(0.1) ? timestampMs - random.int(0, 300) : timestampMs
      lastMs = Math.max(lastMs, this.#appendLater(random.int(0, 300), Math.min(stampMs, START_MS - 1)))
    }
    return lastMs
  }

  goLive(afterMs: number): number {
    const { random } = this.#world
    let lastMs = afterMs
    for (const topic of SAMPLE_INPUTS) {
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const delayMs = afterMs + random.int(1, 200)
        lastMs = Math.max(lastMs, delayMs)
        this.#world.schedule(delayMs, () => {
          // Old enough for every clock: a live record that is refused has to be written again by a person.
          this.#world.topics.append(liveRecord(topic, partition, this.#world.nowMs - LARGEST_CLOCK_ERROR_MS))
        })
      }
    }
    return lastMs
  }

  live(fromMs: number, records: number): number {
    const { random } = this.#world
    let delayMs = fromMs
    for (let index = 0; index < records; index += 1) {
      delayMs += random.int(0, 60)
      this.#appendLater(delayMs, undefined)
    }
    return delayMs + 1_000
  }

  /** Each topic lags behind the truth by its own amount: what `skew` in the field looks like. */
  #appendLater(delayMs: number, stampMs: number | undefined): number {
    const { random } = this.#world
    const topic = random.pick(SAMPLE_INPUTS)
    const partition = random.int(0, PARTITIONS - 1)
    const key = `${random.pick(KEYS)}-${partition}`
    const event = this.#event(partition)
    const lagMs = SAMPLE_INPUTS.indexOf(topic) * random.int(0, 60)
    const aheadMs = random.chance(0.05) ? random.int(1, ALLOWED_SKEW_MS) : 0
    const isLying = random.chance(0.03)
    const isRepeated = topic === 'sample.c' && random.chance(0.3)
    const isBroken = random.chance(0.03)
    this.#world.schedule(delayMs + lagMs, () => {
      const nowMs = this.#world.nowMs
      const honestMs = stampMs ?? nowMs - lagMs + aheadMs
      const stampedMs = isLying ? nowMs + ALLOWED_SKEW_MS + 2_000 : honestMs
      const timestampMs = Math.floor(stampedMs / this.#stepMs) * this.#stepMs
      const headers = topic === 'sample.c' ? { [CAUSE_HEADER]: this.#upstreamCause(partition) } : {}
      const record = sampleRecord(topic, partition, key, event, timestampMs, headers)
      const sent = isBroken ? { ...record, value: new Uint8Array([1, 2, 3]) } : record
      this.#world.topics.append(sent)
      if (isRepeated) this.#world.topics.append(sent)
    })
    return delayMs + lagMs
  }

  #upstreamCause(partition: number): string {
    const offset = (this.#upstreamOffsets.get(partition) ?? -1) + 1
    this.#upstreamOffsets.set(partition, offset)
    return encodeCause({ kind: 'record', task: { topology: 'up', partition }, topic: 'up.in', offset, ordinal: 0 })
  }

  #event(partition: number): SampleEvent {
    const { random } = this.#world
    this.count += 1
    const id = `e${this.count}`
    const kind = random.pick(['note', 'note', 'arm', 'arm', 'pair', 'doubt', 'remove'] as const)
    if (kind === 'arm') return { kind, id, delayMs: random.pick([0, 0, 5, 40, 100, 300]) }
    if (kind === 'pair') return { kind, id, otherId: `${random.pick(KEYS)}-${partition}` }
    return { kind, id }
  }
}

/** True when every record is applied, every timer has fired, and every output is on the log. */
function isQuiet(world: VirtualWorld, topologies: readonly AnyTopology[]): boolean {
  const statuses = world.statuses()
  const tasks = new Set(statuses.map(({ task }) => `${task.topology}/${task.partition}`))
  const count = topologies.length * PARTITIONS
  if (statuses.length !== count || tasks.size !== count) return false
  const versions = new Map(topologies.map(({ name, stateCodec }) => [name, stateCodec.version]))
  return statuses.every(({ task, phase, outboxPending, commitNumber }) => {
    const stored = world.store.peek(task)
    if (!stored?.position || stored.commitNumber !== commitNumber) return false
    const changes = topologies.find(({ name }) => name === task.topology)?.changes
    if (changes && !hasFollowed(changes, stored.position)) return false
    if (stored.rebuildRequested || stored.position.stateVersion !== versions.get(task.topology)) return false
    if (phase !== 'live' || outboxPending > 0) return false
    const isFirstHop = task.topology === firstHopTopology.name
    const { nextOffsets } = stored.position
    const isApplied = (isFirstHop ? SAMPLE_INPUTS : [SAMPLE_OUTPUT]).every(
      (topic) => (nextOffsets[topic] ?? 0) === world.topics.partitionsOf(topic)[task.partition]!.length,
    )
    // A second hop's timers wait for the end of a day that may not come in this run.
    const isAtRest = !isFirstHop || (stored.timers.size === 0 && isOnRecord(world, task.partition, stored.position))
    return isApplied && isAtRest
  })
}

function hasFollowed(changes: Changes, { collected, wokenForMs, taskTimeMs }: TaskPosition): boolean {
  const hasWoken = changes.momentsAfter(taskTimeMs).every((momentMs) => wokenForMs.includes(momentMs))
  return hasWoken && changes.collectedFrom(taskTimeMs).every((name) => collected.includes(name))
}

/** True when a mark on the log says where the store stands. */
function isOnRecord(world: VirtualWorld, partition: number, position: TaskPosition): boolean {
  return marksOf(world, partition).some(
    (mark) =>
      mark.taskTimeMs === position.taskTimeMs &&
      SAMPLE_INPUTS.every((topic, index) => mark.nextOffsets[index] === (position.nextOffsets[topic] ?? 0)),
  )
}
