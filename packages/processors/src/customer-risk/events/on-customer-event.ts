import { onCreditLimitSet, onCreditReport, onReviewed, onTierOverridden, TRAITS_BIT } from '@tocsin/domain'
import type { CustomerEvent, CustomerRegistered, CustomerUpdated } from '@tocsin/events'
import { type Change, changeOf, type EventDays, NO_CHANGE } from '../change.ts'
import type { CustomerProfile, CustomerState } from '../state.ts'

/** Master data, limits, reports, decisions on tiers, reviews. Who a customer is moves no measure, but conditions of rules; the others move measures. */
export function onCustomerEvent(state: CustomerState, event: CustomerEvent, days: EventDays): Change {
  switch (event.type) {
    case 'customer-registered':
      return changeOfTraits(state, registered(event))
    case 'customer-updated':
      return changeOfTraits(state, updated(state.profile, event))
    case 'credit-limit-set':
      return changeOf(onCreditLimitSet(state.creditLimits, event, days.recordedOn), 'credit')
    case 'credit-report-received':
      return changeOf(onCreditReport(state.standing.reports, event, days.today), 'credit')
    case 'tier-overridden':
      return changeOf(onTierOverridden(state.standing, event, days.today), 'credit')
    case 'customer-reviewed':
      return changeOf(onReviewed(state.standing, event.reviewedOn, days.today), 'credit')
  }
}

/** Conditions of rules ask for what is compared here. */
function changeOfTraits(state: CustomerState, profile: CustomerProfile): Change {
  const before = state.profile
  state.profile = profile
  const isSame = TRAITS_OF_PROFILE.every((trait) => (before?.[trait] ?? '') === profile[trait])
  return isSame ? NO_CHANGE : TRAITS_BIT
}

const TRAITS_OF_PROFILE = ['segment', 'region', 'industry', 'productLine'] as const

function registered(event: CustomerRegistered): CustomerProfile {
  const { name, segment, region, industry, salesRepId, parentId, productLine } = event
  return { name, segment, region, industry, salesRepId, parentId: parentId ?? null, productLine: productLine ?? '' }
}

/** An absent field stays as it was. An update may be the first that is heard of a customer. */
function updated(profile: CustomerProfile | null, event: CustomerUpdated): CustomerProfile {
  return {
    name: event.name ?? profile?.name ?? '',
    segment: event.segment ?? profile?.segment ?? '',
    region: event.region ?? profile?.region ?? '',
    industry: event.industry ?? profile?.industry ?? '',
    salesRepId: event.salesRepId ?? profile?.salesRepId ?? '',
    parentId: event.parentId ?? profile?.parentId ?? null,
    productLine: event.productLine ?? profile?.productLine ?? '',
  }
}
