import { CAUSE_HEADER, type Cause, decodeCause } from '../cause.ts'
import type { AnyTopology, InputDeclaration, LogRecord, RecordInput } from '../contract.ts'
import { headerText } from '../control.ts'
import { InvalidRecordError } from '../errors.ts'
import { partitionOf } from '../partitioner.ts'

/** `late` is known only when the record is applied. */
export type MutableRecordInput = Omit<RecordInput<unknown>, 'late'> & { late: boolean }

export type DecodedRecord =
  | {
      readonly kind: 'valid'
      readonly input: MutableRecordInput
      readonly keys: readonly string[]
      readonly cause: Cause | undefined
    }
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

function readCause(record: LogRecord): Cause {
  const text = headerText(record.headers[CAUSE_HEADER])
  const cause = text === undefined ? undefined : decodeCause(text)
  if (cause) return cause
  throw new InvalidRecordError(
    'missing-cause',
    `the header ${CAUSE_HEADER} is ${text === undefined ? 'missing' : 'unreadable'}`,
  )
}
