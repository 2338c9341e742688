/** Durable appends in bounded requests, with the offset of every record. */
import { OperatorError, type OutgoingRecord, partitionOf } from '@tocsin/stream'
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs'
import { createKafkaClient, type KafkaClientOptions } from './client.ts'
import { logError } from './failure.ts'
import { disconnectQuietly, LogAdmin } from './log-admin.ts'
import { acceptEncodedBatches, EncodedBatch } from './produce-request.ts'
import { encodeProducedBatch } from './produced-batch.ts'
import { sizeOf, toMessage } from './record.ts'

/**
 * Readers get a batch whole, however little they ask for. And where kafkajs encodes the records, it copies the list of a
 * partition's messages for each message it adds.
 */
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
      const lines = linesOf(records, partitions, from, to)
      await this.#send(lines, () => records.slice(from, to))
      for (let index = from; index < to; index += 1) {
        offsets.push(lines.at(records[index]!.topic, partitions[index]!).nextOffset++)
      }
    }
    return offsets
  }

  async close(): Promise<void> {
    const connected = this.#connected
    this.#connected = undefined
    if (connected) await disconnectQuietly(connected)
  }

  /** Leaves in each line the offset of its first record. */
  async #send(lines: TopicLines<Line>, sent: () => readonly OutgoingRecord[]): Promise<void> {
    this.#connected ??= this.#connect()
    const connected = this.#connected
    try {
      const producer = await connected
      const answers = await producer.sendBatch({
        acks: -1,
        timeout: ACK_TIMEOUT_MS,
        topicMessages: [...lines.topics()].map(([topic, ofTopic]) => ({ topic, messages: messagesOf(ofTopic) })),
      })
      for (const { topicName, partition, baseOffset } of answers) {
        lines.at(topicName, partition).nextOffset = Number(baseOffset)
      }
      for (const [topic, ofTopic] of lines.topics()) {
        for (const { partition, nextOffset } of ofTopic) {
          if (!Number.isNaN(nextOffset)) continue
          throw new Error(`Kafka did not say where it put the records of ${topic}/${partition}`)
        }
      }
    } catch (error) {
      if (this.#connected === connected) {
        this.#connected = undefined
        disconnectQuietly(connected)
      }
      throw refusal(error, sent(), this.#brokers)
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

/** The records of one request for one partition, in their order. */
interface Line {
  readonly partition: number
  readonly records: OutgoingRecord[]
  nextOffset: number
}

function linesOf(
  records: readonly OutgoingRecord[],
  partitions: readonly number[],
  from: number,
  to: number,
): TopicLines<Line> {
  const lines = new TopicLines<Line>((partition) => ({ partition, records: [], nextOffset: Number.NaN }))
  for (let index = from; index < to; index += 1) {
    const record = records[index]!
    lines.at(record.topic, partitions[index]!).records.push(record)
  }
  return lines
}

/** What kafkajs is given for the partitions of one topic: a batch each, or else their records. */
function messagesOf(lines: Iterable<Line>): Message[] {
  const messages: Message[] = []
  const isEncoded = acceptEncodedBatches()
  for (const { partition, records } of lines) {
    if (isEncoded) messages.push(new EncodedBatch(partition, encodeProducedBatch(records)))
    else for (const record of records) messages.push(toMessage(record, partition))
  }
  return messages
}

/** Something for each partition of each topic that is asked for. */
class TopicLines<Content> {
  readonly #make: (partition: number) => Content
  readonly #byTopic = new Map<string, Content[]>()

  constructor(make: (partition: number) => Content) {
    this.#make = make
  }

  at(topic: string, partition: number): Content {
    let ofTopic = this.#byTopic.get(topic)
    if (ofTopic === undefined) {
      ofTopic = []
      this.#byTopic.set(topic, ofTopic)
    }
    ofTopic[partition] ??= this.#make(partition)
    return ofTopic[partition]
  }

  *topics(): Iterable<readonly [topic: string, lines: Content[]]> {
    // A partition that nobody asked for leaves a hole, which filter passes over.
    for (const [topic, ofTopic] of this.#byTopic) yield [topic, ofTopic.filter(() => true)]
  }

  clear(): void {
    this.#byTopic.clear()
  }
}

/** Cuts the records, in their order, into what one request may carry. A record too big for any goes alone. */
export function requestRanges(
  records: readonly OutgoingRecord[],
  partitions: readonly number[],
): { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = []
  const loads = new TopicLines(() => ({ messages: 0, bytes: 0 }))
  let from = 0
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index]!
    const partition = partitions[index]!
    const size = sizeOf(record)
    let load = loads.at(record.topic, partition)
    const isFull =
      index - from >= MAX_MESSAGES_PER_REQUEST ||
      (load.messages > 0 &&
        (load.messages >= MAX_MESSAGES_PER_PARTITION || load.bytes + size > MAX_BYTES_PER_PARTITION))
    if (isFull) {
      ranges.push({ from, to: index })
      from = index
      loads.clear()
      load = loads.at(record.topic, partition)
    }
    load.messages += 1
    load.bytes += size
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
