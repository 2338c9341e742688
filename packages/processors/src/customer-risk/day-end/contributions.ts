/** What a customer contributes to the representatives on its documents, told as facts whenever it changes. */
import {
  type ContractsContribution,
  changedContractContributions,
  changedContributions,
  changedOutcomeContributions,
  complaintContributions,
  contractContributionsOn,
  decidedBeforeItsOfferOn,
  deliveryContributions,
  fulfilmentContributions,
  type OutcomesContribution,
  openOrderNamed,
  ordersPlacedWith,
  type ReceivablesContribution,
  receivablesContributions,
  type SalesOfDay,
  salesWith,
  surveyContributions,
} from '@tocsin/domain'
import type { EventOfCustomer, SalesRepFact } from '@tocsin/events'
import type { EventDays } from '../change.ts'
import type { CustomerState } from '../state.ts'

/** Who tells, and when. `origin` names what the facts come from: unique per input, the same whenever it is read again. */
export interface FactContext {
  readonly customerId: string
  readonly on: number
  readonly origin: string
}

/** What an input may change, as it was before; undefined where it can change no contribution. */
export type ContributionsBefore =
  | { readonly facet: 'receivables'; readonly contributions: readonly ReceivablesContribution[] }
  | {
      readonly facet: 'orders'
      /** Undefined: nobody's. */
      readonly salesRepId: string | undefined
      readonly orderedOn: number
      /** Undefined: it will not be the same. */
      readonly sales: readonly SalesOfDay[] | undefined
      /** Undefined: no delivery can change. */
      readonly deliveries: readonly OutcomesContribution[] | undefined
    }
  | {
      readonly facet: 'contracts'
      readonly decidedOn: number
      readonly contributions: readonly ContractsContribution[]
    }
  | {
      readonly facet: 'outcomes'
      readonly contributions: readonly OutcomesContribution[]
      readonly read: OutcomesReader
    }
  | undefined

type OutcomesReader = (state: CustomerState) => OutcomesContribution[]

/** To be asked before the event is applied. Looks at no more than an event of its type can change. */
export function contributionsBefore(
  state: CustomerState,
  event: EventOfCustomer,
  days: EventDays,
): ContributionsBefore {
  switch (event.type) {
    case 'invoice-issued':
    case 'invoice-credited':
    case 'invoice-disputed':
    case 'dispute-settled':
    case 'invoice-written-off':
    case 'payment-received':
    case 'payment-reversed':
      return receivablesBefore(state, days.today)
    case 'order-placed': {
      const isAwaited = state.fulfilment.early.some(({ orderId }) => orderId === event.orderId)
      const deliveries = isAwaited ? deliveryContributions(state.fulfilment) : undefined
      return { facet: 'orders', salesRepId: event.salesRepId, orderedOn: days.recordedOn, sales: undefined, deliveries }
    }
    case 'order-amended': {
      const held = openOrderNamed(state.orders, event.orderId)
      return ordersBefore(state, held?.salesRepId, held?.placedOn ?? 0)
    }
    case 'order-cancelled':
      return ordersBefore(state, event.salesRepId ?? representativeOf(state, event.orderId), days.recordedOn)
    case 'order-returned':
      return ordersBefore(state, representativeOf(state, event.orderId), event.returnedOn)
    case 'order-delivered':
      return ordersBefore(state, undefined, 0)
    case 'complaint-received':
      return outcomesBefore(state, ({ feedback }) => complaintContributions(feedback, event.receivedOn))
    case 'satisfaction-surveyed':
      return outcomesBefore(state, ({ feedback }) => surveyContributions(feedback, event.surveyedOn))
    case 'contract-offered':
      return contractsBefore(state, decidedBeforeItsOfferOn(state.contracts, event.contractId))
    case 'contract-signed':
      return contractsBefore(state, event.signedOn)
    case 'contract-lost':
      return contractsBefore(state, event.lostOn)
    case 'contract-expired':
      return contractsBefore(state, event.expiredOn)
    case 'contract-fulfilled':
    case 'contract-breached':
    case 'contract-terminated':
      return outcomesBefore(state, ({ agreements }) => fulfilmentContributions(agreements))
    default:
      return undefined
  }
}

/** To be asked before what is too old is forgotten: cash that waited too long is let go then, and may pay invoices. */
export function contributionsBeforeDayEnd(state: CustomerState, on: number): ContributionsBefore {
  for (const { credits } of state.receivables.currencies) {
    for (const { awaiting } of credits) if (awaiting.length > 0) return receivablesBefore(state, on)
  }
  return undefined
}

