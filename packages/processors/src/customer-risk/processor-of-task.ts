/** What a task of customer-risk does with whatever comes: each fact goes to the entity that it is about. */
import { type RuleSet, type RuleTimeline, timelineOf } from '@tocsin/domain'
import { isEventOfCustomer, isEventOfProduct } from '@tocsin/events'
import type { Input, Processor, Reduction } from '@tocsin/stream'
import { productReducer, type ReceivedProductEvent } from './on-record/product-processor.ts'
import { emptyProductState, isProductEntity, type ProductState, productEntityId } from './on-record/product-state.ts'
import { type ReceivedRepresentativeEvent, representativeReducer } from './on-record/representative-processor.ts'
import {
  emptyRepresentativeState,
  isRepresentativeEntity,
  type RepresentativeState,
  representativeEntityId,
} from './on-record/representative-state.ts'
import {
  type CustomerRiskOutput,
  customerProcessor,
  type ReceivedCustomerEvent,
  type ReceivedSalesEvent,
} from './processor.ts'
import { type CustomerState, emptyCustomerState } from './state.ts'

/** One entity of the topology: a customer, or a representative or product of which something is on record. */
export type CustomerRiskState = CustomerState | RepresentativeState | ProductState

export type CustomerRiskProcessor = Processor<CustomerRiskState, ReceivedSalesEvent, CustomerRiskOutput>

export function customerRiskProcessor(rules: RuleSet | RuleTimeline, topics: readonly string[]): CustomerRiskProcessor {
  const timeline = timelineOf(rules)
  const customers = customerProcessor(timeline, topics)
  const onRepresentative = representativeReducer(timeline.at(0))
  const onProduct = productReducer(timeline.at(0))
  return {
    initialState(entityId) {
      if (isRepresentativeEntity(entityId)) return emptyRepresentativeState()
      return isProductEntity(entityId) ? emptyProductState() : emptyCustomerState()
    },
    keys: (input) => [entityIdOf(input)],
    reduce(states, input, asOfMs, collected): Reduction<CustomerRiskState, CustomerRiskOutput> {
      const [state] = states
      if (state !== undefined && !isCustomerState(state)) {
        if (state.kind === 'product') return onProduct(state, aboutProduct(input), asOfMs)
        return onRepresentative(state, aboutRepresentative(input), asOfMs)
      }
      return customers.reduce(state === undefined ? [] : [state], aboutCustomer(input), asOfMs, collected)
    },
  }
}

export function isCustomerState(state: CustomerRiskState): state is CustomerState {
  return !('kind' in state)
}

function entityIdOf(input: Input<ReceivedSalesEvent>): string {
  if (input.kind === 'timer') return input.entityId
  if (isEventOfCustomer(input.event)) return input.key
  return isEventOfProduct(input.event) ? productEntityId(input.key) : representativeEntityId(input.key)
}

function aboutCustomer(input: Input<ReceivedSalesEvent>): Input<ReceivedCustomerEvent> {
  if (input.kind === 'record' && !isEventOfCustomer(input.event))
    throw new Error(`${input.event.type} is not about a customer`)
  return input as Input<ReceivedCustomerEvent>
}

function aboutRepresentative(input: Input<ReceivedSalesEvent>) {
  if (input.kind === 'record' && !isEventOfCustomer(input.event) && !isEventOfProduct(input.event)) {
    return { ...input, event: input.event satisfies ReceivedRepresentativeEvent }
  }
  throw new Error('a representative has no timer, and no event of a customer')
}

function aboutProduct(input: Input<ReceivedSalesEvent>) {
  if (input.kind === 'record' && !isEventOfCustomer(input.event) && isEventOfProduct(input.event)) {
    return { ...input, event: input.event satisfies ReceivedProductEvent }
  }
  throw new Error('a product has no timer, and no event of a customer')
}
