import type { RuleSet } from '@tocsin/domain'
import { createAlertCodec, createSalesRepFactCodec } from '@tocsin/events'
import { type SalesRepRiskTopology, salesRepRiskTopology } from '@tocsin/processors'
import type { SchemaParts } from '@tocsin/service-kit'

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(ruleSet: RuleSet, schemas: SchemaParts): SalesRepRiskTopology {
  const alertCodec = createAlertCodec(schemas)
  return salesRepRiskTopology({
    ruleSet,
    decoder: createSalesRepFactCodec(schemas),
    encodeAlert: (alert) => alertCodec.encode(alert),
    toldDecoder: alertCodec,
  })
}
