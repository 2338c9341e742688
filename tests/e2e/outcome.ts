/** What a run left behind in Kafka and Redis, held against the fold of its log along its marks. */
import type { AlertEvent } from '@tocsin/events'
import { createAlertCodec } from '@tocsin/events'
import { ALERTS_TOPIC } from '@tocsin/processors'
import {
  type AnyTopology,
  CAUSE_HEADER,
  DEAD_LETTER_SUFFIX,
  decodeCause,
  headerText,
  type LogRecord,
  openState,
  readProgress,
  type StorePort,
  type TaskId,
  type TaskPosition,
} from '@tocsin/stream'
import { type FoldedTask, foldTask } from '@tocsin/stream/testing'
import { createRedisStore } from '@tocsin/stream-redis'
import { PARTITION_COUNT, type Site } from './site.ts'

export interface Comparison {
  /** What differs, in words, the first few of each kind; nothing when the run was right. */
  readonly differences: readonly string[]
  /** `topic/partition/offset` of every refused record → reason. */
  readonly deadLetters: ReadonlyMap<string, string>
  readonly entityIds: ReadonlySet<string>
  readonly counts: {
    readonly records: number
    readonly states: number
    readonly timers: number
    /** Alert records by cause, and how often one was published again. */
    readonly alerts: number
    readonly repeatedAlerts: number
    /** All other outputs by cause, progress included. */
    readonly otherOutputs: number
    readonly deadLetters: number
    readonly repeatedDeadLetters: number
    readonly marks: number
  }
}

const SHOWN_PER_KIND = 5

/**
 * All processes must have been stopped. Reads everything: fine for a hundred thousand records.
 * @param topology customer-risk unless given
 */
export async function compareWithFold(site: Site, topology: AnyTopology = site.topology): Promise<Comparison> {
  const inputTopics = topology.inputs.map(({ topic }) => topic)
  const [inputs, deadLetters, outputs, marks] = await Promise.all([
    Promise.all(inputTopics.map((topic) => site.readWhole(topic))),
    Promise.all(inputTopics.map((topic) => site.readWhole(topic + DEAD_LETTER_SUFFIX))),
    Promise.all(topology.outputTopics.map((topic) => readOutputs(site, topic, topology.name))),
    topology.marks ? site.readWhole(topology.marks.topic) : [],
  ])
  site.say(`${topology.name}: everything is read; folding`)
  await topology.decoder.prepare(inputs.flat())
  const store = createRedisStore({ url: site.stack.redisUrl })
  const differences = new Differences(topology.name)
  const counts = { states: 0, timers: 0 }
  const expected = new Expected()
  const entityIds = new Set<string>()
  try {
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      const records = inputs.map((topic) => topic.filter((record) => record.partition === partition))
      const task = { topology: topology.name, partition }
      const folded = foldTask({
        topology,
        task,
        partitionCount: PARTITION_COUNT,
        records,
        marks: marks
          .filter((record) => record.partition === partition)
          .map((record) => topology.marks!.codec.decode(record.value!)),
      })
      const stored = await readStored(store, task)
      compareTask(inputTopics, partition, folded, stored, records, differences)
      counts.states += stored.states.size
      for (const entityId of stored.states.keys()) entityIds.add(entityId)
      counts.timers += stored.timers.size
      expected.add(partition, folded)
    }
  } finally {
    await store.close()
  }
  compareOutputs(expected.outputs, outputs.flat(), differences)
  const alerts = outputs.flat().filter((record) => record.topic === ALERTS_TOPIC)
  const expectedAlerts = [...expected.outputs.values()].filter(({ topic }) => topic === ALERTS_TOPIC).length
  await checkRevisions(site, alerts, differences)
  const repeatedDeadLetters = compareDeadLetters(expected.deadLetters, deadLetters.flat(), inputs, differences)
  return {
    differences: differences.lines(),
    deadLetters: expected.deadLetters,
    entityIds,
    counts: {
      records: inputs.flat().length,
      ...counts,
      alerts: expectedAlerts,
      repeatedAlerts: alerts.length - new Set(alerts.map((record) => headerText(record.headers[CAUSE_HEADER]))).size,
      otherOutputs: expected.outputs.size - expectedAlerts,
      deadLetters: expected.deadLetters.size,
      repeatedDeadLetters,
      marks: marks.length,
    },
  }
}

