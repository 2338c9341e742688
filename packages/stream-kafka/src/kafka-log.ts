/** The log port over kafkajs: one member of a consumer group, its positions ours and not the group's. */
import {
  type EventTopic,
  type LogConsumer,
  type LogPort,
  type LogRecord,
  type OffsetRange,
  OperatorError,
  type OutgoingRecord,
  RetryableError,
} from '@tocsin/stream'
import type { Consumer, ConsumerGroupJoinEvent, Kafka } from 'kafkajs'
import { Appender } from './appender.ts'
import { createKafkaClient, type KafkaLogLine } from './client.ts'
import { coPartitionAssigner } from './co-partition.ts'
import { Delivery } from './delivery.ts'
import { logError } from './failure.ts'
import { LogAdmin, unequalCounts } from './log-admin.ts'
import { Membership } from './membership.ts'
import { fetchRecord, readTopic } from './read-topic.ts'

export interface KafkaLogOptions {
  /** `host:port` of one broker or more. */
  readonly brokers: readonly string[]
  readonly groupId: string
  readonly clientId: string
  /** A member not heard of for so long loses its partitions. Default 6,000. */
  readonly sessionTimeoutMs?: number
  /** How long an empty fetch waits at the broker, and so how long a resumed partition may wait. Default 100. */
  readonly maxWaitMs?: number
  /** Small fetches keep heartbeats and hand-overs quick. Default 262,144. */
  readonly maxBytesPerPartition?: number
  /** Told about lost connections. */
  readonly log?: KafkaLogLine
}

const DEFAULT_SESSION_TIMEOUT_MS = 6_000
const DEFAULT_MAX_WAIT_MS = 100
const DEFAULT_MAX_BYTES_PER_PARTITION = 262_144
/** A hand-over is noticed, and membership confirmed, at a heartbeat. */
const LONGEST_HEARTBEAT_INTERVAL_MS = 500
const LONGEST_STOP_MS = 5_000

/**
 * @throws OperatorError when the brokers cannot be read
 */
export function createKafkaLog(options: KafkaLogOptions): LogPort {
  return new KafkaLog(options)
}

class KafkaLog implements LogPort {
  readonly #options: KafkaLogOptions
  readonly #kafka: Kafka
  readonly #admin: LogAdmin
  readonly #appender: Appender
  readonly #delivery = new Delivery()
  readonly #membership = new Membership()
  #consumer: Consumer | undefined
  #topics: readonly EventTopic[] = []
  #partitionCount = 0
  #assigned: readonly number[] = []
  #isMember = false
  #stopped = false

  constructor(options: KafkaLogOptions) {
    this.#options = options
    this.#kafka = createKafkaClient(options)
    this.#admin = new LogAdmin(this.#kafka, options.brokers)
    this.#appender = new Appender(this.#kafka, options.brokers, this.#admin)
  }

  async start(topics: readonly EventTopic[], consumer: LogConsumer): Promise<void> {
    if (this.#consumer) throw new Error('the log was started before')
    this.#partitionCount = await this.#admin.commonPartitionCount(topics)
    this.#topics = topics
    const sessionTimeout = this.#options.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS
    const member = this.#kafka.consumer({
      groupId: this.#options.groupId,
      partitionAssigners: [coPartitionAssigner(() => this.#assigned)],
      sessionTimeout,
      rebalanceTimeout: Math.max(10_000, sessionTimeout),
      heartbeatInterval: Math.min(LONGEST_HEARTBEAT_INTERVAL_MS, Math.floor(sessionTimeout / 6)),
      maxWaitTimeInMs: this.#options.maxWaitMs ?? DEFAULT_MAX_WAIT_MS,
      minBytes: 1,
      maxBytesPerPartition: this.#options.maxBytesPerPartition ?? DEFAULT_MAX_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => !this.#stopped },
    })
    this.#consumer = member
    this.#listen(member, consumer)
    try {
      await member.connect()
      // fromBeginning: kafkajs goes there by itself when a position is out of range; from the end, records would be
      // lost without a trace. From the beginning, the batch's `fetchedOffset` tells.
      await member.subscribe({ topics: [...topics], fromBeginning: true })
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1,
        eachBatch: async ({ batch, resolveOffset, isStale, isRunning }) => {
          if (!isRunning()) return
          const received = this.#delivery.accept(batch, isStale())
          if (!received) return
          resolveOffset((batch.messages.at(-1) as { offset: string }).offset)
          consumer.received(received)
        },
      })
    } catch (error) {
      await this.stop()
      throw logError(error, `joining group ${this.#options.groupId}`, this.#options.brokers)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#delivery.clear()
    this.#membership.end(new RetryableError('the log was stopped'))
    const closing = Promise.allSettled([this.#consumer?.disconnect(), this.#appender.close(), this.#admin.close()])
    // Leaving the group is worth a wait, a broker that does not answer is not: the session ends by itself.
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_STOP_MS)
    })
    await Promise.race([closing, patience])
    clearTimeout(timer)
  }

