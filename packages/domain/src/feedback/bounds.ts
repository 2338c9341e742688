import type { CalendarDay } from '../values/calendar-day.ts'
import {
  COMPLAINT_DAYS,
  type Complaint,
  EARLY_SETTLEMENT_DAYS,
  type EarlySettlement,
  type Feedback,
  MAX_COMPLAINTS,
  MAX_EARLY_SETTLEMENTS,
  MAX_SURVEYS,
  SURVEY_DAYS,
  type Survey,
} from './state.ts'

/** Drops what has left every window; to be called at a customer's day ends too. An open complaint stays, however old. */
export function pruneFeedback({ complaints, surveys, earlySettled }: Feedback, today: CalendarDay): void {
  for (let index = complaints.length - 1; index >= 0; index -= 1) {
    if (hasLeft(complaints[index]!, today)) complaints.splice(index, 1)
  }
  while (complaints.length > MAX_COMPLAINTS) dropOne(complaints)
  while (surveys.length > 0 && (surveys.length > MAX_SURVEYS || hasLeftSurveys(surveys[0]!, today))) {
    surveys.shift()
  }
  while (
    earlySettled.length > 0 &&
    (earlySettled.length > MAX_EARLY_SETTLEMENTS || hasLapsed(earlySettled[0]!, today))
  ) {
    earlySettled.shift()
  }
}

/** Settled by now, and older than any window. */
export function hasLeft({ receivedOn, settledOn }: Complaint, today: CalendarDay): boolean {
  return settledOn !== null && settledOn <= today && receivedOn <= today - COMPLAINT_DAYS
}

/** Older than any window over answers. */
export function hasLeftSurveys({ surveyedOn }: Survey, today: CalendarDay): boolean {
  return surveyedOn <= today - SURVEY_DAYS
}

/** The complaint never came. */
export function hasLapsed({ sinceOn }: EarlySettlement, today: CalendarDay): boolean {
  return sinceOn < today - EARLY_SETTLEMENT_DAYS
}

function dropOne(complaints: Complaint[]): void {
  const settled = complaints.findIndex(({ settledOn }) => settledOn !== null)
  complaints.splice(Math.max(0, settled), 1)
}
