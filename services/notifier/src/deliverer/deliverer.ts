/**
 * Sends what the notifier asks for, and says on the same topic what came of it. That topic is its only memory.
 *
 * D1. A partition is read to its end, as that stood when it was assigned, before anything of it is sent: from the offset
 *     that its last owner committed, below which nothing is needed any more (M3), or from its beginning.
 * D2. Before a message is sent, `notification-attempted` is on the log, and has been read back: the first attempt there
 *     has the right to send. So two processes that both believe they own a partition do not both send.
 * D3. An attempt without an answer is waited for, for it may still be under way elsewhere, and then answered as
 *     ambiguous. The deliverer never sends it again by itself.
 * D4. What is too old by the wall clock is not sent.
 * D5. A partition that is lost: nothing more of it is sent after the message under way, whose answer is still written.
 * D6. A channel bears so many messages from all processes together, those that have ended among them: each takes the
 *     share of its partitions, and counts what their last owners sent within the last minute.
 */
import type { Channel } from '@tocsin/channels'
import type { EventCodec, NotificationEvent } from '@tocsin/events'
import { NOTIFICATIONS_TOPIC } from '@tocsin/processors'
import {
  type Clock,
  InvalidRecordError,
  isControlRecord,
  type LogConsumer,
  type LogPort,
  type ReceivedBatch,
  RetryableError,
} from '@tocsin/stream'
import type { ChannelStatus, NotificationEvent as NotificationTold } from '@tocsin/telemetry'
import { Answers, type Failure } from './answers.ts'
import { Lane } from './lane.ts'
import type { OpenRequest } from './open-request.ts'
import { OwnedPartition } from './owned-partition.ts'
import type { Change } from './partition-memory.ts'
import { Sending } from './sending.ts'
import { told } from './told.ts'

export interface DelivererSettings {
  /** Of a consumer group of its own. */
  readonly log: LogPort
  readonly clock: Clock
  readonly codec: EventCodec<NotificationEvent>
  readonly channels: readonly Channel[]
  /** Channels of the file that cannot be used here, and why: what is asked of them is refused. */
  readonly leftOut?: ReadonlyMap<string, string>
  /** Random, new for each process. */
  readonly newDelivererId: () => string
  emit(event: NotificationTold): void
  readonly options?: Partial<DelivererOptions>
}

export interface DelivererOptions {
  /** An answer that a channel does not give within its own limit and so much more will not come. */
  readonly sendMarginMs: number
  readonly offsetCommitIntervalMs: number
}

const DEFAULT_DELIVERER_OPTIONS: DelivererOptions = {
  sendMarginMs: 15_000,
  offsetCommitIntervalMs: 5_000,
}

export interface Deliverer {
  start(): Promise<void>
  /** Ends after the messages under way have been answered. */
  stop(): Promise<void>
  status(): readonly ChannelStatus[]
  /** How many partitions are owned, and which of them are still being read to their end. */
  partitions(): { readonly owned: number; readonly catchingUp: readonly CatchingUp[]; readonly joined: boolean }
  /** Rejects when the process has to end. */
  readonly finished: Promise<void>
}

interface CatchingUp {
  readonly partition: number
  /** Records to go; undefined before the log has said how many there are. */
  readonly left: number | undefined
}

export function createDeliverer(settings: DelivererSettings): Deliverer {
  return new GroupMember(settings)
}

/** Answers that the log has not taken yet: from so many on, nothing more is read; below the other, again. */
const PAUSE_AT_BACKLOG = 5_000
const RESUME_AT_BACKLOG = 1_000
const LONGEST_STOP_MS = 15_000
/** Between an attempt on the log and its message, and between the channel's answer and ours on the log. */
const CLAIM_MARGIN_MS = 30_000

class GroupMember implements Deliverer, LogConsumer {
  readonly finished: Promise<void>
  readonly #settings: DelivererSettings
  readonly #options: DelivererOptions
  readonly #deliverer: string
  readonly #answers: Answers
  readonly #sending: Sending
  /** So long after an attempt its answer is waited for: longer than any channel takes. */
  readonly #claimPatienceMs: number
  readonly #lanes = new Map<string, Lane>()
  readonly #partitions = new Map<number, OwnedPartition>()
  #fail!: (error: unknown) => void
  #isStopped = false
  #hasJoined = false
  #isHeldBack = false
  #cancelCommit: (() => void) | undefined

