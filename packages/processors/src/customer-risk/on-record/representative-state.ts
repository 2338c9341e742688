import { emptyRepRecord, emptySeenEvents, type RepRecord, type SeenEvents } from '@tocsin/domain'

/**
 * What a task of customer-risk keeps of a representative that is told about in its partition: the record as it stands,
 * to be told on whole, and what tells a repeat. Nothing is measured here: that is for sales-rep-risk.
 */
export interface RepresentativeState {
  readonly kind: 'representative'
  readonly record: RepRecord
  readonly seen: SeenEvents
}

export function emptyRepresentativeState(): RepresentativeState {
  return { kind: 'representative', record: emptyRepRecord(), seen: emptySeenEvents() }
}

/** No id of a business object holds a control character, so no customer is ever called like a representative's entity. */
const PREFIX = 'representative\u001f'

export function representativeEntityId(salesRepId: string): string {
  return PREFIX + salesRepId
}

export function isRepresentativeEntity(entityId: string): boolean {
  return entityId.startsWith(PREFIX)
}
