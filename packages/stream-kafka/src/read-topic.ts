/** Reads a topic apart from any lasting consumer group: for tools, tests, and records that are wanted again. */
import { randomUUID } from 'node:crypto'
import { type LogRecord, OperatorError, type ReceivedBatch } from '@tocsin/stream'
import type { Consumer, Kafka } from 'kafkajs'
import { createKafkaClient, type KafkaClientOptions } from './client.ts'
import { Delivery } from './delivery.ts'
import { logError } from './failure.ts'
import { LogAdmin } from './log-admin.ts'

export interface ReadTopicOptions extends KafkaClientOptions {
  readonly topic: string
  /** Default all. */
  readonly partitions?: readonly number[]
  /** By partition number; where undefined, from the beginning. */
  readonly fromOffsets?: readonly (number | undefined)[]
  /** True (the default): up to the end as it was at the start of the call. False: for ever. */
  readonly untilEnd?: boolean
  /** Ends the reading. */
  readonly signal?: AbortSignal
}

/** Batches held for a slow reader; more are not fetched. */
const MAX_WAITING_BATCHES = 16
const SESSION_TIMEOUT_MS = 10_000

/**
 * Yields records, those of one partition in offset order. Uses a consumer group of its own and removes it afterwards.
 * @throws OperatorError when the topic is missing, or an offset lies outside of what it still holds
 * @throws RetryableError when Kafka is away
 */
export async function* readTopic(options: ReadTopicOptions): AsyncGenerator<LogRecord, void, undefined> {
  const { topic, brokers, untilEnd = true, signal } = options
  const kafka = createKafkaClient(options)
  const admin = new LogAdmin(kafka, brokers)
  try {
    const wanted = await findRanges(admin, options)
    const open = new Map(
      wanted.filter(({ from, end }) => !untilEnd || from < end).map((range) => [range.partition, range]),
    )
    if (open.size === 0) return
    for await (const batch of readBatches(kafka, admin, topic, open, options)) {
      const range = open.get(batch.partition)
      if (!range) continue
      for (const record of batch.records) {
        if (untilEnd && record.offset >= range.end) break
        if (signal?.aborted) return
        yield record
      }
      if (untilEnd && batch.nextOffset >= range.end) open.delete(batch.partition)
      if (open.size === 0) return
    }
  } finally {
    await admin.close()
  }
}

/**
 * One record by its position. Takes as long as joining a group does.
 * @throws OperatorError when the topic holds no record there
 */
export async function fetchRecord(
  client: KafkaClientOptions,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord> {
  const fromOffsets: number[] = []
  fromOffsets[partition] = offset
  for await (const record of readTopic({ ...client, topic, partitions: [partition], fromOffsets })) {
    if (record.offset === offset) return record
    break
  }
  throw new OperatorError(`${topic} holds no record at offset ${offset} of partition ${partition}`)
}

interface OpenRange {
  readonly partition: number
  readonly from: number
  readonly end: number
  /** What is to be fetched next; what lies below has arrived, yielded or not. */
  next: number
}

async function findRanges(admin: LogAdmin, options: ReadTopicOptions): Promise<OpenRange[]> {
  const { topic, partitions, fromOffsets = [] } = options
  await admin.partitionCounts([topic])
  const ranges = await admin.offsetRanges(topic)
  return (partitions ?? [...ranges.keys()]).map((partition) => {
    const range = ranges[partition]
    if (!range) throw new OperatorError(`${topic} has no partition ${partition}: it has ${ranges.length}`)
    const from = fromOffsets[partition] ?? range.startOffset
    if (from < range.startOffset || from > range.endOffset) {
      throw new OperatorError(
        `partition ${partition} of ${topic} holds the offsets ${range.startOffset} to ${range.endOffset}, not ${from}`,
      )
    }
    return { partition, from, end: range.endOffset, next: from }
  })
}

function gone(topic: string, partition: number, offset: number, found: number): OperatorError {
  return new OperatorError(
    `partition ${partition} of ${topic} no longer holds offset ${offset}, reading would go on at ${found}: ` +
      'its records were removed while they were read',
  )
}

async function* readBatches(
  kafka: Kafka,
  admin: LogAdmin,
  topic: string,
  open: ReadonlyMap<number, OpenRange>,
  options: ReadTopicOptions,
): AsyncGenerator<ReceivedBatch, void, undefined> {
  const groupId = `tocsin-read-${options.clientId}-${randomUUID()}`
  const doing = `reading ${topic}`
  const delivery = new Delivery()
  const waiting: ReceivedBatch[] = []
  let crash: Error | undefined
  let wake: () => void = () => undefined
  const arrive = (batch: ReceivedBatch | undefined): void => {
    const range = batch && open.get(batch.partition)
    if (!range) return
    if (batch.fetchedOffset !== range.next) crash ??= gone(topic, batch.partition, range.next, batch.fetchedOffset)
    else waiting.push(batch)
    range.next = batch.nextOffset
    wake()
  }
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 100,
    retry: { retries: 3, initialRetryTime: 200, restartOnFailure: async () => false },
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    delivery.clear()
    positionAll(consumer, delivery, topic, open, payload.memberAssignment[topic] ?? [])
  })
  consumer.on(consumer.events.END_BATCH_PROCESS, (event) => arrive(delivery.acceptEmpty(event)))
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    crash = logError(payload.error, doing, options.brokers)
    wake()
  })
  options.signal?.addEventListener('abort', () => wake(), { once: true })
  let stopping = false
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset, isStale, heartbeat }) => {
        const received = delivery.accept(batch, isStale())
        if (!received) return
        resolveOffset((batch.messages.at(-1) as { offset: string }).offset)
        arrive(received)
        while (waiting.length >= MAX_WAITING_BATCHES && !stopping && !options.signal?.aborted) {
          await heartbeat()
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      },
    })
    while (!options.signal?.aborted) {
      const batch = waiting.shift()
      if (batch) {
        yield batch
        continue
      }
      if (crash) throw crash
      await new Promise<void>((resolve) => {
        wake = resolve
        if (waiting.length > 0 || crash || options.signal?.aborted) resolve()
      })
    }
  } catch (error) {
    throw logError(error, doing, options.brokers)
  } finally {
    stopping = true
    await consumer.disconnect().catch(() => undefined)
    await admin.deleteGroup(groupId).catch((error: Error) => options.log?.('warn', error.message))
  }
}

/** At each join kafkajs starts from its own positions: ours are set before its first fetch. */
function positionAll(
  consumer: Consumer,
  delivery: Delivery,
  topic: string,
  open: ReadonlyMap<number, OpenRange>,
  assigned: readonly number[],
): void {
  for (const partition of assigned) {
    const range = open.get(partition)
    if (range) {
      delivery.seek(topic, partition, range.next)
      consumer.seek({ topic, partition, offset: String(range.next) })
    } else {
      consumer.pause([{ topic, partitions: [partition] }])
    }
  }
}
