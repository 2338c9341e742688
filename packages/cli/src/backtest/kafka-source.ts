import type { RecordedStep } from '@tocsin/backtest'
import { assembleTopology } from '@tocsin/customer-risk'
import type { RuleSet } from '@tocsin/domain'
import { EVENT_SCHEMAS } from '@tocsin/events'
import { CUSTOMER_RISK_INPUTS, CUSTOMER_RISK_MARKS_TOPIC, type CustomerRiskTopology } from '@tocsin/processors'
import {
  DEFAULT_OPTIONS,
  InvalidRecordError,
  isAbove,
  isLiveRecord,
  type LogRecord,
  type Mark,
  partitionOf,
} from '@tocsin/stream'
import {
  createKafkaClient,
  createSchemaRegistry,
  type KafkaClientOptions,
  LogAdmin,
  readTopic,
} from '@tocsin/stream-kafka'
import type { Addresses } from '../addresses.ts'
import { kafkaClient } from '../surroundings.ts'
import type { OpenedSource } from './file-sources.ts'
import { PartitionOrder } from './partition-order.ts'

/**
 * The input topics of customer-risk, up to where they end now, in the order in which the live engine took them: its marks
 * say so.
 * @throws OperatorError when a topic is missing; RetryableError when Kafka or the registry is away
 */
export async function kafkaSource(
  addresses: Addresses,
  ruleSet: RuleSet,
  say: (text: string) => void,
): Promise<OpenedSource> {
  const client = kafkaClient(addresses)
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  try {
    const partitionCount = await admin.commonPartitionCount(CUSTOMER_RISK_INPUTS)
    const ends = new Map<string, readonly number[]>()
    for (const topic of CUSTOMER_RISK_INPUTS) {
      ends.set(
        topic,
        (await admin.offsetRanges(topic)).map(({ endOffset }) => endOffset),
      )
    }
    const topology = await readingTopology(addresses, ruleSet)
    say('backtest: reading the marks')
    const marks = await readMarks(client, topology, partitionCount)
    const log: Log = { client, topology, ends, marks, partitionCount }
    const source = {
      name: `${CUSTOMER_RISK_INPUTS.join(', ')} on ${addresses.kafkaBrokers.join(',')}`,
      isOrdered: false,
      partitionCount,
      batches: () => logSteps(log),
    }
    return { source, notes: () => [], dispose: () => undefined }
  } finally {
    await admin.close()
  }
}

interface Log {
  readonly client: KafkaClientOptions
  readonly topology: CustomerRiskTopology
  readonly ends: ReadonlyMap<string, readonly number[]>
  /** By partition. */
  readonly marks: readonly (readonly Mark[])[]
  readonly partitionCount: number
}

/** How records are read is the engine's own way. Registering answers with the ids that the schemas have. */
async function readingTopology({ registryUrl }: Addresses, ruleSet: RuleSet): Promise<CustomerRiskTopology> {
  const source = createSchemaRegistry(registryUrl)
  return assembleTopology(ruleSet, { schemaIds: await source.register(EVENT_SCHEMAS), source, nowMs: Date.now })
}

/** Of each task: those that rise. What a zombie wrote late, and repeats, do not. */
async function readMarks(
  client: KafkaClientOptions,
  { marks }: CustomerRiskTopology,
  partitionCount: number,
): Promise<readonly (readonly Mark[])[]> {
  const byPartition = Array.from({ length: partitionCount }, (): Mark[] => [])
  const none: Mark = { nextOffsets: CUSTOMER_RISK_INPUTS.map(() => 0), taskTimeMs: 0 }
  for await (const { partition, value } of readTopic({ ...client, topic: CUSTOMER_RISK_MARKS_TOPIC })) {
    const own = byPartition[partition]
    if (value === null || own === undefined) continue
    const mark = marks.codec.decode(value)
    if (isAbove(mark, own.at(-1) ?? none)) own.push(mark)
  }
  return byPartition
}

/** Records taken from one topic at a time. */
const CHUNK = 2_000

async function* logSteps(log: Log): AsyncGenerator<readonly RecordedStep[]> {
  const { client, ends, marks, partitionCount } = log
  const orders = Array.from(
    { length: partitionCount },
    (_, partition) => new PartitionOrder(partition, CUSTOMER_RISK_INPUTS.length, marks[partition] ?? []),
  )
  const readers = CUSTOMER_RISK_INPUTS.map((topic, index) => ({
    index,
    records: readTopic({ ...client, topic }),
    ends: ends.get(topic) ?? [],
    /** The moment that reading has come to: the one that is furthest behind goes on. */
    reachedMs: 0,
  }))
  const open = new Set(readers)
  while (open.size > 0) {
    const reader = [...open].reduce((least, other) => (other.reachedMs < least.reachedMs ? other : least))
    const chunk: LogRecord[] = []
    while (chunk.length < CHUNK) {
      const { value, done } = await reader.records.next()
      if (done) {
        open.delete(reader)
        break
      }
      // What was written since the start belongs to the next backtest.
      if (value.offset < (reader.ends[value.partition] ?? 0)) chunk.push(value)
    }
    for (const record of chunk) {
      orders[record.partition]?.add(reader.index, record)
      reader.reachedMs = Math.max(reader.reachedMs, record.timestampMs)
    }
    if (!open.has(reader)) for (const order of orders) order.end(reader.index)
    await log.topology.decoder.prepare(chunk)
    const steps: RecordedStep[] = []
    for (const order of orders) order.drain((record) => stepOf(log, record), steps)
    if (steps.length > 0) yield steps
  }
}

/** As the engine reads a record, or why it would have put it onto the dead-letter topic. */
function stepOf({ topology, partitionCount }: Log, record: LogRecord): RecordedStep {
  const { topic, partition, offset, timestampMs: atMs } = record
  const place = { topic, partition, offset }
  if (atMs > Date.now() + DEFAULT_OPTIONS.allowedSkewMs) {
    const message = `stamped ${atMs}, later than the clock and its allowed skew`
    return { kind: 'refused', ...place, reason: 'future-timestamp', message }
  }
  if (isLiveRecord(record)) return { kind: 'time', partition, atMs }
  const expected = record.key === null ? partition : partitionOf(record.key, partitionCount)
  if (expected !== partition) {
    const message = `the key belongs on partition ${expected}: its producer needs the murmur2 partitioner`
    return { kind: 'refused', ...place, reason: 'wrong-partition', message }
  }
  try {
    return { kind: 'event', atMs, topic, place: { partition, offset }, event: topology.decoder.decode(record) }
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error
    return { kind: 'refused', ...place, reason: error.reason, message: error.message }
  }
}
