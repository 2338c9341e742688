import type { EntityType, RuleSet } from '@tocsin/domain'
import { parseRuleSet, printFaults } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'
import { readRuleSetFiles } from './rule-set-files.ts'
import type { Emit } from './wire-service.ts'

/**
 * @param path of a rule file, or of a folder of rule files
 * @throws OperatorError when it cannot be read, or with every fault in it
 */
export function loadRuleSet(path: string): RuleSet {
  const parsed = parseRuleSet(readRuleSetFiles(path).files)
  if ('ruleSet' in parsed) return parsed.ruleSet
  throw new OperatorError(`The rule set cannot be used.\n${printFaults(parsed.faults)}`)
}

/** Tells telemetry which version a service applies to its own kinds of entities. */
export function announceVersion(
  { version, indicators: all }: RuleSet,
  { entityType, from: file }: { readonly entityType: EntityType | readonly EntityType[]; readonly from: string },
  emit: Emit,
): void {
  for (const type of [entityType].flat()) {
    const indicators = all.filter(({ entity }) => entity === type).map(({ id }) => id)
    emit({ type: 'RuleSetLoaded', version, file, entityType: type, indicators })
  }
}
