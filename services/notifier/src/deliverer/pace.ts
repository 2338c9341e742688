import type { ChannelLimits } from '@tocsin/channels'

export type PaceLimits = Pick<ChannelLimits, 'perMinute' | 'minIntervalMs' | 'avoidsRoundHalfHours'>

const MINUTE_MS = 60_000
const HALF_HOUR_MS = 30 * MINUTE_MS
/** Around :00 and :30 the robots of the whole world send; so long before and after, ours does not. */
const KEEP_AWAY_BEFORE_MS = 2_000
const KEEP_AWAY_AFTER_MS = 8_000

/** When the next message may go out, by what the other side takes. */
export class Pace {
  readonly #limits: PaceLimits
  /** Moments of the messages of the last minute, the oldest first. */
  #sentAtMs: number[] = []
  #share = 1

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  /** The part of the limits that is this process's own: as many as it has of the partitions. */
  setShare(ratio: number): void {
    this.#share = Math.min(1, Math.max(ratio, 0.01))
  }

  nextAtMs(nowMs: number): number {
    const { perMinute, minIntervalMs, avoidsRoundHalfHours } = this.#limits
    const most = Math.max(1, Math.floor(perMinute * this.#share))
    const last = this.#sentAtMs.at(-1)
    const afterInterval = last === undefined ? nowMs : last + minIntervalMs / this.#share
    const oldest = this.#sentAtMs.at(-most)
    const afterMinute = oldest === undefined ? nowMs : oldest + MINUTE_MS
    const atMs = Math.ceil(Math.max(nowMs, afterInterval, afterMinute))
    return avoidsRoundHalfHours ? awayFromHalfHours(atMs) : atMs
  }

  sent(nowMs: number): void {
    this.#sentAtMs = [...this.#sentAtMs.filter((atMs) => atMs > nowMs - MINUTE_MS), nowMs]
  }

  /** Time that so many messages take at least. */
  durationMs(messages: number): number {
    const { perMinute, minIntervalMs } = this.#limits
    return (messages * Math.max(minIntervalMs, MINUTE_MS / perMinute)) / this.#share
  }
}

function awayFromHalfHours(atMs: number): number {
  const since = (atMs + KEEP_AWAY_BEFORE_MS) % HALF_HOUR_MS
  const closedMs = KEEP_AWAY_BEFORE_MS + KEEP_AWAY_AFTER_MS
  return since < closedMs ? atMs + closedMs - since : atMs
}
