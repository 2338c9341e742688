/**
 * What was told against what a rebuild computed: per subject (an alert, a fact) the last of each.
 *
 * N1. Published is what every reader took: above the high-water mark of causes that each partition's reader keeps, and,
 *     where outputs carry a revision, with a greater one.
 * N2. What is committed to the outbox counts as published: it will be.
 * N3. Same bytes, nothing to say.
 * N4. A subject about which something was told beyond the position that was built is left alone: a store that went back
 *     in history, where no marks say how far it had come, will come by it again.
 * N5. What no reader remembers any more is not kept: memory holds the subjects that count.
 */
import { CAUSE_HEADER, type Cause, causeLine, compareCauses, compareText, decodeCause } from '../cause.ts'
import type { AnyTopology, LogRecord, OutgoingRecord, Reconciliation, TaskId, ToldDifference } from '../contract.ts'
import { headerText } from '../control.ts'
import { partitionOf } from '../partitioner.ts'
import type { LogPort, TaskPosition } from '../ports.ts'
import type { PendingEntry } from './outbox.ts'

/** Records decoded at once, and after how many the reading tells how far it is. */
const RECORDS_PER_STEP = 1_000
const SUBJECTS_BEFORE_PRUNING = 100_000

type AnyReconciliation = Reconciliation<unknown, unknown>

interface Told {
  readonly output: unknown
  readonly value: Uint8Array
}

/** The last output about each subject, as it comes to be told or computed. */
export class LastTold {
  /** Of all switches that it was told of; 0 where of none. */
  highestGeneration = 0
  readonly #reconciliation: AnyReconciliation
  readonly #bySubject = new Map<string, Told>()
  readonly #leftAlone = new Set<string>()
  #pruneAbove = SUBJECTS_BEFORE_PRUNING

  constructor(reconciliation: AnyReconciliation) {
    this.#reconciliation = reconciliation
  }

