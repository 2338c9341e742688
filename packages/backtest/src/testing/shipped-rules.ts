import { readFileSync } from 'node:fs'
import type { RuleSet } from '@tocsin/domain'
import { parseRuleSet, printFaults } from '@tocsin/rules'

export function rulesIn(text: string, fileName = 'rules.yaml'): RuleSet {
  const parsed = parseRuleSet(text, fileName)
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}

const FILE = new URL('../../../../deploy/rules/indicators.yaml', import.meta.url)
export const shippedRules: RuleSet = rulesIn(readFileSync(FILE, 'utf8'))
