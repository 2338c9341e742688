import type { RuleSet } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { EventDecoder, MarkCodec, MarksDeclaration, Topology } from '@tocsin/stream'
import { customerRiskProcessor, type ReceivedSalesEvent } from './processor.ts'
import type { CustomerState } from './state.ts'
import { customerStateCodec } from './state-codec.ts'

/** Read in this order where times are equal: who, what was agreed, ordered, billed, paid. Key: customerId. */
export const CUSTOMER_RISK_INPUTS = [
  'sales.customers',
  'sales.contracts',
  'sales.orders',
  'sales.invoices',
  'sales.payments',
] as const

export const ALERTS_TOPIC = 'risk.alerts'
export const CUSTOMER_RISK_MARKS_TOPIC = 'risk.customer-risk.marks'

export type CustomerRiskTopology = Topology<CustomerState, ReceivedSalesEvent, AlertEvent> & {
  readonly marks: MarksDeclaration
}

export interface CustomerRiskParts {
  readonly ruleSet: RuleSet
  readonly decoder: EventDecoder<ReceivedSalesEvent>
  readonly markCodec: MarkCodec
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
}

/**
 * customer-risk: sales facts in, alerts about customers out. State: one `CustomerState` per customer. Timers: one per
 * customer, at the end of the next business day on which anything may change.
 */
export function customerRiskTopology({
  ruleSet,
  decoder,
  markCodec,
  encodeAlert,
}: CustomerRiskParts): CustomerRiskTopology {
  return {
    name: 'customer-risk',
    inputs: CUSTOMER_RISK_INPUTS.map((topic) => ({ topic })),
    outputTopics: [ALERTS_TOPIC],
    marks: { topic: CUSTOMER_RISK_MARKS_TOPIC, codec: markCodec },
    partitioner: 'murmur2',
    decoder,
    stateCodec: customerStateCodec,
    processor: customerRiskProcessor(ruleSet, CUSTOMER_RISK_INPUTS),
    encodeOutput: (alert) => ({
      topic: ALERTS_TOPIC,
      key: `${alert.entityType}:${alert.entityId}`,
      value: encodeAlert(alert),
      headers: { ce_id: alert.eventId, ce_source: 'customer-risk', ce_type: alert.type, ce_subject: alert.entityId },
    }),
    ruleSetVersion: ruleSet.version,
  }
}
