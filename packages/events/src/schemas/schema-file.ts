/** The Avro that `schemas/` holds, as types: only as much of Avro as we allow ourselves to use. */

/** One file of `schemas/<topic>/<event-type>.avsc`. */
export interface SchemaFile {
  readonly topic: string
  readonly eventType: string
  readonly text: string
}

export type AvroType = string | readonly AvroType[] | AvroRecord | AvroEnum | AvroArray | AvroLogical

export interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly doc?: string
  readonly default?: unknown
}

export interface AvroRecord {
  readonly type: 'record'
  readonly name: string
  readonly namespace?: string
  readonly doc?: string
  readonly fields: readonly AvroField[]
}

export interface AvroEnum {
  readonly type: 'enum'
  readonly name: string
  readonly doc?: string
  readonly symbols: readonly string[]
}

export interface AvroArray {
  readonly type: 'array'
  readonly items: AvroType
}

/** `date` (days since 1970-01-01) and `timestamp-millis`; both are read as the plain number they are. */
export interface AvroLogical {
  readonly type: 'int' | 'long'
  readonly logicalType: 'date' | 'timestamp-millis'
}

/** `sales.invoices` → `tocsin.sales.invoices`; Avro allows no hyphen in a namespace, so it becomes an underscore. */
export function namespaceOf(topic: string): string {
  return `tocsin.${topic.replaceAll('-', '_')}`
}

/** `invoice-issued` → `InvoiceIssued`. */
export function recordNameOf(eventType: string): string {
  return eventType
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}

/**
 * The registry's subject: `<topic>-<full record name>` (Confluent calls it TopicRecordNameStrategy), because several
 * types share a topic and each evolves by itself.
 */
export function subjectOf(topic: string, eventType: string): string {
  return `${topic}-${namespaceOf(topic)}.${recordNameOf(eventType)}`
}

/** The short name of a named type: `tocsin.risk.alerts.AlertSeverity` → `AlertSeverity`. */
export function shortNameOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
