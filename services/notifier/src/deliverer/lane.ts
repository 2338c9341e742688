/**
 * One channel's lane: what waits for it, in order, sent one message at a time at the pace the channel bears.
 *
 * L1. Critical alerts go before warnings, each in the order in which they came; digests wait a little for one another.
 * L2. After a failure the channel rests, as long as it asks or a little longer each time, and then one message tries it.
 * L3. At most `MAX_WAITING` wait here; whoever is last in order is deferred: its task's timer holds it, not this memory.
 * L4. What is sent, or about to be, is never sent again from here: its answer decides.
 */
import type { Channel, Delivery } from '@tocsin/channels'
import type { Clock } from '@tocsin/stream'
import type { ChannelStatus } from '@tocsin/telemetry'
import { MAX_ALERTS_PER_MESSAGE, membersOf } from './compose.ts'
import type { Claim, OpenRequest } from './open-request.ts'
import { Pace, type Share } from './pace.ts'

export const MAX_WAITING = 1_000
/** Digests of the tasks of one process come within this time of each other. */
const DIGEST_GATHER_MS = 5_000
const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 60_000
/** A message goes out so soon after it was on the log that it is about to; hardly ever later. */
const SENT_WITHIN_MS = 1_000
const LEAST_DEFERRAL_MS = 30_000
const LONGEST_DEFERRAL_MS = 900_000

/** What came of an attempt to send: nothing when it was not tried, because another process or nobody may send it. */
export type Outcome = Delivery | { readonly kind: 'not-sent' } | { readonly kind: 'log-away' }

export interface LaneSettings {
  readonly channel: Pick<Channel, 'name' | 'limits'>
  readonly clock: Clock
  /** Sends these as one message and writes the answers. Never throws. */
  send(members: readonly OpenRequest[]): Promise<Outcome>
  defer(open: OpenRequest, afterMs: number): void
  rested(forMs: number, reason: string): void
}

interface Waiting {
  readonly open: OpenRequest
  readonly sinceMs: number
  readonly notBeforeMs: number
}

export class Lane {
  readonly #settings: LaneSettings
  readonly #pace: Pace
  /** In order: critical ones first. */
  #waiting: Waiting[] = []
  #restUntilMs = 0
  #failures = 0
  /** When the last one that was deferred should find room. */
  #nextRoomMs = 0
  #underWay: Promise<void> | undefined
  #isStopped = false
  #cancelTimer: (() => void) | undefined

  constructor(settings: LaneSettings) {
    this.#settings = settings
    this.#pace = new Pace(settings.channel.limits)
  }

  setShare(share: Share): void {
    this.#pace.setShare(share)
    this.#proceed()
  }

