import type { LogRecord, MarksDeclaration } from '../contract.ts'
import { OperatorError } from '../errors.ts'
import { isAbove, type Mark, readMaker } from '../mark.ts'
import type { Clock, LogPort, ReceivedBatch } from '../ports.ts'
import { Signal } from '../signal.ts'

/**
 * Reads a task's marks to the end that they have when the task is taken, a bounded number at a time, through the same
 * consumer that brings its inputs. Later ones belong to commits that the store already holds, or will hold.
 */
export class MarksReader {
  readonly #log: LogPort
  readonly #topologyName: string
  readonly #declaration: MarksDeclaration
  readonly #partition: number
  readonly #capacity: number
  readonly #arrived: Signal
  #marks: Mark[] = []
  /** The last mark of the chain: the next one has to be above it. */
  #last: Mark = { nextOffsets: [], taskTimeMs: 0 }
  #fetchOffset = 0
  #endOffset = 0
  #isReading = false
  #highestGeneration = 0
  readonly #programsToFollow = new Set<string>()
  #failure: Error | undefined

  /** @param capacity how many marks are handed out at once */
  constructor(
    log: LogPort,
    clock: Clock,
    { name, marks }: { readonly name: string; readonly marks: MarksDeclaration },
    partition: number,
    capacity: number,
  ) {
    this.#log = log
    this.#topologyName = name
    this.#declaration = marks
    this.#partition = partition
    this.#capacity = capacity
    this.#arrived = new Signal(clock)
  }

  /**
   * Begins at `fromOffset` of the marks partition, with the chain of marks above `position`.
   * @throws OperatorError when the log no longer holds the marks from there, or does not hold them yet
   */
  async begin(fromOffset: number, position: Mark): Promise<void> {
    const { topic } = this.#declaration
    const range = (await this.#log.offsetRanges(topic))[this.#partition]
    if (range === undefined) {
      throw new OperatorError(`the marks topic ${topic} has no partition ${this.#partition}; run: tocsin topics diff`)
    }
    if (fromOffset < range.startOffset) {
      throw new OperatorError(
        `${this.#place}: marks ${fromOffset} to ${range.startOffset - 1} are gone from the log. Without them the states ` +
          'cannot be brought to where the alerts were told from; restore the topic, or rebuild the states from what there is.',
      )
    }
    if (fromOffset > range.endOffset) {
      throw new OperatorError(
        `${this.#place}: marks up to ${fromOffset} were read, but the log ends at ${range.endOffset}; was the topic deleted? ` +
          'Restore it, or rebuild the states from what there is.',
      )
    }
    this.#marks = []
    this.#last = position
    this.#programsToFollow.clear()
    this.#failure = undefined
    this.#fetchOffset = fromOffset
    this.#endOffset = range.endOffset
  }

  /**
   * The next marks of the chain; repeats, and what a zombie wrote late, are not above and fall out. None at the end.
   * @param stillWanted asked now and then; when false, what was read so far comes back
   * @throws OperatorError when the topic holds something that is no mark
   */
  async next(stillWanted: () => boolean): Promise<readonly Mark[]> {
    this.#isReading = true
    if (!this.#hasEnough) this.seek()
    while (!this.#hasEnough && stillWanted()) await this.#arrived.wait(1_000)
    this.#isReading = false
    this.#log.pause(this.#declaration.topic, this.#partition)
    if (this.#failure) throw this.#failure
    return this.#marks.splice(0, this.#capacity)
  }

  /** The highest generation that any mark read so far belongs to, above the position or not. */
  get highestGeneration(): number {
    return this.#highestGeneration
  }

  /** Whether marks that were handed out since `begin` were made by another program than this. */
  followsOtherThan(program: string): boolean {
    return [...this.#programsToFollow].some((other) => other !== program)
  }

  /** Sets the consumer to where reading goes on: at the start, and again after a rebalance. */
  seek(): void {
    if (!this.#isReading) return
    const { topic } = this.#declaration
    this.#log.seek(topic, this.#partition, this.#fetchOffset)
    this.#log.resume(topic, this.#partition)
  }

  receive(batch: ReceivedBatch): void {
    if (!this.#isReading) return
    if (batch.fetchedOffset !== this.#fetchOffset) {
      this.seek()
      return
    }
    for (const record of batch.records) {
      if (record.offset < this.#endOffset && record.value !== null) this.#take(record, record.value)
    }
    this.#fetchOffset = batch.nextOffset
    this.#arrived.notify()
  }

  #take(record: LogRecord, value: Uint8Array): void {
    try {
      const mark = this.#declaration.codec.decode(value)
      const maker = readMaker(record)
      this.#highestGeneration = Math.max(this.#highestGeneration, maker?.generation ?? 0)
      if (!isAbove(mark, this.#last)) return
      if (maker) this.#programsToFollow.add(maker.program)
      this.#last = mark
      this.#marks.push(mark)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#failure ??= new OperatorError(
        `${this.#place}: the record at offset ${record.offset} is no mark (${reason}). Only the tasks of ` +
          `${this.#topologyName} may write to this topic; restore it, or rebuild the states from what there is.`,
      )
    }
  }

  get #hasEnough(): boolean {
    const isFull = this.#marks.length >= this.#capacity
    return isFull || this.#fetchOffset >= this.#endOffset || this.#failure !== undefined
  }

  get #place(): string {
    return `${this.#declaration.topic}/${this.#partition}`
  }
}
