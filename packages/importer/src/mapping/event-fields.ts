import { EVENT_SCHEMAS } from '@tocsin/events'
import type { ExpressionType } from '../expression/expression.ts'

/** A field of an event as its Avro schema declares it. */
export interface EventField {
  readonly name: string
  /** What an expression for it has to give; undefined for a list of records. */
  readonly types: readonly ExpressionType[] | undefined
  /** What kind of column it may be read from directly, where whole numbers have kinds. */
  readonly columnKind: 'day' | 'instant' | 'money' | undefined
  /** Without a value the schema's default stands. */
  readonly isOptional: boolean
  /** Of the records of a list. */
  readonly parts: readonly EventField[] | undefined
}

type AvroType = string | readonly AvroType[] | AvroRecord | { readonly type: string; readonly logicalType?: string }

interface AvroRecord {
  readonly type: string
  readonly items?: AvroType
  readonly fields?: readonly AvroField[]
  readonly logicalType?: string
}

interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly default?: unknown
}

interface EventType {
  readonly topic: string
  readonly fields: readonly EventField[]
}

/** Event types that may be imported: the facts of the sales topics, with the fields a mapping gives. */
export const IMPORTABLE: ReadonlyMap<string, EventType> = new Map(
  EVENT_SCHEMAS.filter(({ topic }) => topic.startsWith('sales.')).map(({ topic, type, schema }) => {
    const { fields } = JSON.parse(schema) as { fields: readonly AvroField[] }
    return [type, { topic, fields: fields.filter(({ name }) => name !== 'eventId').map(fieldOf) }]
  }),
)

function fieldOf(field: AvroField): EventField {
  const branches: readonly AvroType[] = isUnion(field.type) ? field.type : [field.type]
  const type = branches.find((branch) => branch !== 'null')!
  const items = typeof type === 'object' && 'items' in type ? type.items : undefined
  const parts = isRecord(items) ? items.fields.map(fieldOf) : undefined
  return {
    name: field.name,
    types: parts === undefined ? typesOf(type, items) : undefined,
    columnKind: kindOf(field.name, type),
    isOptional: 'default' in field,
    parts,
  }
}

function isRecord(type: AvroType | undefined): type is AvroRecord & { readonly fields: readonly AvroField[] } {
  return typeof type === 'object' && 'fields' in type
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type)
}

function typesOf(type: AvroType, items: AvroType | undefined): readonly ExpressionType[] {
  if (items === 'string') return ['list<string>']
  switch (typeof type === 'string' ? type : (type as AvroRecord).type) {
    case 'int':
    case 'long':
      return ['int']
    case 'double':
    case 'float':
      return ['double', 'int']
    case 'boolean':
      return ['bool']
    default:
      return ['string']
  }
}

function kindOf(name: string, type: AvroType): EventField['columnKind'] {
  const logicalType = typeof type === 'object' && 'logicalType' in type ? type.logicalType : undefined
  if (logicalType === 'date') return 'day'
  if (logicalType !== undefined) return 'instant'
  return name.endsWith('Minor') ? 'money' : undefined
}
