/** The event types that may be sent, read off their Avro schemas: no field is described a second time. */
import { EVENT_SCHEMAS, type SalesEvent } from '@tocsin/events'

export type FieldKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  /** A calendar day, `YYYY-MM-DD`. */
  | { readonly kind: 'day' }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  /** A list of texts. */
  | { readonly kind: 'texts' }
  /** A list of objects. */
  | { readonly kind: 'list'; readonly fields: readonly Field[] }

export interface Field {
  readonly name: string
  readonly doc: string
  readonly type: FieldKind
  readonly isNullable: boolean
  /** What stands for a field that is left out; undefined where it has to be there. */
  readonly fallback: { readonly value: unknown } | undefined
}

export interface EventType {
  readonly name: SalesEvent['type']
  readonly topic: string
  readonly doc: string
  /** Without `eventId`, which is the `id` of the CloudEvent. */
  readonly fields: readonly Field[]
}

export const EVENT_TYPES: ReadonlyMap<string, EventType> = new Map(
  EVENT_SCHEMAS.filter(({ topic }) => topic.startsWith('sales.')).map(({ topic, type, schema }) => {
    const record = JSON.parse(schema) as AvroRecord
    const fields = record.fields.filter(({ name }) => name !== 'eventId').map(fieldOf)
    return [type, { name: type as SalesEvent['type'], topic, doc: record.doc ?? '', fields }]
  }),
)

export const SALES_TOPICS: readonly string[] = [...new Set([...EVENT_TYPES.values()].map(({ topic }) => topic))]

type AvroType = string | readonly AvroType[] | ({ readonly type: string } & Readonly<Record<string, unknown>>)

interface AvroField {
  readonly name: string
  readonly doc?: string
  readonly type: AvroType
  readonly default?: unknown
}

interface AvroRecord {
  readonly doc?: string
  readonly fields: readonly AvroField[]
}

function fieldOf(field: AvroField): Field {
  const branches: readonly AvroType[] =
    typeof field.type === 'object' && 'length' in field.type ? (field.type as readonly AvroType[]) : [field.type]
  return {
    name: field.name,
    doc: field.doc ?? '',
    type: kindOf(branches.find((branch) => branch !== 'null') ?? 'null', field.name),
    isNullable: branches.includes('null'),
    fallback: 'default' in field ? { value: field.default } : undefined,
  }
}

function kindOf(type: AvroType, name: string): FieldKind {
  if (type === 'string') return { kind: 'text' }
  if (type === 'int' || type === 'long') return { kind: 'integer' }
  if (type === 'float' || type === 'double') return { kind: 'number' }
  if (type === 'boolean') return { kind: 'boolean' }
  if (typeof type === 'object' && 'type' in type) {
    if (type.logicalType === 'date') return { kind: 'day' }
    if (type.type === 'enum') return { kind: 'choice', words: type.symbols as readonly string[] }
    if (type.type === 'array') {
      if (type.items === 'string') return { kind: 'texts' }
      return { kind: 'list', fields: (type.items as unknown as AvroRecord).fields.map(fieldOf) }
    }
  }
  // A schema with something new: found by the first test that loads this file, not by a sender.
  throw new Error(`the field ${name} has a type that cannot be sent as JSON yet: ${JSON.stringify(type)}`)
}
