import type { RuleSet } from '@tocsin/domain'
import type { AlertEvent, SalesRepFact } from '@tocsin/events'
import type { EventDecoder, Topology } from '@tocsin/stream'
import { ALERTS_TOPIC, SALES_REP_FACTS_TOPIC } from '../customer-risk/topology.ts'
import { salesRepRiskProcessor } from './processor.ts'
import { salesRepReconciliation } from './reconcile.ts'
import type { SalesRepRiskState } from './state.ts'
import { salesRepRiskStateCodec } from './state-codec.ts'

/** Key: salesRepId. Written by the tasks of customer-risk. */
export const SALES_REP_RISK_INPUTS = [SALES_REP_FACTS_TOPIC] as const

export type SalesRepRiskTopology = Topology<SalesRepRiskState, SalesRepFact, AlertEvent>

export interface SalesRepRiskParts {
  readonly ruleSet: RuleSet
  readonly decoder: EventDecoder<SalesRepFact>
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
  /** Reads alerts back. Without it nothing is made up for when states are built anew. */
  readonly toldDecoder?: EventDecoder<AlertEvent>
}

/**
 * sales-rep-risk: what customers contribute to representatives in, alerts about representatives out. State: one
 * `SalesRepState` per representative, one `ContributionState` per representative and customer. Timers: one per
 * representative, at the end of the next business day that is to be looked at. Time: the least progress of all tasks of
 * customer-risk.
 */
export function salesRepRiskTopology(parts: SalesRepRiskParts): SalesRepRiskTopology {
  const { ruleSet, decoder, encodeAlert, toldDecoder } = parts
  return {
    name: 'sales-rep-risk',
    inputs: SALES_REP_RISK_INPUTS.map((topic) => ({ topic, carriesCauses: true })),
    outputTopics: [ALERTS_TOPIC],
    progressOf: 'customer-risk',
    partitioner: 'murmur2',
    decoder,
    stateCodec: salesRepRiskStateCodec,
    processor: salesRepRiskProcessor(ruleSet, SALES_REP_RISK_INPUTS),
    encodeOutput: (alert) => ({
      topic: ALERTS_TOPIC,
      key: `${alert.entityType}:${alert.entityId}`,
      value: encodeAlert(alert),
      headers: { ce_id: alert.eventId, ce_source: 'sales-rep-risk', ce_type: alert.type, ce_subject: alert.entityId },
    }),
    ...(toldDecoder && { reconciliation: salesRepReconciliation(ruleSet, toldDecoder) }),
    ruleSetVersion: ruleSet.version,
  }
}
