/** What a run left behind in Kafka and Redis, held against the fold of its log along its marks. */
import type { AlertEvent } from '@tocsin/events'
import { createAlertCodec } from '@tocsin/events'
import { ALERTS_TOPIC, CUSTOMER_RISK_INPUTS, CUSTOMER_RISK_MARKS_TOPIC } from '@tocsin/processors'
import {
  CAUSE_HEADER,
  DEAD_LETTER_SUFFIX,
  headerText,
  isControlRecord,
  type LogRecord,
  openState,
  type StorePort,
  type TaskPosition,
} from '@tocsin/stream'
import { type FoldedTask, foldTask } from '@tocsin/stream/testing'
import { readTopic } from '@tocsin/stream-kafka'
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
    readonly deadLetters: number
    readonly repeatedDeadLetters: number
    readonly marks: number
  }
}

const TOPOLOGY = 'customer-risk'
const SHOWN_PER_KIND = 5

/** All processes must have been stopped. Reads everything: fine for a hundred thousand records. */
export async function compareWithFold(site: Site): Promise<Comparison> {
  const [inputs, deadLetters, [alerts, marks]] = await Promise.all([
    Promise.all(CUSTOMER_RISK_INPUTS.map((topic) => readWhole(site, topic))),
    Promise.all(CUSTOMER_RISK_INPUTS.map((topic) => readWhole(site, topic + DEAD_LETTER_SUFFIX))),
    Promise.all([readWhole(site, ALERTS_TOPIC), readWhole(site, CUSTOMER_RISK_MARKS_TOPIC)]),
  ])
  site.say('everything is read; folding')
  await site.topology.decoder.prepare(inputs.flat())
  const store = createRedisStore({ url: site.stack.redisUrl })
  const differences = new Differences()
  const counts = { states: 0, timers: 0 }
  const expected = new Expected()
  const entityIds = new Set<string>()
  try {
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      const records = inputs.map((topic) => topic.filter((record) => record.partition === partition))
      const folded = foldTask({
        topology: site.topology,
        task: { topology: TOPOLOGY, partition },
        partitionCount: PARTITION_COUNT,
        records,
        marks: marks
          .filter((record) => record.partition === partition)
          .map((record) => site.topology.marks.codec.decode(record.value!)),
      })
      const stored = await readStored(store, partition)
      compareTask(partition, folded, stored, records, differences)
      counts.states += stored.states.size
      for (const entityId of stored.states.keys()) entityIds.add(entityId)
      counts.timers += stored.timers.size
      expected.add(partition, folded)
    }
  } finally {
    await store.close()
  }
  const repeatedAlerts = compareAlerts(expected.alerts, alerts, differences)
  await checkRevisions(site, alerts, differences)
  const repeatedDeadLetters = compareDeadLetters(expected.deadLetters, deadLetters.flat(), inputs, differences)
  return {
    differences: differences.lines(),
    deadLetters: expected.deadLetters,
    entityIds,
    counts: {
      records: inputs.flat().length,
      ...counts,
      alerts: expected.alerts.size,
      repeatedAlerts,
      deadLetters: expected.deadLetters.size,
      repeatedDeadLetters,
      marks: marks.length,
    },
  }
}

/** All records of a topic, each partition in the order of its offsets. */
async function readWhole(site: Site, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for await (const record of readTopic({ brokers: site.brokers, clientId: site.name, topic })) {
    // The fold reads the inputs' control records; of what Tocsin says they are no part.
    if (topic !== ALERTS_TOPIC || !isControlRecord(record)) records.push(record)
  }
  return records
}

export interface StoredTask {
  readonly position: TaskPosition | undefined
  readonly trimmedOutboxEntry: number
  readonly states: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly timerDueAtMs: number | null }>
  readonly timers: ReadonlyMap<string, number>
}

/** What Redis holds of a task. Takes the task, so its owner must be gone. */
export async function readStored(store: StorePort, partition: number): Promise<StoredTask> {
  const task = { topology: TOPOLOGY, partition }
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
  readonly #byKind = new Map<string, string[]>()

  add(kind: string, detail: string): void {
    this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), detail])
  }

  lines(): string[] {
    return [...this.#byKind].flatMap(([kind, details]) => {
      const shown = details.slice(0, SHOWN_PER_KIND).map((detail) => `${kind}: ${detail}`)
      return details.length > shown.length ? [...shown, `${kind}: ${details.length} in all`] : shown
    })
  }
}

interface ExpectedAlert {
  readonly key: string
  readonly value: Uint8Array
}

/** What the folds of all tasks put out, together. */
class Expected {
  /** By cause. */
  readonly alerts = new Map<string, ExpectedAlert>()
  /** `topic/partition/offset` → reason. */
  readonly deadLetters = new Map<string, string>()

  add(partition: number, folded: FoldedTask): void {
    for (const [cause, { topic, key, value }] of folded.outputs) {
      if (topic === ALERTS_TOPIC) this.alerts.set(cause, { key, value })
    }
    for (const [place, reason] of folded.deadLetters) {
      const [topic, offset] = place.split('/')
      this.deadLetters.set(`${topic}/${partition}/${offset}`, reason)
    }
  }
}

function compareTask(
  partition: number,
  folded: FoldedTask,
  stored: StoredTask,
  records: readonly (readonly LogRecord[])[],
  differences: Differences,
): void {
  for (const [index, topic] of CUSTOMER_RISK_INPUTS.entries()) {
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

/** Every alert of the fold is on the topic and no other, repeats with the same body. Returns the number of repeats. */
function compareAlerts(
  expected: ReadonlyMap<string, ExpectedAlert>,
  published: readonly LogRecord[],
  differences: Differences,
): number {
  const seen = new Set<string>()
  for (const record of published) {
    const cause = headerText(record.headers[CAUSE_HEADER]) ?? 'none'
    const wanted = expected.get(cause)
    seen.add(cause)
    if (wanted === undefined) differences.add('alert without a cause in the log', cause)
    else if (!isSame(record.value, wanted.value) || new TextDecoder().decode(record.key!) !== wanted.key) {
      differences.add('alert with another body', cause)
    }
  }
  for (const cause of expected.keys()) if (!seen.has(cause)) differences.add('alert missing', cause)
  return published.length - seen.size
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
