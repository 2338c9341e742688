import type { EventDecoder, LogRecord } from '@tocsin/stream'
import { InvalidRecordError, RetryableError } from '@tocsin/stream'
import type { AnyEvent } from './any-event.ts'
import { checkTogether } from './event-checks.ts'
import { NOT_UTF8 } from './field-checks.ts'
import type { SchemaCache } from './schema-cache.ts'
import { asBuffer, BODY_OFFSET, hasSchemaId, MAX_VALUE_BYTES, readSchemaId } from './wire-format.ts'

/**
 * Reads and checks events of the topics it was made for. `decode` is synchronous; `prepare` fetches the schemas that
 * the records at hand were written with, once each.
 *
 * A record passes when its bytes can be read and it makes sense on its own; else the `InvalidRecordError` names every
 * fault of the record. What contradicts earlier records is the processor's to find.
 */
export function createDecoder<Event extends AnyEvent>(
  schemas: SchemaCache,
  keyOf: (event: Event) => { readonly name: string; readonly value: string },
): EventDecoder<Event> {
  return {
    prepare(records) {
      const ids = new Set<number>()
      for (const { value } of records) if (hasSchemaId(value)) ids.add(readSchemaId(value))
      return schemas.prepare(ids)
    },
    decode(record) {
      const value = presentValue(record)
      const event = readEvent<Event>(value, record.topic, schemas)
      const { faults } = event
      checkKey(record.key, keyOf(event.event), faults)
      if (faults.length > 0) throw refusal(event.event, faults)
      return event.event
    },
  }
}

function presentValue(record: LogRecord): Uint8Array {
  if (record.key === null || record.key.length === 0) {
    throw new InvalidRecordError(
      'missing-key',
      'the record has no key; the key names the entity that the fact is about',
    )
  }
  if (record.value === null) {
    throw new InvalidRecordError(
      'missing-value',
      'the record has no value; facts are never deleted, so write a new one',
    )
  }
  if (record.value.length > MAX_VALUE_BYTES) {
    throw new InvalidRecordError(
      'too-large',
      `the value has ${record.value.length} bytes; at most ${MAX_VALUE_BYTES} are read`,
    )
  }
  return record.value
}

function readEvent<Event extends AnyEvent>(
  value: Uint8Array,
  topic: string,
  schemas: SchemaCache,
): { readonly event: Event; readonly faults: string[] } {
  const schemaId = readSchemaId(value)
  const found = schemas.get(schemaId)
  if (found === undefined) {
    throw new RetryableError(
      `schema ${schemaId} was not fetched before its record was read; it will be asked for again`,
    )
  }
  if (found.kind === 'refused') throw new InvalidRecordError(found.reason, found.message)
  if (found.topic !== topic) {
    throw new InvalidRecordError('unexpected-type', `${found.fullName} belongs on ${found.topic}, not on ${topic}`)
  }
  const decoded = decodeBody(value, found)
  const faults: string[] = []
  const event = found.shape(decoded, faults) as Event
  checkTogether(event, faults)
  return { event, faults }
}

type Readable = Extract<NonNullable<ReturnType<SchemaCache['get']>>, { kind: 'readable' }>

function decodeBody(value: Uint8Array, schema: Readable): object {
  const { type, resolver, fullName } = schema
  let decoded: { value: object; offset: number }
  try {
    decoded = type.decode(asBuffer(value), BODY_OFFSET, resolver)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new InvalidRecordError('undecodable', `the value cannot be read as ${fullName}: ${detail}`)
  }
  if (decoded.offset < 0) {
    throw new InvalidRecordError('undecodable', `the value ends in the middle of a ${fullName}: it was cut off`)
  }
  if (decoded.offset !== value.length) {
    throw new InvalidRecordError(
      'undecodable',
      `${value.length - decoded.offset} bytes follow the end of the ${fullName}: it was written with another schema`,
    )
  }
  return decoded.value
}

function checkKey(
  key: Uint8Array | null,
  expected: { readonly name: string; readonly value: string },
  faults: string[],
): void {
  if (key === null || sameText(key, expected.value)) return
  const found = new TextDecoder().decode(key.subarray(0, 200))
  faults.push(`${KEY_FAULT}${JSON.stringify(found)} is not the ${expected.name} ${JSON.stringify(expected.value)}`)
}

const KEY_FAULT = 'the key '

/** Keys are short ASCII nearly always: compared without making a string of them. */
function sameText(bytes: Uint8Array, text: string): boolean {
  const length = bytes.length
  if (length === text.length) {
    let at = 0
    while (at < length && bytes[at] === text.charCodeAt(at) && bytes[at]! < 0x80) at++
    if (at === length) return true
  }
  return asBuffer(bytes).toString('utf8') === text
}

function refusal(event: AnyEvent, faults: readonly string[]): InvalidRecordError {
  const reason = faults.some((fault) => fault.endsWith(NOT_UTF8))
    ? 'undecodable'
    : faults.every((fault) => fault.startsWith(KEY_FAULT))
      ? 'invalid-key'
      : 'invalid-content'
  return new InvalidRecordError(reason, `${event.type}: ${faults.join('; ')}`)
}
