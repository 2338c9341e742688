/** A rule set on its way to everybody who applies it: as text, with the moment from which it is in force. */
import { compileRolling, compileRuleSet, measuresOf, type RuleSet, scorecardsOf, sha256Hex } from '@tocsin/domain'
import type { RulesPublished } from '@tocsin/events'
import { printFaults } from './fault.ts'
import { parseRuleSet } from './parse-rule-set.ts'
import type { RuleSetFile } from './rule-set-files.ts'

export const RULES_TOPIC = 'risk.rules'

/**
 * A version comes into force so long after the broker took its record at the soonest (the topic has the broker's time, not
 * the publisher's): until then whoever applies rules has looked for new ones, or applies nothing.
 */
export const LEAST_LEAD_MS = 20_000

/**
 * Different measures that all published versions together may declare. States that are built anew from the beginning
 * collect at each moment for every version that lies ahead of it, so this bounds what they hold on the way; live states
 * hold what the version in force and those to come declare.
 */
export const MAX_MEASURES_ON_RECORD = 240

export interface Publication {
  readonly files: readonly RuleSetFile[]
  readonly ruleSet: RuleSet
  readonly effectiveFromMs: number
  readonly publishedBy: string
  readonly reason: string
}

export function rulesPublished(publication: Publication): RulesPublished {
  const { files, ruleSet, effectiveFromMs, publishedBy, reason } = publication
  const { name, version } = ruleSet
  return {
    type: 'rules-published',
    // Told again for the same moment it is the same fact.
    eventId: sha256Hex(JSON.stringify([name, version, effectiveFromMs])).slice(0, 24),
    ruleSet: name,
    version,
    effectiveFrom: effectiveFromMs,
    files: [...files],
    publishedBy,
    reason,
  }
}

export type ReadPublication =
  | { readonly ruleSet: RuleSet; readonly effectiveFromMs: number }
  /** Why nobody applies it; every reader comes to the same answer. */
  | { readonly refused: string }

/**
 * @param recordedAtMs the record's own time: when the broker took it
 * @param present what is in force: another rule set's versions are not for its readers
 * @param earlier the versions that were published before, as far as they were not refused
 */
export function readPublication(
  event: RulesPublished,
  recordedAtMs: number,
  present: Pick<RuleSet, 'name' | 'businessZone'>,
  earlier: readonly RuleSet[] = [],
): ReadPublication {
  const leadMs = event.effectiveFrom - recordedAtMs
  if (leadMs < LEAST_LEAD_MS) {
    return { refused: `it comes into force ${leadMs} ms after it was published; at least ${LEAST_LEAD_MS} are needed` }
  }
  if (event.effectiveFrom > LATEST_MOMENT_MS) return { refused: 'it comes into force later than any calendar reaches' }
  const prepared = prepare(event.files)
  if ('refused' in prepared) return prepared
  const { ruleSet } = prepared
  if (ruleSet.version !== event.version) {
    return { refused: `its content has version ${ruleSet.version}, it calls itself ${event.version}` }
  }
  if (ruleSet.name !== present.name) {
    return { refused: `it is a version of the rule set ${ruleSet.name}, this process applies ${present.name}` }
  }
  // Business days of states and alerts are days of that zone.
  if (ruleSet.businessZone !== present.businessZone) {
    return {
      refused: `its business zone is ${ruleSet.businessZone}; that of a running system stays ${present.businessZone}`,
    }
  }
  const refused = refusedForMeasures(ruleSet, earlier)
  return refused === undefined ? { ruleSet, effectiveFromMs: event.effectiveFrom } : { refused }
}

/** Why a version cannot be published after the earlier ones: what they declare together is kept for good. */
export function refusedForMeasures(ruleSet: RuleSet, earlier: readonly RuleSet[]): string | undefined {
  const known = measuresOf(earlier).length
  const together = measuresOf([...earlier, ruleSet]).length
  if (together <= MAX_MEASURES_ON_RECORD || together === known) return undefined
  return (
    `it declares ${together - known} measures that no published version has; with the ${known} on record that is more ` +
    `than ${MAX_MEASURES_ON_RECORD}. Declare some of those again instead: the same events, condition, aggregate, field ` +
    'and window are one measure, whatever its id'
  )
}

/** What JavaScript can still write as a date. */
const LATEST_MOMENT_MS = 8_640_000_000_000_000

/**
 * Made ready here already, as at the moment it comes into force: whatever is wrong with a record that anybody may have
 * written, it must not end a process, for it would end all of them, each time they start.
 */
function prepare(files: RulesPublished['files']): { readonly ruleSet: RuleSet } | { readonly refused: string } {
  if (files.length === 0) return { refused: 'it has no files' }
  try {
    const parsed = parseRuleSet(files)
    if ('faults' in parsed) return { refused: `it has faults: ${printFaults(parsed.faults)}` }
    const { ruleSet } = parsed
    compileRuleSet(ruleSet)
    scorecardsOf(ruleSet)
    compileRolling(ruleSet.measures)
    return { ruleSet }
  } catch (error) {
    return { refused: `it cannot be made ready: ${(error as Error).message}` }
  }
}
