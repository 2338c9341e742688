import { nearestName, type PlacedFault } from '@tocsin/yaml-file'
import { CellError } from '../cells/cell-error.ts'
import type { ExpressionType } from '../expression/expression.ts'
import type { Cell, ColumnPlan, RowValues } from '../expression/row-values.ts'
import { type ColumnSurroundings, createCellReader, type ReadCell } from './column-plan.ts'
import type { ExpressionCompiler } from './expression-compiler.ts'
import type { LookupPlan } from './mapping.ts'
import type { ColumnInFile, MappingFile } from './schema.ts'

export interface CompiledColumns {
  readonly columns: readonly ColumnPlan[]
  readonly sourceColumns: readonly string[]
  readonly lookups: readonly LookupPlan[]
}

const TYPE_OF_KIND = {
  text: 'string',
  integer: 'int',
  decimal: 'double',
  money: 'int',
  day: 'int',
  instant: 'int',
} as const satisfies Record<ColumnInFile['as'], ExpressionType>

/** In the order of the file: a column may be reckoned from those above it. */
export function compileColumns(
  file: MappingFile,
  surroundings: Omit<ColumnSurroundings, 'missing'>,
  compiler: ExpressionCompiler,
  faults: PlacedFault[],
): CompiledColumns {
  const sourceColumns: string[] = []
  const lookupColumns = new Map(Object.keys(file.lookups).map((name) => [name, [] as string[]]))
  const columns: ColumnPlan[] = []
  for (const [name, column] of Object.entries(file.columns)) {
    const path = ['columns', name]
    const type = TYPE_OF_KIND[column.as]
    const read =
      column.is === undefined
        ? readerOf(name, column, path)
        : reckonedReader(column.is, [...path, 'is'], type === 'string' ? ['string'] : [type])
    if (read !== undefined) columns.push({ name, isInteger: type === 'int', read })
    if (RESERVED.has(name)) {
      faults.push({ path, atKey: true, message: `${name} is a word of the expressions`, hint: 'Choose another name.' })
    } else compiler.declareColumn(name, type)
  }
  const lookups = Object.entries(file.lookups).map(([name, { file: lookupFile, key }]) => ({
    name,
    file: lookupFile,
    key,
    sourceColumns: lookupColumns.get(name) ?? [],
  }))
  return { columns, sourceColumns, lookups }

  function reckonedReader(text: string, path: readonly string[], types: readonly ExpressionType[]) {
    const expression = compiler.compile(text, path, types)
    return expression && ((row: RowValues) => (expression.evaluate(row) ?? undefined) as Cell)
  }

  function readerOf(name: string, column: ColumnInFile, path: readonly string[]): ColumnPlan['read'] | undefined {
    let readCell: ReadCell
    try {
      readCell = createCellReader(column, { ...surroundings, missing: file.missing })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const message = `${[...path, 'format'].join('.')}: ${error.message}`
      faults.push({ path: [...path, 'format'], message, hint: 'Write it with YYYY or YY, MM, M or MMM, DD or D.' })
      return undefined
    }
    const from = column.from ?? name
    const currencyIndex = currencyColumn(column, path)
    const currencyOf = (row: RowValues) => (currencyIndex === undefined ? undefined : row.value(currencyIndex))
    if (column.lookup === undefined) {
      const cell = indexIn(sourceColumns, from)
      return (row) => readCell(row.cells[cell], () => currencyOf(row))
    }
    return lookupReader(column, from, path, readCell, currencyOf)
  }

  /** Where a row keeps the currency of the amounts of a column; undefined also when something of it is wrong. */
  function currencyColumn({ as, currency }: ColumnInFile, path: readonly string[]): number | undefined {
    if (currency === undefined) return undefined
    const at = [...path, 'currency']
    const index = compiler.indexOf(currency)
    if (index === undefined) faults.push(unknownName(at, currency, compiler.columnNames))
    else if (file.columns[currency]?.as !== 'text') {
      faults.push({
        path: at,
        message: `${at.join('.')}: ${currency} is no text`,
        hint: 'Name a column of codes, such as CNY.',
      })
    }
    if (as !== 'money') {
      faults.push({ path: at, message: `${at.join('.')}: only money has a currency`, hint: 'Write as: money.' })
    }
    if (file.amounts.minorDigits !== undefined) {
      const message = `${at.join('.')} and amounts.minorDigits both say how many digits count`
      faults.push({ path: at, message, hint: 'Leave one of the two out.' })
    }
    return index
  }

  function lookupReader(
    { lookup = '', by = '' }: ColumnInFile,
    from: string,
    path: readonly string[],
    readCell: ReadCell,
    currencyOf: (row: RowValues) => Cell,
  ): ColumnPlan['read'] | undefined {
    const ofLookup = lookupColumns.get(lookup)
    const byIndex = compiler.indexOf(by)
    if (ofLookup === undefined) faults.push(unknownName([...path, 'lookup'], lookup, [...lookupColumns.keys()]))
    if (byIndex === undefined) faults.push(unknownName([...path, 'by'], by, compiler.columnNames))
    if (ofLookup === undefined || byIndex === undefined) return undefined
    const cell = indexIn(ofLookup, from)
    return (row) => {
      const key = row.value(byIndex)
      if (key === undefined) return readCell(undefined, () => currencyOf(row))
      const found = row.lookups.get(lookup)?.get(String(key))
      if (found === undefined) throw new CellError(`the lookup ${lookup} has no "${key}"`)
      return readCell(found[cell], () => currencyOf(row))
    }
  }
}

const RESERVED = new Set(['given', 'item', 'true', 'false', 'null', 'in'])

function indexIn(names: string[], name: string): number {
  const at = names.indexOf(name)
  return at < 0 ? names.push(name) - 1 : at
}

function unknownName(path: readonly string[], name: string, known: readonly string[]): PlacedFault {
  const nearest = nearestName(name, known)
  const choice = `Known here: ${known.join(', ') || 'none'}.`
  const hint = nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`
  return { path, message: `${path.join('.')}: there is no ${name === '' ? 'such name' : name}`, hint }
}
