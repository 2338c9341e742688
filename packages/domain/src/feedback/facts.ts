/** What is read of each event about feedback; an event is handed in as it is. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { ComplaintSeverity } from './state.ts'

type Optional<T> = T | null | undefined

export interface ComplaintReceived {
  readonly complaintId: string
  readonly severity: ComplaintSeverity
  readonly salesRepId?: Optional<string>
  readonly receivedOn: CalendarDay
}

export interface ComplaintSettled {
  readonly complaintId: string
  readonly settledOn: CalendarDay
}

/** The scale runs from the worst answer to the best. */
export interface SatisfactionSurveyed {
  readonly surveyId: string
  readonly score: number
  readonly scaleMin: number
  readonly scaleMax: number
  readonly salesRepId?: Optional<string>
  readonly surveyedOn: CalendarDay
}
