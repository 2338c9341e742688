/** What a declared measure may listen to and read: the events that are about customers, as their schemas describe them. */
import type { Facet } from '@tocsin/domain'
import { EVENT_SCHEMAS } from '@tocsin/events'

/** What a field holds, as far as it matters for aggregates and conditions. `other`: nothing that could be compared. */
export type FieldKind = 'money' | 'day' | 'whole' | 'decimal' | 'text' | 'flag' | 'choice' | 'other'

export interface EventField {
  readonly kind: FieldKind
  /** It may be left out. */
  readonly isOptional: boolean
  /** Of a `choice`: the words it may be. */
  readonly choices: readonly string[]
}

export interface MeasuredEvent {
  readonly topic: string
  /** Which part of a customer it changes. */
  readonly facet: Facet
  readonly fields: ReadonlyMap<string, EventField>
}

/** Topics whose events are kept by customer, and the part of a customer that they change. */
const FACET_OF_TOPIC: Readonly<Record<string, Facet>> = {
  'sales.customers': 'credit',
  'sales.contracts': 'contracts',
  'sales.orders': 'orders',
  'sales.invoices': 'receivables',
  'sales.payments': 'payments',
  'sales.feedback': 'feedback',
}

/** The identity of a fact says nothing that could be counted. */
const UNMEASURED_FIELDS = ['eventId', 'customerId']

/** By event type, in the order of their names. */
export const MEASURED_EVENTS: ReadonlyMap<string, MeasuredEvent> = new Map(
  EVENT_SCHEMAS.flatMap(({ topic, type, schema }) => {
    const facet = type === 'order-delivered' || type === 'order-returned' ? 'deliveries' : FACET_OF_TOPIC[topic]
    return facet === undefined ? [] : [[type, { topic, facet, fields: fieldsOf(schema) }] as const]
  }).sort(([left], [right]) => (left < right ? -1 : 1)),
)

/** Of every event type, also those that are not about customers. */
export const EVERY_SALES_EVENT: readonly string[] = EVENT_SCHEMAS.filter(({ topic }) => topic.startsWith('sales.')).map(
  ({ type }) => type,
)

type AvroType =
  | string
  | readonly AvroType[]
  | { readonly type: AvroType; readonly logicalType?: string; readonly symbols?: readonly string[] }

function fieldsOf(schema: string): Map<string, EventField> {
  const { fields } = JSON.parse(schema) as { fields: readonly { readonly name: string; readonly type: AvroType }[] }
  const measured = fields.filter(({ name }) => !UNMEASURED_FIELDS.includes(name))
  return new Map(measured.map(({ name, type }) => [name, fieldOf(name, type)]))
}

function fieldOf(name: string, type: AvroType): EventField {
  if (!isUnion(type)) return { kind: kindOf(name, type), isOptional: false, choices: choicesOf(type) }
  const [only] = type.filter((each) => each !== 'null')
  if (only === undefined) return { kind: 'other', isOptional: true, choices: [] }
  return { ...fieldOf(name, only), isOptional: type.includes('null') }
}

function kindOf(name: string, type: AvroType): FieldKind {
  if (typeof type === 'object' && !isUnion(type)) {
    if (type.logicalType === 'date') return 'day'
    if (type.symbols !== undefined) return 'choice'
    return type.type === 'int' || type.type === 'long' || type.type === 'string' ? kindOf(name, type.type) : 'other'
  }
  switch (type) {
    case 'int':
    case 'long':
      return name.endsWith('Minor') ? 'money' : 'whole'
    case 'float':
    case 'double':
      return 'decimal'
    case 'string':
      return 'text'
    case 'boolean':
      return 'flag'
    default:
      return 'other'
  }
}

function choicesOf(type: AvroType): readonly string[] {
  return typeof type === 'object' && !isUnion(type) ? (type.symbols ?? []) : []
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type)
}
