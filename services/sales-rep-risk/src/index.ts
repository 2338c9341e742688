export { configDescription } from './config.ts'
export { assembleTopology } from './sales-rep-risk-topology.ts'
