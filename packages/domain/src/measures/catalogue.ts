/**
 * Every measure that a rule file may name, by the entity it is asked of. The one place: the schema for editors and the
 * README tables come from here.
 */
import type { EntityType } from '../indicators/rule-set.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import {
  contractAmount,
  contractDaysLeft,
  contractOrdered,
  contractsBreached,
  contractsEnded,
  contractsFulfilled,
  contractsInForce,
  contractsReviewed,
  contractsUnapproved,
  contractUnreviewedDays,
  deviatingClauses,
  ordersSinceContract,
  ordersWithoutContract,
} from './agreement-measures.ts'
import {
  billed,
  credited,
  creditedAfterMonthEnd,
  daysSalesOutstanding,
  invoiced,
  invoicedLastMonth,
} from './billing-measures.ts'
import {
  cashExpected,
  disputeDays,
  disputed,
  fallenDue,
  fallenDuePaid,
  unmatchedPaymentDays,
  writeOffs,
  writtenOff,
} from './collection-measures.ts'
import { contractsDecided, contractsSigned } from './contract-measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import {
  daysPastPromise,
  deliveries,
  deliveriesOnTime,
  ordered,
  orderedLastMonth,
  orderProcessingDays,
  returned,
  returnedAfterMonthEnd,
} from './delivery-measures.ts'
import { complaintOpenDays, complaints, complaintsSerious, satisfaction } from './feedback-measures.ts'
import type { Measure, MeasureDescription } from './measure.ts'
import { daysSinceOrder, ordersBaseline, ordersRecent } from './order-measures.ts'
import {
  orderGapsPassed,
  ordersQuarter,
  usualOrderGap,
  weeklyOrdersMean,
  weeklyOrdersSpread,
} from './order-pattern-measures.ts'
import {
  expectedOrderWeek,
  orderWeek,
  orderWeekDeviation,
  orderWeekPlaced,
  usualOrderWeek,
} from './order-week-measures.ts'
import {
  averageDaysLate,
  invoicesPaid,
  invoicesPaidLate,
  unappliedCash,
  unappliedCashDays,
} from './payment-measures.ts'
import {
  daysLateTrend,
  invoicesSettled,
  invoicesSettledLate,
  invoicesSettledVeryLate,
  latestDaysLate,
  latestInvoice,
  meanDaysLateEver,
  recentDaysLate,
  usualInvoice,
} from './payment-record-measures.ts'
import {
  customersBuying,
  customersSilent,
  groupExpectedOrderWeek,
  largestRepOpen,
  openByRep,
} from './portfolio-measures.ts'
import {
  demandLeast,
  demandRecent,
  demandUsual,
  expectedDemand,
  replenishmentLeadTime,
  stockCountAge,
  stockCoverDays,
  stockOnHand,
  stockTurnoverDays,
} from './product-measures.ts'
import { brokenPromiseDays, promisedUnpaid, promisesBroken, promisesDue } from './promise-measures.ts'
import {
  creditLimit,
  exposure,
  maxDaysPastDue,
  open,
  overdue,
  overdueOver30Days,
  overdueOver60Days,
  overdueOver90Days,
  overdueUndisputed,
} from './receivable-measures.ts'
import {
  repContractsDecided,
  repContractsSigned,
  repFallenDue,
  repFallenDuePaid,
  repLargestCustomerOpen,
  repOpen,
  repOpenByCustomer,
  repOrdersBaseline,
  repOrdersRecent,
  repOverdue,
  repOverdueUndisputed,
} from './sales-rep-measures.ts'
import {
  repCreditLimit,
  repGraveFindings,
  repLongestOpenFinding,
  repOpenFindings,
  repOpenUnderLimit,
} from './sales-rep-record-measures.ts'
import {
  repAverageSatisfaction,
  repComplaints,
  repContractsEnded,
  repContractsFulfilled,
  repDeliveries,
  repDeliveriesOnTime,
  repOrdersQuarter,
  repSoldInTargetPeriod,
  repTargetToDate,
  repWeeklySales,
  repWeeklySalesSpread,
} from './sales-rep-sales-measures.ts'
import { customerScoreMeasures, scoreMeasures } from './score-measures.ts'

