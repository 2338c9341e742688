import { emptyProductRecord, emptySeenEvents, type MovedDay, type ProductRecord, type SeenEvents } from '@tocsin/domain'

/**
 * What a task of customer-risk keeps of a product that is told about in its partition: as of a representative, the record
 * as it stands, to be told on whole, and what tells a repeat. Nothing is measured here: that is for portfolio-risk.
 */
export interface ProductState {
  readonly kind: 'product'
  readonly record: ProductRecord
  /** Since the latest count, by day: at most 37. */
  readonly movedDays: MovedDay[]
  readonly seen: SeenEvents
}

export function emptyProductState(): ProductState {
  return { kind: 'product', record: emptyProductRecord(), movedDays: [], seen: emptySeenEvents() }
}

/** As with representatives: no customer is ever called so. */
const PREFIX = 'product\u001f'

export function productEntityId(productId: string): string {
  return PREFIX + productId
}

export function isProductEntity(entityId: string): boolean {
  return entityId.startsWith(PREFIX)
}
