import type { RowSink, RowSource } from './row-source.ts'
import { UnfitFileError } from './unfit-file-error.ts'

/** A line longer than this is no row. */
const MAX_LINE_CHARACTERS = 1_000_000

/**
 * Reads one JSON object a line. Cells are texts, numbers as they are written, so that no amount becomes a float; a column
 * may be a path such as `customer.id`. A list or an object is its JSON text.
 * @throws UnfitFileError when no line holds one of the columns
 */
export async function readJsonLines({ name, bytes, input, columns }: RowSource, sink: RowSink): Promise<void> {
  const paths = columns.map((column) => column.split('.'))
  const seen = new Set<number>()
  let line = 0
  let rows = 0
  const take = (text: string) => {
    line += 1
    if (text.trim() === '') return
    const object = parsed(text)
    if (object === undefined) {
      sink.refused(line, 'the line is not a JSON object')
      return
    }
    rows += 1
    const cells = paths.map((path, index) => {
      const cell = cellAt(object, columns[index]!, path)
      if (cell !== undefined) seen.add(index)
      return cell
    })
    sink.row(cells, line)
  }

  let rest = ''
  const decoder = new TextDecoder(input.encoding)
  const takeAll = (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const each of lines) take(each)
    if (rest.length > MAX_LINE_CHARACTERS) {
      throw new UnfitFileError(`line ${line + 1} of ${name} is longer than 1 MB.`, 'row-too-long')
    }
  }
  for await (const chunk of bytes) takeAll(decoder.decode(chunk, { stream: true }))
  takeAll(decoder.decode())
  if (rest !== '') take(rest)

  const absent = columns.filter((_, index) => !seen.has(index))
  if (rows > 0 && absent.length === columns.length) {
    throw new UnfitFileError(
      `No line of ${name} holds any of ${absent.join(', ')}. Is the mapping meant for this file?`,
      'other-columns',
    )
  }
}

interface NumberText {
  readonly source: string
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text, keepNumberText as (key: string, value: unknown) => unknown)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    // Told by the caller, with the line.
    return undefined
  }
}

/** A number stays the text it was written as. */
function keepNumberText(_key: string, value: unknown, context: NumberText): unknown {
  return typeof value === 'number' ? context.source : value
}

function cellAt(object: Record<string, unknown>, column: string, path: readonly string[]): string | undefined {
  let value: unknown = Object.hasOwn(object, column) ? object[column] : object
  if (value === object) {
    for (const step of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
      value = (value as Record<string, unknown>)[step]
    }
  }
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
