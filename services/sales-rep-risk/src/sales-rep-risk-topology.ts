import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import { createAlertCodec, createSalesRepFactCodec, createScoreCodec } from '@tocsin/events'
import {
  ALERTS_TOPIC,
  type SalesRepRiskOutput,
  type SalesRepRiskTopology,
  SCORES_TOPIC,
  salesRepRiskTopology,
  shadowOf,
} from '@tocsin/processors'
import { byTopic, type SchemaParts } from '@tocsin/service-kit'
import type { AnyTopology } from '@tocsin/stream'

/** As a shadow: what these rules would tell, beside those that are in force. */
export function assembleShadow(rules: RuleSet | RuleTimeline, schemas: SchemaParts): AnyTopology {
  return shadowOf(assembleTopology(rules, schemas), createAlertCodec(schemas))
}

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(rules: RuleSet | RuleTimeline, schemas: SchemaParts): SalesRepRiskTopology {
  const scoreCodec = createScoreCodec(schemas)
  const alertCodec = createAlertCodec(schemas)
  return salesRepRiskTopology({
    rules,
    decoder: createSalesRepFactCodec(schemas),
    encodeAlert: (alert) => alertCodec.encode(alert),
    encodeScore: (score) => scoreCodec.encode(score),
    toldDecoder: byTopic<SalesRepRiskOutput>({ [ALERTS_TOPIC]: alertCodec, [SCORES_TOPIC]: scoreCodec }),
  })
}
