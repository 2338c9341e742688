import type { LocalizedText } from '../mapping/schema.ts'
import { SeenIds } from './seen-ids.ts'

/** What came of an import, for people and as JSON. */
export interface ImportReport {
  readonly mapping: string
  readonly title: LocalizedText
  readonly files: readonly ImportedFile[]
  readonly rowsRead: number
  /** Rows that the mapping leaves out on purpose. */
  readonly leftOut: readonly { readonly because: LocalizedText; readonly rows: number }[]
  /** Rows that are in order and for which the mapping has no event. */
  readonly rowsWithoutEvent: number
  readonly rowsRefused: number
  readonly refusals: readonly RefusalKind[]
  readonly eventsByType: Readonly<Record<string, number>>
  readonly events: number
  /** Events that said word for word what another had said. */
  readonly repeats: number
  /** Events with the id of an earlier one and other content: whoever reads them takes them for repeats. */
  readonly reusedIds: ReusedIds
  readonly firstRecordedAtMs: number | undefined
  readonly lastRecordedAtMs: number | undefined
  readonly customers: EntityCount
  readonly salesReps: EntityCount
}

interface ReusedIds {
  readonly count: number
  readonly examples: readonly string[]
}

export interface ImportedFile {
  readonly name: string
  readonly rows: number
  /** Of its content, unpacked. */
  readonly sha256: string
  /** `ce_source` of its events. */
  readonly source: string
}

export interface EntityCount {
  readonly count: number
  /** False: there are more; counting stopped there. */
  readonly isExact: boolean
}

/** A row, a group or an event that could not be taken. */
export interface Refusal {
  readonly file: string
  /** 1-based, of the file; of a group, its first row. */
  readonly line: number
  /** Of the event that could not be made; undefined when the row could not be read at all. */
  readonly eventType: string | undefined
  readonly message: string
  /** Fields that have to be there and for which nothing is given, where that is the reason. */
  readonly missing?: readonly string[]
}

export interface RefusalKind {
  /** The message without the values of the single row. */
  readonly reason: string
  readonly count: number
  readonly examples: readonly Refusal[]
}

const MAX_KINDS = 200
const MAX_EXAMPLES = 3
/** Ids held to be counted once; some 30 MB. */
const MAX_COUNTED = 200_000

/** Counts while an import runs. Bounded, however much it counts. */
export class ImportTally {
  rowsRead = 0
  rowsWithoutEvent = 0
  repeats = 0
  readonly #seenIds = new SeenIds()
  #reusedIds = 0
  readonly #reusedExamples: string[] = []
  readonly #refusedRows = new Map<string, number>()
  #rowsRefused = 0
  readonly #leftOut = new Map<LocalizedText, number>()
  readonly #kinds = new Map<string, { count: number; readonly examples: Refusal[] }>()
  readonly #eventsByType = new Map<string, number>()
  readonly #customers = new Set<string>()
  readonly #salesReps = new Set<string>()
  #first: number | undefined
  #last: number | undefined

  leaveOut(because: LocalizedText): void {
    this.#leftOut.set(because, (this.#leftOut.get(because) ?? 0) + 1)
  }

  refuse(refusal: Refusal): void {
    // A row refused for two of its events is one row; its refusals come one after the other.
    if (this.#refusedRows.get(refusal.file) !== refusal.line) this.#rowsRefused += 1
    this.#refusedRows.set(refusal.file, refusal.line)
    const reason = `${refusal.eventType === undefined ? '' : `${refusal.eventType}: `}${withoutValues(refusal.message)}`
    const name = this.#kinds.has(reason) || this.#kinds.size < MAX_KINDS ? reason : 'other'
    const kind = this.#kinds.get(name) ?? { count: 0, examples: [] }
    kind.count += 1
    if (kind.examples.length < MAX_EXAMPLES) kind.examples.push(refusal)
    this.#kinds.set(name, kind)
  }

  event(
    { type, eventId }: { readonly type: string; readonly eventId: string },
    recordedAtMs: number,
    customerId: string | undefined,
    salesRepId: string | null | undefined,
  ): void {
    this.#eventsByType.set(type, (this.#eventsByType.get(type) ?? 0) + 1)
    if (this.#seenIds.add(eventId)) {
      this.#reusedIds += 1
      if (this.#reusedExamples.length < MAX_EXAMPLES) this.#reusedExamples.push(eventId)
    }
    if (this.#first === undefined || recordedAtMs < this.#first) this.#first = recordedAtMs
    if (this.#last === undefined || recordedAtMs > this.#last) this.#last = recordedAtMs
    if (customerId !== undefined && this.#customers.size < MAX_COUNTED) this.#customers.add(customerId)
    if (salesRepId != null && this.#salesReps.size < MAX_COUNTED) this.#salesReps.add(salesRepId)
  }

  report(
    mapping: { readonly name: string; readonly title: LocalizedText },
    files: readonly ImportedFile[],
  ): ImportReport {
    const counts = [...this.#eventsByType].sort(([left], [right]) => (left < right ? -1 : 1))
    return {
      mapping: mapping.name,
      title: mapping.title,
      files,
      rowsRead: this.rowsRead,
      leftOut: [...this.#leftOut].map(([because, rows]) => ({ because, rows })),
      rowsWithoutEvent: this.rowsWithoutEvent,
      rowsRefused: this.#rowsRefused,
      refusals: [...this.#kinds]
        .map(([reason, { count, examples }]) => ({ reason, count, examples }))
        .sort((left, right) => right.count - left.count),
      eventsByType: Object.fromEntries(counts),
      events: counts.reduce((sum, [, count]) => sum + count, 0),
      repeats: this.repeats,
      reusedIds: { count: this.#reusedIds, examples: this.#reusedExamples },
      firstRecordedAtMs: this.#first,
      lastRecordedAtMs: this.#last,
      customers: { count: this.#customers.size, isExact: this.#customers.size < MAX_COUNTED },
      salesReps: { count: this.#salesReps.size, isExact: this.#salesReps.size < MAX_COUNTED },
    }
  }
}

function withoutValues(message: string): string {
  return message
    .replaceAll(/"(?:[^"\\]|\\.)*"/gu, '"…"')
    .replaceAll(/-?\d+/gu, '#')
    .slice(0, 300)
}
