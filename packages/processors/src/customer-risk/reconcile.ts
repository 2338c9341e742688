/** What customer-risk tells when its states were built anew: see `Reconciliation` of the runtime. */
import {
  type BusinessCalendar,
  CONTRACT_HISTORY_DAYS,
  createBusinessCalendar,
  ORDER_HISTORY_DAYS,
  type RuleSet,
} from '@tocsin/domain'
import { type AlertEvent, isSalesRepFact, type SalesRepFact } from '@tocsin/events'
import type { EventDecoder, Reconciliation, ToldDifference } from '@tocsin/stream'
import { isOpen, reconcileAlerts } from '../evaluation/reconcile-alerts.ts'
import type { CustomerRiskOutput } from './processor.ts'
import type { CustomerState } from './state.ts'

/** Alerts that ended before this many days are nobody's any more. */
const ENDED_ALERT_DAYS = 400

/**
 * Alerts go by revision: see `reconcileAlerts`. Facts are absolute: where one differs it is told again, and one that
 * nothing contributes to any more is told as nothing.
 */
export function customerReconciliation(
  ruleSet: RuleSet,
  decoder: EventDecoder<CustomerRiskOutput>,
): Reconciliation<CustomerState, CustomerRiskOutput> {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return {
    decoder,
    subjectOf: (output) => (isSalesRepFact(output) ? subjectOfFact(output) : output.alertId),
    entityOf: (output) => (isSalesRepFact(output) ? output.customerId : output.entityId),
    revisionOf: (output) => (isSalesRepFact(output) ? undefined : output.revision),
    isForgotten: (output, asOfMs) => isForgotten(output, calendar.dayOf(asOfMs), calendar),
    reconcile(state, differences, asOfMs) {
      const alerts = differences.filter(isAboutAlert)
      const facts = differences.filter(isAboutFact)
      const outputs = [
        ...reconcileAlerts(state?.episodes, alerts, { asOfMs, ruleSetVersion: ruleSet.version }),
        ...facts.flatMap(reconcileFact),
      ]
      return { state, outputs }
    },
  }
}

function subjectOfFact(fact: SalesRepFact): string {
  const place = `${fact.type}|${fact.salesRepId}|${fact.customerId}`
  switch (fact.type) {
    case 'receivables-contributed':
      return `${place}|${fact.currency}`
    case 'orders-contributed':
      return `${place}|${fact.orderedOn}`
    case 'contracts-contributed':
      return `${place}|${fact.decidedOn}`
  }
}

/** A representative's windows reach back no further than the customers' own histories. */
function isForgotten(output: CustomerRiskOutput, today: number, calendar: BusinessCalendar): boolean {
  switch (output.type) {
    case 'orders-contributed':
      return output.orderedOn < today - ORDER_HISTORY_DAYS
    case 'contracts-contributed':
      return output.decidedOn < today - CONTRACT_HISTORY_DAYS
    case 'receivables-contributed':
      return false
    default:
      return !isOpen(output) && calendar.dayOf(output.at) < today - ENDED_ALERT_DAYS
  }
}

function reconcileFact({ computed, published }: ToldDifference<SalesRepFact>): SalesRepFact[] {
  if (computed !== undefined) return [computed]
  if (published === undefined || isNothing(published)) return []
  const eventId = `${published.eventId}-withdrawn`
  switch (published.type) {
    case 'receivables-contributed':
      return [{ ...published, eventId, dueDays: [] }]
    case 'orders-contributed':
      return [{ ...published, eventId, placed: 0 }]
    case 'contracts-contributed':
      return [{ ...published, eventId, decided: 0, signed: 0 }]
  }
}

function isNothing(fact: SalesRepFact): boolean {
  switch (fact.type) {
    case 'receivables-contributed':
      return fact.dueDays.length === 0
    case 'orders-contributed':
      return fact.placed === 0
    case 'contracts-contributed':
      return fact.decided === 0 && fact.signed === 0
  }
}

function isAboutAlert(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<AlertEvent> {
  return !isAboutFact(difference)
}

/** Both sides are about one subject, and so of one kind. */
function isAboutFact(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<SalesRepFact> {
  const output = difference.computed ?? difference.published
  return output !== undefined && isSalesRepFact(output)
}
