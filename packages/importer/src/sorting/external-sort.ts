import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLines } from './read-lines.ts'

/** Sorted by `major`, then `minor`, then `key`, then as added. */
export interface SortItem {
  readonly major: number
  readonly minor: number
  readonly key: string
  /** Which of the files of an import it is from. */
  readonly file: number
  /** One line of text, carried along. */
  readonly text: string
}

/**
 * Texts held in memory before they are sorted and put into a file of their own. An import has two sorters: with 16
 * million characters each, and what an item weighs besides, it stays below some 250 MB however large its files are.
 */
const MAX_CHARACTERS_IN_MEMORY = 16_000_000
/** What an item weighs besides its text. */
const ITEM_CHARACTERS = 80
/** Files merged at once: each is read in blocks of 64 KB. */
const MAX_RUNS_AT_ONCE = 64

/** Sorts more than fits into memory: sorted runs go to temporary files and are merged. */
export class ExternalSorter {
  readonly #limit: number
  #items: SortItem[] = []
  #characters = 0
  #folder: string | undefined
  readonly #runs: string[] = []
  #runsWritten = 0

  constructor(limit = MAX_CHARACTERS_IN_MEMORY) {
    this.#limit = limit
  }

  add(item: SortItem): void {
    this.#items.push(item)
    this.#characters += item.text.length + item.key.length + ITEM_CHARACTERS
    if (this.#characters >= this.#limit) this.#spill()
  }

  /** Everything in order. May be gone through once; nothing can be added any more. */
  *sorted(): Generator<SortItem> {
    if (this.#runs.length === 0) {
      const items = this.#items.sort(compare)
      this.#items = []
      yield* items
      return
    }
    if (this.#items.length > 0) this.#spill()
    while (this.#runs.length > MAX_RUNS_AT_ONCE) {
      const first = this.#runs.splice(0, MAX_RUNS_AT_ONCE)
      this.#runs.push(this.#writeRun(merged(first)))
      for (const run of first) rmSync(run)
    }
    yield* merged(this.#runs)
  }

  /** Removes the temporary files. */
  dispose(): void {
    this.#items = []
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  #spill(): void {
    this.#runs.push(this.#writeRun(this.#items.sort(compare)))
    this.#items = []
    this.#characters = 0
  }

  #writeRun(items: Iterable<SortItem>): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'tocsin-import-'))
    const file = join(this.#folder, `run-${++this.#runsWritten}`)
    const descriptor = openSync(file, 'w')
    try {
      let block = ''
      for (const item of items) {
        block += toLine(item)
        if (block.length < BLOCK_CHARACTERS) continue
        writeSync(descriptor, block)
        block = ''
      }
      writeSync(descriptor, block)
    } finally {
      closeSync(descriptor)
    }
    return file
  }
}

const BLOCK_CHARACTERS = 256 * 1024

function compare(left: SortItem, right: SortItem): number {
  if (left.major !== right.major) return left.major - right.major
  if (left.minor !== right.minor) return left.minor - right.minor
  if (left.key !== right.key) return left.key < right.key ? -1 : 1
  return 0
}

/** Runs stand in the order in which they were filled, so that of equal items the earlier one comes first. */
function* merged(runs: readonly string[]): Generator<SortItem> {
  const readers = runs.map((run) => itemsOf(run))
  try {
    const heads = readers.map((reader) => reader.next().value as SortItem | undefined)
    for (;;) {
      let least = -1
      for (let at = 0; at < heads.length; at++) {
        const head = heads[at]
        if (head !== undefined && (least < 0 || compare(head, heads[least]!) < 0)) least = at
      }
      if (least < 0) return
      yield heads[least]!
      heads[least] = readers[least]!.next().value as SortItem | undefined
    }
  } finally {
    for (const reader of readers) reader.return(undefined)
  }
}

function toLine({ major, minor, file, key, text }: SortItem): string {
  return `${major}\t${minor}\t${file}\t${JSON.stringify(key)}\t${text}\n`
}

function* itemsOf(run: string): Generator<SortItem> {
  for (const line of readLines(run)) {
    const ends: number[] = []
    for (let at = line.indexOf('\t'); ends.length < 4; at = line.indexOf('\t', at + 1)) ends.push(at)
    const [first, second, third, fourth] = ends as [number, number, number, number]
    yield {
      major: Number(line.slice(0, first)),
      minor: Number(line.slice(first + 1, second)),
      file: Number(line.slice(second + 1, third)),
      key: JSON.parse(line.slice(third + 1, fourth)) as string,
      text: line.slice(fourth + 1),
    }
  }
}
