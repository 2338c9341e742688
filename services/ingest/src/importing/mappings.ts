/** Mapping files that uploads may name: read once at the start, so that a wrong one is found by whoever put it there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type Mapping, parseMapping } from '@tocsin/importer'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'

export interface Mappings {
  /** Where tables that rows look things up in lie. */
  readonly folder: string
  /** Those that uploads may name. */
  readonly names: readonly string[]
  /** Those that cannot be used here, and why. */
  readonly unusable: readonly { readonly name: string; readonly reason: string }[]
  find(name: string): Mapping | undefined
}

/**
 * Reads every `*.yaml` of a folder.
 * @throws OperatorError when there is no such folder, and with every fault of every file
 */
export function readMappings(folder: string): Mappings {
  const files = filesOf(folder)
  const mappings = new Map<string, Mapping>()
  const faults: string[] = []
  for (const file of files) {
    const path = join(folder, file)
    const parsed = parseMapping(readFileSync(path, 'utf8'), path)
    if ('faults' in parsed) faults.push(printFileFaults(parsed.faults, 'the mapping is not used'))
    else if (mappings.has(parsed.mapping.name))
      faults.push(
        `${path}: another file of ${folder} holds the mapping ${parsed.mapping.name}, too. Rename one of them.`,
      )
    else mappings.set(parsed.mapping.name, parsed.mapping)
  }
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  const unusable = [...mappings.values()].flatMap((mapping) => missingTables(mapping, folder))
  for (const { name } of unusable) mappings.delete(name)
  return { folder, names: [...mappings.keys()], unusable, find: (name) => mappings.get(name) }
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new OperatorError(
      `The folder of mappings ${folder} cannot be read (${code}). Set TOCSIN_INGEST_MAPPINGS_FOLDER to it, or to an empty folder.`,
    )
  }
}

function missingTables({ name, lookups }: Mapping, folder: string): Mappings['unusable'] {
  const missing = lookups
    .map(({ file }) => (isAbsolute(file) ? file : join(folder, file)))
    .filter((path) => !existsSync(path))
  return missing.length === 0 ? [] : [{ name, reason: `there is no ${missing.join(', no ')}` }]
}
