import { type RuleSet, type RuleTimeline, timelineOf } from '@tocsin/domain'
import { type AlertEvent, isScoreEvent, type SalesRepFact, type ScoreEvent } from '@tocsin/events'
import type { EncodedOutput, EventDecoder, Topology } from '@tocsin/stream'
import { ALERTS_TOPIC, encodedScore, SALES_REP_FACTS_TOPIC, SCORES_TOPIC } from '../customer-risk/topology.ts'
import { changesOf } from '../evaluation/changes.ts'
import { isContributionId } from './entity-ids.ts'
import { type SalesRepRiskOutput, salesRepRiskProcessor } from './processor.ts'
import { salesRepReconciliation } from './reconcile.ts'
import type { SalesRepRiskState } from './state.ts'
import { salesRepRiskStateCodec } from './state-codec.ts'

/** Key: salesRepId. Written by the tasks of customer-risk. */
export const SALES_REP_RISK_INPUTS = [SALES_REP_FACTS_TOPIC] as const

export type SalesRepRiskTopology = Topology<SalesRepRiskState, SalesRepFact, SalesRepRiskOutput>

export interface SalesRepRiskParts {
  /** A rule set alone is in force for ever. */
  readonly rules: RuleSet | RuleTimeline
  readonly decoder: EventDecoder<SalesRepFact>
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
  /** The score or tier as bytes for `risk.scores`. */
  encodeScore(score: ScoreEvent): Uint8Array
  /** Reads both back. Without it nothing is made up for when states are built anew. */
  readonly toldDecoder?: EventDecoder<SalesRepRiskOutput>
}

/**
 * sales-rep-risk: what customers contribute to representatives in; alerts about representatives, their scores and tiers
 * out. State: one
 * `SalesRepState` per representative, one `ContributionState` per representative and customer. Timers: one per
 * representative, at the end of the next business day that is to be looked at. Time: the least progress of all tasks of
 * customer-risk.
 */
export function salesRepRiskTopology(parts: SalesRepRiskParts): SalesRepRiskTopology {
  const { rules, decoder, toldDecoder } = parts
  const timeline = timelineOf(rules)
  return {
    name: 'sales-rep-risk',
    inputs: SALES_REP_RISK_INPUTS.map((topic) => ({ topic, carriesCauses: true })),
    outputTopics: [ALERTS_TOPIC, SCORES_TOPIC],
    progressOf: 'customer-risk',
    partitioner: 'murmur2',
    decoder,
    stateCodec: salesRepRiskStateCodec,
    processor: salesRepRiskProcessor(timeline, SALES_REP_RISK_INPUTS),
    encodeOutput: (output) =>
      isScoreEvent(output) ? encodedScore(output, 'sales-rep-risk', parts) : encodedAlert(output, parts),
    ...(toldDecoder && { reconciliation: salesRepReconciliation(timeline, toldDecoder) }),
    changes: changesOf(timeline, { concerns: (entityId) => !isContributionId(entityId), collected: () => [] }),
    ruleSetVersion: timeline.at(Number.NEGATIVE_INFINITY).version,
  }
}

function encodedAlert(alert: AlertEvent, { encodeAlert }: SalesRepRiskParts): EncodedOutput {
  const { eventId, type, entityType, entityId } = alert
  const headers = { ce_id: eventId, ce_source: 'sales-rep-risk', ce_type: type, ce_subject: entityId }
  return { topic: ALERTS_TOPIC, key: `${entityType}:${entityId}`, value: encodeAlert(alert), headers }
}
