import {
  type Effect,
  type NumberedDocument,
  onProductListed,
  onStockCounted,
  onStockMoved,
  productKey,
  type RuleSet,
  rememberDocument,
  toQuantityMilli,
  wasBooked,
} from '@tocsin/domain'
import type { EventOfProduct, ProductDescribed } from '@tocsin/events'
import type { EventDays } from '../change.ts'
import { type Received, type RecordReducer, recordReducer } from './on-record.ts'
import type { ProductState } from './product-state.ts'

export type ReceivedProductEvent = Received<EventOfProduct>

/** Facts about products themselves, told on to portfolio-risk. */
export function productReducer(ruleSet: RuleSet): RecordReducer<ProductState, ReceivedProductEvent, ProductDescribed> {
  return recordReducer(ruleSet, {
    keyField: 'productId',
    keyOf: ({ productId }) => productId,
    apply: applyOnce,
    described: ({ record }, { key, on, eventId }) => {
      return { type: 'product-described', eventId, group: productKey(key), on, ...record }
    },
    // What was moved before the first count is kept for it, and changes nothing that could be told.
    isTold: ({ record }, { type }) => type !== 'stock-moved' || record.onHandMilli !== null,
  })
}

/** A movement that was booked under its own number is not booked again. */
function applyOnce(state: ProductState, event: EventOfProduct, days: EventDays): Effect {
  const { documents } = state.seen
  const document = documentOf(event)
  if (document !== undefined && wasBooked(documents, document)) return 'repeated'
  const effect = onProductEvent(state, event, days)
  if (document !== undefined && effect === 'applied') rememberDocument(documents, document)
  return effect
}

/** Undefined where its source numbers none. */
function documentOf(event: EventOfProduct): NumberedDocument | undefined {
  if (event.type !== 'stock-moved' || event.movementId == null) return undefined
  return { kind: 'movement', documentId: event.movementId, aboutId: '', amount: toQuantityMilli(event.movedQuantity) }
}

function onProductEvent(
  { record, movedDays }: ProductState,
  event: EventOfProduct,
  { today, recordedOn }: EventDays,
): Effect {
  switch (event.type) {
    case 'product-listed':
      return onProductListed(record, event, recordedOn)
    case 'stock-counted':
      return onStockCounted(record, movedDays, event, today)
    case 'stock-moved':
      return onStockMoved(record, movedDays, event, today)
  }
}