  constructor(settings: DelivererSettings) {
    this.#settings = settings
    this.#options = { ...DEFAULT_DELIVERER_OPTIONS, ...settings.options }
    this.#deliverer = settings.newDelivererId()
    const { log, clock, codec, channels, emit } = settings
    const { sendMarginMs } = this.#options
    const slowestMs = Math.max(0, ...channels.map(({ limits }) => limits.timeoutMs))
    this.#claimPatienceMs = slowestMs + sendMarginMs + CLAIM_MARGIN_MS
    this.finished = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.finished.catch(() => undefined)
    const encode = (event: NotificationEvent) => codec.encode(event)
    this.#answers = new Answers({ log, clock, deliverer: this.#deliverer, encode, failed: this.#fail })
    this.#sending = new Sending({
      clock,
      sendMarginMs,
      deliverer: this.#deliverer,
      answers: this.#answers,
      partition: (number) => this.#partitions.get(number),
      refuse: (open, failure) => void this.#refuse(open, failure),
      emit,
      failed: this.#fail,
    })
    for (const channel of channels) this.#lanes.set(channel.name, this.#lane(channel))
  }

  async start(): Promise<void> {
    await this.#settings.log.start([NOTIFICATIONS_TOPIC], this)
    this.#scheduleOffsetCommit()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelCommit?.()
    // With the log away no answer gets through: the next owner will find the attempts without one (D3).
    const cancel = this.#settings.clock.setTimer(LONGEST_STOP_MS, () => {
      this.#answers.stop()
      for (const partition of this.#partitions.values()) partition.abandonWaits()
    })
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()))
    cancel()
    this.#answers.stop()
    await this.#commitOffsets()
    await this.#settings.log.stop()
    this.#partitions.clear()
  }

  status(): readonly ChannelStatus[] {
    return [...this.#lanes.values()].map((lane) => lane.status())
  }

  partitions() {
    const owned = [...this.#partitions.values()]
    return {
      owned: owned.length,
      catchingUp: owned
        .filter(({ isCaughtUp }) => !isCaughtUp)
        .map(({ number, recordsLeft }) => ({ partition: number, left: recordsLeft })),
      joined: this.#hasJoined,
    }
  }

  assigned(partitions: readonly number[]): void {
    if (this.#isStopped) return
    this.#hasJoined = true
    for (const partition of [...this.#partitions.keys()]) if (!partitions.includes(partition)) this.#giveUp(partition)
    for (const number of partitions) {
      const kept = this.#partitions.get(number)
      if (kept) kept.resume()
      else this.#take(number)
    }
    this.#shareOut()
  }

  revoked(): void {
    for (const partition of [...this.#partitions.keys()]) this.#giveUp(partition)
  }

  received(batch: ReceivedBatch): void {
    this.#partitions.get(batch.partition)?.receive(batch)
  }

  failed(error: Error): void {
    this.#fail(error)
  }

  #lane(channel: Channel): Lane {
    const { clock, emit } = this.#settings
    return new Lane({
      channel,
      clock,
      send: (members) => this.#sending.send(channel, members),
      defer: (open, afterMs) => {
        void this.#refuse(open, { failure: 'deferred', afterMs, reason: 'too much waits for the channel' })
      },
      rested: (forMs, reason) => emit({ type: 'ChannelRested', channel: channel.name, forMs, reason }),
    })
  }

  #take(number: number): void {
    const { log, clock } = this.#settings
    const partition = new OwnedPartition({
      number,
      log,
      clock,
      read: (batch) => this.#read(partition, batch),
      caughtUp: () => this.#caughtUp(partition),
      failed: this.#fail,
    })
    this.#partitions.set(number, partition)
    if (this.#isHeldBack) partition.hold()
    partition.begin()
  }

  /** D5. */
  #giveUp(number: number): void {
    this.#partitions.get(number)?.giveUp()
    this.#partitions.delete(number)
    for (const lane of this.#lanes.values()) lane.forget(number)
  }

  /** Applies a batch's records to the partition's memory; acts on them only after the end has been reached (D1). */
  async #read(partition: OwnedPartition, { records }: ReceivedBatch): Promise<void> {
    const { codec } = this.#settings
    const readable = records.filter((record) => !isControlRecord(record))
    await codec.prepare(readable)
    for (const record of readable) {
      let event: NotificationEvent
      try {
        event = codec.decode(record)
      } catch (error) {
        // The notifier reads the same topic and dead-letters it with its reason.
        if (error instanceof InvalidRecordError) continue
        throw error
      }
      const change = partition.memory.apply(event, record, this.#settings.clock.now())
      if (!partition.isCaughtUp) continue
      for (const each of told(event, change)) this.#settings.emit(each)
      if (change) this.#act(partition, change)
    }
    this.#holdBack()
  }

  #act(partition: OwnedPartition, { kind, open }: Change): void {
    switch (kind) {
      case 'opened':
        this.#offer(partition, open)
        return
      case 'withdrawn':
        if (this.#lanes.get(open.request.channel)?.remove(open)) this.#sending.withdraw(open)
        return
      case 'claimed':
        if (open.claim === null || open.claim.deliverer === this.#deliverer) return
        // D6: its owner for a while, or one that still believes to be.
        this.#lanes.get(open.request.channel)?.sentElsewhere(open.claim)
        this.#lanes.get(open.request.channel)?.remove(open)
        this.#awaitAnswer(partition, open)
        return
      case 'answered':
        this.#lanes.get(open.request.channel)?.remove(open)
    }
  }

  /** D1: now everything without an answer is known, and D6: what its last owner has sent. */
  #caughtUp(partition: OwnedPartition): void {
    for (const attempt of partition.memory.recentAttempts(this.#settings.clock.now())) {
      if (attempt.deliverer !== this.#deliverer) this.#lanes.get(attempt.channel)?.sentElsewhere(attempt)
    }
    this.#shareOut()
    for (const open of partition.memory.open()) this.#offer(partition, open)
  }

  /** D6. */
  #shareOut(): void {
    const all = Math.max(1, this.#settings.log.partitionCount())
    const owned = [...this.#partitions.values()]
    const caughtUp = owned.filter(({ isCaughtUp }) => isCaughtUp)
    const share = { ownedRatio: owned.length / all, caughtUpRatio: caughtUp.length / all }
    for (const lane of this.#lanes.values()) lane.setShare(share)
  }

  #offer(partition: OwnedPartition, open: OpenRequest): void {
    const { request } = open
    if (this.#sending.isUnderWay(open)) return
    if (open.isRepeat) {
      void this.#refuse(open, { failure: 'withdrawn', reason: 'it was asked for before' })
      return
    }
    if (open.claim !== null) {
      this.#awaitAnswer(partition, open)
      return
    }
    if (open.isWithdrawn) {
      this.#sending.withdraw(open)
      return
    }
    const lane = this.#lanes.get(request.channel)
    if (lane === undefined) {
      const why = this.#settings.leftOut?.get(request.channel) ?? 'the channels file has no such channel'
      void this.#refuse(open, { failure: 'rejected', reason: `channel ${request.channel}: ${why}` })
      return
    }
    if (!this.#sending.expireTooOld(open)) lane.add(open)
  }

  /** D3. */
  #awaitAnswer(partition: OwnedPartition, open: OpenRequest): void {
    const { clock } = this.#settings
    const untilMs = (open.claim?.atMs ?? clock.now()) + this.#claimPatienceMs
    clock.setTimer(Math.max(0, untilMs - clock.now()), () => {
      const isOurs = !this.#isStopped && this.#partitions.get(partition.number) === partition
      if (!isOurs || !partition.memory.has(open) || this.#sending.isUnderWay(open)) return
      const reason = 'the process that was about to send it never said what came of it'
      void this.#refuse(open, { failure: 'retryable', isAmbiguous: true, reason })
    })
  }

  #refuse(open: OpenRequest, failure: Failure): Promise<void> {
    const written = this.#answers.failed([open], failure)
    this.#holdBack()
    return written
  }

  /** A history of alerts is answered faster than the log takes the answers: then less is read. */
  #holdBack(): void {
    if (this.#isHeldBack || this.#answers.backlog < PAUSE_AT_BACKLOG) return
    this.#isHeldBack = true
    for (const partition of this.#partitions.values()) partition.hold()
    const look = (): void => {
      if (this.#isStopped) return
      if (this.#answers.backlog > RESUME_AT_BACKLOG) {
        this.#settings.clock.setTimer(50, look)
        return
      }
      this.#isHeldBack = false
      for (const partition of this.#partitions.values()) partition.release()
    }
    this.#settings.clock.setTimer(50, look)
  }

  #scheduleOffsetCommit(): void {
    this.#cancelCommit = this.#settings.clock.setTimer(this.#options.offsetCommitIntervalMs, () => {
      this.#commitOffsets()
        .catch(this.#fail)
        .finally(() => {
          if (!this.#isStopped) this.#scheduleOffsetCommit()
        })
    })
  }

  /** M3: from there its next owner reads. */
  async #commitOffsets(): Promise<void> {
    const offsets = [...this.#partitions.values()]
      .filter(({ isCaughtUp }) => isCaughtUp)
      .map(({ number, memory }) => ({
        topic: NOTIFICATIONS_TOPIC,
        partition: number,
        nextOffset: memory.readFrom(this.#settings.clock.now()),
      }))
    if (offsets.length === 0) return
    try {
      await this.#settings.log.commitOffsets(offsets)
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error
      // The next time will do.
    }
  }
}
