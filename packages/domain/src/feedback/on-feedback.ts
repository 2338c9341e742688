import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { hasLapsed, hasLeft, hasLeftSurveys, pruneFeedback } from './bounds.ts'
import type { ComplaintReceived, ComplaintSettled, SatisfactionSurveyed } from './facts.ts'
import type { Complaint, Feedback } from './state.ts'

/**
 * @param orderedWith the representative of the order that the complaint names, where the complaint names none itself
 * @throws ContradictionError when the complaint is known as received on another day
 */
export function onComplaintReceived(
  feedback: Feedback,
  fact: ComplaintReceived,
  today: CalendarDay,
  orderedWith?: string,
): Effect {
  const { complaintId, severity, receivedOn } = fact
  const { complaints, earlySettled } = feedback
  const held = findComplaint(feedback, complaintId, today)
  if (held !== undefined) {
    if (held.receivedOn === receivedOn) return 'repeated'
    throw new ContradictionError(`complaint ${complaintId} was already received on another day`)
  }
  const index = earlySettled.findIndex((early) => early.complaintId === complaintId && !hasLapsed(early, today))
  const settledOn = index < 0 ? null : earlySettled.splice(index, 1)[0]!.settledOn
  const salesRepId = fact.salesRepId ?? orderedWith ?? ''
  insertByDay(complaints, { complaintId, severity, salesRepId, receivedOn, settledOn }, receivedDayOf)
  pruneFeedback(feedback, today)
  return 'applied'
}

/** One that settles a complaint again with another day is a correction. */
export function onComplaintSettled(feedback: Feedback, fact: ComplaintSettled, today: CalendarDay): Effect {
  const { complaintId, settledOn } = fact
  const held = findComplaint(feedback, complaintId, today)
  if (held?.settledOn === settledOn) return 'repeated'
  if (held !== undefined) held.settledOn = settledOn
  else {
    const { earlySettled } = feedback
    const index = earlySettled.findIndex((settlement) => settlement.complaintId === complaintId)
    if (index >= 0) earlySettled.splice(index, 1)
    earlySettled.push({ complaintId, settledOn, sinceOn: today })
  }
  pruneFeedback(feedback, today)
  return 'applied'
}

/**
 * Whatever the scale, an answer counts from 0 (its worst) to 100 points (its best).
 * @throws ContradictionError when the answer is known with other points or of another day
 */
export function onSatisfactionSurveyed(feedback: Feedback, fact: SatisfactionSurveyed, today: CalendarDay): Effect {
  const { surveyId, score, scaleMin, scaleMax, surveyedOn } = fact
  const pointsHundredths = Math.round(((score - scaleMin) / (scaleMax - scaleMin)) * 10_000)
  const held = feedback.surveys.find((survey) => survey.surveyId === surveyId && !hasLeftSurveys(survey, today))
  if (held !== undefined) {
    if (held.surveyedOn === surveyedOn && held.pointsHundredths === pointsHundredths) return 'repeated'
    throw new ContradictionError(`survey ${surveyId} was already answered with other points or on another day`)
  }
  const survey = { surveyId, surveyedOn, salesRepId: fact.salesRepId ?? '', pointsHundredths }
  insertByDay(feedback.surveys, survey, surveyedDayOf)
  pruneFeedback(feedback, today)
  return 'applied'
}

/** One that has lapsed is not found, whether it was dropped yet or not: a day end between must make no difference. */
function findComplaint({ complaints }: Feedback, complaintId: string, today: CalendarDay): Complaint | undefined {
  return complaints.find((complaint) => complaint.complaintId === complaintId && !hasLeft(complaint, today))
}

function receivedDayOf({ receivedOn }: { readonly receivedOn: CalendarDay }): CalendarDay {
  return receivedOn
}

function surveyedDayOf({ surveyedOn }: { readonly surveyedOn: CalendarDay }): CalendarDay {
  return surveyedOn
}

function insertByDay<Entry>(entries: Entry[], entry: Entry, dayOf: (entry: Entry) => CalendarDay): void {
  let index = entries.length
  while (index > 0 && dayOf(entries[index - 1]!) > dayOf(entry)) index -= 1
  entries.splice(index, 0, entry)
}
