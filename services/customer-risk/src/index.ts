export { loadRuleSet, type SchemaParts } from '@tocsin/service-kit'
export { configDescription } from './config.ts'
export { assembleTopology } from './customer-risk-topology.ts'
