/**
 * Recomputes the states of a topology from its log and marks under the rules at hand, in memory, and holds them against
 * what is stored, and what it puts out against what was published.
 */
import { randomUUID } from 'node:crypto'
import { systemClock } from '@tocsin/service-kit'
import {
  type AnyTopology,
  CAUSE_HEADER,
  createRuntime,
  headerText,
  isAbove,
  OperatorError,
  type StorePort,
  type TaskPosition,
} from '@tocsin/stream'
import { MemoryStore } from '@tocsin/stream/testing'
import { createKafkaClient, createKafkaLog, type KafkaClientOptions, LogAdmin, readTopic } from '@tocsin/stream-kafka'
import { contentHash, type LogEnds, type ReplayedOutputs, replayLog } from './replay-log.ts'

export interface VerifySettings {
  readonly topology: AnyTopology
  readonly client: KafkaClientOptions
  readonly store: StorePort
  /** Only these tasks; default all. */
  readonly partitions?: readonly number[] | undefined
  /** Told what is going on, now and then. */
  onProgress(text: string): void
}

export interface TaskFinding {
  readonly partition: number
  /**
   * `busy`: the task went on while its states were read, so they cannot be held against one moment. `nothing-stored`: the
   * log has records for the task, the store has never heard of it, or has lost it.
   */
  readonly result: 'same' | 'different' | 'busy' | 'nothing-stored'
  readonly states: number
  readonly ruleSetVersion: string | undefined
  /** How often the states were built anew; what was made up for then is no part of a recomputation. */
  readonly generation: number
  /** In words; the first few. */
  readonly differences: readonly string[]
}

export interface OutputFinding {
  readonly topic: string
  readonly recomputed: number
  /** Published with another body than recomputed. */
  readonly different: number
  /** Recomputed and nowhere on the topic. */
  readonly missing: number
}

export interface Verification {
  readonly tasks: readonly TaskFinding[]
  readonly outputs: readonly OutputFinding[]
}

const SHOWN_DIFFERENCES = 10
/** A task that is never quiet for as long as it takes to read its states is told as busy. */
const ATTEMPTS = 5

/** @throws RetryableError, OperatorError when Kafka or Redis is away or records are gone */
export async function verifyTopology(settings: VerifySettings): Promise<Verification> {
  const { topology, client, onProgress } = settings
  const recordsByPartition = await countRecords(settings)
  const partitionCount = recordsByPartition.length
  const partitions = settings.partitions ?? [...recordsByPartition.keys()]
  refuseStrangers(topology.name, partitions, partitionCount)
  onProgress(`reading the stored states of ${partitions.length} tasks`)
  const snapshots = new Map<number, Snapshot>()
  for (const partition of partitions) {
    snapshots.set(partition, await takeSnapshot(settings, { topology: topology.name, partition }))
  }
  const ends = await logEnds(settings, snapshots, partitionCount)
  const outputs: ReplayedOutputs = new Map()
  const computed = await replay(settings, ends, outputs)
  onProgress('holding the outputs against what was published')
  return {
    tasks: await Promise.all(
      partitions.map((partition) =>
        compareTask(computed, topology, snapshots.get(partition)!, recordsByPartition[partition]!),
      ),
    ),
    outputs: await compareOutputs(topology, client, outputs),
  }
}

/** Where a task stood, and what it held then. */
interface Snapshot {
  readonly partition: number
  readonly position: TaskPosition | undefined
  readonly states: ReadonlyMap<string, Uint8Array>
  readonly isOfOneMoment: boolean
}

async function takeSnapshot(
  { store }: VerifySettings,
  task: { topology: string; partition: number },
): Promise<Snapshot> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await store.glance(task)
    const states = new Map<string, Uint8Array>()
    for await (const { entityId, bytes } of store.scanStates(task)) states.set(entityId, bytes)
    const after = await store.glance(task)
    const isOfOneMoment = before?.commitNumber === after?.commitNumber
    if (isOfOneMoment || attempt === ATTEMPTS) {
      return { partition: task.partition, position: after?.position, states, isOfOneMoment }
    }
  }
}

/** How many records the inputs hold for each task. */
async function countRecords({ topology, client }: VerifySettings): Promise<number[]> {
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  const counts: number[] = []
  try {
    for (const { topic } of topology.inputs) {
      for (const [partition, { startOffset, endOffset }] of (await admin.offsetRanges(topic)).entries()) {
        counts[partition] = (counts[partition] ?? 0) + endOffset - startOffset
      }
    }
    return counts
  } finally {
    await admin.close()
  }
}

function refuseStrangers(name: string, partitions: readonly number[], partitionCount: number): void {
  const strangers = partitions.filter((partition) => partition >= partitionCount)
  if (strangers.length === 0) return
  throw new OperatorError(`${name} has the tasks 0 to ${partitionCount - 1}; there is no task ${strangers.join(', ')}.`)
}

