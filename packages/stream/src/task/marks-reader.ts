import type { AnyTopology } from '../contract.ts'
import { OperatorError } from '../errors.ts'
import type { Mark } from '../mark.ts'
import type { Clock, LogPort, ReceivedBatch } from '../ports.ts'
import { Signal } from '../signal.ts'

/** Reads a task's marks to their end, through the same consumer that brings its inputs. */
export class MarksReader {
  readonly #log: LogPort
  readonly #topology: AnyTopology
  readonly #partition: number
  readonly #arrived: Signal
  #marks: Mark[] = []
  #fetchOffset: number | undefined

  constructor(log: LogPort, clock: Clock, topology: AnyTopology, partition: number) {
    this.#log = log
    this.#topology = topology
    this.#partition = partition
    this.#arrived = new Signal(clock)
  }

  /**
   * All marks from `fromOffset` to the end that the log has now. Later ones belong to commits that the store already
   * holds, or will hold.
   *
   * @param stillWanted asked now and then; when false, what was read so far comes back
   */
  async readToEnd(fromOffset: number, stillWanted: () => boolean): Promise<readonly Mark[]> {
    const { topic } = this.#topology.marks
    const range = (await this.#log.offsetRanges(topic))[this.#partition]
    if (range === undefined) {
      throw new OperatorError(`the marks topic ${topic} has no partition ${this.#partition}; run: tocsin topics diff`)
    }
    this.#marks = []
    this.#fetchOffset = Math.max(fromOffset, range.startOffset)
    if (this.#fetchOffset < range.endOffset) this.seek()
    while (this.#fetchOffset < range.endOffset && stillWanted()) await this.#arrived.wait(1_000)
    this.#log.pause(topic, this.#partition)
    this.#fetchOffset = undefined
    return this.#marks
  }

  /** Sets the consumer to where reading goes on: at the start, and again after a rebalance. */
  seek(): void {
    if (this.#fetchOffset === undefined) return
    const { topic } = this.#topology.marks
    this.#log.seek(topic, this.#partition, this.#fetchOffset)
    this.#log.resume(topic, this.#partition)
  }

  receive(batch: ReceivedBatch): void {
    if (this.#fetchOffset === undefined) return
    if (batch.fetchedOffset !== this.#fetchOffset) {
      this.seek()
      return
    }
    for (const record of batch.records) {
      if (record.value !== null) this.#marks.push(this.#topology.marks.codec.decode(record.value))
    }
    this.#fetchOffset = batch.nextOffset
    this.#arrived.notify()
  }
}
