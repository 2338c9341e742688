export { describeSalesRepState } from './describe-state.ts'
export { type SalesRepProcessor, type SalesRepRiskOutput, salesRepRiskProcessor } from './processor.ts'
export type { ContributionState, OpenDay, SalesRepRiskState, SalesRepState } from './state.ts'
export { salesRepRiskStateCodec } from './state-codec.ts'
export {
  SALES_REP_RISK_INPUTS,
  type SalesRepRiskParts,
  type SalesRepRiskTopology,
  salesRepRiskTopology,
} from './topology.ts'
