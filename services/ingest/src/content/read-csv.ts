/** A CSV file whose header names the fields of one event type → CloudEvents, one a row. */
import { nearestName } from '@tocsin/yaml-file'
import { CsvError, parse } from 'csv-parse/sync'
import type { EventType, Field } from './event-types.ts'
import { type Fault, pointerStep, sentence, shown } from './fault.ts'

export interface CsvRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  readonly bytes: Uint8Array
  /** As `readCloudEvent` reads it. */
  readonly event: Readonly<Record<string, unknown>>
}

export type ReadCsv = { readonly rows: readonly CsvRow[] } | { readonly faults: readonly Fault[] }

/** What a row may hold besides the fields of its type. */
const ENVELOPE_COLUMNS = ['id', 'time', 'sequence']
const MOST_ROWS = 20_000

export function readCsv(text: string, type: EventType, source: string): ReadCsv {
  let rows: { readonly record: readonly string[]; readonly raw: string; readonly info: { readonly lines: number } }[]
  try {
    // Blanks around a cell belong to nobody; a byte order mark is what spreadsheets write.
    rows = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
      to: MOST_ROWS + 2,
    }) as unknown as typeof rows
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { faults: [notCsv(error)] }
  }
  const [header, ...body] = rows
  if (header === undefined || body.length === 0) return { faults: [NO_ROWS] }
  if (body.length > MOST_ROWS) return { faults: [TOO_MANY_ROWS] }
  const faults = headerFaults(header.record, type)
  if (faults.length > 0) return { faults }
  const fields = new Map(type.fields.map((field) => [field.name, field]))
  const encoder = new TextEncoder()
  return {
    rows: body.map(({ record, raw, info }) => {
      const row = raw.trim()
      const linesInside = row.match(/\r?\n/gu)?.length ?? 0
      const event = eventOf(header.record, record, fields, { type: type.name, source })
      return { line: info.lines - linesInside, bytes: encoder.encode(row), event }
    }),
  }
}

function eventOf(
  header: readonly string[],
  cells: readonly string[],
  fields: ReadonlyMap<string, Field>,
  { type, source }: { readonly type: string; readonly source: string },
): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  const event: Record<string, unknown> = { specversion: '1.0', type, source, data }
  for (const [index, column] of header.entries()) {
    const cell = cells[index] ?? ''
    if (cell === '') continue
    if (ENVELOPE_COLUMNS.includes(column)) event[column] = cell
    else data[column] = jsonOf(cell, fields.get(column))
  }
  return event
}

/** A cell as JSON would have it, where it can be; else the text, which is then told as wrong with what is expected. */
function jsonOf(cell: string, field: Field | undefined): unknown {
  switch (field?.type.kind) {
    case 'integer':
      return /^-?\d{1,16}$/u.test(cell) ? Number(cell) : cell
    case 'number':
      return /^-?\d{1,16}(\.\d{1,16})?$/u.test(cell) ? Number(cell) : cell
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : cell
    default:
      return cell
  }
}

function headerFaults(header: readonly string[], type: EventType): Fault[] {
  const plain = type.fields.filter((field) => field.type.kind !== 'list' && field.type.kind !== 'texts')
  const known = [...ENVELOPE_COLUMNS, ...plain.map(({ name }) => name)]
  const needed = ['id', ...plain.filter(({ fallback }) => fallback === undefined).map(({ name }) => name)]
  const faults: Fault[] = []
  for (const [index, column] of header.entries()) {
    const pointer = `/header/${pointerStep(column)}`
    if (header.indexOf(column) < index) {
      faults.push({
        pointer,
        code: 'unknown-field',
        what: sentence(`the column ${shown(column)} stands twice`, `列 ${shown(column)} 重复`),
        hint: sentence('Remove one of the two.', '请删除其中一列。'),
      })
    } else if (!known.includes(column)) faults.push(unknownColumn(column, type, known, pointer))
  }
  for (const column of needed.filter((name) => !header.includes(name))) {
    faults.push({
      pointer: `/header/${column}`,
      code: 'missing',
      what: sentence(`the column ${column} is missing`, `缺少列 ${column}`),
      hint: sentence(
        `The header of a file of ${type.name} names at least ${needed.join(', ')}.`,
        `${type.name} 的表头至少含 ${needed.join('、')}。`,
      ),
    })
  }
  return faults
}

function unknownColumn(column: string, type: EventType, known: readonly string[], pointer: string): Fault {
  const isList = type.fields.some(({ name }) => name === column)
  const meant = isList ? undefined : nearestName(column.slice(0, 60), known)
  const en = isList
    ? 'A list does not fit into a cell: send these events as JSON. '
    : meant
      ? `Did you mean ${meant}? `
      : ''
  const zh = isList ? '列表无法放入单元格，请以 JSON 发送。' : meant ? `是否想写 ${meant}？` : ''
  return {
    pointer,
    code: 'unknown-field',
    what: sentence(`${shown(column)} is no column of ${type.name}`, `${type.name} 没有列 ${shown(column)}`),
    hint: sentence(
      `${en}Columns, separated by commas: ${known.join(', ')}.`,
      `${zh}可用列（逗号分隔）：${known.join('、')}。`,
    ),
  }
}

function notCsv(error: CsvError): Fault {
  const detail = error.message.slice(0, 200)
  return {
    pointer: '',
    code: 'not-csv',
    what: sentence(`the file cannot be read as CSV: ${detail}`, `文件无法按 CSV 读取：${detail}`),
    hint: sentence(
      'Separate with commas, one row a line, as many cells as the header has; a cell with a comma or a quote stands in double quotes.',
      '以逗号分隔，每行一条，单元格数与表头一致；含逗号或引号的单元格用双引号括起。',
    ),
  }
}

const NO_ROWS: Fault = {
  pointer: '',
  code: 'not-csv',
  what: sentence('the file has no rows', '文件没有数据行'),
  hint: sentence('The first line names the columns, each further one is an event.', '第一行为列名，其后每行一个事件。'),
}

const TOO_MANY_ROWS: Fault = {
  pointer: '',
  code: 'too-large',
  what: sentence(`the file has more than ${MOST_ROWS} rows`, `文件超过 ${MOST_ROWS} 行`),
  hint: sentence('Split it, or bring history with tocsin import.', '请拆分文件；历史数据请用 tocsin import。'),
}
