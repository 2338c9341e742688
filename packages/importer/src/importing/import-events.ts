import { sha256Hex } from '@tocsin/domain'
import { isEventOfCustomer, type SalesEvent } from '@tocsin/events'
import { OperatorError } from '@tocsin/stream'
import { CellError } from '../cells/cell-error.ts'
import type { EventPlan, Mapping } from '../mapping/mapping.ts'
import { hashing, type ImportInput } from '../rows/import-input.ts'
import { readRows } from '../rows/read-rows.ts'
import { UnfitFileError } from '../rows/unfit-file-error.ts'
import { ExternalSorter, type SortItem } from '../sorting/external-sort.ts'
import { createEventCheck, type EventCheck } from './event-check.ts'
import { type Contribution, combined, eventOf, missingFields } from './field-values.ts'
import { readLookups } from './lookups.ts'
import { type ImportedFile, type ImportReport, ImportTally, type Refusal } from './report.ts'
import { RowMapper, type RowPlace } from './row-mapper.ts'

/** An event of an import at its place in time. */
export interface ImportedEvent {
  /** When the source recorded the fact: the record's timestamp. */
  readonly recordedAtMs: number
  readonly topic: string
  /** `ce_source`: file and mapping. */
  readonly source: string
  /** `ce_sequence`: rises from 1 with every event of the source, in the order of time. */
  readonly sequence: number
  readonly event: SalesEvent
}

export interface ImportOptions {
  /** Each row, group or event that could not be taken, as it is found. */
  readonly onRefused?: (refusal: Refusal) => void
  readonly onProgress?: (progress: ImportProgress) => void
  /** Ends the reading between two rows; nothing is left behind. */
  readonly signal?: AbortSignal
  /** Wall clock; facts of the future are refused. */
  readonly nowMs?: number
  /** How far ahead of `nowMs` a fact may be recorded; left out, as far as the brokers allow. */
  readonly allowedSkewMs?: number
  /** A file with more rows is refused. */
  readonly maxRows?: number
  /** Characters held in memory by each of the two sorters. */
  readonly maxCharacters?: number
}

export interface ImportProgress {
  readonly rows: number
  /** Bytes of all files taken so far, as they lie there, and all there are where that is known. */
  readonly bytesTaken: number
  readonly bytesTotal: number | undefined
}

/** All rows are read; the events wait in their order. */
export interface PreparedImport {
  /** May be gone through once; in batches of at most 1,000. */
  events(): AsyncGenerator<readonly ImportedEvent[]>
  /** Complete once all events have been taken. */
  report(): ImportReport
  /** Removes what was put into temporary files. */
  dispose(): void
}

/**
 * Reads files through a mapping. All events come in the order of time, those of one instant in the order in which a task
 * takes its topics, then in the order of the mapping, then by id: the order of rows and files does not matter.
 * @throws UnfitFileError when a file is not the one that the mapping is for, or has too many rows
 * @throws OperatorError when a file is missing or damaged
 */
export async function importEvents(
  mapping: Mapping,
  inputs: readonly ImportInput[],
  options: ImportOptions = {},
): Promise<PreparedImport> {
  const check = await createEventCheck(options.nowMs ?? Date.now(), options.allowedSkewMs)
  const importing = new Importing(mapping, inputs, options, check)
  try {
    await importing.read()
    return importing
  } catch (error) {
    importing.dispose()
    throw error
  }
}

/** Facts of one instant, in the order in which a task takes them. */
const TOPIC_ORDER = [
  'sales.customers',
  'sales.contracts',
  'sales.orders',
  'sales.invoices',
  'sales.payments',
  'sales.representatives',
  'sales.feedback',
  'sales.stock',
]
const TOPIC_SLOTS = 8
const BATCH_EVENTS = 1_000
const MAX_GROUP_ROWS = 20_000
const PROGRESS_ROWS = 10_000
const MAX_ID_LENGTH = 200

interface GroupRow {
  readonly line: number
  readonly part: Contribution | string
}

