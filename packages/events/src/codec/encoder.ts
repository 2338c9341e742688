import { EVENT_SCHEMAS } from '../generated.ts'
import type { AvroReader } from '../schemas/avro-type.ts'
import { parseAvro } from '../schemas/avro-type.ts'
import type { EventSchema } from '../schemas/event-schema.ts'
import type { AnyEvent } from './any-event.ts'
import type { SchemaIds } from './schema-source.ts'
import { BODY_OFFSET, writeSchemaId } from './wire-format.ts'

export type EncodeEvent = (event: AnyEvent) => Uint8Array

/**
 * Writes events in Confluent's wire format with the schema of their type. Says nothing about whether they make sense:
 * that is checked where they are read.
 * @throws Error when a schema has no id (register the schemas first), or a field does not fit its schema
 */
export function createEventEncoder(schemaIds: SchemaIds): EncodeEvent {
  const writers = new Map<string, Writer>()
  return (event) => {
    let writer = writers.get(event.type)
    if (writer === undefined) {
      writer = createWriter(schemaOfType(event.type), schemaIds)
      writers.set(event.type, writer)
    }
    return writer(event)
  }
}

export type Writer = (value: object) => Uint8Array

/** Writes values of one record type. */
export function createWriter(entry: EventSchema, schemaIds: SchemaIds): Writer {
  const schemaId = schemaIds.get(entry.fullName)
  if (schemaId === undefined) {
    throw new Error(`no schema id is known for ${entry.fullName}: run "tocsin schemas register" and hand its ids in`)
  }
  const type = parseAvro(entry.schema)
  let scratch = Buffer.allocUnsafe(4096)
  return (value) => {
    let end = encodeInto(type, value, scratch, entry)
    if (end < 0) {
      scratch = Buffer.allocUnsafe(2 * (scratch.length - end))
      end = encodeInto(type, value, scratch, entry)
    }
    writeSchemaId(scratch, schemaId)
    const bytes = Buffer.allocUnsafe(end)
    scratch.copy(bytes, 0, 0, end)
    return bytes
  }
}

/** The position after the value; negative by as many bytes as the buffer is short. */
function encodeInto(type: AvroReader, value: object, target: Buffer, entry: EventSchema): number {
  try {
    return type.encode(value, target, BODY_OFFSET)
  } catch (error) {
    const faults: string[] = []
    type.isValid(value, { errorHook: (path, found) => void faults.push(`${path.join('.')}: ${JSON.stringify(found)}`) })
    const detail = faults.length > 0 ? faults.join('; ') : String(error)
    throw new Error(`${entry.type} cannot be written with ${entry.fullName}: ${detail}`)
  }
}

export function schemaOfType(eventType: string): EventSchema {
  const entry = EVENT_SCHEMAS.find((candidate) => candidate.type === eventType)
  if (entry === undefined) throw new Error(`there is no event type "${eventType}"; schemas/README.md lists them`)
  return entry
}
