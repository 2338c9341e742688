import type { MappingFile } from '../mapping/schema.ts'

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
