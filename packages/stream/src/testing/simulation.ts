/**
 * One seeded run: history, then live, under faults; then peace, and a comparison with the fold.
 */
import {
  type AnyTopology,
  CAUSE_HEADER,
  type Cause,
  type Changes,
  causeLine,
  compareCauses,
  DEAD_LETTER_SUFFIX,
  decodeCause,
  encodeCause,
  headerText,
  type LogRecord,
  liveRecord,
  type Mark,
  openState,
  readProgress,
  type StreamEvent,
  type TaskId,
  type TaskPosition,
} from '../index.ts'
import { type FoldedTask, foldTask } from './fold.ts'
import { laterTopologies, otherFirstHop } from './later-sample.ts'
import { PublishedChanges } from './published-changes.ts'
import { firstHopTopology, HOP_OUTPUT, secondHopTopology } from './sample-hop.ts'
import {
  isWithdrawal,
  SAMPLE_INPUTS,
  SAMPLE_MARKS,
  SAMPLE_OUTPUT,
  type SampleEvent,
  type SampleOutput,
  sampleRecord,
} from './sample-topology.ts'
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
    return await simulate(world, settings, [1, 1, 20, 100, 1_000][seed % 5]!)
  } finally {
    await world.shutDown()
  }
}

async function simulate(world: VirtualWorld, settings: SimulationSettings, stepMs: number): Promise<SimulationReport> {
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
  const trouble = collects
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

interface Trouble {
  /** How many events there were when the store went back; undefined where it did not. */
  eventsBeforeRestore: number | undefined
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

function marksOf(world: VirtualWorld, partition: number): Mark[] {
  const { codec } = firstHopTopology.marks
  return world.topics.partitionsOf(SAMPLE_MARKS)[partition]!.map((record) => codec.decode(record.value!))
}

function foldFirstHop(world: VirtualWorld, topology: AnyTopology, partition: number): FoldedTask {
  return foldTask({
    topology,
    task: { topology: topology.name, partition },
    partitionCount: PARTITIONS,
    records: SAMPLE_INPUTS.map((topic) => world.topics.partitionsOf(topic)[partition]!),
    marks: marksOf(world, partition),
  })
}

function compareFirstHop(world: VirtualWorld, partition: number, topology: AnyTopology): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldFirstHop(world, topology, partition)
  return [
    ...compareStates(world, task, folded),
    ...compareOutputs(world, task, SAMPLE_OUTPUT, folded),
    ...compareDeadLetters(world, partition, folded.deadLetters),
  ]
}

/**
 * Until states were built that collect what the rules ask for, other things were told than the fold tells. In the end
 * readers know what they would have been told. And what was told stood fast all the time: applied again, each input
 * tells the same, unless the states were built anew on the way.
 */
function compareCollecting(
  world: VirtualWorld,
  partition: number,
  { topology, trouble }: { readonly topology: AnyTopology; readonly trouble: Trouble },
): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldFirstHop(world, topology, partition)
  const healing = world.events
    .slice(trouble.eventsBeforeRestore ?? world.events.length)
    .find((event) => isOf(event, ['RebuildStarted', 'FollowedMarks'], task))
  return [
    ...compareStates(world, task, folded),
    ...(healing?.type === 'RebuildStarted' ? [] : compareRepeats(world, task, SAMPLE_OUTPUT)),
    ...compareLastTold(world, task, folded),
    ...compareDeadLetters(world, partition, folded.deadLetters),
  ]
}

function isOf(event: StreamEvent, types: readonly StreamEvent['type'][], { topology, partition }: TaskId): boolean {
  const isOfTask = 'task' in event && event.task?.topology === topology && event.task.partition === partition
  return isOfTask && types.includes(event.type)
}

function compareRepeats(world: VirtualWorld, task: TaskId, topic: string): string[] {
  const bodies = new Map<string, string>()
  const faults: string[] = []
  for (const record of world.topics.partitionsOf(topic).flat()) {
    const cause = headerText(record.headers[CAUSE_HEADER])!
    if (record.value === null || decodeCause(cause)!.task.partition !== task.partition) continue
    const body = `${textOf(record.key!)}=${textOf(record.value)}`
    const before = bodies.get(cause) ?? body
    if (before !== body) faults.push(`output ${cause}: repeated as ${body}, was ${before}`)
    bodies.set(cause, body)
  }
  return faults
}

/** States and timers are as if the later rules had always been there; what readers were told last of each entity too. */
function compareOtherRules(world: VirtualWorld, partition: number): string[] {
  const task = { topology: otherFirstHop.name, partition }
  const folded = foldFirstHop(world, otherFirstHop, partition)
  return [
    ...compareStates(world, task, folded),
    ...compareLastTold(world, task, folded),
    // What the earlier rules refused stays on the log.
    ...compareDeadLetters(world, partition, folded.deadLetters).filter((line) => !line.endsWith('unexpected')),
  ]
}

