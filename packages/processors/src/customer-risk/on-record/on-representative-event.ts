import {
  type Effect,
  onComplianceFindingClosed,
  onComplianceFindingRecorded,
  onRepresentativeLimitSet,
  onRepresentativeRegistered,
  onReviewed,
  onSalesTargetSet,
  type RepRecord,
} from '@tocsin/domain'
import type { RepresentativeEvent } from '@tocsin/events'
import type { EventDays } from '../change.ts'

/**
 * Puts one fact on the representative's record.
 * @throws ContradictionError, before anything is changed, when it cannot be true beside what is known
 */
export function onRepresentativeEvent(record: RepRecord, event: RepresentativeEvent, days: EventDays): Effect {
  switch (event.type) {
    case 'representative-registered':
      return onRepresentativeRegistered(record, event)
    case 'sales-target-set':
      return onSalesTargetSet(record, event, days.today)
    case 'representative-limit-set':
      return onRepresentativeLimitSet(record, event, days.recordedOn)
    case 'compliance-finding-recorded':
      return onComplianceFindingRecorded(record, event, days.today)
    case 'compliance-finding-closed':
      return onComplianceFindingClosed(record, event, days.today)
    case 'representative-reviewed':
      return onReviewed(record, event.reviewedOn, days.today)
  }
}
