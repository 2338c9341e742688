import { NOTIFICATIONS_TOPIC } from '@tocsin/processors'
import { type Clock, type LogPort, type ReceivedBatch, RetryableError } from '@tocsin/stream'
import { PartitionMemory } from './partition-memory.ts'

interface OwnedPartitionSettings {
  readonly number: number
  readonly log: LogPort
  readonly clock: Clock
  /** Takes the batch into memory; awaited before the next one. @throws RetryableError when the registry is away */
  read(batch: ReceivedBatch): Promise<void>
  /** The end, as it stood at the assignment, has been reached. */
  caughtUp(): void
  failed(error: unknown): void
}

/** Batches that wait to be read; from so many on the log is asked to pause. */
const MAX_BATCHES = 4
const WAIT_MS = 500

/** One partition for as long as it is this process's own: its place in the log, and what it remembers. */
export class OwnedPartition {
  readonly number: number
  readonly memory = new PartitionMemory()
  readonly #settings: OwnedPartitionSettings
  #isCaughtUp = false
  #isGivenUp = false
  #isHeld = false
  /** The end of the log when it was assigned. */
  #endOffset: number | undefined
  #batches: ReceivedBatch[] = []
  #isReading = false
  #waits: { readonly offset: number; readonly resolve: (isRead: boolean) => void }[] = []

  constructor(settings: OwnedPartitionSettings) {
    this.#settings = settings
    this.number = settings.number
  }

  get isCaughtUp(): boolean {
    return this.#isCaughtUp
  }

  /** Records up to the end as it stood at the assignment; undefined before that is known. */
  get recordsLeft(): number | undefined {
    return this.#endOffset === undefined ? undefined : Math.max(0, this.#endOffset - this.memory.nextOffset)
  }

  /** Reads from where its last owner said that it is enough to; without such a word, from the first record. */
  begin(): void {
    this.#begin().catch(this.#settings.failed)
  }

  /** The group was joined anew and the partition has stayed: goes on where it was. */
  resume(): void {
    if (this.#endOffset === undefined) return
    const { log } = this.#settings
    this.#batches = []
    log.seek(NOTIFICATIONS_TOPIC, this.number, this.memory.nextOffset)
    this.#goOn()
  }

  receive(batch: ReceivedBatch): void {
    if (this.#isGivenUp) return
    this.#batches.push(batch)
    if (this.#batches.length >= MAX_BATCHES) this.#settings.log.pause(NOTIFICATIONS_TOPIC, this.number)
    if (!this.#isReading) void this.#readAll()
  }

  /** Nothing more is read until `release`. */
  hold(): void {
    this.#isHeld = true
    this.#settings.log.pause(NOTIFICATIONS_TOPIC, this.number)
  }

  release(): void {
    this.#isHeld = false
    this.#goOn()
  }

  giveUp(): void {
    this.#isGivenUp = true
    this.#batches = []
    this.abandonWaits()
  }

  /** True once everything below the offset has been read; false when the partition is given up before. */
  untilRead(offset: number): Promise<boolean> {
    if (this.memory.nextOffset >= offset) return Promise.resolve(true)
    if (this.#isGivenUp) return Promise.resolve(false)
    return new Promise((resolve) => void this.#waits.push({ offset, resolve }))
  }

  abandonWaits(): void {
    for (const { resolve } of this.#waits.splice(0)) resolve(false)
  }

  async #begin(): Promise<void> {
    const { log, clock } = this.#settings
    for (;;) {
      if (this.#isGivenUp) return
      try {
        const range = (await log.offsetRanges(NOTIFICATIONS_TOPIC))[this.number]
        const readFrom = (await log.committedOffsets(NOTIFICATIONS_TOPIC))[this.number]
        if (this.#isGivenUp || range === undefined) return
        // Beyond the end: that was another topic of this name.
        const isThere = readFrom !== undefined && readFrom >= range.startOffset && readFrom <= range.endOffset
        this.memory.nextOffset = isThere ? readFrom : range.startOffset
        this.#endOffset = range.endOffset
        break
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        await new Promise<void>((resolve) => void clock.setTimer(WAIT_MS, resolve))
      }
    }
    log.seek(NOTIFICATIONS_TOPIC, this.number, this.memory.nextOffset)
    this.#goOn()
    this.#look()
  }

  async #readAll(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#batches.length > 0 && !this.#isGivenUp) await this.#readNext()
    } catch (error) {
      this.#settings.failed(error)
    } finally {
      this.#isReading = false
    }
  }

  async #readNext(): Promise<void> {
    const { clock, read } = this.#settings
    const batch = this.#batches[0] as ReceivedBatch
    // After a join, what was fetched before it may come once more.
    if (batch.fetchedOffset === this.memory.nextOffset) {
      try {
        await read(batch)
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        await new Promise<void>((resolve) => void clock.setTimer(WAIT_MS, resolve))
        return
      }
      this.memory.nextOffset = batch.nextOffset
    }
    if (this.#batches[0] === batch) this.#batches.shift()
    this.#goOn()
    this.#look()
  }

  /** Asks for more, where there is a place to read from, room for it, and nothing that forbids it. */
  #goOn(): void {
    const hasRoom = this.#endOffset !== undefined && this.#batches.length < MAX_BATCHES
    if (hasRoom && !this.#isHeld && !this.#isGivenUp) this.#settings.log.resume(NOTIFICATIONS_TOPIC, this.number)
  }

  #look(): void {
    const { nextOffset } = this.memory
    const ready = this.#waits.filter(({ offset }) => offset <= nextOffset)
    this.#waits = this.#waits.filter(({ offset }) => offset > nextOffset)
    for (const { resolve } of ready) resolve(true)
    if (this.#isCaughtUp || this.#isGivenUp || this.#endOffset === undefined || nextOffset < this.#endOffset) return
    this.#isCaughtUp = true
    this.#settings.caughtUp()
  }
}
