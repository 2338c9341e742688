import type { RuleSet } from '@tocsin/domain'
import {
  createAlertCodec,
  createEventCodec,
  createMarkCodec,
  createSalesRepFactCodec,
  type SchemaIds,
  type SchemaSource,
} from '@tocsin/events'
import { type CustomerRiskTopology, customerRiskTopology } from '@tocsin/processors'
import { receivedEvents } from './received-events.ts'

export interface SchemaParts {
  /** Registry ids of the schemas this program writes with. */
  readonly schemaIds: SchemaIds
  readonly source: SchemaSource
  /** Versions of the mark schema that marks on the topic may have been written with, by registry id. */
  readonly otherMarkVersions?: ReadonlyMap<number, string>
  readonly nowMs: () => number
}

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
