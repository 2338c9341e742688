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

/**
 * The rule set of a service's own entity, told to telemetry.
 * @throws OperatorError as `loadRuleSet`
 */
export function announceRuleSet(path: string, entityType: EntityType, emit: Emit): RuleSet {
  const ruleSet = loadRuleSet(path)
  const indicators = ruleSet.indicators.filter(({ entity }) => entity === entityType).map(({ id }) => id)
  emit({ type: 'RuleSetLoaded', version: ruleSet.version, file: path, entityType, indicators })
  return ruleSet
}
