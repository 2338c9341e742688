/** A task's input queues, and the consumer that fills them: where it reads on, what it pauses, what it missed. */
import { OperatorError } from '../errors.ts'
import type { RuntimeOptions } from '../options.ts'
import type { Clock, LogPort, ReceivedBatch } from '../ports.ts'
import type { InputQueue } from './input-queue.ts'

export interface InputsSurroundings {
  readonly log: LogPort
  readonly clock: Clock
  readonly options: RuntimeOptions
}

export class Inputs {
  readonly queues: readonly InputQueue[]
  readonly #surroundings: InputsSurroundings
  readonly #partition: number

  constructor(surroundings: InputsSurroundings, partition: number, queues: readonly InputQueue[]) {
    this.#surroundings = surroundings
    this.#partition = partition
    this.queues = queues
  }

  get areLive(): boolean {
    return this.queues.every((queue) => queue.live)
  }

  /** Takes records in; a full queue is paused. */
  receive(batch: ReceivedBatch): void {
    const queue = this.queues.find((candidate) => candidate.topic === batch.topic)
    if (queue === undefined) return
    if (!queue.receive(batch, this.#surroundings.clock.now())) queue.hasGap = true
    else if (this.#isFull(queue)) this.#pause(queue)
  }

  /** Tells the log where each input goes on: at the start, and after a rebalance. */
  point(): void {
    for (const queue of this.queues) this.#point(queue)
  }

  pause(): void {
    for (const queue of this.queues) this.#pause(queue)
  }

  /**
   * Removes what has been applied.
   * @param taken number of records, in topic order
   */
  drop(taken: readonly number[], nextOffsets: Readonly<Record<string, number>>): void {
    for (const queue of this.queues) {
      queue.drop(taken[queue.index]!)
      queue.nextOffset = nextOffsets[queue.topic] ?? 0
      // While it was full nothing could come: what is known to be there gets the time of a fetch.
      if (queue.length === 0) queue.waitingSinceMs = this.#surroundings.clock.now()
      if (queue.paused && !this.#isFull(queue, 0.5)) this.#resume(queue)
    }
  }

  /**
   * Asks the log itself where it ends, and says whether all of it had been fetched before. What was seen last is good
   * enough for the order among records; before the clock takes something for not having happened, it is not. What
   * arrives while the log is asked is in no plan yet, so it counts as not there.
   * @throws RetryableError when the log is away
   */
  async areCaughtUpNow(): Promise<boolean> {
    const fetchedBefore = this.queues.map((queue) => queue.fetchOffset)
    for (const queue of this.queues) {
      const range = (await this.#surroundings.log.offsetRanges(queue.topic))[this.#partition]!
      queue.endOffset = Math.max(queue.endOffset, range.endOffset)
    }
    return this.queues.every((queue, index) => fetchedBefore[index]! >= queue.endOffset)
  }

  /**
   * A batch did not continue its queue: a left-over of the time before a seek, which asking again mends, or records
   * that the log has dropped at its start or (a broker that lost its newest) at its end, which nothing mends.
   * @throws OperatorError naming the gap
   */
  async lookIntoGaps(): Promise<void> {
    for (const queue of this.queues) {
      if (!queue.hasGap) continue
      const range = (await this.#surroundings.log.offsetRanges(queue.topic))[this.#partition]!
      queue.hasGap = false
      if (queue.fetchOffset < range.startOffset) {
        throw new OperatorError(
          `${queue.topic}/${this.#partition}: records ${queue.fetchOffset} to ${range.startOffset - 1} are gone from ` +
            'the log, and were never applied. Restore the topic, or rebuild the states from what there is.',
        )
      }
      if (queue.fetchOffset > range.endOffset) {
        throw new OperatorError(
          `${queue.topic}/${this.#partition}: records up to ${queue.fetchOffset} were read, but the log now ends at ` +
            `${range.endOffset}. Restore the topic, or rebuild the states from what there is.`,
        )
      }
      this.#point(queue)
    }
  }

  #point(queue: InputQueue): void {
    queue.waitingSinceMs = this.#surroundings.clock.now()
    this.#surroundings.log.seek(queue.topic, this.#partition, queue.fetchOffset)
    if (this.#isFull(queue)) this.#pause(queue)
    else this.#resume(queue)
  }

  #pause(queue: InputQueue): void {
    queue.paused = true
    this.#surroundings.log.pause(queue.topic, this.#partition)
  }

  #resume(queue: InputQueue): void {
    queue.paused = false
    this.#surroundings.log.resume(queue.topic, this.#partition)
  }

  #isFull(queue: InputQueue, share = 1): boolean {
    const { maxQueuedRecords, maxQueuedBytes } = this.#surroundings.options
    return queue.length >= maxQueuedRecords * share || queue.bytes >= maxQueuedBytes * share
  }
}
