export { printFaults, type RuleFault } from './fault.ts'
export { type ParsedRuleSet, parseRuleSet } from './parse-rule-set.ts'
export {
  type ExpectedAlert,
  type ParsedRuleTests,
  type PlayEvents,
  parseRuleTests,
  type RuleTest,
  type RuleTestResult,
  runRuleTests,
  type TimedSample,
} from './rule-tests.ts'
export { ruleFileJsonSchema } from './schema.ts'
