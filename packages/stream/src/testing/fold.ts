/**
 * The oracle: what a log with its marks must lead to, computed apart from the runtime, one input after another, over
 * plain arrays. Slow and simple on purpose; it shares nothing with the runtime but `reduce` and the decoder.
 */
import {
  type AnyTopology,
  type Cause,
  encodeCause,
  headerText,
  InvalidRecordError,
  isLiveRecord,
  type LogRecord,
  type Mark,
  partitionOf,
  readProgress,
  TASK_ENTITY,
  type TaskId,
} from '../index.ts'

export interface FoldedTask {
  /** Encoded states, without the runtime's envelope. */
  readonly states: ReadonlyMap<string, Uint8Array>
  readonly timers: ReadonlyMap<string, number>
  /** Encoded cause → topic, key and value of the output. */
  readonly outputs: ReadonlyMap<string, { readonly topic: string; readonly key: string; readonly value: Uint8Array }>
  /** Encoded cause → `topic/partition` and the moment that progress was told for. */
  readonly progress: ReadonlyMap<string, string>
  /** `topic/offset` → reason. */
  readonly deadLetters: ReadonlyMap<string, string>
  readonly taskTimeMs: number
}

export interface FoldInput {
  readonly topology: AnyTopology
  readonly task: TaskId
  readonly partitionCount: number
  /** All records of the task's partition, in topic order, each from offset 0. */
  readonly records: readonly (readonly LogRecord[])[]
  /** The marks topic's records of the partition, as they lie there: repeats and all. */
  readonly marks: readonly Mark[]
}

