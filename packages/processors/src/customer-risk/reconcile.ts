/** What customer-risk tells when its states were built anew: see `Reconciliation` of the runtime. */
import {
  type BusinessCalendar,
  CONTRACT_HISTORY_DAYS,
  createBusinessCalendar,
  DEMAND_DAYS,
  ORDER_HISTORY_DAYS,
  OUTCOME_DAYS,
  productKey,
  type RuleTimeline,
} from '@tocsin/domain'
import {
  type AlertEvent,
  type CustomerContributed,
  isPortfolioFact,
  isSalesRepFact,
  isScoreEvent,
  type PortfolioFact,
  type ProductDescribed,
  type SalesRepFact,
  type ScoreEvent,
} from '@tocsin/events'
import type { EventDecoder, Reconciliation, ToldDifference } from '@tocsin/stream'
import { isOpen, reconcileAlerts } from '../evaluation/reconcile-alerts.ts'
import { reconcileScore, subjectOfScore } from '../evaluation/reconcile-scores.ts'
import { withdrawn } from './day-end/portfolio.ts'
import { productEntityId } from './on-record/product-state.ts'
import { representativeEntityId } from './on-record/representative-state.ts'
import type { CustomerRiskOutput } from './processor.ts'
import { type CustomerRiskState, isCustomerState } from './processor-of-task.ts'

/** Alerts that ended before this many days are nobody's any more. */
const ENDED_ALERT_DAYS = 400

/**
 * Alerts go by revision: see `reconcileAlerts`. Facts are absolute: where one differs it is told again, and one that
 * nothing contributes to any more is told as nothing.
 */
export function customerReconciliation(
  timeline: RuleTimeline,
  decoder: EventDecoder<CustomerRiskOutput>,
): Reconciliation<CustomerRiskState, CustomerRiskOutput> {
  const calendar = createBusinessCalendar(timeline.at(0).businessZone)
  return {
    decoder,
    subjectOf: (output) => {
      if (isScoreEvent(output)) return subjectOfScore(output)
      if (isPortfolioFact(output)) return subjectOfGroupFact(output)
      return isSalesRepFact(output) ? subjectOfFact(output) : output.alertId
    },
    entityOf: (output) => {
      if (isPortfolioFact(output)) return entityOfGroupFact(output)
      return isSalesRepFact(output) ? entityOfFact(output) : output.entityId
    },
    revisionOf: (output) => ('revision' in output ? output.revision : undefined),
    isForgotten: (output, asOfMs) => isForgotten(output, calendar.dayOf(asOfMs), calendar),
    reconcile(state, differences, asOfMs) {
      const alerts = differences.filter(isAboutAlert)
      const scores = differences.filter(isAboutScore)
      const facts = differences.filter(isAboutFact)
      const groups = differences.filter(isAboutGroup)
      const episodes = state !== undefined && isCustomerState(state) ? state.episodes : undefined
      const context = { asOfMs, ruleSetVersion: timeline.at(asOfMs).version }
      const outputs = [
        ...reconcileAlerts(episodes, alerts, context),
        ...scores.flatMap((difference) => reconcileScore(difference, context)),
        ...facts.flatMap(reconcileFact),
        ...groups.flatMap(reconcileGroup),
      ]
      return { state, outputs }
    },
  }
}

function entityOfGroupFact(fact: PortfolioFact): string {
  return fact.type === 'product-described' ? productEntityId(productOf(fact)) : fact.customerId
}

function productOf({ group }: ProductDescribed): string {
  return group.slice(productKey('').length)
}

function subjectOfGroupFact(fact: PortfolioFact): string {
  switch (fact.type) {
    case 'customer-contributed':
      return `${fact.type}|${fact.group}|${fact.customerId}`
    case 'demand-contributed':
      return `${fact.type}|${fact.group}|${fact.customerId}|${fact.orderedOn}`
    case 'product-described':
      return `${fact.type}|${fact.group}`
  }
}

function entityOfFact(fact: SalesRepFact): string {
  return fact.type === 'representative-described' ? representativeEntityId(fact.salesRepId) : fact.customerId
}

