/** How many events each API key may send: a bucket of some seconds, filled steadily. */
export interface RateLimit {
  /** 0: go ahead; else milliseconds until the key may send again. */
  waitMs(apiKey: string): number
  /** A large batch may overdraw the bucket; whoever did waits until it is filled again. */
  charge(apiKey: string, events: number): void
}

const BUCKET_SECONDS = 5

export function createRateLimit(eventsPerSecond: number, now: () => number): RateLimit {
  const capacity = eventsPerSecond * BUCKET_SECONDS
  const buckets = new Map<string, { left: number; atMs: number }>()

  function bucketOf(apiKey: string): { left: number; atMs: number } {
    const nowMs = now()
    const bucket = buckets.get(apiKey) ?? { left: capacity, atMs: nowMs }
    const gained = (Math.max(0, nowMs - bucket.atMs) / 1000) * eventsPerSecond
    const filled = { left: Math.min(capacity, bucket.left + gained), atMs: nowMs }
    buckets.set(apiKey, filled)
    return filled
  }

  return {
    waitMs(apiKey) {
      const { left } = bucketOf(apiKey)
      return left > 0 ? 0 : Math.ceil(((1 - left) / eventsPerSecond) * 1000)
    },
    charge(apiKey, events) {
      bucketOf(apiKey).left -= events
    },
  }
}
