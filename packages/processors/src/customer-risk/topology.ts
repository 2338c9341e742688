import { createBusinessCalendar, type RuleSet } from '@tocsin/domain'
import { type AlertEvent, isSalesRepFact, recordKeyOf, type SalesRepFact } from '@tocsin/events'
import type { EncodedOutput, EventDecoder, MarkCodec, MarksDeclaration, Topology } from '@tocsin/stream'
import { customerRiskStateCodec } from './entity-codec.ts'
import { withNumberedSources } from './numbered-source.ts'
import type { CustomerRiskOutput, ReceivedSalesEvent } from './processor.ts'
import { type CustomerRiskState, customerRiskProcessor } from './processor-of-task.ts'
import { customerReconciliation } from './reconcile.ts'

/**
 * Read in this order where times are equal: who, what was agreed, ordered, billed, paid. Key: customerId; of
 * representatives, their own.
 */
export const CUSTOMER_RISK_INPUTS = [
  'sales.customers',
  'sales.contracts',
  'sales.orders',
  'sales.invoices',
  'sales.payments',
  'sales.representatives',
  'sales.feedback',
] as const

export const ALERTS_TOPIC = 'risk.alerts'
/** What customers contribute to representatives, and how far each task of customer-risk has come. */
export const SALES_REP_FACTS_TOPIC = 'risk.sales-rep-facts'
export const CUSTOMER_RISK_MARKS_TOPIC = 'risk.customer-risk.marks'

export type CustomerRiskTopology = Topology<CustomerRiskState, ReceivedSalesEvent, CustomerRiskOutput> & {
  readonly marks: MarksDeclaration
}

export interface CustomerRiskParts {
  readonly ruleSet: RuleSet
  readonly decoder: EventDecoder<ReceivedSalesEvent>
  readonly markCodec: MarkCodec
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
  /** The fact as bytes for `risk.sales-rep-facts`. */
  encodeFact(fact: SalesRepFact): Uint8Array
  /** Reads both back. Without it nothing is made up for when states are built anew. */
  readonly toldDecoder?: EventDecoder<CustomerRiskOutput>
}

/**
 * customer-risk: sales facts in; out come alerts about customers, and facts about what customers contribute to their
 * representatives, with progress for whoever reads these. State: one `CustomerState` per customer, and what is on record
 * about each representative. Timers: one per
 * customer, at the end of the next business day on which anything may change.
 */
export function customerRiskTopology(parts: CustomerRiskParts): CustomerRiskTopology {
  const { ruleSet, decoder, markCodec, toldDecoder } = parts
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return {
    name: 'customer-risk',
    inputs: CUSTOMER_RISK_INPUTS.map((topic) => ({ topic })),
    outputTopics: [ALERTS_TOPIC, SALES_REP_FACTS_TOPIC],
    marks: { topic: CUSTOMER_RISK_MARKS_TOPIC, codec: markCodec },
    progress: {
      topics: [SALES_REP_FACTS_TOPIC],
      lastBoundaryThrough: (atMs) => calendar.startOf(calendar.dayOf(atMs)),
    },
    partitioner: 'murmur2',
    decoder: withNumberedSources(decoder),
    stateCodec: customerRiskStateCodec,
    processor: customerRiskProcessor(ruleSet, CUSTOMER_RISK_INPUTS),
    encodeOutput: (output) => (isSalesRepFact(output) ? encodedFact(output, parts) : encodedAlert(output, parts)),
    ...(toldDecoder && { reconciliation: customerReconciliation(ruleSet, toldDecoder) }),
    ruleSetVersion: ruleSet.version,
  }
}

function encodedAlert(alert: AlertEvent, { encodeAlert }: CustomerRiskParts): EncodedOutput {
  const { eventId, type, entityId } = alert
  const headers = { ce_id: eventId, ce_source: 'customer-risk', ce_type: type, ce_subject: entityId }
  return { topic: ALERTS_TOPIC, key: recordKeyOf(alert), value: encodeAlert(alert), headers }
}

/**
 * Every second event brings a fact, and headers cost most of what it takes to write a record. So a fact has its type
 * alone: its id stands in its value, its subject is the key, and there is one source.
 */
function encodedFact(fact: SalesRepFact, { encodeFact }: CustomerRiskParts): EncodedOutput {
  const headers = { ce_type: fact.type }
  return { topic: SALES_REP_FACTS_TOPIC, key: fact.salesRepId, value: encodeFact(fact), headers }
}
