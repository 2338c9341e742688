import { readCsv } from './read-csv.ts'
import { readJsonLines } from './read-json-lines.ts'
import type { RowSink, RowSource } from './row-source.ts'

/**
 * Reads a source row by row.
 * @throws OperatorError when columns are missing from its header
 */
export async function readRows(source: RowSource, sink: RowSink): Promise<void> {
  await (source.input.format === 'csv' ? readCsv(source, sink) : readJsonLines(source, sink))
}