/** What the tasks of one topology put on a topic: others may write to it, too. */
async function readOutputs(site: Site, topic: string, topologyName: string): Promise<LogRecord[]> {
  const records = await site.readWhole(topic)
  return records.filter((record) => {
    const cause = decodeCause(headerText(record.headers[CAUSE_HEADER]) ?? '')
    return cause?.task.topology === topologyName
  })
}

export interface StoredTask {
  readonly position: TaskPosition | undefined
  readonly trimmedOutboxEntry: number
  readonly states: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly timerDueAtMs: number | null }>
  readonly timers: ReadonlyMap<string, number>
}

/** What Redis holds of a task. Takes the task, so its owner must be gone. */
export async function readStored(store: StorePort, task: TaskId): Promise<StoredTask> {
  const { position, trimmedOutboxEntry } = await store.take(task, 'the end-to-end test')
  const states = new Map<string, { bytes: Uint8Array; timerDueAtMs: number | null }>()
  for await (const { entityId, bytes } of store.scanStates(task)) {
    const { stateBytes, timerDueAtMs } = openState(bytes)
    states.set(entityId, { bytes: stateBytes, timerDueAtMs })
  }
  const timers = await store.loadTimers(task, Number.NEGATIVE_INFINITY, 1_000_000)
  return {
    position,
    trimmedOutboxEntry,
    states,
    timers: new Map(timers.map(({ entityId, dueAtMs }) => [entityId, dueAtMs])),
  }
}

class Differences {
  readonly #topology: string
  readonly #byKind = new Map<string, string[]>()

  constructor(topology: string) {
    this.#topology = topology
  }

  add(kind: string, detail: string): void {
    this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), detail])
  }

  lines(): string[] {
    return [...this.#byKind].flatMap(([kind, details]) => {
      const shown = details.slice(0, SHOWN_PER_KIND).map((detail) => `${this.#topology}: ${kind}: ${detail}`)
      return details.length > shown.length ? [...shown, `${this.#topology}: ${kind}: ${details.length} in all`] : shown
    })
  }
}

interface ExpectedOutput {
  readonly topic: string
  /** Key and value, or what is told of progress, as one text. */
  readonly content: string
}

/** What the folds of all tasks put out, together. */
class Expected {
  /** By cause. */
  readonly outputs = new Map<string, ExpectedOutput>()
  /** `topic/partition/offset` → reason. */
  readonly deadLetters = new Map<string, string>()

  add(partition: number, folded: FoldedTask): void {
    for (const [cause, { topic, key, value }] of folded.outputs) {
      this.outputs.set(cause, { topic, content: contentOf(key, value) })
    }
    for (const [cause, told] of folded.progress) {
      const [place = '', moment = ''] = told.split(' ')
      this.outputs.set(cause, { topic: place.slice(0, place.lastIndexOf('/')), content: `${place} ${moment}` })
    }
    for (const [place, reason] of folded.deadLetters) {
      const [topic, offset] = place.split('/')
      this.deadLetters.set(`${topic}/${partition}/${offset}`, reason)
    }
  }
}

function contentOf(key: string, value: Uint8Array): string {
  return `${key}=${Buffer.from(value).toString('base64')}`
}

function compareTask(
  inputTopics: readonly string[],
  partition: number,
  folded: FoldedTask,
  stored: StoredTask,
  records: readonly (readonly LogRecord[])[],
  differences: Differences,
): void {
  for (const [index, topic] of inputTopics.entries()) {
    const next = stored.position?.nextOffsets[topic] ?? 0
    const end = records[index]!.length
    if (next !== end) differences.add('position', `${topic}/${partition} stands at ${next}, its log ends at ${end}`)
  }
  if (stored.position?.taskTimeMs !== folded.taskTimeMs) {
    differences.add('task time', `${partition}: stored ${stored.position?.taskTimeMs}, folded ${folded.taskTimeMs}`)
  }
  for (const [entityId, bytes] of folded.states) {
    const found = stored.states.get(entityId)
    if (found === undefined) differences.add('state missing', entityId)
    else if (!isSame(found.bytes, bytes)) {
      differences.add('state differs', `${entityId} of ${partition}: ${found.bytes.length} for ${bytes.length} bytes`)
    } else if ((folded.timers.get(entityId) ?? null) !== found.timerDueAtMs) {
      differences.add(
        'timer beside the state',
        `${entityId}: ${found.timerDueAtMs}, not ${folded.timers.get(entityId)}`,
      )
    }
  }
  for (const entityId of stored.states.keys()) {
    if (!folded.states.has(entityId)) differences.add('state too many', entityId)
  }
  for (const entityId of new Set([...folded.timers.keys(), ...stored.timers.keys()])) {
    const [wanted, found] = [folded.timers.get(entityId), stored.timers.get(entityId)]
    if (wanted !== found) differences.add('timer', `${entityId} of ${partition}: due ${found}, not ${wanted}`)
  }
}

