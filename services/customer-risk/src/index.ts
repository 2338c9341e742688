export { configDescription } from './config.ts'
export { assembleTopology, type SchemaParts } from './customer-risk-topology.ts'
export { loadRuleSet } from './load-rule-set.ts'
