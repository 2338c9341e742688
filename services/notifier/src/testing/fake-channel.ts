import type { Channel, ChannelLimits, Delivery, Notification } from '@tocsin/channels'
import type { Clock } from '@tocsin/stream'

const LIMITS: ChannelLimits = {
  perMinute: 600,
  avoidsRoundHalfHours: false,
  payloadBytes: 20_000,
  timeoutMs: 15_000,
}

export interface Received {
  readonly atMs: number
  readonly notification: Notification
  readonly outcome: Delivery
}

/** A channel that notes what it gets, and answers as it is told to. */
export class FakeChannel implements Channel {
  readonly name: string
  readonly kind = 'webhook'
  readonly languages = ['zh', 'en'] as const
  readonly limits: ChannelLimits
  readonly received: Received[] = []
  /** What it says to a message; delivered unless set. */
  answer: (notification: Notification, atMs: number) => Delivery = () => ({ kind: 'delivered' })
  /** How long it takes; a number beyond every patience hangs. */
  takesMs = 50
  /** Called when a message has come in, before the answer goes out. */
  onReceived: () => void = () => undefined
  readonly #clock: Clock

  constructor(name: string, clock: Clock, limits: Partial<ChannelLimits> = {}) {
    this.name = name
    this.#clock = clock
    this.limits = { ...LIMITS, ...limits }
  }

  async deliver(notification: Notification): Promise<Delivery> {
    const atMs = this.#clock.now()
    const outcome = this.answer(notification, atMs)
    this.received.push({ atMs, notification, outcome })
    this.onReceived()
    await new Promise<void>((resolve) => void this.#clock.setTimer(this.takesMs, resolve))
    return outcome
  }

  /** The messages that people have in front of them. */
  arrived(): readonly Received[] {
    return this.received.filter(
      ({ outcome }) => outcome.kind !== 'rejected' && (outcome.kind === 'delivered' || outcome.ambiguous),
    )
  }
}

export const DELIVERED: Delivery = { kind: 'delivered' }
export const AWAY: Delivery = { kind: 'retryable', reason: 'connection refused', ambiguous: false }
export const NO_ANSWER: Delivery = { kind: 'retryable', reason: 'no answer after 15000 ms', ambiguous: true }
