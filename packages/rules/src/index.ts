export { describeRuleSet } from './catalogue/describe-rule-set.ts'
export { type ConditionFault, type ParsedCondition, parseCondition } from './conditions/parse-condition.ts'
export type { DeclaredVariable, DeclaredVariables, VariableType } from './conditions/variables.ts'
export { printFaults, type RuleFault } from './fault.ts'
export { type ParsedRuleSet, parseRuleSet } from './parse-rule-set.ts'
export { type ParsedRuleTests, parseRuleTests } from './parse-rule-tests.ts'
export {
  LEAST_LEAD_MS,
  type Publication,
  type ReadPublication,
  RULES_TOPIC,
  readPublication,
  refusedForMeasures,
  rulesPublished,
} from './published-rules.ts'
export { type ParsedRouting, parseRouting } from './routing/parse-routing.ts'
export type { KnownChannel, RoutedRules } from './routing/routing-faults.ts'
export { routingFileJsonSchema } from './routing/routing-schema.ts'
export { type RuleSetFile, type RuleSetText, ruleFileNames, ruleTestFileNames } from './rule-set-files.ts'
export { type RuleTestGap, ruleTestGaps } from './rule-test-gaps.ts'
export {
  type ExpectedAlert,
  type PlayEvents,
  type RuleTest,
  type RuleTestResult,
  runRuleTests,
  type TimedSample,
} from './rule-tests.ts'
export { ruleFileJsonSchema } from './schema.ts'
