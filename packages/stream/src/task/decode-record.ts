import { CAUSE_HEADER, type Cause, decodeCause } from '../cause.ts'
import type { AnyTopology, InputDeclaration, LogRecord, RecordInput } from '../contract.ts'
import { headerText, readProgress } from '../control.ts'
import { InvalidRecordError } from '../errors.ts'
import { partitionOf } from '../partitioner.ts'
import { TASK_ENTITY } from '../second-hop.ts'

/** `late` is known only when the record is applied. */
export type MutableRecordInput = Omit<RecordInput<unknown>, 'late'> & { late: boolean }

export type DecodedRecord =
  | {
      readonly kind: 'valid'
      readonly input: MutableRecordInput
      readonly keys: readonly string[]
      readonly cause: Cause | undefined
    }
  | { readonly kind: 'progress'; readonly cause: Cause; readonly closedBeforeMs: number }
  | { readonly kind: 'invalid'; readonly error: InvalidRecordError }

/**
 * Looks inside a record: its key, its place, its cause, its event. All that depends on the record alone, so the answer
 * is the same at every replay.
 */
export function decodeRecord(
  topology: AnyTopology,
  declaration: InputDeclaration,
  record: LogRecord,
  partitionCount: number,
): DecodedRecord {
  try {
    const closedBeforeMs = topology.progressOf === undefined ? undefined : readProgress(record)
    if (closedBeforeMs !== undefined) {
      return { kind: 'progress', cause: readSourceCause(topology, record, partitionCount), closedBeforeMs }
    }
    const key = decodeKey(record)
    if (topology.partitioner === 'murmur2') checkPartition(record, partitionCount)
    const cause = declaration.carriesCauses ? readCause(record) : undefined
    const { topic, partition, offset, timestampMs } = record
    const event = topology.decoder.decode(record)
    const input: MutableRecordInput = { kind: 'record', topic, partition, offset, timestampMs, key, event, late: false }
    return { kind: 'valid', input, keys: topology.processor.keys(input), cause }
  } catch (error) {
    if (error instanceof InvalidRecordError) return { kind: 'invalid', error }
    throw error
  }
}

function decodeKey(record: LogRecord): string {
  const key = record.key
  if (key === null || key.length === 0) {
    throw new InvalidRecordError(
      'missing-key',
      'the record has no key; the key names the entity that the fact is about',
    )
  }
  const short = key.length <= 64 ? asciiText(key) : undefined
  if (short !== undefined) return short
  const text = utf8Text(key)
  if (text === TASK_ENTITY) throw new InvalidRecordError('invalid-key', 'the key U+FFFF is reserved')
  return text
}

function utf8Text(key: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(key)
  } catch {
    throw new InvalidRecordError('invalid-key', `the key (${key.length} bytes) is not valid UTF-8`)
  }
}

/** Most keys are short ASCII; for those this is several times faster than a TextDecoder. */
function asciiText(bytes: Uint8Array): string | undefined {
  let text = ''
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at]!
    if (code > 127) return undefined
    text += String.fromCharCode(code)
  }
  return text
}

function checkPartition(record: LogRecord, partitionCount: number): void {
  const expected = partitionOf(record.key!, partitionCount)
  if (expected === record.partition) return
  throw new InvalidRecordError(
    'wrong-partition',
    `the key belongs on partition ${expected} of ${partitionCount}, the record is on ${record.partition}; ` +
      'have the producer partition by murmur2 as Java clients do (librdkafka: partitioner=murmur2_random)',
  )
}

/** The cause of a progress record, which has to come from one of the tasks whose progress counts. */
function readSourceCause(topology: AnyTopology, record: LogRecord, partitionCount: number): Cause {
  const cause = readCause(record)
  const { task } = cause
  if (task.topology === topology.progressOf && task.partition < partitionCount) return cause
  throw new InvalidRecordError(
    'invalid-content',
    `progress of ${task.topology}/${task.partition}, but what counts here is the progress of ${topology.progressOf}/0 to ` +
      `${topology.progressOf}/${partitionCount - 1}`,
  )
}

function readCause(record: LogRecord): Cause {
  const text = headerText(record.headers[CAUSE_HEADER])
  const cause = text === undefined ? undefined : decodeCause(text)
  if (cause) return cause
  throw new InvalidRecordError(
    'missing-cause',
    `the header ${CAUSE_HEADER} is ${text === undefined ? 'missing' : 'unreadable'}`,
  )
}
