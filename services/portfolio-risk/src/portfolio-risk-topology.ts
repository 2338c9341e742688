import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import { createAlertCodec, createPortfolioFactCodec } from '@tocsin/events'
import { type PortfolioRiskTopology, portfolioRiskTopology, shadowOf } from '@tocsin/processors'
import type { SchemaParts } from '@tocsin/service-kit'
import type { AnyTopology } from '@tocsin/stream'

/** As a shadow: what these rules would tell, beside those that are in force. */
export function assembleShadow(rules: RuleSet | RuleTimeline, schemas: SchemaParts): AnyTopology {
  return shadowOf(assembleTopology(rules, schemas), createAlertCodec(schemas))
}

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(rules: RuleSet | RuleTimeline, schemas: SchemaParts): PortfolioRiskTopology {
  const alertCodec = createAlertCodec(schemas)
  return portfolioRiskTopology({
    rules,
    decoder: createPortfolioFactCodec(schemas),
    encodeAlert: (alert) => alertCodec.encode(alert),
    toldDecoder: alertCodec,
  })
}