/** Folds a task's log up to its last mark; without marks, all of it in canonical order. */
export function foldTask(input: FoldInput): FoldedTask {
  const { topology, task, partitionCount, records } = input
  const states = new Map<string, unknown>()
  const timers = new Map<string, number>()
  const outputs = new Map<string, { topic: string; key: string; value: Uint8Array }>()
  const deadLetters = new Map<string, string>()
  const progress = new Map<string, string>()
  const read = new Set<string>()
  const next = records.map(() => 0)
  let taskTimeMs = 0
  let closedBeforeMs = 0

  const reduce = (keys: readonly string[], inputOf: () => unknown, asOfMs: number, causeOf: (n: number) => Cause) => {
    const given = keys.map((key) => copyState(topology, key, states.get(key)))
    const reduction = topology.processor.reduce(given, inputOf() as never, asOfMs)
    for (const [index, key] of keys.entries()) {
      const state: unknown = reduction.states[index]
      const timer = reduction.nextTimers[index] ?? null
      if (state === null) states.delete(key)
      else states.set(key, state)
      if (state === null || timer === null) timers.delete(key)
      else timers.set(key, Math.max(timer, asOfMs + 1))
    }
    for (const [ordinal, output] of reduction.outputs.entries()) {
      const { topic, key, value } = topology.encodeOutput(output, asOfMs)
      outputs.set(encodeCause(causeOf(ordinal)), { topic, key, value })
    }
  }

  /** By moment, then by entity. A plain look at all of them: nothing clever that could share a fault with the runtime. */
  const firstTimer = (throughMs: number): readonly [string, number] | undefined => {
    let first: readonly [string, number] | undefined
    for (const timer of timers) {
      const [entityId, dueAtMs] = timer
      if (dueAtMs > throughMs) continue
      if (!first || dueAtMs < first[1] || (dueAtMs === first[1] && entityId < first[0])) first = timer
    }
    return first
  }

  const tellProgress = (throughMs: number) => {
    const boundaryMs = topology.progress?.lastBoundaryThrough(throughMs) ?? 0
    if (boundaryMs <= closedBeforeMs) return
    closedBeforeMs = boundaryMs
    taskTimeMs = Math.max(taskTimeMs, boundaryMs)
    const places = topology.progress!.topics.flatMap((topic) =>
      Array.from({ length: partitionCount }, (_, partition) => `${topic}/${partition}`),
    )
    for (const [ordinal, place] of places.entries()) {
      const cause = encodeCause({ kind: 'timer', task, entityId: TASK_ENTITY, dueAtMs: boundaryMs, ordinal })
      progress.set(cause, `${place} ${boundaryMs}`)
    }
  }

  const fireTimers = (throughMs: number) => {
    for (;;) {
      const first = firstTimer(throughMs)
      const closedMs = first ? first[1] - 1 : throughMs
      for (const reachedMs of [Math.min(closedMs, taskTimeMs), closedMs]) tellProgress(reachedMs)
      if (!first) return
      const [entityId, dueAtMs] = first
      const timer = { kind: 'timer', entityId, dueAtMs } as const
      const asOfMs = Math.max(dueAtMs, taskTimeMs)
      const keys = topology.processor.keys(timer)
      timers.delete(entityId)
      reduce(
        keys,
        () => timer,
        asOfMs,
        (ordinal) => ({ kind: 'timer', task, entityId, dueAtMs, ordinal }),
      )
      taskTimeMs = asOfMs
    }
  }

  const refuse = (record: LogRecord, reason: string) => deadLetters.set(`${record.topic}/${record.offset}`, reason)

  const applyInTime = (record: LogRecord) => {
    const asOfMs = Math.max(record.timestampMs, taskTimeMs)
    fireTimers(asOfMs)
    const late = record.timestampMs < taskTimeMs
    taskTimeMs = asOfMs
    apply(record, asOfMs, late)
  }

  /** Second hop: the order of the log, and time is what every source has told. */
  const applyInLogOrder = (all: readonly LogRecord[]) => {
    const told = Array.from({ length: partitionCount }, () => 0)
    for (const record of all) {
      const closed = readProgress(record)
      const causeText = headerText(record.headers.tocsin_cause)
      if (closed === undefined) apply(record, taskTimeMs, record.timestampMs < taskTimeMs)
      else if (!read.has(causeText!)) {
        read.add(causeText!)
        told[Number(causeText!.split('|')[2])] = closed
        const leastMs = Math.min(...told)
        fireTimers(leastMs)
        taskTimeMs = Math.max(taskTimeMs, leastMs)
      }
    }
  }

  const apply = (record: LogRecord, asOfMs: number, late: boolean) => {
    if (isLiveRecord(record)) return
    const { topic, partition, offset, timestampMs } = record
    try {
      const key = readKey(record)
      if (topology.partitioner === 'murmur2' && partitionOf(record.key!, partitionCount) !== partition) {
        throw new InvalidRecordError('wrong-partition', '')
      }
      const declaration = topology.inputs.find((declared) => declared.topic === topic)!
      const causeText = headerText(record.headers.tocsin_cause)
      if (declaration.carriesCauses && causeText === undefined) throw new InvalidRecordError('missing-cause', '')
      const event: unknown = topology.decoder.decode(record)
      const recordInput = { kind: 'record', topic, partition, offset, timestampMs, key, event, late } as const
      const keys = topology.processor.keys(recordInput)
      if (declaration.carriesCauses) {
        // Upstream causes rise, so a repeat is one that was read before: no arithmetic needed to see it.
        if (read.has(causeText!)) return
        read.add(causeText!)
      }
      reduce(
        keys,
        () => recordInput,
        asOfMs,
        (ordinal) => ({ kind: 'record', task, topic, offset, ordinal }),
      )
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      refuse(record, error.reason)
    }
  }

  const mergeTo = (ends: readonly number[], refuseAboveMs: number) => {
    for (;;) {
      let best = -1
      for (const [index, end] of ends.entries()) {
        const at = (place: number) => records[place]?.[next[place]!]
        while (next[index]! < end && at(index)!.timestampMs > refuseAboveMs) {
          refuse(at(index)!, 'future-timestamp')
          next[index]! += 1
        }
        if (next[index]! >= end) continue
        if (best < 0 || at(index)!.timestampMs < at(best)!.timestampMs) best = index
      }
      if (best < 0) return
      applyInTime(records[best]![next[best]!]!)
      next[best]! += 1
    }
  }

  if (topology.progressOf !== undefined) applyInLogOrder(records[0]!)
  let followed = 0
  for (const mark of input.marks) {
    const isNewer =
      mark.taskTimeMs >= taskTimeMs &&
      mark.nextOffsets.every((offset, index) => offset >= next[index]!) &&
      (mark.taskTimeMs > taskTimeMs || mark.nextOffsets.some((offset, index) => offset > next[index]!))
    if (!isNewer) continue
    mergeTo(mark.nextOffsets, mark.taskTimeMs)
    fireTimers(mark.taskTimeMs)
    taskTimeMs = mark.taskTimeMs
    followed += 1
  }
  if (followed === 0 && topology.progressOf === undefined) {
    const ends = records.map((partition) => partition.length)
    mergeTo(ends, Number.POSITIVE_INFINITY)
  }
  const encoded = new Map([...states].map(([key, state]) => [key, topology.stateCodec.encode(state)]))
  return { states: encoded, timers, outputs, progress, deadLetters, taskTimeMs }
}

function copyState(topology: AnyTopology, entityId: string, state: unknown): unknown {
  if (state === undefined) return topology.processor.initialState(entityId)
  return topology.stateCodec.decode(topology.stateCodec.encode(state), entityId)
}

function readKey(record: LogRecord): string {
  if (record.key === null || record.key.length === 0) throw new InvalidRecordError('missing-key', '')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(record.key)
  } catch {
    throw new InvalidRecordError('invalid-key', '')
  }
}
