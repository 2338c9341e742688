/** What became of a customer's orders and complaints, as contributions to the representatives on them. */
import type { Agreements } from '../contracts/agreements.ts'
import type { Feedback } from '../feedback/state.ts'
import type { Fulfilment } from '../fulfilment/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { OUTCOME_DAYS } from './bounds.ts'
import type { OutcomeKind } from './state.ts'

/** The outcomes of one kind, with one representative, on one day: all of them. */
export interface OutcomesContribution {
  readonly salesRepId: string
  readonly outcome: OutcomeKind
  readonly countedOn: CalendarDay
  readonly counted: number
  readonly good: number
}

/** Complete deliveries of orders with a promised day; good are those that came by it. */
export function deliveryContributions({ deliveries }: Fulfilment): OutcomesContribution[] {
  const contributions: OutcomesContribution[] = []
  for (const { day, salesRepId, promised, onTime } of deliveries) {
    if (promised === 0 || salesRepId === '') continue
    contributions.push({ salesRepId, outcome: 'deliveries', countedOn: day, counted: promised, good: onTime })
  }
  return contributions
}

/** Signed contracts that ended on one day: fulfilled, ended early by the customer, or broken by it; good is the first. */
export function fulfilmentContributions({ outcomes }: Agreements): OutcomesContribution[] {
  const byPlace = new Map<string, OutcomesContribution>()
  for (const { salesRepId, outcome, on } of outcomes) {
    if (salesRepId === '') continue
    const place = `${on} ${salesRepId}`
    const { counted, good } = byPlace.get(place) ?? { counted: 0, good: 0 }
    byPlace.set(place, {
      salesRepId,
      outcome: 'fulfilments',
      countedOn: on,
      counted: counted + 1,
      good: good + (outcome === 'fulfilled' ? 1 : 0),
    })
  }
  return [...byPlace.values()]
}

/** Complaints received on one day; none is good. One of which nobody knows whose it is counts for nobody. */
export function complaintContributions({ complaints }: Feedback, receivedOn: CalendarDay): OutcomesContribution[] {
  return summed(
    complaints
      .filter((complaint) => complaint.receivedOn === receivedOn)
      .map(({ salesRepId }) => ({ salesRepId, outcome: 'complaints', countedOn: receivedOn, counted: 1, good: 0 })),
  )
}

/** Answers given on one day; good are their points, in hundredths of a point of 100. */
export function surveyContributions({ surveys }: Feedback, surveyedOn: CalendarDay): OutcomesContribution[] {
  return summed(
    surveys
      .filter((survey) => survey.surveyedOn === surveyedOn)
      .map(({ salesRepId, pointsHundredths: good }) => {
        return { salesRepId, outcome: 'surveys', countedOn: surveyedOn, counted: 1, good }
      }),
  )
}

/**
 * Those of `after` that differ from before, and nothing in the place of those that are no longer there. A day that has
 * left every window, and was forgotten in between, is no change.
 */
export function changedOutcomeContributions(
  before: readonly OutcomesContribution[],
  after: readonly OutcomesContribution[],
  today: CalendarDay,
): OutcomesContribution[] {
  const changed = after.filter((now) => {
    const held = before.find((then) => isSamePlace(then, now))
    return held === undefined || held.counted !== now.counted || held.good !== now.good
  })
  for (const then of before) {
    if (then.countedOn <= today - OUTCOME_DAYS[then.outcome] || after.some((now) => isSamePlace(then, now))) continue
    changed.push({ ...then, counted: 0, good: 0 })
  }
  return changed
}

function summed(contributions: readonly OutcomesContribution[]): OutcomesContribution[] {
  const bySalesRep = new Map<string, OutcomesContribution>()
  for (const contribution of contributions) {
    const { salesRepId } = contribution
    if (salesRepId === '') continue
    const held = bySalesRep.get(salesRepId)
    const counted = contribution.counted + (held?.counted ?? 0)
    bySalesRep.set(salesRepId, { ...contribution, counted, good: contribution.good + (held?.good ?? 0) })
  }
  return [...bySalesRep.values()].sort((left, right) => (left.salesRepId < right.salesRepId ? -1 : 1))
}

function isSamePlace(left: OutcomesContribution, right: OutcomesContribution): boolean {
  return left.countedOn === right.countedOn && left.salesRepId === right.salesRepId && left.outcome === right.outcome
}
