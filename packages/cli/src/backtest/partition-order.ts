import type { RecordedStep } from '@tocsin/backtest'
import type { LogRecord, Mark } from '@tocsin/stream'

/** One input partition as far as it was read. */
interface InputQueue {
  records: LogRecord[]
  /** Of `records`: what was taken. */
  taken: number
  /** No record will be added any more. */
  isEnded: boolean
}

/**
 * Puts the records of one task into the order in which the live engine took them: between two marks by time, topic,
 * offset; a mark says how far the task had come. After the last mark canonical order holds.
 */
export class PartitionOrder {
  readonly #partition: number
  readonly #queues: readonly InputQueue[]
  readonly #marks: readonly Mark[]
  #nextMark = 0

  /** @param marks of this task, each above the one before */
  constructor(partition: number, topicCount: number, marks: readonly Mark[]) {
    this.#partition = partition
    this.#queues = Array.from({ length: topicCount }, () => ({ records: [], taken: 0, isEnded: false }))
    this.#marks = marks
  }

  add(topicIndex: number, record: LogRecord): void {
    this.#queues[topicIndex]?.records.push(record)
  }

  end(topicIndex: number): void {
    const queue = this.#queues[topicIndex]
    if (queue) queue.isEnded = true
  }

  /** Appends what can be told of the order so far. */
  drain(stepOf: (record: LogRecord) => RecordedStep, steps: RecordedStep[]): void {
    for (;;) {
      const mark = this.#marks[this.#nextMark]
      const next = this.#least(mark)
      if (next === 'wait') return
      if (next !== undefined) {
        steps.push(stepOf(next))
      } else if (mark !== undefined) {
        steps.push({ kind: 'time', partition: this.#partition, atMs: mark.taskTimeMs })
        this.#nextMark += 1
      } else return
    }
  }

  /** The record that comes next, up to the mark; undefined when there is none; `wait` when it may not be here yet. */
  #least(mark: Mark | undefined): LogRecord | 'wait' | undefined {
    let least: { readonly queue: InputQueue; readonly record: LogRecord } | undefined
    for (const [index, queue] of this.#queues.entries()) {
      const record = queue.records[queue.taken]
      if (record === undefined) {
        if (!queue.isEnded && !this.#isBeyond(queue, mark?.nextOffsets[index])) return 'wait'
        continue
      }
      if (mark !== undefined && record.offset >= (mark.nextOffsets[index] ?? 0)) continue
      // Topics stand in their order: of equal times the earlier one stays.
      if (least === undefined || record.timestampMs < least.record.timestampMs) least = { queue, record }
    }
    if (least === undefined) return undefined
    const { queue } = least
    queue.taken += 1
    if (queue.taken === MOST_TAKEN) {
      queue.records = queue.records.slice(queue.taken)
      queue.taken = 0
    }
    return least.record
  }

  /** Whether everything below an offset has been taken. */
  #isBeyond(queue: InputQueue, nextOffset: number | undefined): boolean {
    if (nextOffset === undefined) return false
    const last = queue.records.at(-1)
    return nextOffset === 0 || (last !== undefined && last.offset + 1 >= nextOffset)
  }
}

/** So that what was taken does not stay in memory. */
const MOST_TAKEN = 4_096