/** Every output of the fold is on its topic and no other, repeats with the same body. */
function compareOutputs(
  expected: ReadonlyMap<string, ExpectedOutput>,
  published: readonly LogRecord[],
  differences: Differences,
): void {
  const seen = new Set<string>()
  for (const record of published) {
    const cause = headerText(record.headers[CAUSE_HEADER]) ?? 'none'
    const wanted = expected.get(cause)
    seen.add(cause)
    const closedBeforeMs = readProgress(record)
    const content =
      closedBeforeMs === undefined
        ? contentOf(new TextDecoder().decode(record.key!), record.value!)
        : `${record.topic}/${record.partition} ${closedBeforeMs}`
    if (wanted === undefined) differences.add('output without a cause in the log', `${record.topic} ${cause}`)
    else if (wanted.topic !== record.topic || wanted.content !== content) {
      differences.add('output with another body', `${record.topic} ${cause}`)
    }
  }
  for (const [cause, { topic }] of expected) {
    if (!seen.has(cause)) differences.add('output missing', `${topic} ${cause}`)
  }
}

/** One (alertId, revision) has one body, and revisions of an alert come for the first time in rising order. */
async function checkRevisions(site: Site, published: readonly LogRecord[], differences: Differences): Promise<void> {
  const codec = createAlertCodec({ schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now })
  await codec.prepare(published)
  const bodies = new Map<string, Uint8Array | null>()
  const highest = new Map<string, number>()
  for (const record of published) {
    const { alertId, revision }: AlertEvent = codec.decode(record)
    const name = `${alertId} revision ${revision}`
    const before = bodies.get(name)
    if (before !== undefined) {
      if (!isSame(before, record.value)) differences.add('alert revision with two bodies', name)
      continue
    }
    bodies.set(name, record.value)
    if (revision <= (highest.get(alertId) ?? 0)) differences.add('alert revision out of order', name)
    highest.set(alertId, revision)
  }
}

/** Each refused record of the fold has its dead letter, with reason and original bytes; returns the repeats. */
function compareDeadLetters(
  expected: ReadonlyMap<string, string>,
  published: readonly LogRecord[],
  inputs: readonly (readonly LogRecord[])[],
  differences: Differences,
): number {
  const originals = new Map(
    inputs.flat().map((record) => [`${record.topic}/${record.partition}/${record.offset}`, record]),
  )
  const seen = new Set<string>()
  for (const record of published) {
    const header = (name: string) => headerText(record.headers[name])
    const place = `${header('tocsin_topic')}/${header('tocsin_partition')}/${header('tocsin_offset')}`
    const wanted = expected.get(place)
    const original = originals.get(place)
    seen.add(place)
    if (wanted === undefined) differences.add('dead letter of a good record', `${place} (${header('tocsin_reason')})`)
    else if (wanted !== header('tocsin_reason')) {
      differences.add('dead letter with another reason', `${place}: ${header('tocsin_reason')}, not ${wanted}`)
    }
    if (!isSame(record.key, original?.key) || !isSame(record.value, original?.value)) {
      differences.add('dead letter with other bytes', place)
    }
    if (record.topic !== `${original?.topic}${DEAD_LETTER_SUFFIX}`) differences.add('dead letter astray', place)
  }
  for (const place of expected.keys()) if (!seen.has(place)) differences.add('dead letter missing', place)
  return published.length - seen.size
}

function isSame(left: Uint8Array | null | undefined, right: Uint8Array | null | undefined): boolean {
  if (!left || !right) return left === right
  return Buffer.compare(left, right) === 0
}
