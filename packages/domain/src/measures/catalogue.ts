/** Every measure that a rule file may name. The one place: the schema for editors and the README table come from here. */
import { contractsDecided, contractsSigned } from './contract-measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'
import { daysSinceOrder, ordersBaseline, ordersRecent } from './order-measures.ts'
import { creditLimit, exposure, maxDaysPastDue, open, overdue, overdueUndisputed } from './receivable-measures.ts'

export const MEASURES = {
  'max-days-past-due': maxDaysPastDue,
  open,
  overdue,
  'overdue-undisputed': overdueUndisputed,
  exposure,
  'credit-limit': creditLimit,
  'orders-recent': ordersRecent,
  'orders-baseline': ordersBaseline,
  'days-since-last-order': daysSinceOrder,
  'contracts-decided': contractsDecided,
  'contracts-signed': contractsSigned,
} as const satisfies Readonly<Record<string, Measure<CustomerFacts>>>

export type MeasureName = keyof typeof MEASURES

export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]]

export function isMeasureName(name: string): name is MeasureName {
  return Object.hasOwn(MEASURES, name)
}

/** @throws Error for a name that is not in the catalogue: rule files are checked before anything asks */
export function customerMeasure(name: string): Measure<CustomerFacts> {
  if (!isMeasureName(name)) throw new Error(`there is no measure "${name}"`)
  return MEASURES[name]
}