class Importing implements PreparedImport {
  readonly #mapping: Mapping
  readonly #inputs: readonly ImportInput[]
  readonly #options: ImportOptions
  readonly #check: EventCheck
  readonly #tally = new ImportTally()
  readonly #files: ImportedFile[] = []
  readonly #groups: ExternalSorter
  readonly #events: ExternalSorter

  constructor(mapping: Mapping, inputs: readonly ImportInput[], options: ImportOptions, check: EventCheck) {
    this.#mapping = mapping
    this.#inputs = inputs
    this.#options = options
    this.#check = check
    this.#groups = new ExternalSorter(options.maxCharacters)
    this.#events = new ExternalSorter(options.maxCharacters)
  }

  async read(): Promise<void> {
    const [first] = this.#inputs
    if (first === undefined) throw new OperatorError('No file was named to import.')
    const lookups = await readLookups(this.#mapping, first.folder)
    const sizes = await Promise.all(this.#inputs.map((input) => input.size()))
    const bytesTotal = sizes.every((size) => size !== undefined)
      ? sizes.reduce((sum, size) => sum + size, 0)
      : undefined
    const mapper = new RowMapper(this.#mapping, lookups, this.#tally, {
      single: (plan, contribution, place) => this.#addEvent(plan, contribution, place),
      grouped: (plan, key, part, place) => this.#addToGroup(plan, key, part, place),
      refused: (refusal, place) => this.#refuse(refusal, place),
    })
    let bytesTaken = 0
    for (const [file, input] of this.#inputs.entries()) {
      const before = this.#tally.rowsRead
      let sha256 = ''
      const bytes = hashing(
        input.open((length) => {
          bytesTaken += length
        }),
        (hex) => {
          sha256 = hex
        },
      )
      const source = { name: input.name, bytes, input: this.#mapping.input, columns: this.#mapping.sourceColumns }
      await readRows(source, {
        row: (cells, line) => {
          this.#countRow(bytesTaken, bytesTotal)
          mapper.map(cells, { file, line })
        },
        refused: (line, message) => {
          this.#countRow(bytesTaken, bytesTotal)
          this.#refuse({ line, eventType: undefined, message }, { file, line })
        },
      })
      const rows = this.#tally.rowsRead - before
      // The mapping is part of the name: read with another one, a file tells other facts, which must not pass for known.
      const name = `import:${sha256Hex(`${sha256} ${this.#mapping.hash}`).slice(0, 16)}`
      this.#files.push({ name: input.name, rows, sha256, source: name })
    }
    this.#foldGroups()
  }

  #countRow(bytesTaken: number, bytesTotal: number | undefined): void {
    const rows = ++this.#tally.rowsRead
    const { maxRows = Number.POSITIVE_INFINITY } = this.#options
    if (rows > maxRows) throw new UnfitFileError(`There are more than ${maxRows} rows.`, 'too-many-rows')
    if (rows % PROGRESS_ROWS !== 0) return
    if (this.#options.signal?.aborted) throw new OperatorError('Interrupted; nothing was written.')
    this.#options.onProgress?.({ rows, bytesTaken, bytesTotal })
  }

  #refuse(refusal: Omit<Refusal, 'file'>, { file }: RowPlace): void {
    const whole = { file: this.#inputs[file]!.name, ...refusal }
    this.#tally.refuse(whole)
    this.#options.onRefused?.(whole)
  }

  #refuseEvent({ type }: EventPlan, message: string, place: RowPlace): void {
    this.#refuse({ line: place.line, eventType: type, message }, place)
  }

  #addToGroup(planIndex: number, key: string, part: Contribution | string, { file, line }: RowPlace): void {
    const text = JSON.stringify({ line, part } satisfies GroupRow)
    this.#groups.add({ major: planIndex, minor: 0, key, file, text })
  }

  /** Rows of one group stand together once they are sorted, in the order in which they were read. */
  #foldGroups(): void {
    let rows: SortItem[] = []
    for (const item of this.#groups.sorted()) {
      const [head] = rows
      if (head !== undefined && (head.major !== item.major || head.key !== item.key)) {
        this.#foldGroup(rows)
        rows = []
      }
      rows.push(item)
      if (rows.length > MAX_GROUP_ROWS) rows.length = MAX_GROUP_ROWS + 1
    }
    if (rows.length > 0) this.#foldGroup(rows)
    this.#groups.dispose()
  }