  partitionCount(): number {
    return this.#partitionCount
  }

  seek(topic: EventTopic, partition: number, offset: number): void {
    if (!this.#assigned.includes(partition)) return
    this.#delivery.seek(topic, partition, offset)
    this.#whileMember((member) => member.seek({ topic, partition, offset: String(offset) }))
  }

  pause(topic: EventTopic, partition: number): void {
    this.#whileMember((member) => member.pause([{ topic, partitions: [partition] }]))
  }

  resume(topic: EventTopic, partition: number): void {
    if (!this.#assigned.includes(partition)) return
    this.#whileMember((member) => member.resume([{ topic, partitions: [partition] }]))
  }

  offsetRanges(topic: EventTopic): Promise<readonly OffsetRange[]> {
    return this.#admin.offsetRanges(topic)
  }

  committedOffsets(topic: EventTopic): Promise<readonly (number | undefined)[]> {
    return this.#admin.committedOffsets(this.#options.groupId, topic)
  }

  async commitOffsets(offsets: readonly { topic: EventTopic; partition: number; nextOffset: number }[]): Promise<void> {
    const ours = offsets.filter(({ partition }) => this.#assigned.includes(partition))
    if (ours.length === 0 || this.#stopped) return
    try {
      await this.#consumer?.commitOffsets(
        ours.map(({ topic, partition, nextOffset }) => ({ topic, partition, offset: String(nextOffset) })),
      )
    } catch (error) {
      throw logError(error, 'committing offsets for lag tools', this.#options.brokers)
    }
  }

  append(records: readonly OutgoingRecord[]): Promise<readonly number[]> {
    return this.#appender.append(records)
  }

  readAll(topic: EventTopic): AsyncIterable<LogRecord> {
    const { brokers, clientId, log } = this.#options
    return readTopic({ brokers, clientId, log, topic })
  }

  fetchRecord(topic: EventTopic, partition: number, offset: number): Promise<LogRecord> {
    const { brokers, clientId, log } = this.#options
    return fetchRecord({ brokers, clientId, log }, topic, partition, offset)
  }

  confirmMembership(): Promise<void> {
    return this.#membership.confirm()
  }

  #listen(member: Consumer, consumer: LogConsumer): void {
    const { events } = member
    member.on(events.GROUP_JOIN, ({ payload }) => this.#joined(payload, member, consumer))
    member.on(events.REQUEST, ({ payload }) => this.#membership.requestAnswered(payload))
    member.on(events.HEARTBEAT, () => this.#membership.heartbeatAccepted())
    member.on(events.END_BATCH_PROCESS, (event) => {
      const received = this.#delivery.acceptEmpty(event)
      if (received) consumer.received(received)
    })
    member.on(events.CRASH, ({ payload }) => {
      if (this.#stopped) return
      this.#leave(consumer)
      const error = logError(payload.error, `consuming as group ${this.#options.groupId}`, this.#options.brokers)
      this.#membership.interrupt(error)
      // kafkajs starts again by itself after what it takes for passing.
      if (!payload.restart) consumer.failed(error)
    })
    member.on(events.STOP, () => this.#leave(consumer))
  }

  /** Runs inside kafkajs's join, before its first fetch: what is paused here is not fetched before `resume`. */
  #joined(payload: ConsumerGroupJoinEvent['payload'], member: Consumer, consumer: LogConsumer): void {
    if (this.#stopped) return
    this.#delivery.clear()
    const partitionsByTopic = this.#topics.map((topic) => payload.memberAssignment[topic] ?? [])
    member.pause(this.#topics.map((topic, index) => ({ topic, partitions: partitionsByTopic[index] ?? [] })))
    const [first, ...others] = partitionsByTopic.map((partitions) => [...partitions].sort((a, b) => a - b))
    if (first === undefined || others.some((other) => other.join() !== first.join())) {
      const counts = new Map(this.#topics.map((topic, index) => [topic, partitionsByTopic[index]?.length ?? 0]))
      consumer.failed(new OperatorError(`the group assigned partitions of some topics only; ${unequalCounts(counts)}`))
      return
    }
    this.#assigned = first
    this.#isMember = true
    consumer.assigned(first)
  }

  #leave(consumer: LogConsumer): void {
    this.#delivery.clear()
    this.#assigned = []
    if (!this.#isMember) return
    this.#isMember = false
    consumer.revoked()
  }

  /** Between a crash and the next join kafkajs has no group to talk to; the join pauses and asks for seeks again. */
  #whileMember(act: (member: Consumer) => void): void {
    if (!this.#consumer || this.#stopped || this.#assigned.length === 0) return
    try {
      act(this.#consumer)
    } catch (error) {
      const isAway = error instanceof Error && error.message.startsWith('Consumer group was not initialized')
      if (!isAway) throw error
    }
  }
}
