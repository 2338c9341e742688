import { EVENT_SCHEMAS } from '../generated.ts'

/** Where writer schemas come from: a schema registry. */
export interface SchemaSource {
  /**
   * The schema with this id as JSON text; undefined when the registry answers that there is none.
   * @throws RetryableError when the registry cannot be reached or fails
   */
  fetchSchema(id: number): Promise<string | undefined>
}

/** Registry ids of the schemas we write with, by full record name (`tocsin.sales.invoices.InvoiceIssued`). */
export type SchemaIds = ReadonlyMap<string, number>

/**
 * A registry that never was a server: each schema of ours has an id made from its full name, the same in every run.
 * For in-memory runs, recordings and tests.
 */
export function createFixedRegistry(): { readonly schemaIds: SchemaIds; readonly source: SchemaSource } {
  const schemaIds = new Map(EVENT_SCHEMAS.map((entry) => [entry.fullName, fixedIdOf(entry.fullName)]))
  const texts = new Map(EVENT_SCHEMAS.map((entry) => [fixedIdOf(entry.fullName), entry.schema]))
  return { schemaIds, source: { fetchSchema: async (id) => texts.get(id) } }
}

/** FNV-1a over the name, kept positive; the unit spec shows that no two names of ours meet. */
function fixedIdOf(fullName: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < fullName.length; at++) hash = Math.imul(hash ^ fullName.charCodeAt(at), 0x01000193)
  return hash & 0x7fffffff
}
