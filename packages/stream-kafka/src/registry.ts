import { OperatorError } from '@tocsin/stream'
import { createRegistryHttp, type RegistryHttp } from './registry-http.ts'

/** A schema of ours as the registry is to know it; `EVENT_SCHEMAS` of the events package are such. */
export interface RegistrySchema {
  /** Full name of the Avro record. */
  readonly fullName: string
  readonly subject: string
  /** JSON text. */
  readonly schema: string
}

/** A new version reads what every older one wrote, not the last alone: topics keep their records for ever. */
const COMPATIBILITY = 'BACKWARD_TRANSITIVE'

/**
 * A registry with Confluent's HTTP API (Confluent, Apicurio's ccompat, Karapace, Redpanda).
 *
 * Plain HTTP instead of a client library: `@kafkajs/confluent-schema-registry` reports a registry that is away as
 * status 400, which would dead-letter good records; and its `register` refuses any subject for which Apicurio answers
 * the level `NONE`. Of the API five routes are needed. An integration spec holds the two against each other.
 */
export interface SchemaRegistry {
  /**
   * The schema with this id; undefined when the registry itself says that it knows none.
   * @throws RetryableError when it is away or fails, OperatorError when the address is no registry's
   */
  fetchSchema(id: number): Promise<string | undefined>
  /**
   * Registers what is not there yet and sets the subjects' compatibility; safe to repeat. Ids by full record name.
   * @throws OperatorError naming every subject that refuses its schema
   */
  register(schemas: readonly RegistrySchema[]): Promise<ReadonlyMap<string, number>>
  /** Ids of schemas that are there, by full record name; a schema without an entry is not registered. Writes nothing. */
  lookUp(schemas: readonly RegistrySchema[]): Promise<ReadonlyMap<string, number>>
  /** How each schema stands to what the registry holds under its subject. Writes nothing. */
  check(schemas: readonly RegistrySchema[]): Promise<readonly SchemaStanding[]>
}

export interface SchemaStanding {
  readonly subject: string
  /**
   * `registered`: this schema, for Apicurio also one that differs in docs and defaults alone; `absent`: no version yet;
   * the others: a new version that would (not) be taken.
   */
  readonly standing: 'registered' | 'absent' | 'compatible' | 'incompatible'
  /** The level the registry would check at; undefined where it has none of its own for the subject. */
  readonly compatibility: string | undefined
  /** What the registry says against it. */
  readonly messages: readonly string[]
}

export function createSchemaRegistry(url: string): SchemaRegistry {
  const http = createRegistryHttp(url)
  return {
    fetchSchema: (id) => fetchSchema(http, id),
    register: (schemas) => registerAll(http, schemas),
    lookUp: (schemas) => lookUpAll(http, schemas),
    check: (schemas) => inTurns(schemas, (schema) => standingOf(http, schema)),
  }
}

/** `createSchemaRegistry(url).register(schemas)`, then asks no more. */
export function registerSchemas(url: string, schemas: readonly RegistrySchema[]): Promise<ReadonlyMap<string, number>> {
  return createSchemaRegistry(url).register(schemas)
}

const SCHEMA_NOT_FOUND = 40403
const SUBJECT_NOT_FOUND = 40401
const VERSION_NOT_FOUND = 40402

async function fetchSchema(http: RegistryHttp, id: number): Promise<string | undefined> {
  // Ids are positive; a registry would answer that the number is no number, and that is no answer about a schema.
  if (id < 0) return undefined
  const answer = await http.request('GET', `/schemas/ids/${id}`)
  if (answer.status === 200) return (answer.body as { schema: string }).schema
  if (answer.errorCode === SCHEMA_NOT_FOUND) return undefined
  throw http.unexpected(answer, `schema ${id}`)
}

