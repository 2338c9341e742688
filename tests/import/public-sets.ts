/**
 * The public sets, read through the mappings that ship. The data is no part of the project: it is read from the folder
 * that `TOCSIN_DATA` names, or from `../shared/data/public` beside the project where that exists.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@jest/globals'
import type { SalesEvent } from '../../packages/events/src/index.ts'
import {
  type ImportedEvent,
  type ImportReport,
  importEvents,
  openInput,
  parseMapping,
  readEventFile,
} from '../../packages/importer/src/index.ts'

const FOLDER = process.env.TOCSIN_DATA ?? join(import.meta.dirname, '../../../shared/data/public')
const COMMAND = join(import.meta.dirname, '../../packages/cli/src/main.ts')
const MAPPINGS = join(import.meta.dirname, '../../deploy/import')

export interface ImportedSet {
  readonly events: readonly ImportedEvent[]
  readonly report: ImportReport
}

/** A test that runs where the file is; elsewhere it is counted as skipped, with the reason and the remedy in its name. */
export function testOnSet(
  name: string,
  mapping: string,
  file: string,
  run: (set: ImportedSet) => void | Promise<void>,
  read: ReadSet = readSet,
): void {
  const path = join(FOLDER, file)
  if (existsSync(path)) test(name, async () => run(await importedSet(mapping, path, read)), PATIENCE_MS)
  else test.skip(`${name} (no data here: set TOCSIN_DATA to the folder with ${file})`, () => undefined)
}

export function eventsOfType<Type extends SalesEvent['type']>(
  { events }: ImportedSet,
  type: Type,
): Extract<SalesEvent, { readonly type: Type }>[] {
  return events.flatMap(({ event }) =>
    event.type === type ? [event as Extract<SalesEvent, { readonly type: Type }>] : [],
  )
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

/** Half a million rows on a busy machine. */
const PATIENCE_MS = 120_000

const known = new Map<string, Promise<ImportedSet>>()

type ReadSet = (mapping: string, path: string) => Promise<ImportedSet>

function importedSet(mapping: string, path: string, read: ReadSet): Promise<ImportedSet> {
  const found = known.get(mapping) ?? read(mapping, path)
  known.set(mapping, found)
  return found
}

async function readSet(mapping: string, path: string): Promise<ImportedSet> {
  const fileName = `${mapping}.yaml`
  const parsed = parseMapping(readFileSync(join(MAPPINGS, fileName), 'utf8'), fileName)
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  const prepared = await importEvents(parsed.mapping, [openInput(path)])
  const events: ImportedEvent[] = []
  for await (const batch of prepared.events()) events.push(...batch)
  prepared.dispose()
  return { events, report: prepared.report() }
}

/** The same by the command, into an event file and read from it: for sets that are slow to read inside of a test. */
export async function setFromCommandLine(mapping: string, path: string): Promise<ImportedSet> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-public-set-'))
  const eventFile = join(folder, 'events.jsonl.gz')
  const options = ['--mapping', join(MAPPINGS, `${mapping}.yaml`), '--to', eventFile, '--json']
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'import', ...options, path], {
      cwd: folder,
    })
    const events: ImportedEvent[] = []
    for await (const batch of readEventFile(eventFile)) events.push(...batch)
    return { events, report: JSON.parse(stdout) as ImportReport }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
