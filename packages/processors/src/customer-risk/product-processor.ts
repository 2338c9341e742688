import {
  type BusinessCalendar,
  ContradictionError,
  createBusinessCalendar,
  type Effect,
  type NumberedDocument,
  onProductListed,
  onStockCounted,
  onStockMoved,
  type ProductRecord,
  productKey,
  type RuleSet,
  rememberDocument,
  rememberEvent,
  toQuantityMilli,
  wasBooked,
  wasSeen,
} from '@tocsin/domain'
import type { EventOfProduct, ProductDescribed } from '@tocsin/events'
import { InvalidRecordError, type RecordInput, type Reduction } from '@tocsin/stream'
import type { EventDays } from './change.ts'
import type { ProductState } from './product-state.ts'

export type ReceivedProductEvent = EventOfProduct & { readonly source?: string; readonly sequence?: number }

export type ProductReduction = Reduction<ProductState, ProductDescribed>

/**
 * Facts about products themselves: put on record, and told on to portfolio-risk as all that is on record. There is no
 * timer: whoever measures looks at each day by itself.
 */
export function productReducer(
  ruleSet: RuleSet,
): (state: ProductState, input: RecordInput<ReceivedProductEvent>, asOfMs: number) => ProductReduction {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return (state, input, asOfMs) => onRecord(calendar, state, input, asOfMs)
}

function onRecord(
  calendar: BusinessCalendar,
  state: ProductState,
  input: RecordInput<ReceivedProductEvent>,
  asOfMs: number,
): ProductReduction {
  const { event, topic, partition, offset } = input
  if (event.productId !== input.key) {
    throw new InvalidRecordError('invalid-key', `the record's key is ${input.key}, its productId is ${event.productId}`)
  }
  const identity = { source: `${event.source ?? ''}|${topic}`, eventId: event.eventId, sequence: event.sequence }
  if (wasSeen(state.seen, identity)) return { states: [state], nextTimers: [null], outputs: [] }

  const days = { today: calendar.dayOf(asOfMs), recordedOn: calendar.dayOf(input.timestampMs) }
  const effect = applied(state, event, days)
  rememberEvent(state.seen, identity)
  const eventId = `${topic}-${partition}-${offset}-0`
  const fact = described(state.record, event.productId, days.today, eventId)
  // What was moved before the first count is kept for it, and changes nothing that could be told.
  const isTold = effect === 'applied' && (event.type !== 'stock-moved' || state.record.onHandMilli !== null)
  return { states: [state], nextTimers: [null], outputs: isTold ? [fact] : [] }
}

/** @throws InvalidRecordError when the fact cannot be true; the record is unchanged then */
function applied(state: ProductState, event: EventOfProduct, days: EventDays): Effect {
  const { documents } = state.seen
  const document = documentOf(event)
  try {
    if (document !== undefined && wasBooked(documents, document)) return 'repeated'
    const effect = onProductEvent(state, event, days)
    if (document !== undefined && effect === 'applied') rememberDocument(documents, document)
    return effect
  } catch (error) {
    if (error instanceof ContradictionError) throw new InvalidRecordError('contradicts-state', error.message)
    throw error
  }
}

/** Undefined where its source numbers none. */
function documentOf(event: EventOfProduct): NumberedDocument | undefined {
  if (event.type !== 'stock-moved' || event.movementId == null) return undefined
  return { kind: 'movement', documentId: event.movementId, amount: toQuantityMilli(event.movedQuantity) }
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

/** The record as it is now: what comes later must not change a fact that is still to be written. */
function described(record: ProductRecord, productId: string, on: number, eventId: string): ProductDescribed {
  return { type: 'product-described', eventId, group: productKey(productId), on, ...record }
}
