import { createBusinessCalendar, type RuleSet, type RuleTimeline, seriesName, timelineOf } from '@tocsin/domain'
import {
  type AlertEvent,
  isPortfolioFact,
  isSalesRepFact,
  isScoreEvent,
  type PortfolioFact,
  recordKeyOf,
  type SalesRepFact,
  type ScoreEvent,
} from '@tocsin/events'
import type { EncodedOutput, EventDecoder, MarkCodec, MarksDeclaration, Topology } from '@tocsin/stream'
import { changesOf } from '../evaluation/changes.ts'
import { customerRiskStateCodec } from './codecs/entity-codec.ts'
import { withNumberedSources } from './events/numbered-source.ts'
import { isProductEntity } from './on-record/product-state.ts'
import { isRepresentativeEntity } from './on-record/representative-state.ts'
import type { CustomerRiskOutput, ReceivedSalesEvent } from './processor.ts'
import { type CustomerRiskState, customerRiskProcessor } from './processor-of-task.ts'
import { customerReconciliation } from './reconcile.ts'

/**
 * Read in this order where times are equal: who, what was agreed, ordered, billed, paid. Key: customerId; of
 * representatives and products, their own.
 */
export const CUSTOMER_RISK_INPUTS = [
  'sales.customers',
  'sales.contracts',
  'sales.orders',
  'sales.invoices',
  'sales.payments',
  'sales.representatives',
  'sales.feedback',
  'sales.stock',
] as const

export const ALERTS_TOPIC = 'risk.alerts'
/** Scores and tiers of customers and representatives. */
export const SCORES_TOPIC = 'risk.scores'
/** What customers contribute to representatives, and how far each task of customer-risk has come. */
export const SALES_REP_FACTS_TOPIC = 'risk.sales-rep-facts'
/** What customers contribute to their segment, region, industry, product line and the whole portfolio; products themselves and
 * what is ordered of them; and progress, as above. */
export const PORTFOLIO_FACTS_TOPIC = 'risk.portfolio-facts'
export const CUSTOMER_RISK_MARKS_TOPIC = 'risk.customer-risk.marks'

export type CustomerRiskTopology = Topology<CustomerRiskState, ReceivedSalesEvent, CustomerRiskOutput> & {
  readonly marks: MarksDeclaration
}

export interface CustomerRiskParts {
  /** A rule set alone is in force for ever. */
  readonly rules: RuleSet | RuleTimeline
  readonly decoder: EventDecoder<ReceivedSalesEvent>
  readonly markCodec: MarkCodec
  /** The alert as bytes for `risk.alerts`. */
  encodeAlert(alert: AlertEvent): Uint8Array
  /** The score or tier as bytes for `risk.scores`. */
  encodeScore(score: ScoreEvent): Uint8Array
  /** The fact as bytes for `risk.sales-rep-facts`. */
  encodeFact(fact: SalesRepFact): Uint8Array
  /** The fact as bytes for `risk.portfolio-facts`. */
  encodePortfolioFact(fact: PortfolioFact): Uint8Array
  /** Reads all of them back. Without it nothing is made up for when states are built anew. */
  readonly toldDecoder?: EventDecoder<CustomerRiskOutput>
}

/**
 * customer-risk: sales facts in; out come alerts about customers, and facts about what customers contribute to their
 * representatives and to groups of customers, with progress for whoever reads these. State: one `CustomerState` per customer, and what is on record
 * about each representative. Timers: one per
 * customer, at the end of the next business day on which anything may change.
 */
export function customerRiskTopology(parts: CustomerRiskParts): CustomerRiskTopology {
  const { rules, decoder, markCodec, toldDecoder } = parts
  const timeline = timelineOf(rules)
  const first = timeline.at(Number.NEGATIVE_INFINITY)
  const calendar = createBusinessCalendar(first.businessZone)
  return {
    name: 'customer-risk',
    inputs: CUSTOMER_RISK_INPUTS.map((topic) => ({ topic })),
    outputTopics: [ALERTS_TOPIC, SALES_REP_FACTS_TOPIC, SCORES_TOPIC, PORTFOLIO_FACTS_TOPIC],
    marks: { topic: CUSTOMER_RISK_MARKS_TOPIC, codec: markCodec },
    progress: {
      topics: [SALES_REP_FACTS_TOPIC, PORTFOLIO_FACTS_TOPIC],
      lastBoundaryThrough: (atMs) => calendar.startOf(calendar.dayOf(atMs)),
    },
    partitioner: 'murmur2',
    decoder: withNumberedSources(decoder),
    stateCodec: customerRiskStateCodec,
    processor: customerRiskProcessor(timeline, CUSTOMER_RISK_INPUTS),
    encodeOutput(output) {
      if (isSalesRepFact(output)) return encodedFact(output, parts)
      if (isPortfolioFact(output)) return encodedPortfolioFact(output, parts)
      return isScoreEvent(output) ? encodedScore(output, 'customer-risk', parts) : encodedAlert(output, parts)
    },
    ...(toldDecoder && { reconciliation: customerReconciliation(timeline, toldDecoder) }),
    changes: changesOf(timeline, {
      concerns: (entityId) => !isRepresentativeEntity(entityId) && !isProductEntity(entityId),
      collected: (ruleSet) => ruleSet.measures?.map(seriesName) ?? [],
    }),
    ruleSetVersion: first.version,
  }
}

function encodedAlert(alert: AlertEvent, { encodeAlert }: CustomerRiskParts): EncodedOutput {
  const { eventId, type, entityId } = alert
  const headers = { ce_id: eventId, ce_source: 'customer-risk', ce_type: type, ce_subject: entityId }
  return { topic: ALERTS_TOPIC, key: recordKeyOf(alert), value: encodeAlert(alert), headers }
}

/** @param source the topology that tells it */
export function encodedScore(
  score: ScoreEvent,
  source: string,
  { encodeScore }: { encodeScore(score: ScoreEvent): Uint8Array },
): EncodedOutput {
  const { eventId, type, entityId } = score
  const headers = { ce_id: eventId, ce_source: source, ce_type: type, ce_subject: entityId }
  return { topic: SCORES_TOPIC, key: recordKeyOf(score), value: encodeScore(score), headers }
}

/**
 * Every second event brings a fact, and headers cost most of what it takes to write a record. So a fact has its type
 * alone: its id stands in its value, its subject is the key, and there is one source.
 */
function encodedFact(fact: SalesRepFact, { encodeFact }: CustomerRiskParts): EncodedOutput {
  const headers = { ce_type: fact.type }
  return { topic: SALES_REP_FACTS_TOPIC, key: fact.salesRepId, value: encodeFact(fact), headers }
}

/** As above: they are as many. */
function encodedPortfolioFact(fact: PortfolioFact, { encodePortfolioFact }: CustomerRiskParts): EncodedOutput {
  const headers = { ce_type: fact.type }
  return { topic: PORTFOLIO_FACTS_TOPIC, key: fact.group, value: encodePortfolioFact(fact), headers }
}