/** A fact for each contribution that is no longer what it was. */
export function contributionFacts(
  state: CustomerState,
  before: ContributionsBefore,
  context: FactContext,
): SalesRepFact[] {
  switch (before?.facet) {
    case 'receivables':
      return receivablesFacts(state, before.contributions, context)
    case 'orders': {
      const { salesRepId, orderedOn, sales, deliveries } = before
      const orders = salesRepId === undefined ? [] : ordersFacts(state, { salesRepId, orderedOn, sales }, context)
      if (deliveries === undefined) return orders
      return [...orders, ...outcomesFacts(deliveries, deliveryContributions(state.fulfilment), context, orders.length)]
    }
    case 'outcomes':
      return outcomesFacts(before.contributions, before.read(state), context, 0)
    case 'contracts': {
      const after = contractContributionsOn(state.contracts, before.decidedOn)
      return changedContractContributions(before.contributions, after).map(
        ({ salesRepId, decidedOn, decided, signed }, ordinal) => ({
          type: 'contracts-contributed',
          ...common(context, salesRepId, ordinal),
          decidedOn,
          decided,
          signed,
        }),
      )
    }
    case undefined:
      return []
  }
}

function receivablesBefore({ receivables }: CustomerState, today: number): ContributionsBefore {
  return { facet: 'receivables', contributions: receivablesContributions(receivables, today) }
}

function contractsBefore({ contracts }: CustomerState, decidedOn: number | undefined): ContributionsBefore {
  if (decidedOn === undefined) return undefined
  return { facet: 'contracts', decidedOn, contributions: contractContributionsOn(contracts, decidedOn) }
}

function receivablesFacts(
  { receivables, profile }: CustomerState,
  before: readonly ReceivablesContribution[],
  context: FactContext,
): SalesRepFact[] {
  const after = receivablesContributions(receivables, context.on)
  return changedContributions(before, after).map(({ salesRepId, currency, dueDays }, ordinal) => ({
    type: 'receivables-contributed',
    ...common(context, salesRepId, ordinal),
    customerName: profile?.name || null,
    currency,
    dueDays,
  }))
}

/** Cancellations and returns may end an order that was delivered in part, so they may change deliveries too. */
function ordersBefore(
  { orders, fulfilment }: CustomerState,
  salesRepId: string | undefined,
  orderedOn: number,
): ContributionsBefore {
  const sales = salesRepId === undefined ? [] : salesWith(orders, salesRepId, orderedOn)
  return { facet: 'orders', salesRepId, orderedOn, sales, deliveries: deliveryContributions(fulfilment) }
}

function outcomesBefore(state: CustomerState, read: OutcomesReader): ContributionsBefore {
  return { facet: 'outcomes', contributions: read(state), read }
}

function outcomesFacts(
  before: readonly OutcomesContribution[],
  after: readonly OutcomesContribution[],
  context: FactContext,
  firstOrdinal: number,
): SalesRepFact[] {
  return changedOutcomeContributions(before, after, context.on).map(({ salesRepId, ...outcomes }, index) => ({
    type: 'outcomes-contributed',
    ...common(context, salesRepId, firstOrdinal + index),
    ...outcomes,
  }))
}

function representativeOf({ orders }: CustomerState, orderId: string | null | undefined): string | undefined {
  return orderId == null ? undefined : openOrderNamed(orders, orderId)?.salesRepId
}

/** An order of a day that is no longer kept changes nothing: no window reaches back so far. */
function ordersFacts(
  { orders }: CustomerState,
  before: {
    readonly salesRepId: string
    readonly orderedOn: number
    readonly sales: readonly SalesOfDay[] | undefined
  },
  context: FactContext,
): SalesRepFact[] {
  const { salesRepId, orderedOn } = before
  const placed = ordersPlacedWith(orders, salesRepId, orderedOn)
  if (placed === undefined) return []
  const sales = salesWith(orders, salesRepId, orderedOn)
  if (before.sales !== undefined && isSameSales(before.sales, sales)) return []
  return [{ type: 'orders-contributed', ...common(context, salesRepId, 0), orderedOn, placed, sales }]
}

function isSameSales(before: readonly SalesOfDay[], after: readonly SalesOfDay[]): boolean {
  return (
    before.length === after.length &&
    before.every((then, index) => {
      const now = after[index]
      return then.orderedMinor === now?.orderedMinor && then.takenBackMinor === now.takenBackMinor
    })
  )
}

function common({ customerId, on, origin }: FactContext, salesRepId: string, ordinal: number) {
  return { eventId: `${origin}-${ordinal}`, salesRepId, customerId, on }
}