/** The log as it was when each task stood where its snapshot says: inputs up to there, and no mark above it. */
async function logEnds(
  { topology, client }: VerifySettings,
  snapshots: ReadonlyMap<number, Snapshot>,
  partitionCount: number,
): Promise<LogEnds> {
  const all = Array.from({ length: partitionCount }, (_, partition) => partition)
  const ends: Record<string, number[]> = {}
  for (const { topic } of topology.inputs) {
    ends[topic] = all.map((partition) => snapshots.get(partition)?.position?.nextOffsets[topic] ?? 0)
  }
  const { marks } = topology
  if (marks === undefined) return ends
  const marksEnd = all.map(() => 0)
  for await (const { partition, offset, value } of readTopic({ ...client, topic: marks.topic })) {
    const position = snapshots.get(partition)?.position
    if (position === undefined || value === null) continue
    const reached = {
      nextOffsets: topology.inputs.map(({ topic }) => position.nextOffsets[topic] ?? 0),
      taskTimeMs: position.taskTimeMs,
    }
    const mark = marks.codec.decode(value)
    const isBeyond =
      isAbove(mark, reached) || mark.nextOffsets.some((next, index) => next > reached.nextOffsets[index]!)
    if (!isBeyond) marksEnd[partition] = offset + 1
  }
  return { ...ends, [marks.topic]: marksEnd }
}

async function replay(
  { topology, client, onProgress }: VerifySettings,
  ends: LogEnds,
  outputs: ReplayedOutputs,
): Promise<MemoryStore> {
  const total = topology.inputs.flatMap(({ topic }) => ends[topic] ?? []).reduce((sum, end) => sum + end, 0)
  const groupId = `tocsin-verify-${randomUUID()}`
  const store = new MemoryStore()
  const runtime = createRuntime({
    topology,
    log: replayLog(
      createKafkaLog({ brokers: client.brokers, clientId: client.clientId, groupId, sessionTimeoutMs: 30_000 }),
      ends,
      outputs,
    ),
    store,
    clock: systemClock,
    emit: () => {},
    newOwnerToken: randomUUID,
    options: { bounded: true },
  })
  const applied = () =>
    runtime.status().flatMap(({ inputs }) => Object.values(inputs).map(({ nextOffset }) => nextOffset))
  const tell = () => onProgress(`recomputing: ${applied().reduce((sum, next) => sum + next, 0)} of ${total} records`)
  const telling = setInterval(tell, 2_000)
  try {
    await runtime.start()
    await runtime.finished
    return store
  } finally {
    clearInterval(telling)
    await runtime.stop()
    const admin = new LogAdmin(createKafkaClient(client), client.brokers)
    // Only tidying up: a group that stays behind does no harm, and the broker forgets it.
    await admin.deleteGroup(groupId).catch(() => undefined)
    await admin.close()
  }
}

async function compareTask(
  computed: MemoryStore,
  topology: AnyTopology,
  snapshot: Snapshot,
  records: number,
): Promise<TaskFinding> {
  const { partition, position, states, isOfOneMoment } = snapshot
  const { ruleSetVersion, generation = 0 } = position ?? {}
  const found = { partition, states: states.size, ruleSetVersion, generation }
  // Recomputed up to nowhere, it would be found the same.
  if (position === undefined && records > 0) return { ...found, result: 'nothing-stored', differences: [] }
  if (!isOfOneMoment) return { ...found, result: 'busy', differences: [] }
  const differences: string[] = []
  const seen = new Set<string>()
  for await (const { entityId, bytes } of computed.scanStates({ topology: topology.name, partition })) {
    seen.add(entityId)
    const stored = states.get(entityId)
    if (stored === undefined) differences.push(`${entityId}: recomputed, but not stored`)
    else if (Buffer.compare(stored, bytes) !== 0) differences.push(`${entityId}: stored state or timer differs`)
  }
  for (const entityId of states.keys())
    if (!seen.has(entityId)) differences.push(`${entityId}: stored, but not recomputed`)
  const result = differences.length === 0 ? 'same' : 'different'
  const shown = differences.slice(0, SHOWN_DIFFERENCES)
  const more = differences.length - shown.length
  return { ...found, result, differences: more > 0 ? [...shown, `and ${more} more`] : shown }
}

async function compareOutputs(
  topology: AnyTopology,
  client: KafkaClientOptions,
  outputs: ReplayedOutputs,
): Promise<OutputFinding[]> {
  const findings: OutputFinding[] = []
  for (const topic of topology.outputTopics) {
    const missing = new Set([...outputs].filter(([, output]) => output.topic === topic).map(([cause]) => cause))
    const recomputed = missing.size
    const different = new Set<string>()
    for await (const record of readTopic({ ...client, topic })) {
      const cause = headerText(record.headers[CAUSE_HEADER])
      const output = cause === undefined ? undefined : outputs.get(cause)
      if (cause === undefined || output === undefined) continue
      missing.delete(cause)
      if (output.hash !== contentHash(record)) different.add(cause)
    }
    findings.push({ topic, recomputed, different: different.size, missing: missing.size })
  }
  return findings
}
