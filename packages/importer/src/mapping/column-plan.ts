import { CellError } from '../cells/cell-error.ts'
import { createDateReader, type ReadDate } from '../cells/date-format.ts'
import { type AmountStyle, readMinor, readMinorOf } from '../cells/money.ts'
import type { ZonedTime } from '../cells/zoned-time.ts'
import type { Cell } from '../expression/row-values.ts'
import type { ColumnInFile } from './schema.ts'

export interface ColumnSurroundings {
  readonly zoned: ZonedTime
  readonly amounts: AmountStyle
  /** Of the file; a column may have its own. */
  readonly missing: readonly string[]
}

/** Reads the text of a cell as the column says; undefined for a cell that says nothing. `currency` is asked for money. */
export type ReadCell = (text: string | undefined, currency: () => Cell) => Cell

/** @throws RangeError for a date format that is none */
export function createCellReader(column: ColumnInFile, surroundings: ColumnSurroundings): ReadCell {
  const read = createTextReader(column, surroundings)
  const missing = new Set(column.missing ?? surroundings.missing)
  const replacements = new Map(Object.entries(column.replace ?? {}))
  const { otherwise } = column
  return (cell, currency) => {
    let text: string | undefined = cell?.trim()
    if (text !== undefined && replacements.size > 0) text = replacements.get(text) ?? text
    if (text === undefined || missing.has(text)) text = otherwise
    return text === undefined ? undefined : read(text, currency)
  }
}

function createTextReader(
  column: ColumnInFile,
  { zoned, amounts }: ColumnSurroundings,
): (text: string, currency: () => Cell) => Cell {
  switch (column.as) {
    case 'text':
      return (text) => text
    case 'integer':
      return readInteger
    case 'decimal':
      return (text) => readDecimal(text, amounts.decimal)
    case 'money':
      return column.currency === undefined
        ? (text) => readMinor(text, amounts)
        : (text, currency) => {
            const code = currency()
            if (code === undefined) throw new CellError(`nothing says in what currency "${text}" is`)
            return readMinorOf(text, String(code), amounts)
          }
    case 'day': {
      const read = createAnyDateReader(column)
      return (text) => {
        const wall = read(text)
        // A day that comes with a time of another zone is the day that it was here.
        return wall.offsetMs === undefined ? wall.day : zoned.dayOf(zoned.instantOf(wall))
      }
    }
    case 'instant': {
      const read = createAnyDateReader(column)
      return (text) => zoned.instantOf(read(text))
    }
  }
}

type Wall = NonNullable<ReturnType<ReadDate>>

function createAnyDateReader({ format = DEFAULT_FORMATS }: ColumnInFile): (text: string) => Wall {
  const formats = typeof format === 'string' ? [format] : format
  const readers = formats.map(createDateReader)
  return (text) => {
    for (const read of readers) {
      const wall = read(text)
      if (wall !== undefined) return wall
    }
    throw new CellError(`"${text}" is no date written as ${formats.join(' or ')}`)
  }
}

const DEFAULT_FORMATS = ['YYYY-MM-DD', 'YYYY-MM-DDTHH:mm:ssZ', 'YYYY-MM-DDTHH:mm:ss.SSSZ']

function readInteger(text: string): number {
  const number = /^[+-]?\d{1,16}$/u.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new CellError(`"${text}" is not a whole number`)
  return number
}

function readDecimal(text: string, decimal: '.' | ','): number {
  const number = decimal === ',' ? text.replace(',', '.') : text
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/u.test(number)) throw new CellError(`"${text}" is not a number`)
  return Number(number)
}
