import {
  type EntityType,
  groupNamed,
  type Measure,
  type MeasureCatalogue,
  type Measurement,
  measureReceivables,
} from '@tocsin/domain'
import type { CustomerState, SalesRepRiskState } from '@tocsin/processors'

/** What every measure said of one entity at the end of a business day. */
export interface EntityMeasures {
  readonly entityType: EntityType
  readonly entityId: string
  readonly entityName: string | null
  /** By name, in the order of the catalogue. */
  readonly measures: Readonly<Record<string, Measurement>>
}

/** The receivables of all customers in one currency at the end of a business day. Amounts in minor units. */
export interface ReceivablesTotal {
  readonly currency: string
  customers: number
  openInvoices: number
  openMinor: number
  currentMinor: number
  days1To30Minor: number
  days31To60Minor: number
  days61To90Minor: number
  days91PlusMinor: number
  overdueCustomers: number
  overdueInvoices: number
  overdueMinor: number
  overdueUndisputedMinor: number
}

export interface MeasuredDay {
  readonly on: number
  readonly entities: EntityMeasures[]
  /** By currency. */
  readonly receivables: Map<string, ReceivablesTotal>
}

export function measureCustomer(
  day: MeasuredDay,
  { customer }: MeasureCatalogue,
  entityId: string,
  state: CustomerState,
): void {
  const measures = measured(customer, state, day.on)
  day.entities.push({ entityType: 'customer', entityId, entityName: state.profile?.name || null, measures })
  for (const { currency } of state.receivables.currencies) addReceivables(day, state, currency)
}

/** Contributions of single customers are no entities that anybody asks for. */
export function measureSalesRep(
  day: MeasuredDay,
  catalogue: MeasureCatalogue,
  entityId: string,
  state: SalesRepRiskState,
): void {
  if (state.kind !== 'sales-rep') return
  const measures = measured(catalogue['sales-rep'], state.book, day.on)
  day.entities.push({ entityType: 'sales-rep', entityId, entityName: state.book.record?.name ?? null, measures })
}

/** As above. */
export function measureGroup(
  day: MeasuredDay,
  catalogue: MeasureCatalogue,
  key: string,
  state: SalesRepRiskState,
): void {
  if (state.kind !== 'sales-rep') return
  const group = groupNamed(key)
  if (group === undefined) return
  const measures = measured(catalogue[group.entityType], state.book, day.on)
  day.entities.push({ ...group, entityName: state.book.product?.name ?? null, measures })
}

function measured<Facts>(
  catalogue: Readonly<Record<string, Measure<Facts>>>,
  facts: Facts,
  on: number,
): Record<string, Measurement> {
  return Object.fromEntries(Object.entries(catalogue).map(([name, measure]) => [name, measure.measure(facts, on)]))
}

function addReceivables({ on, receivables }: MeasuredDay, state: CustomerState, currency: string): void {
  const found = measureReceivables(state.receivables, currency, on)
  const total = receivables.get(currency) ?? emptyTotal(currency)
  receivables.set(currency, total)
  total.customers += found.openInvoices > 0 ? 1 : 0
  total.openInvoices += found.openInvoices
  total.openMinor += found.openMinor
  total.currentMinor += found.aging.currentMinor
  total.days1To30Minor += found.aging.days1To30Minor
  total.days31To60Minor += found.aging.days31To60Minor
  total.days61To90Minor += found.aging.days61To90Minor
  total.days91PlusMinor += found.aging.days91PlusMinor
  total.overdueCustomers += found.overdueInvoices > 0 ? 1 : 0
  total.overdueInvoices += found.overdueInvoices
  total.overdueMinor += found.overdueMinor
  total.overdueUndisputedMinor += found.overdueUndisputedMinor
}

function emptyTotal(currency: string): ReceivablesTotal {
  return {
    currency,
    customers: 0,
    openInvoices: 0,
    openMinor: 0,
    currentMinor: 0,
    days1To30Minor: 0,
    days31To60Minor: 0,
    days61To90Minor: 0,
    days91PlusMinor: 0,
    overdueCustomers: 0,
    overdueInvoices: 0,
    overdueMinor: 0,
    overdueUndisputedMinor: 0,
  }
}
