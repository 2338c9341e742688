/**
 * Public data sets through their import mappings. They are no part of the project: they are read from the folder that
 * `TOCSIN_DATA` names, or from `../shared/data/public` beside the project where that exists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'
import type { RecordedSource, RecordedStep } from '../../packages/backtest/src/index.ts'
import type { RuleSet } from '../../packages/domain/src/index.ts'
import { type ImportedEvent, importEvents, openInput, parseMapping } from '../../packages/importer/src/index.ts'
import { parseRuleSet, printFaults, ruleFileNames } from '../../packages/rules/src/index.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = process.env.TOCSIN_DATA ?? join(ROOT, '../shared/data/public')

export interface PublicSet {
  /** In deploy/import. */
  readonly mapping: string
  readonly file: string
}

/** A test that runs where the data is; elsewhere it is counted as skipped, with the reason and the remedy in its name. */
export function testOnPublicSet({ file }: PublicSet, name: string, run: () => Promise<void>): void {
  if (existsSync(join(FOLDER, file))) test(name, run)
  else test.skip(`${name} (no data here: set TOCSIN_DATA to the folder with ${file})`, run)
}

/** All events of a set, as `tocsin import` makes them. */
export async function importedEvents({ mapping, file }: PublicSet): Promise<readonly ImportedEvent[]> {
  const parsed = parseMapping(readFileSync(join(ROOT, 'deploy/import', mapping), 'utf8'), mapping)
  if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('\n'))
  const prepared = await importEvents(parsed.mapping, [openInput(join(FOLDER, file))])
  try {
    const events: ImportedEvent[] = []
    for await (const batch of prepared.events()) events.push(...batch)
    return events
  } finally {
    prepared.dispose()
  }
}

export function sourceOf(events: readonly ImportedEvent[], name = 'public set'): RecordedSource {
  return {
    name,
    isOrdered: true,
    partitionCount: 8,
    async *batches() {
      yield events.map(({ recordedAtMs, topic, source, sequence, event }): RecordedStep => {
        return { kind: 'event', atMs: recordedAtMs, topic, event: { ...event, source, sequence } }
      })
    },
  }
}

/** The rules of `deploy/rules`, with the days of the sets. */
export function shippedRules(): RuleSet {
  const folder = join(ROOT, 'deploy/rules')
  const files = ruleFileNames(readdirSync(folder))
  const parsed = parseRuleSet(
    files.map((fileName) => ({ fileName, text: readFileSync(join(folder, fileName), 'utf8') })),
  )
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return { ...parsed.ruleSet, businessZone: 'UTC' }
}

/** One rule with the days of the sets. */
export function utcRules(indicator: string): RuleSet {
  const parsed = parseRuleSet(
    `ruleSet: public\nversion: "1"\nbusinessZone: UTC\nindicators:\n${indicator}`,
    'public.yaml',
  )
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}
