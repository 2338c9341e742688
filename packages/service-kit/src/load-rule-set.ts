import { readFileSync } from 'node:fs'
import type { EntityType, RuleSet } from '@tocsin/domain'
import { parseRuleSet, printFaults } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'
import type { Emit } from './wire-service.ts'

/** @throws OperatorError when the file cannot be read, or with every fault in it */
export function loadRuleSet(file: string): RuleSet {
  const parsed = parseRuleSet(readText(file), file)
  if ('ruleSet' in parsed) return parsed.ruleSet
  throw new OperatorError(`The rule file cannot be used.\n${printFaults(parsed.faults)}`)
}

/**
 * The rule set of a service's own entity, told to telemetry.
 * @throws OperatorError as `loadRuleSet`
 */
export function announceRuleSet(file: string, entityType: EntityType, emit: Emit): RuleSet {
  const ruleSet = loadRuleSet(file)
  const indicators = ruleSet.indicators.filter(({ entity }) => entity === entityType).map(({ id }) => id)
  emit({ type: 'RuleSetLoaded', version: ruleSet.version, file, entityType, indicators })
  return ruleSet
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new OperatorError(`The rule file ${file} ${why}. Set TOCSIN_RULES_FILE to the rule set to apply.`)
  }
}
