export { configDescription } from './config.ts'
export { assembleTopology } from './portfolio-risk-topology.ts'
