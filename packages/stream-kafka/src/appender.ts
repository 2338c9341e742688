/** Durable appends in bounded requests, with the offset of every record. */
import { OperatorError, type OutgoingRecord, partitionOf } from '@tocsin/stream'
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs'
import { createKafkaClient, type KafkaClientOptions } from './client.ts'
import { logError } from './failure.ts'
import { disconnectQuietly, LogAdmin } from './log-admin.ts'
import { sizeOf, toMessage } from './record.ts'

/** kafkajs copies the list of a partition's messages for each message it adds. */
const MAX_MESSAGES_PER_PARTITION = 500
/** Fewer, larger requests are what a broker is quick at; a request still is a few megabytes at most. */
const MAX_MESSAGES_PER_REQUEST = 4_000
/** Brokers refuse more than about 1 MB for one partition in one request unless told otherwise. */
const MAX_BYTES_PER_PARTITION = 700_000
const ACK_TIMEOUT_MS = 10_000
const PRODUCER_RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 2_000 }

export interface KafkaAppender {
  /**
   * Appends with acks=all. Records of one partition keep their order; the offsets come back in the order of `records`.
   * A failed call may have appended some of them, and Kafka may hold a record twice.
   * @throws RetryableError when Kafka is away
   * @throws OperatorError when a topic is missing or refuses a record
   */
  append(records: readonly OutgoingRecord[]): Promise<readonly number[]>
  close(): Promise<void>
}

/** An appender of its own, for programs that only write. */
export function createKafkaAppender(options: KafkaClientOptions): KafkaAppender {
  const kafka = createKafkaClient(options)
  const admin = new LogAdmin(kafka, options.brokers)
  const appender = new Appender(kafka, options.brokers, admin)
  return {
    append: (records) => appender.append(records),
    async close() {
      await appender.close()
      await admin.close()
    },
  }
}

export class Appender implements KafkaAppender {
  readonly #kafka: Kafka
  readonly #brokers: readonly string[]
  readonly #admin: LogAdmin
  /** Asked for once a topic: partitions are never added to a topic of ours, its keys would move. */
  readonly #partitionCounts = new Map<string, number>()
  #connected: Promise<Producer> | undefined

  constructor(kafka: Kafka, brokers: readonly string[], admin: LogAdmin) {
    this.#kafka = kafka
    this.#brokers = brokers
    this.#admin = admin
  }

  async append(records: readonly OutgoingRecord[]): Promise<readonly number[]> {
    await this.#learnPartitionCounts(records)
    const partitions = records.map((record) => this.#partitionOf(record))
    const offsets: number[] = []
    for (const { from, to } of requestRanges(records, partitions)) {
      offsets.push(...(await this.#send(records.slice(from, to), partitions.slice(from, to))))
    }
    return offsets
  }

  async close(): Promise<void> {
    const connected = this.#connected
    this.#connected = undefined
    if (connected) await disconnectQuietly(connected)
  }

  async #send(records: readonly OutgoingRecord[], partitions: readonly number[]): Promise<number[]> {
    const messagesByTopic = new Map<string, Message[]>()
    for (const [index, record] of records.entries()) {
      const messages = messagesByTopic.get(record.topic)
      const message = toMessage(record, partitions[index] as number)
      if (messages) messages.push(message)
      else messagesByTopic.set(record.topic, [message])
    }
    this.#connected ??= this.#connect()
    const connected = this.#connected
    try {
      const producer = await connected
      const answers = await producer.sendBatch({
        acks: -1,
        timeout: ACK_TIMEOUT_MS,
        topicMessages: [...messagesByTopic].map(([topic, messages]) => ({ topic, messages })),
      })
      const nextOffsets = new Map(
        answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, Number(baseOffset)]),
      )
      return records.map((record, index) => {
        const line = `${record.topic}/${partitions[index]}`
        const offset = nextOffsets.get(line)
        if (offset === undefined) throw new Error(`Kafka did not say where it put the records of ${line}`)
        nextOffsets.set(line, offset + 1)
        return offset
      })
    } catch (error) {
      if (this.#connected === connected) {
        this.#connected = undefined
        disconnectQuietly(connected)
      }
      throw refusal(error, records, this.#brokers)
    }
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: false,
      retry: PRODUCER_RETRY,
    })
    await producer.connect()
    return producer
  }

  async #learnPartitionCounts(records: readonly OutgoingRecord[]): Promise<void> {
    const unknown = new Set<string>()
    for (const { topic } of records) if (!this.#partitionCounts.has(topic)) unknown.add(topic)
    if (unknown.size === 0) return
    for (const [topic, count] of await this.#admin.partitionCounts([...unknown])) {
      this.#partitionCounts.set(topic, count)
    }
  }

  #partitionOf(record: OutgoingRecord): number {
    if (record.partition !== undefined) return record.partition
    return record.key === null ? 0 : partitionOf(record.key, this.#partitionCounts.get(record.topic) ?? 1)
  }
}

/** Cuts the records, in their order, into what one request may carry. A record too big for any goes alone. */
export function requestRanges(
  records: readonly OutgoingRecord[],
  partitions: readonly number[],
): { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = []
  const loads = new Map<string, { messages: number; bytes: number }>()
  let from = 0
  for (const [index, record] of records.entries()) {
    const line = `${record.topic}/${partitions[index]}`
    const size = sizeOf(record)
    const load = loads.get(line)
    const isFull =
      index - from >= MAX_MESSAGES_PER_REQUEST ||
      (load !== undefined &&
        (load.messages >= MAX_MESSAGES_PER_PARTITION || load.bytes + size > MAX_BYTES_PER_PARTITION))
    if (isFull) {
      ranges.push({ from, to: index })
      from = index
      loads.clear()
      loads.set(line, { messages: 1, bytes: size })
    } else if (load) {
      load.messages++
      load.bytes += size
    } else {
      loads.set(line, { messages: 1, bytes: size })
    }
  }
  if (from < records.length) ranges.push({ from, to: records.length })
  return ranges
}

/** Names the topics, and the largest record, which a refusal for size is about. */
function refusal(error: unknown, records: readonly OutgoingRecord[], brokers: readonly string[]): Error {
  const topics = [...new Set(records.map((record) => record.topic))]
  const failure = logError(error, `appending to ${topics.join(', ')}`, brokers)
  let largest = records[0]
  for (const record of records) if (!largest || sizeOf(record) > sizeOf(largest)) largest = record
  if (!(failure instanceof OperatorError) || !largest || !/_TOO_LARGE/u.test(failure.message)) return failure
  return new OperatorError(`${failure.message}; the largest is on ${largest.topic}, about ${sizeOf(largest)} bytes`)
}
