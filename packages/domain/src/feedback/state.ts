/** What one customer said of us: complaints and answers to surveys. Plain data, changed in place by the functions beside it. */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface Feedback {
  /** By the day they were received, then in the order they arrived. */
  readonly complaints: Complaint[]
  /** By day, then in the order they arrived. */
  readonly surveys: Survey[]
  /** Complaints that were settled before they were heard of. */
  readonly earlySettled: EarlySettlement[]
}

export const COMPLAINT_SEVERITIES = ['low', 'medium', 'high'] as const
export type ComplaintSeverity = (typeof COMPLAINT_SEVERITIES)[number]

export interface Complaint {
  readonly complaintId: string
  readonly severity: ComplaintSeverity
  /** Of whom the complaint is, or whose order it names; empty where nobody knows. */
  readonly salesRepId: string
  readonly receivedOn: CalendarDay
  settledOn: CalendarDay | null
}

export interface Survey {
  /** Of the answer: tells a repeat as long as the answer counts. */
  readonly surveyId: string
  readonly surveyedOn: CalendarDay
  readonly salesRepId: string
  /** 0 = as bad as the scale goes, 10 000 = as good: hundredths of a point, whole, so that sums are exact. */
  readonly pointsHundredths: number
}

export interface EarlySettlement {
  readonly complaintId: string
  readonly settledOn: CalendarDay
  readonly sinceOn: CalendarDay
}

/** The longest shipped window over complaints is 90 days; a month more for windows of people's own. */
export const COMPLAINT_DAYS = 120

/** Beyond, the oldest settled complaint is dropped, or the oldest of all. */
export const MAX_COMPLAINTS = 64

/** Customers are asked once or twice a year: windows over answers are a year. */
export const SURVEY_DAYS = 365

/** Beyond, the oldest are dropped: more than one answer a week. */
export const MAX_SURVEYS = 64

/** Records of one source run apart by minutes, not by weeks. */
export const EARLY_SETTLEMENT_DAYS = 14
export const MAX_EARLY_SETTLEMENTS = 8

export function emptyFeedback(): Feedback {
  return { complaints: [], surveys: [], earlySettled: [] }
}
