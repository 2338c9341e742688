import { nearestName } from '@tocsin/yaml-file'
import { type CsvError, parse } from 'csv-parse'
import type { RowSink, RowSource } from './row-source.ts'
import { UnfitFileError } from './unfit-file-error.ts'

/** A row larger than this has most likely lost a closing quote. */
const MAX_ROW_CHARACTERS = 1_000_000

/** Reads CSV as RFC 4180 describes it, quoted line ends included, any of the three kinds of line end. */
export async function readCsv({ name, bytes, input, columns }: RowSource, sink: RowSink): Promise<void> {
  const skips: { readonly afterRecords: number; readonly line: number; readonly message: string }[] = []
  let failure: Error | undefined
  const parser = parse({
    bom: true,
    delimiter: input.delimiter,
    quote: input.quote ?? false,
    escape: input.quote ?? null,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_skip: (error) => {
      const { records = 0, lines = 0 } = (error ?? {}) as Partial<CsvError> & { records?: number; lines?: number }
      skips.push({ afterRecords: records, line: lines, message: error?.message ?? 'the row cannot be read' })
      return undefined
    },
  })
  parser.on('error', (error) => {
    failure = error
  })

  let places = input.header === true ? undefined : placesOf(columns, input.header, name)
  let width = input.header === true ? 0 : input.header.length
  let records = 0
  let line = 1
  const takeSkips = () => {
    while (skips.length > 0 && skips[0]!.afterRecords <= records) {
      const skip = skips.shift()!
      sink.refused(skip.line, skip.message)
      line = skip.line + 1
    }
  }
  const take = (record: readonly string[]) => {
    takeSkips()
    records += 1
    const at = line
    line += 1 + lineEndsIn(record)
    if (places === undefined) {
      const header = record.map((cell) => cell.trim())
      places = placesOf(columns, header, name)
      width = header.length
      return
    }
    if (record.length === 1 && record[0]!.trim() === '' && width > 1) return
    if (record.length !== width) {
      sink.refused(at, `the row has ${record.length} cells, the header ${width}`)
      return
    }
    const cells = places.map((place) => record[place])
    sink.row(cells, at)
  }
  const drain = () => {
    for (let record = parser.read(); record !== null; record = parser.read()) take(record as string[])
    if (failure !== undefined) throw failure
  }

  for await (const chunk of utf8(bytes, input.encoding)) {
    parser.write(chunk)
    drain()
  }
  parser.end()
  await new Promise<void>((resolve) => {
    parser.once('end', resolve)
    parser.once('close', resolve)
    parser.on('readable', () => {
      // Thrown here, it would end the process instead of the reading.
      try {
        if (failure === undefined) drain()
      } catch (error) {
        failure = error as Error
        resolve()
      }
    })
    parser.read(0)
  })
  if (failure !== undefined) throw failure
  drain()
  takeSkips()
  if (places === undefined) {
    throw new UnfitFileError(
      `${name} holds no line that names its columns. Is it empty, or was it not written to its end?`,
      'other-columns',
    )
  }
}

function lineEndsIn(record: readonly string[]): number {
  let count = 0
  for (const cell of record) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count += 1
  }
  return count
}

/** What is UTF-8 already goes through as it is. */
async function* utf8(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array | string> {
  const decoder = new TextDecoder(encoding)
  if (decoder.encoding === 'utf-8') {
    yield* bytes
    return
  }
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** @throws UnfitFileError that names all columns that are not there, or there more than once */
function placesOf(columns: readonly string[], header: readonly string[], name: string): readonly number[] {
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const wanted = missing.map((column) => {
      const nearest = nearestName(column, header)
      return nearest === undefined ? column : `${column} (did you mean ${nearest}?)`
    })
    throw new UnfitFileError(
      `${name} has no column ${wanted.join(', ')}.\nIts columns: ${header.join(', ').slice(0, 2000)}.\n` +
        'Is the delimiter right, and is this the file that the mapping is for?',
      'other-columns',
    )
  }
  const twice = columns.filter((column) => header.indexOf(column) !== header.lastIndexOf(column))
  if (twice.length > 0) {
    throw new UnfitFileError(
      `${name} has the column ${twice.join(', ')} more than once, so that nobody knows which is meant.\n` +
        'Name them apart in the file, or name all columns in order with input: { header: [ … ] }.',
      'other-columns',
    )
  }
  return columns.map((column) => header.indexOf(column))
}
