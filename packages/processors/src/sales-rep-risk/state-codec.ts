import type { SalesRepBook } from '@tocsin/domain'
import type { StateCodec } from '@tocsin/stream'
import { CompactReader } from '../evaluation/compact-reader.ts'
import { CompactWriter } from '../evaluation/compact-writer.ts'
import { readOutlook, writeOutlook } from '../evaluation/outlook-codec.ts'
import { readStanding, writeStanding } from '../evaluation/standing-codec.ts'
import { readEpisode, readEvidence, writeEpisode, writeEvidence } from '../evaluation/state-parts.ts'
import { readBook, writeBook } from './book-codec.ts'
import { baseDayOf, readContribution, writeContribution } from './contribution-codec.ts'
import type { ContributionState, OpenDay, SalesRepRiskState, SalesRepState } from './state.ts'

/** Raised with every change of what the bytes mean. */
const STATE_VERSION = 5

const writer = new CompactWriter()
const stateReader = new CompactReader()
/** A book is a part of its state, and so is each open day: see `unread`. */
const partWriter = new CompactWriter()
/** A part is read while the state it is of may still be. */
const partReader = new CompactReader()

/**
 * Books and open days that nobody has asked for since they were read: their bytes. The whole portfolio takes a fact from
 * each customer on each day, which moves that one day; to read and write all else with it was nine tenths of the work.
 */
const unread = new WeakMap<SalesRepState | OpenDay, Uint8Array>()

export const salesRepRiskStateCodec: StateCodec<SalesRepRiskState> = {
  version: STATE_VERSION,
  encode(state) {
    if (state.kind === 'contribution') return encodeContribution(state)
    const { closedOn, nextLookOn, outlook, openDays, episodes, evidence } = state
    writer.begin(closedOn ?? openDays[0]?.on ?? 0)
    writer.flag(false)
    writer.optionalDay(closedOn)
    writer.optionalDay(nextLookOn)
    writeOutlook(writer, outlook)
    writer.part(unread.get(state) ?? encodeBook(state))
    writer.list(openDays, writeOpenDay)
    writer.list(episodes, writeEpisode)
    writeEvidence(writer, evidence)
    return writer.finish()
  },
  decode(bytes) {
    const reader = stateReader.begin(bytes)
    if (reader.flag()) return readContribution(reader)
    return readSalesRep(reader)
  },
}

function encodeContribution(contribution: ContributionState): Uint8Array {
  writer.begin(baseDayOf(contribution))
  writer.flag(true)
  writeContribution(writer, contribution)
  return writer.finish()
}

function readSalesRep(from: CompactReader): SalesRepState {
  const closedOn = from.optionalDay()
  const nextLookOn = from.optionalDay()
  const outlook = readOutlook(from)
  const bytes = from.part()
  let book: SalesRepBook | undefined
  const state: SalesRepState = {
    kind: 'sales-rep',
    get book() {
      if (book === undefined) {
        book = decodeBook(bytes)
        unread.delete(state)
      }
      return book
    },
    closedOn,
    nextLookOn,
    outlook,
    openDays: from.list(readOpenDay),
    episodes: from.list(readEpisode),
    evidence: readEvidence(from),
  }
  unread.set(state, bytes)
  return state
}

function encodeBook({ book, closedOn }: SalesRepState): Uint8Array {
  partWriter.begin(closedOn ?? 0)
  writeBook(partWriter, book)
  partWriter.flag(book.standing !== undefined)
  if (book.standing !== undefined) writeStanding(partWriter, book.standing)
  return partWriter.finish()
}

function decodeBook(bytes: Uint8Array): SalesRepBook {
  const from = partReader.begin(bytes)
  const book = readBook(from)
  if (from.flag()) book.standing = readStanding(from)
  return book
}

function writeOpenDay(to: CompactWriter, openDay: OpenDay): void {
  to.day(openDay.on)
  to.part(unread.get(openDay) ?? encodeMoved(openDay))
}

function readOpenDay(from: CompactReader): OpenDay {
  const on = from.day()
  const bytes = from.part()
  let moved: Moved | undefined
  const read = () => {
    if (moved === undefined) {
      moved = decodeMoved(bytes)
      unread.delete(openDay)
    }
    return moved
  }
  const openDay: OpenDay = {
    on,
    get movements() {
      return read().movements
    },
    get evidence() {
      return read().evidence
    },
  }
  unread.set(openDay, bytes)
  return openDay
}

/** What an open day holds. */
type Moved = Omit<OpenDay, 'on'>

function encodeMoved({ on, movements, evidence }: OpenDay): Uint8Array {
  partWriter.begin(on)
  writeBook(partWriter, movements)
  writeEvidence(partWriter, evidence)
  return partWriter.finish()
}

function decodeMoved(bytes: Uint8Array): Moved {
  const from = partReader.begin(bytes)
  return { movements: readBook(from), evidence: readEvidence(from) }
}