  #foldGroup(rows: readonly SortItem[]): void {
    const { major, key, file } = rows[0]!
    const plan = this.#mapping.events[major]!
    const parsed = rows.map(({ text }) => JSON.parse(text) as GroupRow)
    const place = { file, line: parsed[0]!.line }
    const refuse = (message: string) => this.#refuseEvent(plan, message, place)
    if (rows.length > MAX_GROUP_ROWS) {
      refuse(`group "${key}" has more than ${MAX_GROUP_ROWS} rows`)
      return
    }
    const broken = parsed.find((row) => typeof row.part === 'string')
    if (broken !== undefined) {
      refuse(`line ${broken.line} of group "${key}": ${String(broken.part)}`)
      return
    }
    try {
      const whole = parsed.map(({ part }) => part as Contribution).reduce((left, right) => combined(plan, left, right))
      const numbers = Object.fromEntries(plan.fields.map(({ name }, index) => [name, whole.values[index]]))
      if (plan.having !== undefined && !plan.having.holds(numbers)) this.#tally.leaveOut(plan.having.otherwise)
      else this.#addEvent(major, whole, place)
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      refuse(`group "${key}": ${error.message}`)
    }
  }

  #addEvent(planIndex: number, contribution: Contribution, place: RowPlace): void {
    const plan = this.#mapping.events[planIndex]!
    const refuse = (message: string) => this.#refuseEvent(plan, message, place)
    const missing = missingFields(plan, contribution)
    if (missing.length > 0) {
      this.#refuse(
        { line: place.line, eventType: plan.type, message: `nothing is given for ${missing.join(', ')}`, missing },
        place,
      )
      return
    }
    const recordedAtMs = contribution.recordedAt!
    const eventId = eventIdOf(this.#mapping.name, plan.type, contribution.id!)
    const checked = this.#check.check(plan.topic, eventOf(plan, eventId, contribution), recordedAtMs)
    if ('fault' in checked) {
      refuse(checked.fault)
      return
    }
    const major = recordedAtMs * TOPIC_SLOTS + slotOf(plan.topic)
    this.#events.add({ major, minor: planIndex, key: eventId, file: place.file, text: JSON.stringify(checked.event) })
  }

  async *events(): AsyncGenerator<readonly ImportedEvent[]> {
    const sequences = this.#files.map(() => 0)
    let batch: ImportedEvent[] = []
    let last: SortItem | undefined
    for (const item of this.#events.sorted()) {
      if (last !== undefined && last.key === item.key && last.text === item.text) {
        this.#tally.repeats += 1
        continue
      }
      last = item
      const imported = this.#imported(item, ++sequences[item.file]!)
      batch.push(imported)
      if (batch.length < BATCH_EVENTS) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  #imported({ major, file, text }: SortItem, sequence: number): ImportedEvent {
    const slot = major % TOPIC_SLOTS
    const recordedAtMs = (major - slot) / TOPIC_SLOTS
    const event = JSON.parse(text) as SalesEvent
    const salesRepId = 'salesRepId' in event ? event.salesRepId : undefined
    const customerId = isEventOfCustomer(event) ? event.customerId : undefined
    this.#tally.event(event, recordedAtMs, customerId, salesRepId)
    return { recordedAtMs, topic: TOPIC_ORDER[slot]!, source: this.#files[file]!.source, sequence, event }
  }

  report(): ImportReport {
    return this.#tally.report(this.#mapping, this.#files)
  }

  dispose(): void {
    this.#groups.dispose()
    this.#events.dispose()
  }
}

function slotOf(topic: string): number {
  const slot = TOPIC_ORDER.indexOf(topic)
  if (slot < 0) throw new Error(`the topic ${topic} has no place in the order of topics`)
  return slot
}

/** The same fact has the same id whatever file it is read from. */
function eventIdOf(mapping: string, type: string, id: string): string {
  const whole = `${mapping}:${type}:${id}`
  return whole.length <= MAX_ID_LENGTH ? whole : `${mapping}:${type}:${sha256Hex(id)}`
}
