import { type RuleSet, sha256Hex } from '@tocsin/domain'
import { type PlacedFault, readYaml, structureFaults } from '@tocsin/yaml-file'
import { type KnownMeasures, knownMeasures } from './declared/known-measures.ts'
import { declaredOf, hintOfMeasure } from './declared/measures-section.ts'
import type { RuleFault } from './fault.ts'
import { toIndicator } from './indicators/to-indicator.ts'
import { meaningFaults } from './meaning-faults.ts'
import { nameOf } from './name-of.ts'
import { organisationOf } from './organisation-schema.ts'
import type { RuleSetFile } from './rule-set-files.ts'
import { type RuleFile, ruleFileSchema } from './schema.ts'
import { scoringOf } from './scoring/scoring-section.ts'

export type ParsedRuleSet = { readonly ruleSet: RuleSet } | { readonly faults: readonly RuleFault[] }

/**
 * Reads a rule set (YAML): one file, or several that make it up together. Either a rule set that is right in all its
 * parts, or every fault of all files at once, each with file, line, column and what to do.
 */
export function parseRuleSet(files: readonly RuleSetFile[]): ParsedRuleSet
export function parseRuleSet(text: string, fileName: string): ParsedRuleSet
export function parseRuleSet(given: readonly RuleSetFile[] | string, fileName = ''): ParsedRuleSet {
  const files = typeof given === 'string' ? [{ fileName, text: given }] : given
  if (files.length === 0) throw new Error('a rule set has at least one file')
  const names = files.map((file) => file.fileName)
  const read = files.map((file) => readYaml(file.text, file.fileName))
  const shapeFaults = read.flatMap((each) => ('content' in each ? each.placed(shapeFaultsOf(each.content)) : []))
  const unread = read.flatMap((each) => ('faults' in each ? each.faults : []))
  // What a file says that is no YAML nobody knows: what the others make of it cannot be judged, only their own shape.
  if (unread.length > 0) return { faults: [...unread, ...shapeFaults] }
  const readable = read.filter((each) => 'content' in each)
  const contents = readable.map(({ content }) => content)
  const meant = meaningFaults(contents, names).flatMap((fault) => readable[fault.file]?.placed([fault]) ?? [])
  const faults = [...shapeFaults, ...meant]
  if (faults.length > 0) return { faults }
  const right = contents.map((content) => ruleFileSchema.parse(content))
  return { ruleSet: toRuleSet(right, knownMeasures(contents)) }
}

function shapeFaultsOf(content: unknown): PlacedFault[] {
  return structureFaults(content, ruleFileSchema, { nameOf, hintOf: hintOfMeasure })
}

function toRuleSet(files: readonly RuleFile[], known: KnownMeasures): RuleSet {
  const head = files.find(({ ruleSet }) => ruleSet !== undefined)
  const { ruleSet: name = '', version = '', businessZone = '' } = head ?? {}
  const indicators = files.flatMap((file) => file.indicators ?? []).map((each) => toIndicator(each, known))
  const parts = { ...organisationOf(files), ...declaredOf(files), ...scoringOf(files, known) }
  const hash = hashOf([name, version, businessZone, sortedById(indicators), parts])
  return { name, version: `${version}+${hash}`, businessZone, indicators, ...parts }
}

/**
 * Of the parsed content: a comment, another order of keys or indicators, or another cut into files is not another rule
 * set.
 */
function hashOf(content: readonly unknown[]): string {
  return sha256Hex(JSON.stringify(content)).slice(0, 8)
}

function sortedById<Part extends { readonly id: string }>(parts: readonly Part[]): Part[] {
  return [...parts].sort((left, right) => (left.id < right.id ? -1 : 1))
}
