import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import {
  createAlertCodec,
  createEventCodec,
  createMarkCodec,
  createPortfolioFactCodec,
  createSalesRepFactCodec,
  createScoreCodec,
} from '@tocsin/events'
import {
  ALERTS_TOPIC,
  type CustomerRiskOutput,
  type CustomerRiskTopology,
  customerRiskTopology,
  PORTFOLIO_FACTS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
  shadowOf,
} from '@tocsin/processors'
import { byTopic, type SchemaParts } from '@tocsin/service-kit'
import type { AnyTopology } from '@tocsin/stream'
import { receivedEvents } from './received-events.ts'
import { createSourceWatch, type SourceWatch } from './source-watch.ts'
import { watchedTopology } from './watched-topology.ts'

/** As a shadow: what these rules would tell, beside those that are in force. */
export function assembleShadow(
  rules: RuleSet | RuleTimeline,
  schemas: SchemaParts,
  sources: SourceWatch = createSourceWatch(),
): AnyTopology {
  return shadowOf(assembleTopology(rules, schemas, sources), createAlertCodec(schemas))
}

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(
  rules: RuleSet | RuleTimeline,
  schemas: SchemaParts,
  sources: SourceWatch = createSourceWatch(),
): CustomerRiskTopology {
  const { schemaIds, otherMarkVersions } = schemas
  const alertCodec = createAlertCodec(schemas)
  const scoreCodec = createScoreCodec(schemas)
  const factCodec = createSalesRepFactCodec(schemas)
  const portfolioFactCodec = createPortfolioFactCodec(schemas)
  const topology = customerRiskTopology({
    rules,
    decoder: receivedEvents(createEventCodec(schemas)),
    markCodec: createMarkCodec({ schemaIds, ...(otherMarkVersions && { otherVersions: otherMarkVersions }) }),
    encodeAlert: (alert) => alertCodec.encode(alert),
    encodeScore: (score) => scoreCodec.encode(score),
    encodeFact: (fact) => factCodec.encode(fact),
    encodePortfolioFact: (fact) => portfolioFactCodec.encode(fact),
    toldDecoder: byTopic<CustomerRiskOutput>({
      [ALERTS_TOPIC]: alertCodec,
      [SALES_REP_FACTS_TOPIC]: factCodec,
      [PORTFOLIO_FACTS_TOPIC]: portfolioFactCodec,
      [SCORES_TOPIC]: scoreCodec,
    }),
  })
  return watchedTopology(topology, sources)
}
