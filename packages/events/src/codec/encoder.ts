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

/**
 * Types of which one input brings several events that differ in their first fields alone, and those fields: what a
 * customer contributes is told to each group that it belongs to.
 */
const OWN_FIELDS: Readonly<Record<string, readonly string[]>> = { 'customer-contributed': ['eventId', 'group'] }

/** Writes values of one record type. */
export function createWriter(entry: EventSchema, schemaIds: SchemaIds): Writer {
  const schemaId = schemaIds.get(entry.fullName)
  if (schemaId === undefined) {
    throw new Error(`no schema id is known for ${entry.fullName}: run "tocsin schemas register" and hand its ids in`)
  }
  const ownFields = OWN_FIELDS[entry.type]
  return ownFields === undefined
    ? createPlainWriter(entry, schemaId)
    : createSharingWriter(splitSchema(entry, ownFields), schemaId)
}

function createPlainWriter(entry: EventSchema, schemaId: number): Writer {
  const body = createLayout(entry)
  return (value) => {
    const end = body.write(value, BODY_OFFSET)
    writeSchemaId(body.bytes, schemaId)
    const bytes = Buffer.allocUnsafe(end)
    body.bytes.copy(bytes, 0, 0, end)
    return bytes
  }
}

/**
 * Lays out once what a value has in common with the one before it. Events are not changed once they are made, so fields
 * that are the same objects are the same bytes.
 */
function createSharingWriter({ own, shared }: SplitSchema, schemaId: number): Writer {
  const head = createLayout(own)
  const rest = createLayout(shared)
  const sharedFields = fieldsOf(shared).map(({ name }) => name)
  let before: object | undefined
  let restLength = 0
  return (value) => {
    if (before === undefined || !isSameIn(sharedFields, value, before)) {
      before = undefined
      restLength = rest.write(value, 0)
      before = value
    }
    const end = head.write(value, BODY_OFFSET)
    writeSchemaId(head.bytes, schemaId)
    const bytes = Buffer.allocUnsafe(end + restLength)
    head.bytes.copy(bytes, 0, 0, end)
    rest.bytes.copy(bytes, end, 0, restLength)
    return bytes
  }
}

function isSameIn(fields: readonly string[], value: object, other: object): boolean {
  const left = value as Readonly<Record<string, unknown>>
  const right = other as Readonly<Record<string, unknown>>
  for (const field of fields) if (left[field] !== right[field]) return false
  return true
}

interface SplitSchema {
  readonly own: EventSchema
  readonly shared: EventSchema
}

/** Avro writes the fields of a record one after the other, so the bytes of the two stand for the whole. */
function splitSchema(entry: EventSchema, ownFields: readonly string[]): SplitSchema {
  const record = JSON.parse(entry.schema) as object
  const fields = fieldsOf(entry)
  const own = fields.slice(0, ownFields.length)
  if (own.map(({ name }) => name).join() !== ownFields.join()) {
    throw new Error(`${entry.fullName} has to begin with ${ownFields.join(', ')}: it is written in two parts`)
  }
  const part = (some: readonly object[]) => ({ ...entry, schema: JSON.stringify({ ...record, fields: some }) })
  return { own: part(own), shared: part(fields.slice(ownFields.length)) }
}

function fieldsOf({ schema }: EventSchema): readonly { readonly name: string }[] {
  return (JSON.parse(schema) as { readonly fields: readonly { readonly name: string }[] }).fields
}

/** Memory that is used again: what `write` leaves in `bytes` stands until it is called once more. */
interface Layout {
  readonly bytes: Buffer
  /** Where the value ends that begins at `from`. */
  write(value: object, from: number): number
}

function createLayout(entry: EventSchema): Layout {
  const type = parseAvro(entry.schema)
  const layout = {
    bytes: Buffer.allocUnsafe(4096),
    write(value: object, from: number): number {
      const end = encodeInto(type, value, layout.bytes, from, entry)
      if (end >= 0) return end
      layout.bytes = Buffer.allocUnsafe(2 * (layout.bytes.length - end))
      return encodeInto(type, value, layout.bytes, from, entry)
    },
  }
  return layout
}

/** The position after the value; negative by as many bytes as the buffer is short. */
function encodeInto(type: AvroReader, value: object, target: Buffer, from: number, entry: EventSchema): number {
  try {
    return type.encode(value, target, from)
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
