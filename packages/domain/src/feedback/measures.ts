import type { CalendarDay } from '../values/calendar-day.ts'
import type { Feedback } from './state.ts'

/** Complaints received in the window (day − days, day]. */
export interface ComplaintWindow {
  readonly received: number
  /** Those of high severity. */
  readonly serious: number
}

export function complaintsIn({ complaints }: Feedback, day: CalendarDay, days: number): ComplaintWindow {
  let received = 0
  let serious = 0
  for (const { receivedOn, severity } of complaints) {
    if (receivedOn > day || receivedOn <= day - days) continue
    received += 1
    if (severity === 'high') serious += 1
  }
  return { received, serious }
}

/** The first day after `day` at whose end complaints enter or leave the window, with no traffic. */
export function nextComplaintWindowChangeOn(
  { complaints }: Feedback,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { receivedOn } of complaints) next = earlierOf(next, receivedOn, day, days)
  return next
}

/** Complaints that nobody has settled, and since when the oldest of them has waited. */
export interface OpenComplaints {
  readonly open: number
  readonly oldestOn: CalendarDay | undefined
}

/** One that was settled later than `on` was open then; one received later was not. */
export function openComplaints({ complaints }: Feedback, on: CalendarDay): OpenComplaints {
  let open = 0
  let oldestOn: CalendarDay | undefined
  for (const { receivedOn, settledOn } of complaints) {
    if (receivedOn > on || (settledOn !== null && settledOn <= on)) continue
    open += 1
    oldestOn ??= receivedOn
  }
  return { open, oldestOn }
}

/** Days on which what is open changes with no traffic: documents that are dated ahead. */
export function nextComplaintDatedAheadOn({ complaints }: Feedback, day: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { receivedOn, settledOn } of complaints) {
    for (const on of [receivedOn, settledOn]) {
      if (on !== null && on > day && (next === undefined || on < next)) next = on
    }
  }
  return next
}

/** Answers of the window (day − days, day]. */
export interface SurveyWindow {
  readonly answers: number
  /** Mean of 0 (worst) to 100 (best); undefined without answers. */
  readonly points: number | undefined
}

export function surveysIn({ surveys }: Feedback, day: CalendarDay, days: number): SurveyWindow {
  let answers = 0
  let hundredths = 0
  for (const { surveyedOn, pointsHundredths } of surveys) {
    if (surveyedOn > day || surveyedOn <= day - days) continue
    answers += 1
    hundredths += pointsHundredths
  }
  return { answers, points: answers === 0 ? undefined : hundredths / (answers * 100) }
}

/** The first day after `day` at whose end answers enter or leave the window, with no traffic. */
export function nextSurveyWindowChangeOn(
  { surveys }: Feedback,
  day: CalendarDay,
  days: number,
): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { surveyedOn } of surveys) next = earlierOf(next, surveyedOn, day, days)
  return next
}

function earlierOf(next: CalendarDay | undefined, on: CalendarDay, day: CalendarDay, days: number) {
  // A document may be dated ahead.
  const changesOn = on > day ? on : on + days
  if (changesOn <= day || (next !== undefined && next <= changesOn)) return next
  return changesOn
}
