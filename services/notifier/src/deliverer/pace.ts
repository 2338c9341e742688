import type { ChannelLimits } from '@tocsin/channels'

export type PaceLimits = Pick<ChannelLimits, 'perMinute' | 'perSecond' | 'avoidsRoundHalfHours'>

/** The part of the limits that is a process's own: as many as it has of the partitions. */
export interface Share {
  readonly ownedRatio: number
  /** Those of them that it has read to the end: of the others nothing is sent, nor known what their last owners sent. */
  readonly caughtUpRatio: number
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HALF_HOUR_MS = 30 * MINUTE_MS
/** Around :00 and :30 the robots of the whole world send; so long before and after, ours does not. */
const KEEP_AWAY_BEFORE_MS = 2_000
const KEEP_AWAY_AFTER_MS = 8_000
/** A process that owns nothing has nothing to send. */
const LEAST_RATIO = 0.01

/** When the next message may go out, by what the other side takes. */
export class Pace {
  readonly #limits: PaceLimits
  /** The latest messages, the oldest first; no more of them than a minute takes. */
  #sent: readonly Sent[] = []
  #share: Share = { ownedRatio: 1, caughtUpRatio: 1 }

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  setShare(share: Share): void {
    this.#share = share
  }

  nextAtMs(nowMs: number): number {
    const { perMinute, perSecond, avoidsRoundHalfHours } = this.#limits
    const inMinuteMs = this.#whenWithin(perMinute, MINUTE_MS)
    const inSecondMs = perSecond === undefined ? nowMs : this.#whenWithin(perSecond, SECOND_MS)
    const atMs = Math.ceil(Math.max(nowMs, inMinuteMs, inSecondMs))
    return avoidsRoundHalfHours ? awayFromHalfHours(atMs) : atMs
  }

  /**
   * A message has gone out.
   * @param name of one that another process sent; heard of twice, it counts once
   */
  sent(atMs: number, name?: string): void {
    if (name !== undefined && this.#sent.some((sent) => sent.name === name)) return
    const inOrder = [...this.#sent, { atMs, name }].sort((left, right) => left.atMs - right.atMs)
    this.#sent = inOrder.slice(-this.#limits.perMinute)
  }

  /** Time that so many messages take at least. */
  durationMs(messages: number): number {
    const { perMinute, perSecond = Number.POSITIVE_INFINITY } = this.#limits
    return (
      (messages * Math.max(SECOND_MS / perSecond, MINUTE_MS / perMinute)) /
      Math.max(this.#share.ownedRatio, LEAST_RATIO)
    )
  }

  /**
   * From when on one more message keeps this process's share of what is taken in any time of that length. A share is
   * whole messages, rounded down: shares of all processes together are never more than the whole, however their messages
   * fall. Less than one message is one in a longer time: then those of several processes may still fall together.
   */
  #whenWithin(most: number, durationMs: number): number {
    const own = most * Math.max(this.#share.caughtUpRatio, LEAST_RATIO)
    const count = Math.max(1, Math.floor(own))
    const first = this.#sent.at(-count)
    return first === undefined ? 0 : first.atMs + (own < 1 ? durationMs / own : durationMs)
  }
}

interface Sent {
  readonly atMs: number
  readonly name: string | undefined
}

function awayFromHalfHours(atMs: number): number {
  const since = (atMs + KEEP_AWAY_BEFORE_MS) % HALF_HOUR_MS
  const closedMs = KEEP_AWAY_BEFORE_MS + KEEP_AWAY_AFTER_MS
  return since < closedMs ? atMs + closedMs - since : atMs
}
