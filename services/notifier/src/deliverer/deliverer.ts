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
 */
import type { Channel, Delivery } from '@tocsin/channels'
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
import { Answers } from './answers.ts'
import { messageIdOf, notificationOf } from './compose.ts'
import { Lane, type Outcome } from './lane.ts'
import type { OpenRequest } from './open-request.ts'
import { OwnedPartition } from './owned-partition.ts'
import type { Change } from './partition-memory.ts'
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
  /** So long after an attempt its answer is waited for: longer than any channel takes. */
  readonly #claimPatienceMs: number
  readonly #lanes = new Map<string, Lane>()
  readonly #partitions = new Map<number, OwnedPartition>()
  /** Requests of which this process is sending a message right now. */
  readonly #underWay = new Set<string>()
  #fail!: (error: unknown) => void
  #isStopped = false
  #hasJoined = false
  #isHeldBack = false
  #cancelCommit: (() => void) | undefined

  constructor(settings: DelivererSettings) {
    this.#settings = settings
    this.#options = { ...DEFAULT_DELIVERER_OPTIONS, ...settings.options }
    this.#deliverer = settings.newDelivererId()
    const { log, clock, codec, channels } = settings
    const slowestMs = Math.max(0, ...channels.map(({ limits }) => limits.timeoutMs))
    this.#claimPatienceMs = slowestMs + this.#options.sendMarginMs + CLAIM_MARGIN_MS
    this.finished = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.finished.catch(() => undefined)
    const encode = (event: NotificationEvent) => codec.encode(event)
    this.#answers = new Answers({ log, clock, deliverer: this.#deliverer, encode, failed: this.#fail })
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
    const share = partitions.length / Math.max(1, this.#settings.log.partitionCount())
    for (const lane of this.#lanes.values()) lane.setShare(share)
    for (const number of partitions) {
      const kept = this.#partitions.get(number)
      if (kept) kept.resume()
      else this.#take(number)
    }
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
      send: (members) => this.#send(channel, members),
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
      const change = partition.memory.apply(event, record)
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
        if (this.#lanes.get(open.request.channel)?.remove(open)) this.#withdraw(open)
        return
      case 'claimed':
        if (open.claim?.deliverer === this.#deliverer) return
        this.#lanes.get(open.request.channel)?.remove(open)
        this.#awaitAnswer(partition, open)
        return
      case 'answered':
        this.#lanes.get(open.request.channel)?.remove(open)
    }
  }

  /** D1: now everything without an answer is known. */
  #caughtUp(partition: OwnedPartition): void {
    for (const open of partition.memory.open()) this.#offer(partition, open)
  }

  #offer(partition: OwnedPartition, open: OpenRequest): void {
    const { request } = open
    if (this.#underWay.has(attemptOf(open))) return
    if (open.isRepeat) {
      void this.#refuse(open, { failure: 'withdrawn', reason: 'it was asked for before' })
      return
    }
    if (open.claim !== null) {
      this.#awaitAnswer(partition, open)
      return
    }
    if (open.isWithdrawn) {
      this.#withdraw(open)
      return
    }
    const lane = this.#lanes.get(request.channel)
    if (lane === undefined) {
      const why = this.#settings.leftOut?.get(request.channel) ?? 'the channels file has no such channel'
      void this.#refuse(open, { failure: 'rejected', reason: `channel ${request.channel}: ${why}` })
      return
    }
    if (this.#isTooOld(open)) this.#expire(open)
    else lane.add(open)
  }

  /** D3. */
  #awaitAnswer(partition: OwnedPartition, open: OpenRequest): void {
    const { clock } = this.#settings
    const untilMs = (open.claim?.atMs ?? clock.now()) + this.#claimPatienceMs
    clock.setTimer(Math.max(0, untilMs - clock.now()), () => {
      const isOurs = !this.#isStopped && this.#partitions.get(partition.number) === partition
      if (!isOurs || !partition.memory.has(open) || this.#underWay.has(attemptOf(open))) return
      const reason = 'the process that was about to send it never said what came of it'
      void this.#refuse(open, { failure: 'retryable', isAmbiguous: true, reason })
    })
  }

  /** Sends these as one message. */
  async #send(channel: Channel, members: readonly OpenRequest[]): Promise<Outcome> {
    const { clock, emit } = this.#settings
    const attempts = members.map(attemptOf)
    for (const attempt of attempts) this.#underWay.add(attempt)
    try {
      const owned = members.filter((open) => this.#isOwned(open))
      const young = owned.filter((open) => !open.isWithdrawn && !this.#isTooOld(open))
      for (const open of owned) {
        if (open.isWithdrawn) this.#withdraw(open)
        else if (this.#isTooOld(open)) this.#expire(open)
      }
      if (young.length === 0) return { kind: 'not-sent' }
      const messageId = messageIdOf(young)
      const claimed = await this.#claim(young, messageId)
      if (claimed === 'log-away') return { kind: 'log-away' }
      const ours = claimed.filter((open) => !open.isWithdrawn)
      for (const open of claimed) if (open.isWithdrawn) this.#withdraw(open)
      if (ours.length === 0) return { kind: 'not-sent' }
      const startedAtMs = clock.now()
      const outcome = await this.#deliver(channel, ours, messageId)
      const tookMs = clock.now() - startedAtMs
      await this.#answer(ours, messageId, outcome)
      const isResend = ours.some(({ request }) => request.isResend === true)
      const reason = outcome.kind === 'delivered' ? outcome.remark : outcome.reason
      emit({
        type: 'NotificationAttempted',
        channel: channel.name,
        notificationId: messageId,
        outcome: outcome.kind === 'retryable' && outcome.ambiguous ? 'ambiguous' : outcome.kind,
        isResend,
        tookMs,
        ...(reason !== undefined && { reason }),
      })
      return outcome
    } catch (error) {
      this.#fail(error)
      return { kind: 'not-sent' }
    } finally {
      for (const attempt of attempts) this.#underWay.delete(attempt)
    }
  }

  /** D2: those that this process may send. What another process claimed first is left to it. */
  async #claim(members: readonly OpenRequest[], messageId: string): Promise<readonly OpenRequest[] | 'log-away'> {
    let offsets: readonly number[]
    try {
      offsets = await this.#answers.attempted(members, messageId)
    } catch (error) {
      if (error instanceof RetryableError) return 'log-away'
      throw error
    }
    const isRead = await Promise.all(
      members.map((open, index) => this.#partitions.get(open.partition)?.untilRead((offsets[index] as number) + 1)),
    )
    return members.filter(
      (open, index) => isRead[index] === true && this.#isOwned(open) && open.claim?.deliverer === this.#deliverer,
    )
  }

  async #deliver(channel: Channel, members: readonly OpenRequest[], messageId: string): Promise<Delivery> {
    const limitMs = channel.limits.timeoutMs + this.#options.sendMarginMs
    let cancel: () => void = () => undefined
    const hung = new Promise<Delivery>((resolve) => {
      cancel = this.#settings.clock.setTimer(limitMs, () =>
        resolve({ kind: 'retryable', reason: `no end after ${limitMs} ms`, ambiguous: true }),
      )
    })
    try {
      return await Promise.race([channel.deliver(notificationOf(members, messageId)), hung])
    } catch (error) {
      // A channel never throws; should one, no other message shall wait for its mending. Its words may hold a secret.
      const name = error instanceof Error ? error.name : typeof error
      return { kind: 'rejected', reason: `a fault of this channel's code: no message could be made (${name})` }
    } finally {
      cancel()
    }
  }

  async #answer(members: readonly OpenRequest[], messageId: string, outcome: Delivery): Promise<void> {
    switch (outcome.kind) {
      case 'delivered':
        return this.#answers.delivered(members, messageId)
      case 'retryable': {
        const { reason, afterMs = null, ambiguous: isAmbiguous } = outcome
        return this.#answers.failed(members, { failure: 'retryable', reason, afterMs, isAmbiguous })
      }
      case 'rejected':
        return this.#answers.failed(members, { failure: 'rejected', reason: outcome.reason })
    }
  }

  #refuse(open: OpenRequest, failure: Parameters<Answers['failed']>[1]): Promise<void> {
    const written = this.#answers.failed([open], failure)
    this.#holdBack()
    return written
  }

  /** D4. */
  #isTooOld({ request }: OpenRequest): boolean {
    return request.deadlineAt < this.#settings.clock.now()
  }

  #withdraw(open: OpenRequest): void {
    void this.#refuse(open, { failure: 'withdrawn', reason: 'overtaken before it was sent' })
  }

  #expire(open: OpenRequest): void {
    void this.#refuse(open, { failure: 'expired', reason: 'older than maxAlertAge by the wall clock' })
  }

  #isOwned(open: OpenRequest): boolean {
    return this.#partitions.get(open.partition)?.memory.has(open) === true
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

function attemptOf({ request }: OpenRequest): string {
  return `${request.notificationId}#${request.attempt}`
}