  /** @param isAboveHighWater whether readers that go by causes took it */
  note(output: unknown, value: Uint8Array, asOfMs: number, isAboveHighWater = true): void {
    const reconciliation = this.#reconciliation
    const subject = reconciliation.subjectOf(output)
    if (subject === undefined) return
    const known = this.#bySubject.get(subject)
    const revision = reconciliation.revisionOf?.(output)
    const knownRevision = known && reconciliation.revisionOf?.(known.output)
    const isGreater = revision === undefined || revision > (knownRevision ?? Number.NEGATIVE_INFINITY)
    if (!isAboveHighWater || !isGreater) return
    this.#bySubject.set(subject, { output, value })
    if (this.#bySubject.size > this.#pruneAbove) this.#prune(asOfMs)
  }

  /** N4. */
  leaveAlone(output: unknown): void {
    const subject = this.#reconciliation.subjectOf(output)
    if (subject !== undefined) this.#leftAlone.add(subject)
  }

  isLeftAlone(subject: string): boolean {
    return this.#leftAlone.has(subject)
  }

  get(subject: string): Told | undefined {
    return this.#bySubject.get(subject)
  }

  subjects(): IterableIterator<string> {
    return this.#bySubject.keys()
  }

  /** N5. Looked at anew whenever it has doubled, so that the looking costs little per output. */
  #prune(asOfMs: number): void {
    for (const [subject, { output }] of this.#bySubject) {
      if (this.#reconciliation.isForgotten?.(output, asOfMs)) this.#bySubject.delete(subject)
    }
    this.#pruneAbove = Math.max(SUBJECTS_BEFORE_PRUNING, 2 * this.#bySubject.size)
  }
}

/**
 * Reads back what a task has told, from all partitions of its output topics and from its outbox.
 * @param pending taken before the log is read, so that an entry on its way is in one of the two
 * @throws RetryableError when the log is away
 */
export async function readPublished(
  { topology, log }: { readonly topology: AnyTopology; readonly log: LogPort },
  task: TaskId,
  built: TaskPosition,
  pending: readonly PendingEntry[],
  onStep: (records: number) => void,
): Promise<LastTold> {
  const reconciliation = topology.reconciliation!
  const published = new LastTold(reconciliation)
  const highWater = new Map<string, Cause>()
  let read = 0
  for (const topic of topology.outputTopics) {
    const partitionCount = (await log.offsetRanges(topic)).length
    const waiting: LogRecord[] = []
    const takeAll = async () => {
      const preparing = reconciliation.decoder.prepare(waiting)
      if (preparing) await preparing
      for (const record of waiting) {
        const cause = causeOf(record)!
        if (cause.kind === 'generation') {
          published.highestGeneration = Math.max(published.highestGeneration, cause.generation)
        }
        const isAbove = raiseHighWater(highWater, record, cause)
        if (record.value === null) continue
        const output = reconciliation.decoder.decode(record)
        if (!isBeyond(built, cause)) published.note(output, record.value, built.taskTimeMs, isAbove)
        else if (isAbove) published.leaveAlone(output)
      }
      waiting.length = 0
    }
    const take = async (record: LogRecord) => {
      read += 1
      if (read % RECORDS_PER_STEP === 0) onStep(read)
      if (isToldBy(task, record)) waiting.push(record)
      if (waiting.length >= RECORDS_PER_STEP) await takeAll()
    }
    for await (const record of log.readAll(topic)) await take(record)
    for (const { record } of pending) {
      if (record.topic === topic) await take(asOnLog(record, partitionCount))
    }
    await takeAll()
  }
  return published
}

/** What differs, by the entity that answers for it; entities in the order of their causes. */
export function differencesByEntity(
  reconciliation: AnyReconciliation,
  computed: LastTold,
  published: LastTold,
  asOfMs: number,
): readonly (readonly [string, readonly ToldDifference<unknown>[]])[] {
  const byEntity = new Map<string, ToldDifference<unknown>[]>()
  for (const subject of new Set([...computed.subjects(), ...published.subjects()])) {
    if (published.isLeftAlone(subject)) continue
    const [left, right] = [computed.get(subject), published.get(subject)]
    const isForgotten = (told: Told | undefined) => !told || reconciliation.isForgotten?.(told.output, asOfMs)
    if (isForgotten(left) && isForgotten(right)) continue
    if (left && right && isSame(left.value, right.value)) continue
    const entityId = reconciliation.entityOf((left ?? right)!.output)
    const differences = byEntity.get(entityId) ?? []
    byEntity.set(entityId, differences)
    differences.push({ computed: left?.output, published: right?.output })
  }
  return [...byEntity].sort(([left], [right]) => compareText(left, right))
}

/** Progress is told in the task's name too, without a value; it is no output of the processor. */
function isToldBy(task: TaskId, record: LogRecord): boolean {
  const cause = causeOf(record)
  return cause?.task.topology === task.topology && cause.task.partition === task.partition
}

function causeOf(record: LogRecord): Cause | undefined {
  const text = headerText(record.headers[CAUSE_HEADER])
  return text === undefined ? undefined : decodeCause(text)
}

/** True when the reader of the record's partition would take it. */
function raiseHighWater(highWater: Map<string, Cause>, record: LogRecord, cause: Cause): boolean {
  const line = `${record.topic}/${record.partition}/${causeLine(cause)}`
  const reached = highWater.get(line)
  if (reached && compareCauses(cause, reached) <= 0) return false
  highWater.set(line, cause)
  return true
}

/** N4. */
function isBeyond(position: TaskPosition, cause: Cause): boolean {
  switch (cause.kind) {
    case 'record':
      return cause.offset >= (position.nextOffsets[cause.topic] ?? 0)
    case 'timer':
      return cause.dueAtMs > position.taskTimeMs
    case 'generation':
      return false
  }
}

function asOnLog(record: OutgoingRecord, partitionCount: number): LogRecord {
  const partition = record.partition ?? (record.key === null ? 0 : partitionOf(record.key, partitionCount))
  return { ...record, partition, offset: -1 }
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
