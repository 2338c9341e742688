export * from './alerting/alert-id.ts'
export * from './alerting/alert-text.ts'
export * from './alerting/life-cycle.ts'
export * from './alerting/people-numbers.ts'
export * from './alerting/sha256.ts'
export * from './contracts/measures.ts'
export * from './contracts/on-contract.ts'
export * from './contracts/state.ts'
export * from './indicators/assessment.ts'
export * from './indicators/compiled-indicator.ts'
export * from './indicators/indicator-value.ts'
export * from './indicators/rule-set.ts'
export * from './measures/catalogue.ts'
export type * from './measures/customer-facts.ts'
export * from './measures/earliest.ts'
export * from './measures/measure.ts'
export { disputedMinorOf } from './receivables/books.ts'
export * from './receivables/bounds.ts'
export type * from './receivables/facts.ts'
export * from './receivables/measures.ts'
export * from './receivables/on-dispute.ts'
export * from './receivables/on-invoice.ts'
export * from './receivables/on-payment.ts'
export * from './receivables/state.ts'
export * from './representatives/bounds.ts'
export * from './representatives/close-day.ts'
export {
  type ContributedCurrency,
  type ContributedReceivables,
  type Contribution,
  contributeContracts,
  contributeOrders,
  contributeReceivables,
  emptyContribution,
  isNothing,
} from './representatives/contribution.ts'
export * from './representatives/measures.ts'
export * from './representatives/state.ts'
export * from './sales-history/bounds.ts'
export * from './sales-history/credit-limits.ts'
export type * from './sales-history/facts.ts'
export * from './sales-history/measures.ts'
export * from './sales-history/on-order.ts'
export * from './sales-history/state.ts'
export * from './values/business-calendar.ts'
export * from './values/calendar-day.ts'
export * from './values/contradiction.ts'
export * from './values/money.ts'
export * from './values/seen-events.ts'
