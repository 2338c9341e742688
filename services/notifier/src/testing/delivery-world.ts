/** The topic `risk.notifications` in memory and any number of deliverers that may be killed, in virtual time. */
import type { Channel } from '@tocsin/channels'
import { createFixedRegistry, createNotificationCodec, type NotificationEvent, recordKeyOf } from '@tocsin/events'
import { NOTIFICATIONS_TOPIC } from '@tocsin/processors'
import {
  CAUSE_HEADER,
  type Clock,
  encodeCause,
  type LogConsumer,
  type LogPort,
  liveRecord,
  type OutgoingRecord,
  partitionOf,
} from '@tocsin/stream'
import { MemoryLog, MemoryTopics, type VirtualClock, virtualClock } from '@tocsin/stream/testing'
import type { NotificationEvent as NotificationTold } from '@tocsin/telemetry'
import { createDeliverer, type Deliverer, type DelivererOptions } from '../deliverer/deliverer.ts'

export const START_MS = Date.UTC(2026, 2, 31, 1)

export interface ProcessSettings {
  readonly partitions?: readonly number[]
  readonly leftOut?: ReadonlyMap<string, string>
  readonly options?: Partial<DelivererOptions>
  /** Asked before and after each append; true kills the process there. */
  readonly crashes?: (when: 'before' | 'after', events: readonly NotificationEvent[]) => boolean
}

export interface DeliveryProcess {
  readonly deliverer: Deliverer
  readonly told: NotificationTold[]
  /** Records it has read so far. */
  recordsRead(): number
  /** What the group's leader gives it. */
  assign(partitions: readonly number[]): void
  /** kill -9: nothing of it happens any more, and no call of it comes back. */
  kill(): void
}

export class DeliveryWorld {
  readonly clock: VirtualClock = virtualClock(START_MS)
  readonly topics = new MemoryTopics()
  readonly codec = createNotificationCodec({ ...createFixedRegistry(), nowMs: () => 0 })
  readonly partitionCount: number
  #channels: Channel[] = []
  #processes = 0
  #nextCauseOffset = 0

  constructor(partitionCount = 2) {
    this.partitionCount = partitionCount
    this.topics.create(NOTIFICATIONS_TOPIC, partitionCount)
    for (let partition = 0; partition < partitionCount; partition++) {
      this.topics.append(liveRecord(NOTIFICATIONS_TOPIC, partition, START_MS))
    }
  }

  use(...channels: Channel[]): void {
    this.#channels = channels
  }

  async start(settings: ProcessSettings = {}): Promise<DeliveryProcess> {
    this.#processes += 1
    const id = `deliverer-${this.#processes}`
    let isAlive = true
    let recordsRead = 0
    const never = <Result>() => new Promise<Result>(() => undefined)
    const clock: Clock = {
      now: this.clock.now,
      setTimer: (durationMs, callback) => this.clock.setTimer(durationMs, () => isAlive && callback()),
    }
    const { partitions: initialPartitions, crashes, leftOut, options } = settings
    const log = new MemoryLog({
      topics: this.topics,
      group: 'notifier-delivery',
      clock: this.clock,
      fetchDelayMs: () => 5,
      ...(initialPartitions && { initialPartitions }),
    })
    const kill = (): void => {
      isAlive = false
      log.assign([])
    }
    const port = this.#mortal(
      log,
      () => isAlive,
      async (records) => {
        const read = records.map((record) => ({ ...record, partition: record.partition ?? 0, offset: 0 }))
        await this.codec.prepare(read)
        const events = read.map((record) => this.codec.decode(record))
        if (crashes?.('before', events)) {
          kill()
          return never()
        }
        const offsets = await log.append(records)
        if (crashes?.('after', events)) {
          kill()
          return never()
        }
        return offsets
      },
      (count) => {
        recordsRead += count
      },
    )
    const channels = this.#channels.map((channel) => mortalChannel(channel, () => isAlive))
    const told: NotificationTold[] = []
    const deliverer = createDeliverer({
      log: port,
      clock,
      codec: this.codec,
      channels,
      newDelivererId: () => id,
      emit: (event) => told.push(event),
      ...(leftOut && { leftOut }),
      ...(options && { options }),
    })
    await deliverer.start()
    return { deliverer, told, recordsRead: () => recordsRead, kill, assign: (partitions) => log.assign(partitions) }
  }

  /** Lets so much time pass. */
  pass(durationMs: number): Promise<void> {
    return this.clock.run(new Promise<void>((resolve) => void this.clock.setTimer(durationMs, resolve)))
  }

  /** What the notifier puts on the topic: with a cause that rises, unless an earlier one is given. */
  append(event: NotificationEvent, causeOffset = this.#nextCauseOffset++): void {
    const key = new TextEncoder().encode(recordKeyOf(event))
    const partition = partitionOf(key, this.partitionCount)
    const task = { topology: 'notifier', partition }
    const cause = encodeCause({ kind: 'record', task, topic: 'risk.alerts', offset: causeOffset, ordinal: 0 })
    const record: OutgoingRecord = {
      topic: NOTIFICATIONS_TOPIC,
      partition,
      key,
      value: this.codec.encode(event),
      timestampMs: this.clock.now(),
      headers: { [CAUSE_HEADER]: cause },
    }
    this.topics.append(record)
  }

  /** Everything on the topic, partition by partition. */
  async events(): Promise<NotificationEvent[]> {
    const records = this.topics
      .partitionsOf(NOTIFICATIONS_TOPIC)
      .flat()
      .filter(({ value }) => value !== null)
    await this.codec.prepare(records)
    return records.map((record) => this.codec.decode(record))
  }

  /** A line for each answer and attempt, in the order of the log. */
  async lines(): Promise<string[]> {
    return (await this.events()).flatMap((event) => {
      switch (event.type) {
        case 'notification-attempted':
          return `${event.notificationId}#${event.attempt} attempted by ${event.deliverer}`
        case 'notification-delivered':
          return `${event.notificationId}#${event.attempt} delivered`
        case 'notification-failed':
          return `${event.notificationId}#${event.attempt} ${event.isAmbiguous ? 'ambiguous' : event.failure}`
        default:
          return []
      }
    })
  }

  #mortal(
    log: MemoryLog,
    isAlive: () => boolean,
    append: LogPort['append'],
    hasRead: (records: number) => void,
  ): LogPort {
    return new Proxy<LogPort>(log, {
      get(target, name) {
        if (name === 'append')
          return (records: readonly OutgoingRecord[]) => (isAlive() ? append(records) : new Promise(() => undefined))
        if (name === 'start') {
          return (topics: readonly string[], consumer: LogConsumer) =>
            log.start(topics, {
              assigned: (partitions) => isAlive() && consumer.assigned(partitions),
              revoked: () => isAlive() && consumer.revoked(),
              received: (batch) => {
                hasRead(batch.records.length)
                if (isAlive()) consumer.received(batch)
              },
              failed: (error) => isAlive() && consumer.failed(error),
            })
        }
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  }
}

/** A dead process hears no answer; what it sent has gone out all the same. */
function mortalChannel(channel: Channel, isAlive: () => boolean): Channel {
  return new Proxy(channel, {
    get(target, name) {
      if (name !== 'deliver') return Reflect.get(target, name, target)
      return async (notification: Parameters<Channel['deliver']>[0]) => {
        if (!isAlive()) return new Promise(() => undefined)
        const outcome = await target.deliver(notification)
        return isAlive() ? outcome : new Promise(() => undefined)
      }
    },
  })
}
