/**
 * What a batch has applied, by topic: the greatest record, and the latest timer, since that topic's last record. One
 * object for a batch, plain numbers for a record.
 */
export class AppliedOrder {
  readonly #greatestTimeSince: number[] = []
  readonly #greatestIndexSince: number[] = []
  readonly #latestTimerSince: number[] = []

  constructor(topicCount: number) {
    for (let index = 0; index < topicCount; index += 1) {
      this.#greatestTimeSince.push(Number.NEGATIVE_INFINITY)
      this.#greatestIndexSince.push(0)
      this.#latestTimerSince.push(Number.NEGATIVE_INFINITY)
    }
  }

  /** B3: had this record been here in time, it would have come before something that this batch has applied. */
  wouldInvert(topicIndex: number, timeMs: number): boolean {
    if (timeMs < this.#latestTimerSince[topicIndex]!) return true
    const greatestTime = this.#greatestTimeSince[topicIndex]!
    return timeMs < greatestTime || (timeMs === greatestTime && topicIndex < this.#greatestIndexSince[topicIndex]!)
  }

  recordApplied(topicIndex: number, timeMs: number): void {
    for (let index = 0; index < this.#greatestTimeSince.length; index += 1) {
      const greatest = this.#greatestTimeSince[index]!
      if (timeMs > greatest || (timeMs === greatest && topicIndex > this.#greatestIndexSince[index]!)) {
        this.#greatestTimeSince[index] = timeMs
        this.#greatestIndexSince[index] = topicIndex
      }
    }
    this.#greatestTimeSince[topicIndex] = Number.NEGATIVE_INFINITY
    this.#latestTimerSince[topicIndex] = Number.NEGATIVE_INFINITY
  }

  timerFired(dueAtMs: number): void {
    for (let index = 0; index < this.#latestTimerSince.length; index += 1) this.#latestTimerSince[index] = dueAtMs
  }
}
