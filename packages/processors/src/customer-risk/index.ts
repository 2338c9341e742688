export type { Readable } from '../evaluation/describe.ts'
export { customerStateCodec } from './codecs/state-codec.ts'
export type { TimedEvent } from './history-run.ts'
export type { CustomerRiskOutput, ReceivedSalesEvent } from './processor.ts'
export { type CustomerRiskState, customerRiskProcessor, isCustomerState } from './processor-of-task.ts'
export { describeCustomerState } from './showing/describe-state.ts'
export { explainAlert } from './showing/explain-alert.ts'
export type { CustomerState } from './state.ts'
export {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  type CustomerRiskParts,
  type CustomerRiskTopology,
  customerRiskTopology,
  PORTFOLIO_FACTS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
} from './topology.ts'
