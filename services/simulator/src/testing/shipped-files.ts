import { readFileSync } from 'node:fs'
import type { RuleSet } from '@tocsin/domain'
import { parseRuleSet } from '@tocsin/rules'
import type { Scenario } from '../scenario/format.ts'
import { readScenario } from '../scenario/read-scenario.ts'

/** deploy/rules/indicators.yaml. */
export function shippedRules(): RuleSet {
  const parsed = parseRuleSet(textOf('../../../../deploy/rules/indicators.yaml'), 'indicators.yaml')
  if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('\n'))
  return parsed.ruleSet
}

export function shippedScenario(fileName: '01-first-alert.yaml' | '02-overdue-invoice.yaml'): Scenario {
  return readScenario(textOf(`../../scenarios/${fileName}`), fileName)
}

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