export const CUSTOMER_MEASURES = {
  'max-days-past-due': maxDaysPastDue,
  open,
  overdue,
  'overdue-undisputed': overdueUndisputed,
  'overdue-over-30-days': overdueOver30Days,
  'overdue-over-60-days': overdueOver60Days,
  'overdue-over-90-days': overdueOver90Days,
  exposure,
  'credit-limit': creditLimit,
  'orders-recent': ordersRecent,
  'orders-baseline': ordersBaseline,
  'days-since-last-order': daysSinceOrder,
  'contracts-decided': contractsDecided,
  'contracts-signed': contractsSigned,
  'contracts-in-force': contractsInForce,
  'contract-days-left': contractDaysLeft,
  'contract-unreviewed-days': contractUnreviewedDays,
  'contracts-unapproved': contractsUnapproved,
  'deviating-clauses': deviatingClauses,
  'contracts-reviewed': contractsReviewed,
  'contracts-ended': contractsEnded,
  'contracts-fulfilled': contractsFulfilled,
  'contracts-breached': contractsBreached,
  'orders-since-contract': ordersSinceContract,
  'orders-without-contract': ordersWithoutContract,
  'contract-ordered': contractOrdered,
  'contract-amount': contractAmount,
  'order-week': orderWeek,
  'order-week-placed': orderWeekPlaced,
  'usual-order-week': usualOrderWeek,
  'order-week-deviation': orderWeekDeviation,
  'expected-order-week': expectedOrderWeek,
  'invoices-paid': invoicesPaid,
  'invoices-paid-late': invoicesPaidLate,
  'average-days-late': averageDaysLate,
  'invoices-settled': invoicesSettled,
  'invoices-settled-late': invoicesSettledLate,
  'invoices-settled-very-late': invoicesSettledVeryLate,
  'mean-days-late-ever': meanDaysLateEver,
  'recent-days-late': recentDaysLate,
  'latest-days-late': latestDaysLate,
  'days-late-trend': daysLateTrend,
  'usual-invoice': usualInvoice,
  'latest-invoice': latestInvoice,
  'unapplied-cash': unappliedCash,
  'unapplied-cash-days': unappliedCashDays,
  'unmatched-payment-days': unmatchedPaymentDays,
  'fallen-due': fallenDue,
  'fallen-due-paid': fallenDuePaid,
  'cash-expected': cashExpected,
  'days-sales-outstanding': daysSalesOutstanding,
  billed,
  invoiced,
  credited,
  'invoiced-last-month': invoicedLastMonth,
  'credited-after-month-end': creditedAfterMonthEnd,
  disputed,
  'dispute-days': disputeDays,
  'promises-due': promisesDue,
  'promises-broken': promisesBroken,
  'broken-promise-days': brokenPromiseDays,
  'promised-unpaid': promisedUnpaid,
  'write-offs': writeOffs,
  'written-off': writtenOff,
  'orders-quarter': ordersQuarter,
  'weekly-orders': weeklyOrdersMean,
  'weekly-orders-spread': weeklyOrdersSpread,
  'usual-order-gap': usualOrderGap,
  'order-gaps-passed': orderGapsPassed,
  'order-processing-days': orderProcessingDays,
  deliveries,
  'deliveries-on-time': deliveriesOnTime,
  'days-past-promise': daysPastPromise,
  ordered,
  returned,
  'ordered-last-month': orderedLastMonth,
  'returned-after-month-end': returnedAfterMonthEnd,
  complaints,
  'complaints-serious': complaintsSerious,
  'complaint-open-days': complaintOpenDays,
  satisfaction,
  ...customerScoreMeasures<CustomerFacts>(),
} as const satisfies Readonly<Record<string, Measure<CustomerFacts>>>

export const SALES_REP_MEASURES = {
  open: repOpen,
  overdue: repOverdue,
  'overdue-undisputed': repOverdueUndisputed,
  'open-by-customer': repOpenByCustomer,
  'largest-customer-open': repLargestCustomerOpen,
  'fallen-due': repFallenDue,
  'fallen-due-paid': repFallenDuePaid,
  'orders-recent': repOrdersRecent,
  'orders-baseline': repOrdersBaseline,
  'contracts-decided': repContractsDecided,
  'contracts-signed': repContractsSigned,
  'orders-quarter': repOrdersQuarter,
  'sold-in-target-period': repSoldInTargetPeriod,
  'target-to-date': repTargetToDate,
  'weekly-sales': repWeeklySales,
  'weekly-sales-spread': repWeeklySalesSpread,
  'credit-limit': repCreditLimit,
  'open-under-limit': repOpenUnderLimit,
  deliveries: repDeliveries,
  'deliveries-on-time': repDeliveriesOnTime,
  'contracts-ended': repContractsEnded,
  'contracts-fulfilled': repContractsFulfilled,
  complaints: repComplaints,
  'average-satisfaction': repAverageSatisfaction,
  'open-findings': repOpenFindings,
  'grave-findings': repGraveFindings,
  'longest-open-finding': repLongestOpenFinding,
  ...scoreMeasures<SalesRepBook>(),
} as const satisfies Readonly<Record<string, Measure<SalesRepBook>>>

