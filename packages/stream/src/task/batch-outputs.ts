import { CAUSE_HEADER, type Cause, encodeCause } from '../cause.ts'
import type { AnyTopology, EventTopic, Input, LogRecord, OutgoingRecord, TaskId } from '../contract.ts'
import { progressRecord } from '../control.ts'
import type { DeadLetterReason, InvalidRecordError } from '../errors.ts'
import { progressCause } from '../second-hop.ts'
import { deadLetter } from './dead-letter.ts'
import type { OutboxRecord } from './outbox-entry.ts'

export interface RefusedRecord {
  readonly record: LogRecord
  readonly reason: DeadLetterReason
  readonly message: string
}

export interface BatchOutputsParts {
  readonly topology: AnyTopology
  readonly task: TaskId
  readonly partitionCount: number
  /** Sees every output as the processor gave it, and as what it became. */
  readonly onOutput?: (output: unknown, record: OutgoingRecord) => void
}

/** What a batch puts out, in order: each entry with its cause. */
export class BatchOutputs {
  readonly records: OutboxRecord[] = []
  readonly refused: RefusedRecord[] = []
  readonly #parts: BatchOutputsParts
  readonly #topics: ReadonlySet<string>
  readonly #keys = new Map<string, Uint8Array>()

  constructor(parts: BatchOutputsParts) {
    this.#parts = parts
    this.#topics = new Set(parts.topology.outputTopics)
  }

  /** @throws Error when one of them goes to a topic that the topology does not list */
  put(outputs: readonly unknown[], input: Input<unknown>, asOfMs: number): void {
    for (let ordinal = 0; ordinal < outputs.length; ordinal += 1) this.#put(outputs[ordinal], input, ordinal, asOfMs)
  }

  /** To every partition of the topics. */
  tellProgress(topics: readonly EventTopic[], boundaryMs: number): void {
    const { task, partitionCount } = this.#parts
    let ordinal = 0
    for (const topic of topics) {
      for (let partition = 0; partition < partitionCount; partition += 1) {
        const record = progressRecord(topic, partition, boundaryMs)
        const cause = encodeCause(progressCause(task, boundaryMs, ordinal))
        const headers = { ...record.headers, [CAUSE_HEADER]: cause }
        this.records.push({ record: { ...record, headers }, isMark: false, contentAt: undefined })
        ordinal += 1
      }
    }
  }

  /** B4. */
  refuse(record: LogRecord, error: InvalidRecordError, asOfMs: number): void {
    const { topology, task } = this.#parts
    if (topology.tellsRefusals === false) return
    this.records.push(deadLetter(task, record, error, asOfMs))
    this.refused.push({ record, reason: error.reason, message: error.message })
  }

  #put(output: unknown, input: Input<unknown>, ordinal: number, asOfMs: number): void {
    const { topology, task, onOutput } = this.#parts
    const encoded = topology.encodeOutput(output, asOfMs)
    if (!this.#topics.has(encoded.topic)) {
      throw new Error(`${topology.name} put out to ${encoded.topic}, which its topology does not list`)
    }
    const record = {
      topic: encoded.topic,
      key: this.#keyBytes(encoded.key),
      value: encoded.value,
      timestampMs: asOfMs,
      headers: { ...encoded.headers, [CAUSE_HEADER]: encodeCause(causeOf(task, input, ordinal)) },
    }
    this.records.push({ record, isMark: false, contentAt: undefined })
    onOutput?.(output, record)
  }

  /** The outputs of a batch are about few things: each key is put into bytes once. */
  #keyBytes(key: string): Uint8Array {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const bytes = encoder.encode(key)
    this.#keys.set(key, bytes)
    return bytes
  }
}

const encoder = new TextEncoder()

function causeOf(task: TaskId, input: Input<unknown>, ordinal: number): Cause {
  return input.kind === 'record'
    ? { kind: 'record', task, topic: input.topic, offset: input.offset, ordinal }
    : { kind: 'timer', task, entityId: input.entityId, dueAtMs: input.dueAtMs, ordinal }
}
