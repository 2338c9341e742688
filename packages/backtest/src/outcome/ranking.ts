/**
 * Whether what was known of a customer when an invoice was issued tells which invoices end badly.
 *
 * AUC: the odds that of two invoices, one that ended badly and one that did not, the first had the higher value (ties
 * count half): 1 = always, 0.5 = no better than a coin. It is the area under the ROC curve and the statistic of Mann and
 * Whitney: Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve",
 * Radiology 143 (1982). Below 0.5: the lower the value, the worse.
 */
import { CUSTOMER_MEASURES, type Measurement } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import type { CustomerState } from '@tocsin/processors'
import { type InvoiceCourse, InvoiceCourses } from './invoice-course.ts'

/** The customer's mean days late over all invoices paid so far, early ones below zero: the simplest thing to beat. */
export const MEAN_DAYS_LATE_SO_FAR = 'mean-days-late-so-far'

/** Measured at the moment of issue, by its names; the measures of the catalogue and `MEAN_DAYS_LATE_SO_FAR`. */
const RANKED_FEATURES: readonly string[] = [MEAN_DAYS_LATE_SO_FAR, ...Object.keys(CUSTOMER_MEASURES)]

export interface FeatureRanking {
  readonly feature: string
  /** Null when there are not both bad and good invoices. */
  readonly auc: number | null
  /** Invoices for which the feature was known. */
  readonly invoices: number
  readonly bad: number
}

interface Issue {
  readonly course: InvoiceCourse
  /** In the order of `RANKED_FEATURES`; NaN = unknown. */
  readonly values: Float64Array
}

/** Follows invoices, and what was known of their customers when they were issued. */
export class RankedIssues {
  readonly courses = new InvoiceCourses((course) => this.#remember(course))
  readonly #issues: Issue[] = []
  readonly #paid = new Map<string, { invoices: number; daysLate: number }>()
  readonly #leastPaid: number
  #pending: Float64Array | undefined

  /** @param leastPaid invoices that the customer must have paid before; those of others are not ranked */
  constructor(leastPaid: number) {
    this.#leastPaid = leastPaid
  }

  beforeRecord(state: CustomerState | undefined, event: EventOfCustomer, on: number): void {
    this.#pending = undefined
    if (event.type !== 'invoice-issued' || state === undefined) return
    const paid = this.#paid.get(event.customerId)
    if (paid === undefined || paid.invoices < this.#leastPaid) return
    const values = new Float64Array(RANKED_FEATURES.length)
    values[0] = paid.invoices === 0 ? Number.NaN : paid.daysLate / paid.invoices
    let index = 1
    for (const measure of Object.values(CUSTOMER_MEASURES)) {
      values[index] = numberOf(measure.measure(state, on), event.currency)
      index += 1
    }
    this.#pending = values
  }

  afterRecord(state: CustomerState, event: EventOfCustomer): void {
    const before = this.courses.all.length
    this.courses.afterRecord(state, event)
    const course = this.courses.all[before]
    if (course !== undefined && this.#pending !== undefined) this.#issues.push({ course, values: this.#pending })
  }

  /** Best first. `isBad` undefined: the invoice's end is not known, it is left out. */
  rank(isBad: (course: InvoiceCourse) => boolean | undefined): FeatureRanking[] {
    const judged = this.#issues.map(({ course, values }) => ({ bad: isBad(course), values }))
    const rankings = RANKED_FEATURES.map((feature, index) => {
      const bad: number[] = []
      const good: number[] = []
      for (const issue of judged) {
        const value = issue.values[index] as number
        if (issue.bad !== undefined && !Number.isNaN(value)) (issue.bad ? bad : good).push(value)
      }
      return { feature, auc: auc(bad, good), invoices: bad.length + good.length, bad: bad.length }
    })
    const strength = ({ auc: area }: FeatureRanking) => (area === null ? -1 : Math.abs(area - 0.5))
    return rankings.sort((left, right) => strength(right) - strength(left))
  }

  #remember({ customerId, closedBy, closedOn, dueOn }: InvoiceCourse): void {
    if (closedBy !== 'payment' || closedOn === undefined) return
    const paid = this.#paid.get(customerId) ?? { invoices: 0, daysLate: 0 }
    paid.invoices += 1
    paid.daysLate += closedOn - dueOn
    this.#paid.set(customerId, paid)
  }
}

/** By rank sums, ties at their mean rank. Null when one side is empty. */
export function auc(bad: readonly number[], good: readonly number[]): number | null {
  if (bad.length === 0 || good.length === 0) return null
  const all = [...bad.map((value) => ({ value, isBad: true })), ...good.map((value) => ({ value, isBad: false }))]
  all.sort((left, right) => left.value - right.value)
  let rankSum = 0
  for (let start = 0; start < all.length; ) {
    let end = start
    let badOnes = 0
    while (end < all.length && all[end]!.value === all[start]!.value) {
      if (all[end]!.isBad) badOnes += 1
      end += 1
    }
    rankSum += badOnes * ((start + 1 + end) / 2)
    start = end
  }
  return (rankSum - (bad.length * (bad.length + 1)) / 2) / (bad.length * good.length)
}

/** A money measure counts in the invoice's own currency. */
function numberOf(measurement: Measurement, currency: string): number {
  switch (measurement.kind) {
    case 'number':
      return measurement.value
    case 'money':
      return measurement.amounts.find((amount) => amount.currency === currency)?.amountMinor ?? 0
    case 'by-currency':
      return measurement.values.find((value) => value.currency === currency)?.value ?? Number.NaN
    case 'unknown':
      return Number.NaN
  }
}
