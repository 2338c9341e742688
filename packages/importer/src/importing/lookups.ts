import { isAbsolute, join } from 'node:path'
import { OperatorError } from '@tocsin/stream'
import type { LookupTables } from '../expression/row-values.ts'
import type { LookupPlan, Mapping } from '../mapping/mapping.ts'
import { openInput } from '../rows/import-input.ts'
import { readRows } from '../rows/read-rows.ts'

type Table = ReadonlyMap<string, readonly (string | undefined)[]>

/** A lookup is held in memory whole. */
const MAX_LOOKUP_ROWS = 1_000_000

/**
 * Reads the tables that rows look things up in.
 * @throws OperatorError when a file is missing, or a key stands in it twice
 */
export async function readLookups(mapping: Mapping, folder: string): Promise<LookupTables> {
  const tables = new Map<string, Table>()
  for (const lookup of mapping.lookups) tables.set(lookup.name, await readTable(lookup, mapping, folder))
  return tables
}

async function readTable(
  { name, file, key, sourceColumns }: LookupPlan,
  mapping: Mapping,
  folder: string,
): Promise<Table> {
  const table = new Map<string, readonly (string | undefined)[]>()
  const path = isAbsolute(file) ? file : join(folder, file)
  const columns = [...sourceColumns, key]
  const source = { name: file, bytes: openInput(path).open(), input: mapping.input, columns }
  await readRows(source, {
    row(cells, line) {
      const own = cells.at(-1)?.trim() ?? ''
      if (table.has(own))
        throw new OperatorError(`${path}:${line}: ${key} "${own}" stands twice; the lookup ${name} needs it once.`)
      if (table.size >= MAX_LOOKUP_ROWS)
        throw new OperatorError(`${path} has more than ${MAX_LOOKUP_ROWS} rows: too large for a lookup.`)
      table.set(own, cells)
    },
    refused(line, message) {
      throw new OperatorError(`${path}:${line}: ${message}`)
    },
  })
  return table
}
