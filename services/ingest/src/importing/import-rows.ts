/** A file read through a mapping → candidates: what its rows say, and the rows that say nothing that can be taken. */
import { setImmediate } from 'node:timers/promises'
import {
  type ImportedEvent,
  type ImportInput,
  type ImportReport,
  importEvents,
  type Mapping,
  type Refusal,
} from '@tocsin/importer'
import type { Candidate } from '../accepting/acceptance.ts'
import { refusalFaults } from './refusal-faults.ts'

export interface MappedFile {
  readonly mapping: Mapping
  readonly body: Uint8Array
  readonly contentType: string
  /** Where its tables lie. */
  readonly folder: string
}

/** A candidate, and where in the file it is from: an event of several rows is known by its id. */
export interface MappedCandidate {
  readonly candidate: Candidate
  readonly place: { readonly line: number } | { readonly id: string }
}

/** More rows are a matter for `tocsin import`. */
export const MOST_MAPPED_ROWS = 20_000

/**
 * Events in the order of time, then what was refused. Numbers and source are those that `tocsin import` would give them,
 * so that a file sent twice, or sent and imported, has one effect.
 * @throws UnfitFileError when the file is not one of the mapping's
 */
export async function importRows(
  file: MappedFile,
  { nowMs, skewMs }: { readonly nowMs: number; readonly skewMs: number },
  take: (candidates: readonly MappedCandidate[]) => Promise<void>,
): Promise<ImportReport> {
  const refusals: Refusal[] = []
  const prepared = await importEvents(file.mapping, [inputOf(file)], {
    nowMs,
    allowedSkewMs: skewMs,
    maxRows: MOST_MAPPED_ROWS,
    maxCharacters: MOST_CHARACTERS,
    onRefused: (refusal) => void refusals.push(refusal),
  })
  try {
    for await (const batch of prepared.events()) await take(batch.map((imported) => candidateOf(imported, file)))
    const lines = linesOf(file.body)
    for (let from = 0; from < refusals.length; from += BATCH) {
      await take(refusals.slice(from, from + BATCH).map((refusal) => refusedCandidate(refusal, lines, file)))
    }
    return prepared.report()
  } finally {
    prepared.dispose()
  }
}

const BATCH = 1_000
/** Sorted in memory: the image of this service has no folder to write to. */
const MOST_CHARACTERS = 128_000_000
/** Other requests get their turn after as many bytes. */
const CHUNK_BYTES = 64 * 1024

/** As it came: a packed file is not unpacked, because nobody knows how large it would become. */
function inputOf({ body, folder }: MappedFile): ImportInput {
  return {
    name: 'the file',
    folder,
    size: async () => body.length,
    async *open(onBytesTaken) {
      for (let from = 0; from < body.length; from += CHUNK_BYTES) {
        const chunk = body.subarray(from, from + CHUNK_BYTES)
        onBytesTaken?.(chunk.length)
        yield chunk
        await setImmediate()
      }
    },
  }
}

const utf8 = new TextEncoder()

function candidateOf(
  { event, topic, source, recordedAtMs, sequence }: ImportedEvent,
  file: MappedFile,
): MappedCandidate {
  return {
    candidate: {
      result: { read: { event, topic, source, recordedAtMs, isTimeGiven: true, sequence } },
      // Asked for only when the event is refused after all.
      get bytes() {
        return utf8.encode(JSON.stringify(event))
      },
      contentType: 'application/json',
      envelope: { mapping: file.mapping.name, source },
    },
    place: { id: event.eventId },
  }
}

function refusedCandidate(refusal: Refusal, lines: readonly Uint8Array[], file: MappedFile): MappedCandidate {
  return {
    candidate: {
      result: { faults: refusalFaults(refusal) },
      bytes: lines[refusal.line - 1] ?? new Uint8Array(),
      contentType: file.contentType,
      envelope: { mapping: file.mapping.name, line: refusal.line },
      source: `import:${file.mapping.name}`,
    },
    place: { line: refusal.line },
  }
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Lines as the reader counts them. Of a row of several lines it is the first. */
function linesOf(body: Uint8Array): readonly Uint8Array[] {
  const end = body.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN
  const lines: Uint8Array[] = []
  for (let from = 0; from <= body.length; ) {
    const found = body.indexOf(end, from)
    const to = found < 0 ? body.length : found
    const isCrLf = end === LINE_FEED && body[to - 1] === CARRIAGE_RETURN
    lines.push(body.subarray(from, isCrLf ? Math.max(from, to - 1) : to))
    from = to + 1
  }
  return lines
}