function compareLastTold(world: VirtualWorld, task: TaskId, folded: FoldedTask): string[] {
  const { topology, partition } = task
  const expected = new Map([...folded.outputs.values()].map(({ key, value }) => [key, textOf(value)]))
  const told = new Map<string, string>()
  for (const records of world.topics.partitionsOf(SAMPLE_OUTPUT)) {
    const highWater = new Map<string, Cause>()
    for (const record of records) {
      const cause = decodeCause(headerText(record.headers[CAUSE_HEADER])!)!
      const reached = highWater.get(causeLine(cause))
      if (cause.task.partition !== partition || (reached && compareCauses(cause, reached) <= 0)) continue
      highWater.set(causeLine(cause), cause)
      if (record.value !== null) told.set(textOf(record.key!), textOf(record.value))
    }
  }
  for (const [key, value] of told) {
    if (isWithdrawal(JSON.parse(value) as SampleOutput)) told.delete(key)
  }
  return differences(`last told by ${topology}/${partition}`, told, expected)
}

function compareSecondHop(world: VirtualWorld, partition: number, topology: AnyTopology): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldTask({
    topology,
    task,
    partitionCount: PARTITIONS,
    records: [world.topics.partitionsOf(SAMPLE_OUTPUT)[partition]!],
    marks: [],
  })
  const refused = world.topics.partitionsOf(SAMPLE_OUTPUT + DEAD_LETTER_SUFFIX)[partition]!
  return [
    ...compareStates(world, task, folded),
    ...compareOutputs(world, task, HOP_OUTPUT, folded),
    ...refused.map((record) => `hop/${partition}: refused ${textOf(record.value ?? new Uint8Array())}`),
  ]
}

function compareStates(world: VirtualWorld, task: TaskId, folded: FoldedTask): string[] {
  const stored = world.store.peek(task)!
  const states = new Map([...stored.states].map(([key, sealed]) => [key, textOf(openState(sealed).stateBytes)]))
  const name = `${task.topology}/${task.partition}`
  return [
    ...differences(`states of ${name}`, states, mapValues(folded.states, textOf)),
    ...differences(`timers of ${name}`, stored.timers, folded.timers),
  ]
}

/** Every output and all progress is there; repeats have the same body; a reader with high-water marks misses none. */
function compareOutputs(world: VirtualWorld, task: TaskId, topic: string, folded: FoldedTask): string[] {
  const expected = new Map([
    ...mapValues(folded.outputs, (output) => `${output.key}=${textOf(output.value)}`),
    ...folded.progress,
  ])
  const found = new Map<string, string>()
  const accepted = new Map<string, string>()
  const faults: string[] = []
  for (const [outputPartition, records] of world.topics.partitionsOf(topic).entries()) {
    const highWater = new Map<string, Cause>()
    for (const record of records) {
      const causeText = headerText(record.headers[CAUSE_HEADER])!
      const cause = decodeCause(causeText)!
      if (cause.task.partition !== task.partition) continue
      const closedBeforeMs = readProgress(record)
      const body =
        closedBeforeMs === undefined
          ? `${textOf(record.key!)}=${textOf(record.value!)}`
          : `${topic}/${outputPartition} ${closedBeforeMs}`
      const before = found.get(causeText)
      if (before !== undefined && before !== body)
        faults.push(`output ${causeText}: repeated as ${body}, was ${before}`)
      found.set(causeText, body)
      const reached = highWater.get(causeLine(cause))
      if (reached && compareCauses(cause, reached) <= 0) continue
      highWater.set(causeLine(cause), cause)
      accepted.set(causeText, body)
    }
  }
  const name = `${task.topology}/${task.partition}`
  return [
    ...faults,
    ...differences(`outputs of ${name}`, found, expected),
    ...differences(`outputs of ${name} accepted`, accepted, expected),
  ]
}

function compareDeadLetters(world: VirtualWorld, partition: number, expected: ReadonlyMap<string, string>): string[] {
  const found = new Map<string, string>()
  const faults: string[] = []
  for (const topic of SAMPLE_INPUTS) {
    const source = world.topics.partitionsOf(topic)[partition]!
    for (const record of world.topics.partitionsOf(topic + DEAD_LETTER_SUFFIX)[partition]!) {
      const offset = Number(headerText(record.headers.tocsin_offset))
      found.set(`${topic}/${offset}`, headerText(record.headers.tocsin_reason)!)
      if (!sameBytes(record, source[offset]!)) faults.push(`dead letter ${topic}/${offset}: other bytes`)
    }
  }
  return [...faults, ...differences(`dead letters/${partition}`, found, expected)]
}

function sameBytes(left: LogRecord, right: LogRecord): boolean {
  return textOf(left.value ?? new Uint8Array()) === textOf(right.value ?? new Uint8Array())
}

function differences<Value>(
  name: string,
  found: ReadonlyMap<string, Value>,
  expected: ReadonlyMap<string, Value>,
): string[] {
  const faults: string[] = []
  for (const [key, value] of expected) {
    if (!found.has(key)) faults.push(`${name} ${key}: missing (${String(value)})`)
    else if (found.get(key) !== value)
      faults.push(`${name} ${key}: ${String(found.get(key))}, expected ${String(value)}`)
  }
  for (const key of found.keys()) if (!expected.has(key)) faults.push(`${name} ${key}: unexpected`)
  return faults
}

function mapValues<Value, Result>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Result,
): Map<string, Result> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