function subjectOfFact(fact: SalesRepFact): string {
  if (fact.type === 'representative-described') return `${fact.type}|${fact.salesRepId}`
  const place = `${fact.type}|${fact.salesRepId}|${fact.customerId}`
  switch (fact.type) {
    case 'receivables-contributed':
      return `${place}|${fact.currency}`
    case 'orders-contributed':
      return `${place}|${fact.orderedOn}`
    case 'contracts-contributed':
      return `${place}|${fact.decidedOn}`
    case 'outcomes-contributed':
      return `${place}|${fact.outcome}|${fact.countedOn}`
  }
}

/** A representative's windows reach back no further than the customers' own histories. */
function isForgotten(output: CustomerRiskOutput, today: number, calendar: BusinessCalendar): boolean {
  switch (output.type) {
    case 'orders-contributed':
      return output.orderedOn < today - ORDER_HISTORY_DAYS
    case 'contracts-contributed':
      return output.decidedOn < today - CONTRACT_HISTORY_DAYS
    case 'outcomes-contributed':
      return output.countedOn < today - OUTCOME_DAYS[output.outcome]
    case 'demand-contributed':
      return output.orderedOn <= today - DEMAND_DAYS
    case 'receivables-contributed':
    case 'representative-described':
    case 'product-described':
    case 'customer-contributed':
    case 'score-changed':
    case 'tier-changed':
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
      return [{ ...published, eventId, placed: 0, sales: [] }]
    case 'contracts-contributed':
      return [{ ...published, eventId, decided: 0, signed: 0 }]
    case 'outcomes-contributed':
      return [{ ...published, eventId, counted: 0, good: 0 }]
    case 'representative-described':
      return [{ ...published, eventId, ...NOTHING_ON_RECORD }]
  }
}

/** A name once told stays a name: nobody is harmed by it. */
const NOTHING_ON_RECORD = { targets: [], limits: [], findings: [], reviewedOn: null } as const

function isNothing(fact: SalesRepFact): boolean {
  switch (fact.type) {
    case 'receivables-contributed':
      return fact.dueDays.length === 0
    case 'orders-contributed':
      return fact.placed === 0 && (fact.sales ?? []).length === 0
    case 'contracts-contributed':
      return fact.decided === 0 && fact.signed === 0
    case 'outcomes-contributed':
      return fact.counted === 0
    case 'representative-described':
      return fact.reviewedOn == null && [fact.targets, fact.limits, fact.findings].every(({ length }) => length === 0)
  }
}

/** Windows move on while nothing is told: what was told of an older day says the same. */
function reconcileGroup({ computed, published }: ToldDifference<PortfolioFact>): PortfolioFact[] {
  if (computed !== undefined) return [computed]
  if (published === undefined) return []
  const eventId = `${published.eventId}-withdrawn`
  switch (published.type) {
    case 'customer-contributed':
      return isEmpty(published) ? [] : [withdrawn(published)]
    case 'demand-contributed':
      return published.quantityMilli === 0 ? [] : [{ ...published, eventId, quantityMilli: 0 }]
    case 'product-described':
      // A name once told stays a name; of the stock nobody knows any more.
      return published.onHandMilli == null ? [] : [{ ...published, eventId, onHandMilli: null, countedOn: null }]
  }
}

function isEmpty({ receivables, orderDays, contractDays, firstOrderOn }: CustomerContributed): boolean {
  const lists = [receivables, orderDays, contractDays]
  return firstOrderOn == null && lists.every(({ length }) => length === 0)
}

function isAboutAlert(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<AlertEvent> {
  return !isAboutFact(difference) && !isAboutScore(difference) && !isAboutGroup(difference)
}

function isAboutScore(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<ScoreEvent> {
  const output = difference.computed ?? difference.published
  return output !== undefined && isScoreEvent(output)
}

/** Both sides are about one subject, and so of one kind. */
function isAboutFact(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<SalesRepFact> {
  const output = difference.computed ?? difference.published
  return output !== undefined && isSalesRepFact(output)
}

function isAboutGroup(difference: ToldDifference<CustomerRiskOutput>): difference is ToldDifference<PortfolioFact> {
  const output = difference.computed ?? difference.published
  return output !== undefined && isPortfolioFact(output)
}
