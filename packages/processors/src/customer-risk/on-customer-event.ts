import { onCreditLimitSet, onCreditReport, onReviewed, onTierOverridden } from '@tocsin/domain'
import type { CustomerEvent, CustomerRegistered, CustomerUpdated } from '@tocsin/events'
import { type Change, changeOf, type EventDays, NO_CHANGE } from './change.ts'
import type { CustomerProfile, CustomerState } from './state.ts'

/** Master data, limits, reports, decisions on tiers, reviews. Who a customer is moves no measure; the others do. */
export function onCustomerEvent(state: CustomerState, event: CustomerEvent, days: EventDays): Change {
  switch (event.type) {
    case 'customer-registered':
      state.profile = registered(event)
      return NO_CHANGE
    case 'customer-updated':
      state.profile = updated(state.profile, event)
      return NO_CHANGE
    case 'credit-limit-set':
      return changeOf(onCreditLimitSet(state.creditLimits, event, days.recordedOn), 'credit')
    case 'credit-report-received':
      return changeOf(onCreditReport(state.standing.reports, event), 'credit')
    case 'tier-overridden':
      return changeOf(onTierOverridden(state.standing, event, days.today), 'credit')
    case 'customer-reviewed':
      return changeOf(onReviewed(state.standing, event.reviewedOn), 'credit')
  }
}

function registered({ name, segment, region, industry, salesRepId, parentId }: CustomerRegistered): CustomerProfile {
  return { name, segment, region, industry, salesRepId, parentId: parentId ?? null }
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
  }
}
