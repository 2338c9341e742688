/**
 * What a customer contributes to its segment, region, industry, product line and the whole portfolio: told at the end of a day on which
 * something of it changed, whole, one fact for each group. Unlike with representatives the present profile counts: a
 * customer that moves takes all it contributes along, and tells the group it leaves that nothing is left.
 */
import {
  type CustomerContribution,
  customerContribution,
  facetBit,
  groupsOf,
  NO_CONTRIBUTION,
  productKey,
  pruneDemand,
  takeOwedDemand,
  WHOLE_PORTFOLIO,
} from '@tocsin/domain'
import type { CustomerContributed, DemandContributed, EventOfCustomer, PortfolioFact } from '@tocsin/events'
import type { Change } from '../change.ts'
import type { CustomerState } from '../state.ts'

const CONTRIBUTING = facetBit('receivables') | facetBit('orders') | facetBit('contracts')

/** To be asked before the event is applied: afterwards nobody knows where the customer belonged. */
export function rememberGroups({ portfolio, profile }: CustomerState, event: EventOfCustomer): void {
  if (isProfile(event)) portfolio.formerGroups ??= groupsOf(profile)
}

/** Notes that the groups are to be told at the end of `today`, when the event gives a reason. */
export function owePortfolio(
  { portfolio }: CustomerState,
  event: EventOfCustomer,
  change: Change,
  today: number,
): void {
  if (isProfile(event) || (change & CONTRIBUTING) !== 0) portfolio.owedOn ??= today
}

/**
 * A fact for each group, the ones it has left among them, and one for each product and day on which it now orders something
 * else than was told. Afterwards nothing is owed.
 */
export function portfolioFacts(
  state: CustomerState,
  { customerId, on, origin }: { readonly customerId: string; readonly on: number; readonly origin: string },
): PortfolioFact[] {
  const { portfolio, profile } = state
  const present = groupsOf(profile)
  const left = (portfolio.formerGroups ?? []).filter((group) => !present.includes(group))
  portfolio.owedOn = null
  portfolio.formerGroups = null
  const customerName = profile?.name || null
  const salesRepId = profile?.salesRepId || null
  const contribution = contributed(customerContribution(state, on))
  const toGroups = [...left, WHOLE_PORTFOLIO, ...present].map((group, ordinal): CustomerContributed => {
    const { receivables, firstOrderOn, lastOrderOn, orderDays, contractDays, expected } =
      ordinal < left.length ? NOTHING : contribution
    // Field by field: so many are made that to spread objects into them was seen in the cost of a day end.
    return {
      type: 'customer-contributed',
      eventId: `${origin}-group-${ordinal}`,
      customerId,
      on,
      customerName,
      salesRepId,
      group,
      receivables,
      firstOrderOn,
      lastOrderOn,
      expected,
      orderDays,
      contractDays,
    }
  })
  const toProducts = takeOwedDemand(state.demand).map(
    ({ productId, day, quantityMilli }, ordinal): DemandContributed => ({
      type: 'demand-contributed',
      eventId: `${origin}-demand-${ordinal}`,
      group: productKey(productId),
      customerId,
      on,
      orderedOn: day,
      quantityMilli,
    }),
  )
  // Until now it was kept for being owed. Nobody may look at this customer again for weeks.
  pruneDemand(state.demand, on)
  return [...toGroups, ...toProducts]
}

/** The fact that tells a group that the customer contributes nothing to it any more. */
export function withdrawn(fact: CustomerContributed): CustomerContributed {
  return { ...fact, eventId: `${fact.eventId}-withdrawn`, ...NOTHING }
}

function contributed(contribution: CustomerContribution) {
  const { receivables, firstOrderOn, lastOrderOn, expected = [], orderDays, contractDays } = contribution
  return {
    receivables,
    firstOrderOn,
    lastOrderOn,
    expected,
    orderDays: orderDays.map(({ day: orderedOn, placed }) => ({ orderedOn, placed })),
    contractDays: contractDays.map(({ day: decidedOn, decided, signed }) => ({ decidedOn, decided, signed })),
  }
}

const NOTHING = contributed(NO_CONTRIBUTION)

function isProfile({ type }: EventOfCustomer): boolean {
  return type === 'customer-registered' || type === 'customer-updated'
}
