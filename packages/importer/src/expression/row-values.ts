import { CellError } from '../cells/cell-error.ts'
/** What a row gives for one column: undefined where it says nothing. */
export type Cell = string | number | undefined

/** A column ready to be read; `isInteger`: expressions see whole numbers, which they hold as BigInt. */
export interface ColumnPlan {
  readonly name: string
  readonly isInteger: boolean
  /**
   * @throws CellError that says what is wrong with the text of the cell
   */
  read(row: RowValues): Cell
}

/** Cells of lookup tables, by lookup, then key. */
export type LookupTables = ReadonlyMap<string, ReadonlyMap<string, readonly (string | undefined)[]>>

const UNREAD = Symbol('unread')

/** One row, its columns read when they are first asked for. */
export class RowValues {
  cells: readonly (string | undefined)[] = []
  /** What `forEach` goes through. */
  item: string | undefined
  /**
   * What expressions see: the columns as properties, whatever their names; `given.<column>` tells whether a column says
   * anything; `item`.
   */
  readonly scope: object = Object.create(null)
  /** Lookup tables by name: cells by key. */
  readonly lookups: LookupTables
  readonly #columns: readonly ColumnPlan[]
  readonly #read: (Cell | typeof UNREAD)[]
  readonly #givenNames: readonly string[]
  #given: Record<string, boolean> | undefined

  constructor(columns: readonly ColumnPlan[], givenNames: ReadonlySet<string>, lookups: LookupTables) {
    this.lookups = lookups
    this.#columns = columns
    this.#read = columns.map(() => UNREAD)
    this.#givenNames = [...givenNames]
    for (const [index, { name, isInteger }] of columns.entries()) {
      const get = isInteger
        ? () => {
            const value = this.value(index)
            return value === undefined ? undefined : BigInt(value)
          }
        : () => this.value(index)
      Object.defineProperty(this.scope, name, { get })
    }
    Object.defineProperty(this.scope, 'given', { get: () => this.#givenColumns() })
    Object.defineProperty(this.scope, 'item', { get: () => this.item })
  }

  /** The same object for the next row: what was read of the last one is forgotten. */
  startRow(cells: readonly (string | undefined)[]): void {
    this.cells = cells
    this.item = undefined
    this.#given = undefined
    this.#read.fill(UNREAD)
  }

  /** @throws CellError naming the column when its text cannot be read */
  value(index: number): Cell {
    const known = this.#read[index]
    if (known !== UNREAD) return known
    const column = this.#columns[index]!
    let value: Cell
    try {
      value = column.read(this)
    } catch (error) {
      if (error instanceof CellError) throw new CellError(`${column.name}: ${error.message}`)
      throw error
    }
    this.#read[index] = value
    return value
  }

  #givenColumns(): Record<string, boolean> {
    if (this.#given === undefined) {
      this.#given = {}
      for (const name of this.#givenNames) {
        const index = this.#columns.findIndex((column) => column.name === name)
        this.#given[name] = this.value(index) !== undefined
      }
    }
    return this.#given
  }
}