  /** A message that another process sent, or was about to, not long ago: the channel's time is its own, whoever uses it. */
  sentElsewhere({ messageId, atMs }: Claim): void {
    // Another machine's clock may be ahead.
    const sentAtMs = Math.min(atMs + SENT_WITHIN_MS, this.#settings.clock.now())
    this.#pace.sent(sentAtMs, `${messageId} at ${atMs}`)
  }

  add(open: OpenRequest): void {
    const { clock } = this.#settings
    const nowMs = clock.now()
    const notBeforeMs = open.request.kind === 'digest' ? nowMs + DIGEST_GATHER_MS : nowMs
    const entry = { open, sinceMs: nowMs, notBeforeMs }
    const isCritical = open.request.severity === 'critical'
    const firstWarning = isCritical ? this.#waiting.findIndex((each) => each.open.request.severity !== 'critical') : -1
    if (firstWarning >= 0) this.#waiting.splice(firstWarning, 0, entry)
    else this.#waiting.push(entry)
    // L3.
    if (this.#waiting.length > MAX_WAITING) {
      const last = this.#waiting.pop() as Waiting
      this.#settings.defer(last.open, this.#deferralMs(nowMs))
    }
    this.#proceed()
  }

  /** False when it does not wait here: it is being sent, or was never here. */
  remove(open: OpenRequest): boolean {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter((each) => each.open !== open)
    return this.#waiting.length < before
  }

  /** What waits for a partition that was given to another process. */
  forget(partition: number): void {
    this.#waiting = this.#waiting.filter((each) => each.open.partition !== partition)
  }

  status(): ChannelStatus {
    const nowMs = this.#settings.clock.now()
    const oldestMs = this.#waiting.reduce((oldest, { sinceMs }) => Math.min(oldest, sinceMs), nowMs)
    return {
      channel: this.#settings.channel.name,
      waiting: this.#waiting.length,
      oldestWaitingMs: nowMs - oldestMs,
      restingMs: Math.max(0, this.#restUntilMs - nowMs),
    }
  }

  /** Resolves when the message under way has its answer; no other follows. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTimer?.()
    await this.#underWay
  }

  #proceed(): void {
    if (this.#isStopped || this.#underWay !== undefined) return
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const nowMs = this.#settings.clock.now()
    const earliestMs = this.#waiting.reduce(
      (least, each) => Math.min(least, each.notBeforeMs),
      Number.POSITIVE_INFINITY,
    )
    if (earliestMs === Number.POSITIVE_INFINITY) return
    const atMs = Math.max(this.#pace.nextAtMs(nowMs), this.#restUntilMs, earliestMs)
    if (atMs > nowMs) {
      this.#cancelTimer = this.#settings.clock.setTimer(atMs - nowMs, () => this.#proceed())
      return
    }
    const head = this.#waiting.find(({ notBeforeMs }) => notBeforeMs <= nowMs)
    if (head === undefined) return
    const all = this.#waiting.map(({ open }) => open)
    const members = membersOf(head.open, all)
    this.#underWay = this.#send(members).finally(() => {
      this.#underWay = undefined
      this.#proceed()
    })
  }

  async #send(members: readonly OpenRequest[]): Promise<void> {
    const chosen = new Set(members)
    const taken = this.#waiting.filter(({ open }) => chosen.has(open))
    this.#waiting = this.#waiting.filter(({ open }) => !chosen.has(open))
    const outcome = await this.#settings.send(members)
    const nowMs = this.#settings.clock.now()
    switch (outcome.kind) {
      case 'not-sent':
        return
      case 'log-away':
        // Nothing was sent: they keep their places.
        this.#waiting = [...taken, ...this.#waiting]
        this.#restUntilMs = Math.max(this.#restUntilMs, nowMs + FIRST_REST_MS)
        return
      case 'delivered':
      case 'rejected':
        this.#pace.sent(nowMs)
        this.#failures = 0
        return
      case 'retryable':
        this.#pace.sent(nowMs)
        this.#rest(outcome, nowMs)
    }
  }

  /** L2. */
  #rest({ afterMs, reason }: Extract<Delivery, { kind: 'retryable' }>, nowMs: number): void {
    this.#failures += 1
    const growing = Math.min(FIRST_REST_MS * 2 ** (this.#failures - 1), LONGEST_REST_MS)
    const forMs = Math.max(growing, afterMs ?? 0)
    this.#restUntilMs = nowMs + forMs
    this.#settings.rested(forMs, reason)
  }

  /**
   * When there should be room again: after those that wait, and after those that were deferred before, at the pace the
   * channel bears. So they come back one after the other, not all at once.
   */
  #deferralMs(nowMs: number): number {
    const perAlertMs = this.#pace.durationMs(1) / MAX_ALERTS_PER_MESSAGE
    const freeAtMs = Math.max(nowMs, this.#restUntilMs) + this.#waiting.length * perAlertMs
    this.#nextRoomMs = Math.max(this.#nextRoomMs, freeAtMs) + perAlertMs
    const untilMs = Math.min(Math.max(this.#nextRoomMs - nowMs, LEAST_DEFERRAL_MS), LONGEST_DEFERRAL_MS)
    if (untilMs === LONGEST_DEFERRAL_MS) this.#nextRoomMs = freeAtMs
    return Math.round(untilMs)
  }
}