/** Of a segment, region, industry or product line, and of all customers together: what a representative has too, over other customers. */
export const GROUP_MEASURES = {
  open: repOpen,
  overdue: repOverdue,
  'overdue-undisputed': repOverdueUndisputed,
  'open-by-customer': repOpenByCustomer,
  'largest-customer-open': repLargestCustomerOpen,
  'open-by-rep': openByRep,
  'largest-rep-open': largestRepOpen,
  'fallen-due': repFallenDue,
  'fallen-due-paid': repFallenDuePaid,
  'orders-recent': repOrdersRecent,
  'orders-baseline': repOrdersBaseline,
  'orders-quarter': repOrdersQuarter,
  'contracts-decided': repContractsDecided,
  'contracts-signed': repContractsSigned,
  'customers-buying': customersBuying,
  'customers-silent': customersSilent,
  'expected-order-week': groupExpectedOrderWeek,
} as const satisfies Readonly<Record<string, Measure<SalesRepBook>>>

/** Of a product: what is ordered of it by the lines of orders, and how far its stock goes. */
export const PRODUCT_MEASURES = {
  'demand-recent': demandRecent,
  'demand-usual': demandUsual,
  'demand-least': demandLeast,
  'expected-demand-week': expectedDemand,
  'stock-on-hand': stockOnHand,
  'stock-cover': stockCoverDays,
  'stock-turnover': stockTurnoverDays,
  'lead-time': replenishmentLeadTime,
  'stock-count-age': stockCountAge,
} as const satisfies Readonly<Record<string, Measure<SalesRepBook>>>

export type CustomerMeasureName = keyof typeof CUSTOMER_MEASURES
export type SalesRepMeasureName = keyof typeof SALES_REP_MEASURES
export type GroupMeasureName = keyof typeof GROUP_MEASURES
export type ProductMeasureName = keyof typeof PRODUCT_MEASURES
export type MeasureName = CustomerMeasureName | SalesRepMeasureName | GroupMeasureName | ProductMeasureName

export const CUSTOMER_MEASURE_NAMES = Object.keys(CUSTOMER_MEASURES) as [CustomerMeasureName, ...CustomerMeasureName[]]
export const SALES_REP_MEASURE_NAMES = Object.keys(SALES_REP_MEASURES) as SalesRepMeasureName[]
export const GROUP_MEASURE_NAMES = Object.keys(GROUP_MEASURES) as GroupMeasureName[]
export const PRODUCT_MEASURE_NAMES = Object.keys(PRODUCT_MEASURES) as ProductMeasureName[]

/** Of every entity, each once. */
export const MEASURE_NAMES = [
  ...new Set([...CUSTOMER_MEASURE_NAMES, ...SALES_REP_MEASURE_NAMES, ...GROUP_MEASURE_NAMES, ...PRODUCT_MEASURE_NAMES]),
] as [MeasureName, ...MeasureName[]]

const CATALOGUES: Readonly<Record<EntityType, Readonly<Record<string, MeasureDescription>>>> = {
  customer: CUSTOMER_MEASURES,
  'sales-rep': SALES_REP_MEASURES,
  segment: GROUP_MEASURES,
  region: GROUP_MEASURES,
  industry: GROUP_MEASURES,
  'product-line': GROUP_MEASURES,
  portfolio: GROUP_MEASURES,
  product: PRODUCT_MEASURES,
}

export function measureNamesOf(entity: EntityType): readonly string[] {
  return Object.keys(CATALOGUES[entity])
}

/** What a measure of an entity is called and counted in; undefined where the entity has none of that name. */
export function findMeasure(entity: string, name: string): MeasureDescription | undefined {
  if (!Object.hasOwn(CATALOGUES, entity)) return undefined
  const catalogue = CATALOGUES[entity as EntityType]
  return Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
}

/** @throws Error for a name that is not in the catalogue: rule files are checked before anything asks */
export function measureOf(entity: EntityType, name: string): MeasureDescription {
  const measure = findMeasure(entity, name)
  if (measure === undefined) throw new Error(`there is no measure "${name}" of a ${entity}`)
  return measure
}

/** @throws Error for a name that is not in the catalogue */
export function customerMeasure(name: string): Measure<CustomerFacts> {
  measureOf('customer', name)
  return CUSTOMER_MEASURES[name as CustomerMeasureName]
}

/** @throws Error for a name that is not in the catalogue */
export function salesRepMeasure(name: string): Measure<SalesRepBook> {
  measureOf('sales-rep', name)
  return SALES_REP_MEASURES[name as SalesRepMeasureName]
}
