import type { EventDecoder, Mark, MarkCodec } from '@tocsin/stream'
import { OperatorError } from '@tocsin/stream'
import type {
  AlertEvent,
  NotificationEvent,
  PortfolioFact,
  RuleEvent,
  SalesEvent,
  SalesRepFact,
  ScoreEvent,
} from '../generated.ts'
import { parseAvro } from '../schemas/avro-type.ts'
import { type AnyEvent, isEventOfCustomer, isEventOfProduct } from './any-event.ts'
import { createDecoder } from './decoder.ts'
import { createEventEncoder, createWriter, schemaOfType } from './encoder.ts'
import { createSchemaCache } from './schema-cache.ts'
import type { SchemaIds, SchemaSource } from './schema-source.ts'
import { asBuffer, BODY_OFFSET, readSchemaId } from './wire-format.ts'

export interface EventCodecOptions {
  /** Ids of the schemas we write with; `registerSchemas` of stream-kafka, or `createFixedRegistry`, gives them. */
  readonly schemaIds: SchemaIds
  /** Where schemas of other writers come from. */
  readonly source: SchemaSource
  /** The clock, for how long an id the registry does not know is believed unknown. */
  readonly nowMs: () => number
}

export interface EventCodec<Event> extends EventDecoder<Event> {
  encode(event: Event): Uint8Array
}

/** The facts of the `sales.*` topics, keyed by customer; those about a representative or a product by its id. */
export function createEventCodec(options: EventCodecOptions): EventCodec<SalesEvent> {
  return createCodec<SalesEvent>(options, keyOfSalesEvent)
}

function keyOfSalesEvent(event: SalesEvent): { readonly name: string; readonly value: string } {
  if (isEventOfCustomer(event)) return { name: 'customerId', value: event.customerId }
  if (isEventOfProduct(event)) return { name: 'productId', value: event.productId }
  return { name: 'salesRepId', value: event.salesRepId }
}

/** The alerts of `risk.alerts`, keyed `<entityType>:<entityId>`. */
export function createAlertCodec(options: EventCodecOptions): EventCodec<AlertEvent> {
  return createCodec<AlertEvent>(options, (event) => ({ name: 'entity', value: recordKeyOf(event) }))
}

/** The facts of `risk.sales-rep-facts`, keyed by sales representative. */
export function createSalesRepFactCodec(options: EventCodecOptions): EventCodec<SalesRepFact> {
  return createCodec<SalesRepFact>(options, (event) => ({ name: 'salesRepId', value: event.salesRepId }))
}

/** The facts of `risk.portfolio-facts`, keyed by group or product. */
export function createPortfolioFactCodec(options: EventCodecOptions): EventCodec<PortfolioFact> {
  return createCodec<PortfolioFact>(options, (event) => ({ name: 'group', value: event.group }))
}

/** The scores of `risk.scores`, keyed `<entityType>:<entityId>`. */
export function createScoreCodec(options: EventCodecOptions): EventCodec<ScoreEvent> {
  return createCodec<ScoreEvent>(options, (event) => ({ name: 'entity', value: recordKeyOf(event) }))
}

/** What the notifier and its deliverer say to one another on `risk.notifications`, keyed as the alerts are. */
export function createNotificationCodec(options: EventCodecOptions): EventCodec<NotificationEvent> {
  return createCodec<NotificationEvent>(options, (event) => ({ name: 'entity', value: recordKeyOf(event) }))
}

/** The versions of `risk.rules`, keyed by the name of the rule set. */
export function createRuleCodec(options: EventCodecOptions): EventCodec<RuleEvent> {
  return createCodec<RuleEvent>(options, (event) => ({ name: 'ruleSet', value: event.ruleSet }))
}

function createCodec<Event extends AnyEvent>(
  { schemaIds, source, nowMs }: EventCodecOptions,
  keyOf: (event: Event) => { readonly name: string; readonly value: string },
): EventCodec<Event> {
  const decoder = createDecoder(createSchemaCache(source, nowMs), keyOf)
  const encode = createEventEncoder(schemaIds)
  return { encode, prepare: (records) => decoder.prepare(records), decode: (record) => decoder.decode(record) }
}

/** The key that an event's record has to carry. */
export function recordKeyOf(event: AnyEvent): string {
  if (event.type === 'rules-published') return event.ruleSet
  if (isPortfolioFact(event)) return event.group
  if ('entityType' in event) return `${event.entityType}:${event.entityId}`
  return isSalesRepFact(event) ? event.salesRepId : keyOfSalesEvent(event).value
}

/** Whether an event is one of those that customer-risk tells about a representative. */
export function isSalesRepFact(event: AnyEvent): event is SalesRepFact {
  switch (event.type) {
    case 'receivables-contributed':
    case 'orders-contributed':
    case 'contracts-contributed':
    case 'outcomes-contributed':
    case 'representative-described':
      return true
    default:
      return false
  }
}

/** Whether an event is one of those that customer-risk tells about a group of customers or a product. */
export function isPortfolioFact(event: AnyEvent): event is PortfolioFact {
  switch (event.type) {
    case 'customer-contributed':
    case 'demand-contributed':
    case 'product-described':
      return true
    default:
      return false
  }
}

/** Whether an event tells of a score or a tier. */
export function isScoreEvent(event: AnyEvent): event is ScoreEvent {
  return event.type === 'score-changed' || event.type === 'tier-changed'
}

/** The one topic that holds events of this type. */
export function topicOf(eventType: AnyEvent['type']): string {
  return schemaOfType(eventType).topic
}

/**
 * Marks with the Avro schema of `schemas/risk.customer-risk.marks`. The runtime reads marks synchronously and cannot
 * wait for a registry, so versions of the schema other than ours have to be handed in.
 */
export function createMarkCodec(options: {
  readonly schemaIds: SchemaIds
  /** Registry id → schema text, of every other version that marks on the topic were written with. */
  readonly otherVersions?: ReadonlyMap<number, string>
}): MarkCodec {
  const entry = schemaOfType('mark')
  const write = createWriter(entry, options.schemaIds)
  const type = parseAvro(entry.schema)
  const resolvers = new Map(
    [...(options.otherVersions ?? [])].map(([id, text]) => [id, type.createResolver(parseAvro(text))]),
  )
  const ownId = options.schemaIds.get(entry.fullName)
  return {
    encode: write,
    decode(bytes): Mark {
      const id = readSchemaId(bytes)
      const resolver = resolvers.get(id)
      if (id !== ownId && resolver === undefined) {
        throw new OperatorError(
          `a mark was written with schema ${id}, which this program does not know (its own is ${ownId}): ` +
            'run the version that wrote it, or point TOCSIN_REGISTRY_URL at the registry that version used',
        )
      }
      const { nextOffsets, taskTimeMs } = type.fromBuffer(asBuffer(bytes).subarray(BODY_OFFSET), resolver) as Mark
      return { nextOffsets, taskTimeMs }
    },
  }
}
