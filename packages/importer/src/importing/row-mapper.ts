import { CellError } from '../cells/cell-error.ts'
import type { LookupTables } from '../expression/row-values.ts'
import { RowValues } from '../expression/row-values.ts'
import type { EventPlan, Mapping } from '../mapping/mapping.ts'
import { type Contribution, contributionOf } from './field-values.ts'
import type { ImportTally, Refusal } from './report.ts'

/** A row as it is known to those who take its events. */
export interface RowPlace {
  /** Which of the files of the import. */
  readonly file: number
  readonly line: number
}

export interface ContributionSink {
  /** `planIndex` in the mapping's events. */
  single(planIndex: number, contribution: Contribution, place: RowPlace): void
  /** A part of the event of a group; without a contribution the group cannot be made. */
  grouped(planIndex: number, groupKey: string, contribution: Contribution | string, place: RowPlace): void
  refused(refusal: Omit<Refusal, 'file'>, place: RowPlace): void
}

/** Rows in, contributions to events out. Pure: what comes out depends on mapping, lookups and row alone. */
export class RowMapper {
  readonly #mapping: Mapping
  readonly #sink: ContributionSink
  readonly #tally: ImportTally
  readonly #row: RowValues

  constructor(mapping: Mapping, lookups: LookupTables, tally: ImportTally, sink: ContributionSink) {
    this.#mapping = mapping
    this.#sink = sink
    this.#tally = tally
    this.#row = new RowValues(mapping.columns, mapping.givenNames, lookups)
  }

  map(cells: readonly (string | undefined)[], place: RowPlace): void {
    const row = this.#row
    row.startRow(cells)
    try {
      for (const { when, because } of this.#mapping.leaveOut) {
        if (when.evaluate(row) !== true) continue
        this.#tally.leaveOut(because)
        return
      }
    } catch (error) {
      this.#sink.refused({ line: place.line, eventType: undefined, message: messageOf(error) }, place)
      return
    }
    let isUsed = false
    for (let index = 0; index < this.#mapping.events.length; index++) {
      const plan = this.#mapping.events[index]!
      try {
        if (plan.when !== undefined && plan.when.evaluate(row) !== true) continue
        if (plan.forEach !== undefined) isUsed = this.#mapEach(plan, index, place) || isUsed
        else {
          isUsed = true
          this.#mapOne(plan, index, place)
        }
      } catch (error) {
        isUsed = true
        this.#sink.refused({ line: place.line, eventType: plan.type, message: messageOf(error) }, place)
      }
    }
    if (!isUsed) this.#tally.rowsWithoutEvent += 1
  }

  #mapEach(plan: EventPlan, index: number, place: RowPlace): boolean {
    const items = (plan.forEach?.evaluate(this.#row) ?? []) as readonly string[]
    for (const item of items) {
      this.#row.item = item
      this.#mapOne(plan, index, place)
    }
    this.#row.item = undefined
    return items.length > 0
  }

  #mapOne(plan: EventPlan, index: number, place: RowPlace): void {
    if (plan.groupBy === undefined) {
      this.#sink.single(index, contributionOf(plan, this.#row), place)
      return
    }
    const groupKey = plan.groupBy.evaluate(this.#row) as string | undefined
    if (groupKey === undefined) throw new CellError('groupBy gives nothing')
    let contribution: Contribution | string
    try {
      contribution = contributionOf(plan, this.#row)
    } catch (error) {
      contribution = messageOf(error)
    }
    this.#sink.grouped(index, groupKey, contribution, place)
  }
}

/** What the row is to blame for; anything else is a bug. */
function messageOf(error: unknown): string {
  if (error instanceof CellError) return error.message
  throw error
}
