import { type RuleSet, type RuleTimeline, timelineOf } from '@tocsin/domain'
import { type AlertEvent, isScoreEvent, type PortfolioFact, recordKeyOf } from '@tocsin/events'
import type { EncodedOutput, EventDecoder, Topology } from '@tocsin/stream'
import { ALERTS_TOPIC, PORTFOLIO_FACTS_TOPIC } from '../customer-risk/topology.ts'
import { changesOf } from '../evaluation/changes.ts'
import { isContributionId } from '../sales-rep-risk/entity-ids.ts'
import type { SalesRepRiskOutput } from '../sales-rep-risk/processor.ts'
import type { SalesRepRiskState } from '../sales-rep-risk/state.ts'
import { salesRepRiskStateCodec } from '../sales-rep-risk/state-codec.ts'
import { portfolioRiskProcessor } from './processor.ts'
import { portfolioReconciliation } from './reconcile.ts'

/** Key: the group. Written by the tasks of customer-risk. */
export const PORTFOLIO_RISK_INPUTS = [PORTFOLIO_FACTS_TOPIC] as const

export type PortfolioRiskTopology = Topology<SalesRepRiskState, PortfolioFact, SalesRepRiskOutput>

export interface PortfolioRiskParts {
  /** A rule set alone is in force for ever. */
  readonly rules: RuleSet | RuleTimeline
  readonly decoder: EventDecoder<PortfolioFact>
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
  /** Reads it back. Without it nothing is made up for when states are built anew. */
  readonly toldDecoder?: EventDecoder<SalesRepRiskOutput>
}

/**
 * portfolio-risk: what customers contribute to segments, regions, industries, product lines and the whole portfolio in; alerts about
 * these out. State: one book per group, one contribution per group and customer. Timers: one per group, at the end of the
 * next business day that is to be looked at, and one per customer and product, by which what it ordered is forgotten. Time:
 * the least progress of all tasks of customer-risk.
 */
export function portfolioRiskTopology(parts: PortfolioRiskParts): PortfolioRiskTopology {
  const { rules, decoder, toldDecoder } = parts
  const timeline = timelineOf(rules)
  return {
    name: 'portfolio-risk',
    inputs: PORTFOLIO_RISK_INPUTS.map((topic) => ({ topic, carriesCauses: true })),
    outputTopics: [ALERTS_TOPIC],
    progressOf: 'customer-risk',
    partitioner: 'murmur2',
    decoder,
    stateCodec: salesRepRiskStateCodec,
    processor: portfolioRiskProcessor(timeline, PORTFOLIO_RISK_INPUTS),
    encodeOutput: (output) => encodedAlert(output, parts),
    ...(toldDecoder && { reconciliation: portfolioReconciliation(timeline, toldDecoder) }),
    changes: changesOf(timeline, { concerns: (entityId) => !isContributionId(entityId), collected: () => [] }),
    ruleSetVersion: timeline.at(Number.NEGATIVE_INFINITY).version,
  }
}

function encodedAlert(output: SalesRepRiskOutput, { encodeAlert }: PortfolioRiskParts): EncodedOutput {
  if (isScoreEvent(output)) throw new Error('a group of customers has no score')
  const { eventId, type, entityId } = output
  const headers = { ce_id: eventId, ce_source: 'portfolio-risk', ce_type: type, ce_subject: entityId }
  return { topic: ALERTS_TOPIC, key: recordKeyOf(output), value: encodeAlert(output), headers }
}
