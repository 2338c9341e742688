import { OperatorError } from '@tocsin/stream'
import { nearestName } from '@tocsin/yaml-file'
import type { MappingFile } from '../mapping/schema.ts'
import { readCsv } from './read-csv.ts'
import { readJsonLines } from './read-json-lines.ts'

export interface RowSink {
  /** Cells in the order of the columns asked for. */
  row(cells: readonly (string | undefined)[], line: number): void
  /** A row that cannot be read at all. */
  refused(line: number, message: string): void
}

export interface RowSource {
  /** For messages. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
  readonly input: MappingFile['input']
  readonly columns: readonly string[]
}

/**
 * Reads a source row by row.
 * @throws OperatorError when columns are missing from its header
 */
export async function readRows(source: RowSource, sink: RowSink): Promise<void> {
  await (source.input.format === 'csv' ? readCsv(source, sink) : readJsonLines(source, sink))
}

/** @throws OperatorError that names all columns that are not there */
export function placesOf(columns: readonly string[], header: readonly string[], name: string): readonly number[] {
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const wanted = missing.map((column) => {
      const nearest = nearestName(column, header)
      return nearest === undefined ? column : `${column} (did you mean ${nearest}?)`
    })
    throw new OperatorError(
      `${name} has no column ${wanted.join(', ')}.\nIts columns: ${header.join(', ').slice(0, 2000)}.\n` +
        'Is the delimiter right, and is this the file that the mapping is for?',
    )
  }
  return columns.map((column) => header.indexOf(column))
}
