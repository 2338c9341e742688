/** The whole notifier in memory: topology and deliverer over one log, in virtual time. */
import type { Channel } from '@tocsin/channels'
import type { NotificationRouting } from '@tocsin/domain'
import {
  type AlertEvent,
  createAlertCodec,
  createFixedRegistry,
  createNotificationCodec,
  type NotificationEvent,
  recordKeyOf,
} from '@tocsin/events'
import { ALERTS_TOPIC, NOTIFICATIONS_TOPIC, NOTIFIER_INPUTS, NOTIFIER_MARKS_TOPIC } from '@tocsin/processors'
import {
  CAUSE_HEADER,
  createRuntime,
  DEAD_LETTER_SUFFIX,
  encodeCause,
  liveRecord,
  partitionOf,
  type Runtime,
} from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics, type VirtualClock, virtualClock } from '@tocsin/stream/testing'
import { createDeliverer, type Deliverer } from '../deliverer/deliverer.ts'
import { assembleTopology } from '../notifier-topology.ts'

export class NotifierWorld {
  readonly clock: VirtualClock
  readonly topics = new MemoryTopics()
  readonly store = new MemoryStore()
  readonly #partitionCount: number
  readonly #schemas
  readonly #alerts
  readonly #notifications
  #causeOffset = 0
  #processes = 0

  constructor(startMs: number, partitionCount = 4) {
    this.clock = virtualClock(startMs)
    this.#partitionCount = partitionCount
    this.#schemas = { ...createFixedRegistry(), nowMs: this.clock.now }
    this.#alerts = createAlertCodec(this.#schemas)
    this.#notifications = createNotificationCodec(this.#schemas)
    const deadLetters = NOTIFIER_INPUTS.map((topic) => topic + DEAD_LETTER_SUFFIX)
    for (const topic of [...NOTIFIER_INPUTS, ...deadLetters, NOTIFIER_MARKS_TOPIC])
      this.topics.create(topic, partitionCount)
    for (const topic of NOTIFIER_INPUTS) {
      for (let partition = 0; partition < partitionCount; partition++) {
        this.topics.append(liveRecord(topic, partition, startMs))
      }
    }
  }

  async start(
    routing: NotificationRouting,
    channels: readonly Channel[],
    store = this.store,
  ): Promise<NotifierProcess> {
    this.#processes += 1
    const id = `process-${this.#processes}`
    const log = (group: string) =>
      new MemoryLog({ topics: this.topics, group, clock: this.clock, fetchDelayMs: () => 5 })
    let takes = 0
    const runtime = createRuntime({
      topology: assembleTopology(routing, this.#schemas),
      log: log('notifier'),
      store,
      clock: this.clock,
      emit: () => undefined,
      newOwnerToken: () => `${id}-${++takes}`,
    })
    const deliverer = createDeliverer({
      log: log('notifier-delivery'),
      clock: this.clock,
      codec: this.#notifications,
      channels,
      newDelivererId: () => id,
      emit: () => undefined,
    })
    await this.clock.run(runtime.start())
    await this.clock.run(deliverer.start())
    return new NotifierProcess(this.clock, runtime, deliverer)
  }

  /** An alert as customer-risk publishes it. */
  alert(alert: AlertEvent): void {
    const key = new TextEncoder().encode(recordKeyOf(alert))
    const partition = partitionOf(key, this.#partitionCount)
    const task = { topology: 'customer-risk', partition }
    const offset = this.#causeOffset++
    const cause = encodeCause({ kind: 'record', task, topic: 'sales.invoices', offset, ordinal: 0 })
    this.topics.append({
      topic: ALERTS_TOPIC,
      partition,
      key,
      value: this.#alerts.encode(alert),
      timestampMs: alert.at,
      headers: { [CAUSE_HEADER]: cause },
    })
  }

  pass(durationMs: number): Promise<void> {
    return this.clock.run(new Promise<void>((resolve) => void this.clock.setTimer(durationMs, resolve)))
  }

  async events(): Promise<NotificationEvent[]> {
    const records = this.topics
      .partitionsOf(NOTIFICATIONS_TOPIC)
      .flat()
      .filter(({ value }) => value !== null)
    await this.#notifications.prepare(records)
    return records.map((record) => this.#notifications.decode(record))
  }

  deadLetters(): number {
    return NOTIFIER_INPUTS.flatMap((topic) => this.topics.partitionsOf(topic + DEAD_LETTER_SUFFIX).flat()).length
  }
}

export class NotifierProcess {
  readonly deliverer: Deliverer
  readonly #clock: VirtualClock
  readonly #runtime: Runtime

  constructor(clock: VirtualClock, runtime: Runtime, deliverer: Deliverer) {
    this.#clock = clock
    this.#runtime = runtime
    this.deliverer = deliverer
  }

  async stop(): Promise<void> {
    await this.#clock.run(this.deliverer.stop())
    await this.#clock.run(this.#runtime.stop())
  }
}
