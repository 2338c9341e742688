/**
 * Whether what was known of a customer when an invoice was issued tells which invoices end badly.
 *
 * AUC: the odds that of two invoices, one that ended badly and one that did not, the first had the higher value (ties
 * count half): 1 = always, 0.5 = no better than a coin. It is the area under the ROC curve and the statistic of Mann and
 * Whitney: Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve",
 * Radiology 143 (1982). Below 0.5: the lower the value, the worse. For scores it is told of low ones: see `LOW_IS_BAD`.
 *
 * The invoice itself does not count, except for the score: that is the one the engine gives once the invoice is booked,
 * for it looks at the invoice's size too. Nothing in either is later than the issue.
 */
import type { CustomerFacts, Measure, Measurement } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import type { CustomerState } from '@tocsin/processors'
import { type InvoiceCourse, InvoiceCourses } from './invoice-course.ts'

/** The customer's mean days late over all invoices paid so far, early ones below zero: the simplest thing to beat. */
export const MEAN_DAYS_LATE_SO_FAR = 'mean-days-late-so-far'

/** Measured once the invoice is booked. */
const CREDIT_SCORE = 'credit-score'

/** Of these a low value is a bad sign: their AUC is that of how far they are below others. */
const LOW_IS_BAD: ReadonlySet<string> = new Set([CREDIT_SCORE, 'recorded-credit-score', 'credit-report-score'])

export interface FeatureRanking {
  readonly feature: string
  /** AUC above 0.5 then says: the lower, the worse. */
  readonly lowIsBad: boolean
  /** Null when there are not both bad and good invoices. */
  readonly auc: number | null
  /** Invoices for which the feature was known. */
  readonly invoices: number
  readonly bad: number
}

interface Issue {
  readonly course: InvoiceCourse
  /** In the order of the features; NaN = unknown. */
  readonly values: Float64Array
}

/** Follows invoices, and what was known of their customers when they were issued. */
export class RankedIssues {
  readonly courses = new InvoiceCourses((course) => this.#remember(course))
  readonly #issues: Issue[] = []
  readonly #paid = new Map<string, { invoices: number; daysLate: number }>()
  readonly #leastPaid: number
  readonly #measures: readonly Measure<CustomerFacts>[]
  /** `MEAN_DAYS_LATE_SO_FAR`, then the measures by their names. */
  readonly #features: readonly string[]
  readonly #scoreIndex: number
  #pending: Float64Array | undefined

  /**
   * @param leastPaid invoices that the customer must have paid before; those of others are not ranked
   * @param measures what the rule set may ask of a customer
   */
  constructor(leastPaid: number, measures: Readonly<Record<string, Measure<CustomerFacts>>>) {
    this.#leastPaid = leastPaid
    this.#measures = Object.values(measures)
    this.#features = [MEAN_DAYS_LATE_SO_FAR, ...Object.keys(measures)]
    this.#scoreIndex = this.#features.indexOf(CREDIT_SCORE)
  }

  beforeRecord(state: CustomerState | undefined, event: EventOfCustomer, on: number): void {
    this.#pending = undefined
    if (event.type !== 'invoice-issued' || state === undefined) return
    const paid = this.#paid.get(event.customerId)
    if (paid === undefined || paid.invoices < this.#leastPaid) return
    const values = new Float64Array(this.#features.length)
    values[0] = paid.invoices === 0 ? Number.NaN : paid.daysLate / paid.invoices
    let index = 1
    for (const measure of this.#measures) {
      values[index] = numberOf(measure.measure(state, on), event.currency)
      index += 1
    }
    this.#pending = values
  }

  afterRecord(state: CustomerState, event: EventOfCustomer, on: number): void {
    const score = this.#measures[this.#scoreIndex - 1]
    if (this.#pending !== undefined && score !== undefined && event.type === 'invoice-issued') {
      this.#pending[this.#scoreIndex] = numberOf(score.measure(state, on), event.currency)
    }
    const before = this.courses.all.length
    this.courses.afterRecord(state, event)
    const course = this.courses.all[before]
    if (course !== undefined && this.#pending !== undefined) this.#issues.push({ course, values: this.#pending })
  }

  /** As `bestFirst`. `isBad` undefined: the invoice's end is not known, it is left out. */
  rank(isBad: (course: InvoiceCourse) => boolean | undefined): FeatureRanking[] {
    const judged = this.#issues.map(({ course, values }) => ({ bad: isBad(course), values }))
    const rankings = this.#features.map((feature, index) => {
      const bad: number[] = []
      const good: number[] = []
      for (const issue of judged) {
        const value = issue.values[index] as number
        if (issue.bad !== undefined && !Number.isNaN(value)) (issue.bad ? bad : good).push(value)
      }
      const lowIsBad = LOW_IS_BAD.has(feature)
      const area = lowIsBad ? auc(good, bad) : auc(bad, good)
      return { feature, lowIsBad, auc: area, invoices: bad.length + good.length, bad: bad.length }
    })
    return bestFirst(rankings, judged.filter((issue) => issue.bad).length)
  }

  #remember({ customerId, closedBy, closedOn, dueOn }: InvoiceCourse): void {
    if (closedBy !== 'payment' || closedOn === undefined) return
    const paid = this.#paid.get(customerId) ?? { invoices: 0, daysLate: 0 }
    paid.invoices += 1
    paid.daysLate += closedOn - dueOn
    this.#paid.set(customerId, paid)
  }
}

/**
 * What tells most comes first. What is known of fewer than half of the bad invoices comes behind all others: it says
 * nothing of the rest, however well it does on those few.
 */
export function bestFirst(rankings: readonly FeatureRanking[], badInvoices: number): FeatureRanking[] {
  const isRare = ({ bad }: FeatureRanking) => bad * 2 < badInvoices
  const strength = ({ auc: area }: FeatureRanking) => (area === null ? -1 : Math.abs(area - 0.5))
  return rankings.toSorted(
    (left, right) => Number(isRare(left)) - Number(isRare(right)) || strength(right) - strength(left),
  )
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
