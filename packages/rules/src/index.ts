export { printFaults, type RuleFault } from './fault.ts'
export { type ParsedRuleSet, parseRuleSet } from './parse-rule-set.ts'
export { ruleFileJsonSchema } from './schema.ts'
