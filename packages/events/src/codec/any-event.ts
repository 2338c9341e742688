import type {
  AlertEvent,
  NotificationEvent,
  PortfolioFact,
  RuleEvent,
  SalesEvent,
  SalesRepFact,
  ScoreEvent,
} from '../generated.ts'

/** A fact about one customer, keyed by it; the other sales topics are keyed by whom they are about. */
export type EventOfCustomer = Extract<SalesEvent, { readonly customerId: string }>

export function isEventOfCustomer(event: SalesEvent): event is EventOfCustomer {
  return 'customerId' in event
}

/** A fact about one product, keyed by it. */
export type EventOfProduct = Extract<SalesEvent, { readonly productId: string }>

export function isEventOfProduct(event: SalesEvent): event is EventOfProduct {
  return 'productId' in event
}

/** Everything that is written and read with the schemas of `schemas/`. A new kind of topic adds its union here. */
export type AnyEvent =
  | SalesEvent
  | AlertEvent
  | SalesRepFact
  | PortfolioFact
  | NotificationEvent
  | RuleEvent
  | ScoreEvent
