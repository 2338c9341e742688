import type { RuleSet } from '@tocsin/domain'
import { createAlertCodec, createEventCodec, createMarkCodec, createSalesRepFactCodec } from '@tocsin/events'
import { type CustomerRiskTopology, customerRiskTopology } from '@tocsin/processors'
import type { SchemaParts } from '@tocsin/service-kit'
import { receivedEvents } from './received-events.ts'

/** The topology with its codecs: over a real registry in the service, over fixed ids in memory. */
export function assembleTopology(ruleSet: RuleSet, schemas: SchemaParts): CustomerRiskTopology {
  const { schemaIds, otherMarkVersions } = schemas
  const alertCodec = createAlertCodec(schemas)
  const factCodec = createSalesRepFactCodec(schemas)
  return customerRiskTopology({
    ruleSet,
    decoder: receivedEvents(createEventCodec(schemas)),
    markCodec: createMarkCodec({ schemaIds, ...(otherMarkVersions && { otherVersions: otherMarkVersions }) }),
    encodeAlert: (alert) => alertCodec.encode(alert),
    encodeFact: (fact) => factCodec.encode(fact),
  })
}
