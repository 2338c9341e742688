export * from './alerting/alert-id.ts'
export * from './alerting/alert-text.ts'
export * from './alerting/life-cycle.ts'
export * from './alerting/people-numbers.ts'
export * from './alerting/sha256.ts'
export { compileCondition } from './conditions/compile-condition.ts'
export * from './conditions/condition.ts'
export { printCondition } from './conditions/print-condition.ts'
export * from './contracts/agreement-measures.ts'
export * from './contracts/agreements.ts'
export * from './contracts/contribution.ts'
export * from './contracts/measures.ts'
export * from './contracts/on-agreement.ts'
export * from './contracts/on-contract.ts'
export * from './contracts/state.ts'
export { pruneFeedback } from './feedback/bounds.ts'
export type * from './feedback/facts.ts'
export * from './feedback/measures.ts'
export * from './feedback/on-feedback.ts'
export * from './feedback/state.ts'
export { pruneFulfilment } from './fulfilment/bounds.ts'
export * from './fulfilment/measures.ts'
export * from './fulfilment/on-order.ts'
export * from './fulfilment/state.ts'
export * from './indicators/assessment.ts'
export * from './indicators/compiled-indicator.ts'
export * from './indicators/indicator-value.ts'
export type { Judge, Judgement } from './indicators/judge.ts'
export * from './indicators/rule-set.ts'
export * from './indicators/rule-timeline.ts'
export * from './indicators/traits.ts'
export * from './indicators/working-days.ts'
export * from './measures/catalogue.ts'
export type * from './measures/customer-facts.ts'
export * from './measures/earliest.ts'
export * from './measures/measure.ts'
export { FACET_OF_OUTCOME } from './measures/sales-rep-sales-measures.ts'
export * from './measures/score-measures.ts'
export * from './notifying/inhibit-alert.ts'
export * from './notifying/route-alert.ts'
export * from './notifying/routing.ts'
export * from './payment-record/measures.ts'
export * from './payment-record/record.ts'
export { contributeWhole } from './portfolio/contribute-whole.ts'
export {
  type CustomerContribution,
  customerContribution,
  NO_CONTRIBUTION,
} from './portfolio/customer-contribution.ts'
export {
  GROUP_TYPES,
  type Group,
  type GroupType,
  groupNamed,
  groupsOf,
  productKey,
  traitsOfGroup,
  WHOLE_PORTFOLIO,
} from './portfolio/groups.ts'
export * from './products/demand.ts'
export * from './products/measures.ts'
export * from './products/quantity.ts'
export * from './products/record.ts'
export * from './products/stock.ts'
export type * from './promises/facts.ts'
export * from './promises/measures.ts'
export * from './promises/on-payment.ts'
export * from './promises/on-promise.ts'
export * from './promises/state.ts'
export { BILLED_DAYS, MAX_BILLED_DAYS } from './receivables/billed-days.ts'
export { disputedMinorOf } from './receivables/books.ts'
export * from './receivables/bounds.ts'
export * from './receivables/contribution.ts'
export type * from './receivables/facts.ts'
export * from './receivables/issued-days.ts'
export * from './receivables/measures.ts'
export * from './receivables/on-dispute.ts'
export * from './receivables/on-invoice.ts'
export * from './receivables/on-payment.ts'
export * from './receivables/state.ts'
export * from './receivables/write-off-days.ts'
export { DEMAND_DAYS, OUTCOME_DAYS } from './representatives/bounds.ts'
export * from './representatives/close-day.ts'
export {
  type ContributedCurrency,
  type ContributedReceivables,
  type ContributedSales,
  type Contribution,
  contributeContracts,
  contributeDemand,
  contributeOrders,
  contributeOutcomes,
  contributeReceivables,
  contributeSales,
  demandIsOverOn,
  emptyContribution,
  isNothing,
} from './representatives/contribution.ts'
export * from './representatives/measures.ts'
export * from './representatives/on-representative.ts'
export * from './representatives/outcome-contributions.ts'
export * from './representatives/record.ts'
export * from './representatives/sales-measures.ts'
export * from './representatives/state.ts'
export * from './rolling/adopt-measures.ts'
export * from './rolling/catalogue-of.ts'
export * from './rolling/compiled-rolling.ts'
export * from './rolling/declared-measure.ts'
export { knownFromOn, rollingMeasure } from './rolling/measures.ts'
export * from './rolling/measures-of.ts'
export { type RecordedMoment, rollEvent } from './rolling/on-event.ts'
export * from './rolling/prune.ts'
export * from './rolling/state.ts'
export * from './sales-history/as-meant.ts'
export * from './sales-history/bounds.ts'
export * from './sales-history/credit-limits.ts'
export type * from './sales-history/facts.ts'
export * from './sales-history/measures.ts'
export * from './sales-history/on-order.ts'
export * from './sales-history/order-rhythm.ts'
export * from './sales-history/state.ts'
export * from './sales-history/weekly-orders.ts'
export * from './scoring/credit-reports.ts'
export * from './scoring/reasons.ts'
export * from './scoring/record-standing.ts'
export * from './scoring/risk-matrix.ts'
export * from './scoring/score-of.ts'
export * from './scoring/scorecard.ts'
export * from './scoring/standing.ts'
export * from './scoring/tiers.ts'
export * from './values/booked-documents.ts'
export * from './values/business-calendar.ts'
export * from './values/calendar-day.ts'
export * from './values/contradiction.ts'
export * from './values/hash53.ts'
export * from './values/money.ts'
export * from './values/seen-events.ts'