async function registerAll(
  http: RegistryHttp,
  schemas: readonly RegistrySchema[],
): Promise<ReadonlyMap<string, number>> {
  const refused: string[] = []
  const ids = await inTurns(schemas, async (schema) => {
    const known = await findVersion(http, schema)
    if (known !== undefined) {
      await setCompatibility(http, schema.subject)
      return known
    }
    // A subject takes a level only once it exists; and it must have it before it takes a second version.
    const isNew = !(await subjectExists(http, schema.subject))
    if (!isNew) await setCompatibility(http, schema.subject)
    const answer = await http.request(
      'POST',
      `/subjects/${encodeURIComponent(schema.subject)}/versions`,
      bodyOf(schema),
    )
    if (answer.status === 409 || answer.status === 422) {
      refused.push(`  ${schema.subject}: ${answer.message}`)
      return -1
    }
    if (answer.status !== 200) throw http.unexpected(answer, schema.subject)
    if (isNew) await setCompatibility(http, schema.subject)
    return (answer.body as { id: number }).id
  })
  if (refused.length > 0) {
    throw new OperatorError(
      `The registry at ${http.place} refuses:\n${refused.join('\n')}\n` +
        'A new version must be able to read what older ones wrote: give new fields a default, remove none without one, ' +
        'change no type. For something else, add a new event type.',
    )
  }
  return new Map(schemas.map((schema, at) => [schema.fullName, ids[at]!]))
}

async function lookUpAll(http: RegistryHttp, schemas: readonly RegistrySchema[]): Promise<ReadonlyMap<string, number>> {
  const found = await inTurns(schemas, (schema) => findVersion(http, schema))
  return new Map(
    schemas.flatMap((schema, at): [string, number][] => {
      const id = found[at]
      return id === undefined ? [] : [[schema.fullName, id]]
    }),
  )
}

async function standingOf(http: RegistryHttp, schema: RegistrySchema): Promise<SchemaStanding> {
  const { subject } = schema
  if (!(await subjectExists(http, subject))) {
    return { subject, standing: 'absent', compatibility: undefined, messages: [] }
  }
  const compatibility = await compatibilityOf(http, subject)
  if ((await findVersion(http, schema)) !== undefined) {
    return { subject, standing: 'registered', compatibility, messages: [] }
  }
  const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions?verbose=true`
  const answer = await http.request('POST', path, bodyOf(schema))
  if (answer.status !== 200) throw http.unexpected(answer, subject)
  const { is_compatible: isCompatible, messages } = answer.body as { is_compatible: boolean; messages?: string[] }
  return { subject, standing: isCompatible ? 'compatible' : 'incompatible', compatibility, messages: messages ?? [] }
}

/** The id of exactly this schema under its subject. */
async function findVersion(http: RegistryHttp, schema: RegistrySchema): Promise<number | undefined> {
  const answer = await http.request('POST', `/subjects/${encodeURIComponent(schema.subject)}`, bodyOf(schema))
  if (answer.status === 200) return (answer.body as { id: number }).id
  if (isNotFound(answer.errorCode)) return undefined
  throw http.unexpected(answer, schema.subject)
}

async function subjectExists(http: RegistryHttp, subject: string): Promise<boolean> {
  const answer = await http.request('GET', `/subjects/${encodeURIComponent(subject)}/versions`)
  if (answer.status === 200) return true
  if (isNotFound(answer.errorCode)) return false
  throw http.unexpected(answer, subject)
}

async function compatibilityOf(http: RegistryHttp, subject: string): Promise<string | undefined> {
  const answer = await http.request('GET', `/config/${encodeURIComponent(subject)}`)
  if (answer.status === 200) return (answer.body as { compatibilityLevel?: string }).compatibilityLevel
  if (answer.status === 404) return undefined
  throw http.unexpected(answer, subject)
}

async function setCompatibility(http: RegistryHttp, subject: string): Promise<void> {
  if ((await compatibilityOf(http, subject)) === COMPATIBILITY) return
  const answer = await http.request('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: COMPATIBILITY })
  if (answer.status !== 200) throw http.unexpected(answer, subject)
}

function isNotFound(errorCode: number | undefined): boolean {
  return errorCode === SUBJECT_NOT_FOUND || errorCode === VERSION_NOT_FOUND || errorCode === SCHEMA_NOT_FOUND
}

function bodyOf(schema: RegistrySchema): object {
  return { schema: schema.schema, schemaType: 'AVRO' }
}

/** A small registry need not answer thirty requests at once. */
const CONCURRENT_REQUESTS = 4

/** Results in the order of `items`. The first failure ends it. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += CONCURRENT_REQUESTS) {
    results.push(...(await Promise.all(items.slice(at, at + CONCURRENT_REQUESTS).map(ask))))
  }
  return results
}
