/** What a customer contributes to the representatives on its documents, told as facts whenever it changes. */
import {
  type ContractsContribution,
  changedContractContributions,
  changedContributions,
  contractContributionsOn,
  decidedBeforeItsOfferOn,
  openOrderNamed,
  ordersPlacedWith,
  type ReceivablesContribution,
  receivablesContributions,
  salesWith,
} from '@tocsin/domain'
import type { EventOfCustomer, SalesRepFact } from '@tocsin/events'
import type { EventDays } from './change.ts'
import type { CustomerState } from './state.ts'

/** Who tells, and when. `origin` names what the facts come from: unique per input, the same whenever it is read again. */
export interface FactContext {
  readonly customerId: string
  readonly on: number
  readonly origin: string
}

/** What an input may change, as it was before; undefined where it can change no contribution. */
export type ContributionsBefore =
  | { readonly facet: 'receivables'; readonly contributions: readonly ReceivablesContribution[] }
  | { readonly facet: 'orders'; readonly salesRepId: string; readonly orderedOn: number }
  | {
      readonly facet: 'contracts'
      readonly decidedOn: number
      readonly contributions: readonly ContractsContribution[]
    }
  | undefined

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
    case 'order-placed':
      return ordersOf(event.salesRepId, days.recordedOn)
    case 'order-amended': {
      const held = openOrderNamed(state.orders, event.orderId)
      return ordersOf(held?.salesRepId, held?.placedOn ?? 0)
    }
    case 'order-cancelled':
      return ordersOf(event.salesRepId ?? representativeOf(state, event.orderId), days.recordedOn)
    case 'order-returned':
      return ordersOf(representativeOf(state, event.orderId), event.returnedOn)
    case 'contract-offered':
      return contractsBefore(state, decidedBeforeItsOfferOn(state.contracts, event.contractId))
    case 'contract-signed':
      return contractsBefore(state, event.signedOn)
    case 'contract-lost':
      return contractsBefore(state, event.lostOn)
    case 'contract-expired':
      return contractsBefore(state, event.expiredOn)
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
    case 'orders':
      return ordersFacts(state, before.salesRepId, before.orderedOn, context)
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

/** Nobody's where it is not known whose the order is. */
function ordersOf(salesRepId: string | undefined, orderedOn: number): ContributionsBefore {
  return salesRepId === undefined ? undefined : { facet: 'orders', salesRepId, orderedOn }
}

function representativeOf({ orders }: CustomerState, orderId: string | null | undefined): string | undefined {
  return orderId == null ? undefined : openOrderNamed(orders, orderId)?.salesRepId
}

/** An order of a day that is no longer kept changes nothing: no window reaches back so far. */
function ordersFacts(
  { orders }: CustomerState,
  salesRepId: string,
  orderedOn: number,
  context: FactContext,
): SalesRepFact[] {
  const placed = ordersPlacedWith(orders, salesRepId, orderedOn)
  if (placed === undefined) return []
  const sales = salesWith(orders, salesRepId, orderedOn)
  return [{ type: 'orders-contributed', ...common(context, salesRepId, 0), orderedOn, placed, sales }]
}

function common({ customerId, on, origin }: FactContext, salesRepId: string, ordinal: number) {
  return { eventId: `${origin}-${ordinal}`, salesRepId, customerId, on }
}
