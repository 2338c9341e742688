import { readdirSync, readFileSync } from 'node:fs'
import type { RuleSet } from '@tocsin/domain'
import { parseRuleSet, ruleFileNames } from '@tocsin/rules'
import type { Scenario } from '../scenario/format.ts'
import { readScenario } from '../scenario/read-scenario.ts'

const RULES = '../../../../deploy/rules/'

/** deploy/rules. */
export function shippedRules(): RuleSet {
  const names = ruleFileNames(readdirSync(new URL(RULES, import.meta.url)))
  const parsed = parseRuleSet(names.map((fileName) => ({ fileName, text: textOf(`${RULES}${fileName}`) })))
  if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('\n'))
  return parsed.ruleSet
}

export function shippedScenario(fileName: '01-first-alert.yaml' | '02-overdue-invoice.yaml'): Scenario {
  return readScenario(textOf(`../../scenarios/${fileName}`), fileName)
}

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
