import type { DeadLetterReason } from '@tocsin/stream'
import type { Resolver } from 'avsc'
import { EVENT_SCHEMAS } from '../generated.ts'
import { type AvroReader, parseAvro } from '../schemas/avro-type.ts'
import type { EventSchema } from '../schemas/event-schema.ts'
import type { AvroRecord } from '../schemas/schema-file.ts'
import { createEventShape, type EventShape } from './event-shape.ts'
import type { SchemaSource } from './schema-source.ts'

/** What an id in a record stands for. */
export type KnownSchema =
  | {
      readonly kind: 'readable'
      readonly topic: string
      readonly fullName: string
      readonly type: AvroReader
      /** Undefined when the writer's schema lays bytes out as the reader's does. */
      readonly resolver: Resolver | undefined
      readonly shape: EventShape
    }
  | {
      readonly kind: 'refused'
      readonly reason: DeadLetterReason
      readonly message: string
      readonly askAgainAtMs: number
    }

export interface SchemaCache {
  /** Undefined when `prepare` has not been called with the id. */
  get(id: number): KnownSchema | undefined
  /** Undefined when every id is known: the usual case. */
  prepare(ids: ReadonlySet<number>): Promise<void> | undefined
}

/** How long an id that the registry does not know is not asked for again. */
const ASK_AGAIN_AFTER_MS = 30_000
/** Above this, ids that may be asked for again are forgotten: a flood of invented ids must not fill the memory. */
const MAX_SCHEMAS = 10_000
/** So that a flood of invented ids does not become a flood of requests. */
const MAX_CONCURRENT_FETCHES = 8

/** Every schema id met so far, for as long as the process lives; requests for one id are made once. */
export function createSchemaCache(source: SchemaSource, nowMs: () => number): SchemaCache {
  const known = new Map<number, KnownSchema>()
  const fetching = new Map<number, Promise<void>>()
  const readers = new Map<string, Reader>()

  function mustAsk(id: number): boolean {
    const schema = known.get(id)
    return schema === undefined || (schema.kind === 'refused' && nowMs() >= schema.askAgainAtMs)
  }

  function fetchOnce(id: number): Promise<void> {
    const running = fetching.get(id)
    if (running !== undefined) return running
    const started = source
      .fetchSchema(id)
      .then((text) => void known.set(id, readerFor(id, text, readers, nowMs() + ASK_AGAIN_AFTER_MS)))
      .finally(() => fetching.delete(id))
    fetching.set(id, started)
    return started
  }

  async function fetchAll(ids: readonly number[]): Promise<void> {
    if (known.size > MAX_SCHEMAS) forgetStale(known, nowMs())
    for (let at = 0; at < ids.length; at += MAX_CONCURRENT_FETCHES) {
      const outcomes = await Promise.allSettled(ids.slice(at, at + MAX_CONCURRENT_FETCHES).map(fetchOnce))
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }

  return {
    get: (id) => known.get(id),
    prepare(ids) {
      const unknown = [...ids].filter(mustAsk)
      return unknown.length === 0 ? undefined : fetchAll(unknown)
    },
  }
}

function forgetStale(known: Map<number, KnownSchema>, nowMs: number): void {
  for (const [id, schema] of known) if (schema.kind === 'refused' && nowMs >= schema.askAgainAtMs) known.delete(id)
}

interface Reader {
  readonly entry: EventSchema
  readonly type: AvroReader
  readonly shape: EventShape
}

function readerFor(
  id: number,
  text: string | undefined,
  readers: Map<string, Reader>,
  askAgainAtMs: number,
): KnownSchema {
  const refused = (reason: DeadLetterReason, message: string): KnownSchema => ({
    kind: 'refused',
    reason,
    message,
    askAgainAtMs,
  })
  if (text === undefined) {
    return refused(
      'unknown-schema-id',
      `the registry knows no schema ${id}: the writer uses another registry, or did not register its schema`,
    )
  }
  let writer: AvroReader
  try {
    writer = parseAvro(text)
  } catch (error) {
    return refused('undecodable', `schema ${id} of the registry is not an Avro schema: ${messageOf(error)}`)
  }
  const reader = ownReader(writer.name, readers)
  if (reader === undefined) {
    return refused(
      'unexpected-type',
      `schema ${id} describes ${writer.name ?? 'no record'}, which no topic of ours holds`,
    )
  }
  const { entry, type, shape } = reader
  const { topic, fullName } = entry
  try {
    const resolver = writer.equals(type) ? undefined : type.createResolver(writer)
    return { kind: 'readable', topic, fullName, type, resolver, shape }
  } catch (error) {
    return refused(
      'undecodable',
      `schema ${id}, an incompatible version of ${fullName}, cannot be read by this version: ${messageOf(error)}`,
    )
  }
}

function ownReader(fullName: string | undefined, readers: Map<string, Reader>): Reader | undefined {
  if (fullName === undefined) return undefined
  const made = readers.get(fullName)
  if (made !== undefined) return made
  const entry = EVENT_SCHEMAS.find((candidate) => candidate.fullName === fullName)
  if (entry === undefined) return undefined
  const shape = createEventShape(JSON.parse(entry.schema) as AvroRecord, entry.type)
  const reader = { entry, type: parseAvro(entry.schema), shape }
  readers.set(fullName, reader)
  return reader
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
