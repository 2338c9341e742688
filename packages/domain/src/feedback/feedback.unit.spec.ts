import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { pruneFeedback } from './bounds.ts'
import type { ComplaintReceived } from './facts.ts'
import {
  complaintsIn,
  nextComplaintDatedAheadOn,
  nextComplaintWindowChangeOn,
  nextSurveyWindowChangeOn,
  openComplaints,
  surveysIn,
} from './measures.ts'
import { onComplaintReceived, onComplaintSettled, onSatisfactionSurveyed } from './on-feedback.ts'
import { COMPLAINT_DAYS, emptyFeedback, type Feedback, MAX_COMPLAINTS } from './state.ts'

const MAR_2 = parseCalendarDay('2026-03-02')

function complaint(change: Partial<ComplaintReceived> = {}): ComplaintReceived {
  return { complaintId: 'B-1', severity: 'medium', receivedOn: MAR_2, ...change }
}

function feedbackWith(...complaints: ComplaintReceived[]): Feedback {
  const feedback = emptyFeedback()
  for (const fact of complaints) onComplaintReceived(feedback, fact, fact.receivedOn)
  return feedback
}

function answered(...answers: { score: number; on: number; scaleMin?: number; scaleMax?: number }[]): Feedback {
  const feedback = emptyFeedback()
  for (const [index, { score, on, scaleMin = 1, scaleMax = 5 }] of answers.entries()) {
    onSatisfactionSurveyed(feedback, { surveyId: `Q-${index}`, score, scaleMin, scaleMax, surveyedOn: on }, on)
  }
  return feedback
}

describe('Complaints', () => {
  test('count in the window that ends with the day, serious ones besides', () => {
    const feedback = feedbackWith(
      complaint(),
      complaint({ complaintId: 'B-2', receivedOn: MAR_2 + 5, severity: 'high', salesRepId: 'REP-2' }),
    )
    expect(complaintsIn(feedback, MAR_2 + 5, 90)).toEqual({ received: 2, serious: 1 })
    expect(complaintsIn(feedback, MAR_2 + 4, 90)).toEqual({ received: 1, serious: 0 })
    expect(complaintsIn(feedback, MAR_2 + 90, 90)).toEqual({ received: 1, serious: 1 })
    expect(nextComplaintWindowChangeOn(feedback, MAR_2 + 5, 90)).toBe(MAR_2 + 90)
    expect(nextComplaintWindowChangeOn(feedback, MAR_2 + 90, 90)).toBe(MAR_2 + 95)
    expect(nextComplaintWindowChangeOn(feedback, MAR_2 + 95, 90)).toBeUndefined()
  })

  test('are open until they are settled, the oldest counts', () => {
    const feedback = feedbackWith(complaint(), complaint({ complaintId: 'B-2', receivedOn: MAR_2 + 3 }))
    expect(openComplaints(feedback, MAR_2 + 9)).toEqual({ open: 2, oldestOn: MAR_2 })
    onComplaintSettled(feedback, { complaintId: 'B-1', settledOn: MAR_2 + 11 }, MAR_2 + 10)
    expect(nextComplaintDatedAheadOn(feedback, MAR_2 + 10)).toBe(MAR_2 + 11)
    expect(openComplaints(feedback, MAR_2 + 10)).toEqual({ open: 2, oldestOn: MAR_2 })
    expect(openComplaints(feedback, MAR_2 + 11)).toEqual({ open: 1, oldestOn: MAR_2 + 3 })
    onComplaintSettled(feedback, { complaintId: 'B-2', settledOn: MAR_2 + 12 }, MAR_2 + 12)
    expect(openComplaints(feedback, MAR_2 + 12)).toEqual({ open: 0, oldestOn: undefined })
  })

  test('that were settled before they are heard of are settled', () => {
    const feedback = emptyFeedback()
    onComplaintSettled(feedback, { complaintId: 'B-1', settledOn: MAR_2 + 1 }, MAR_2 + 1)
    onComplaintReceived(feedback, complaint(), MAR_2 + 2)
    expect(openComplaints(feedback, MAR_2 + 2).open).toBe(0)
    expect(feedback.earlySettled).toEqual([])
  })

  test('told again change nothing; told with another day they contradict', () => {
    const feedback = feedbackWith(complaint())
    expect(onComplaintReceived(feedback, complaint(), MAR_2 + 4)).toBe('repeated')
    expect(() => onComplaintReceived(feedback, complaint({ receivedOn: MAR_2 + 1 }), MAR_2 + 4)).toThrow(
      ContradictionError,
    )
    expect(feedback.complaints).toHaveLength(1)
  })

  test('are of the representative of their order where they name none', () => {
    const feedback = emptyFeedback()
    onComplaintReceived(feedback, complaint(), MAR_2, 'REP-7')
    onComplaintReceived(feedback, complaint({ complaintId: 'B-2', salesRepId: 'REP-2' }), MAR_2, 'REP-7')
    expect(feedback.complaints.map(({ salesRepId }) => salesRepId)).toEqual(['REP-7', 'REP-2'])
  })

  test('stay while they are open, however old; settled ones go when they have left every window', () => {
    const feedback = feedbackWith(complaint(), complaint({ complaintId: 'B-2' }))
    onComplaintSettled(feedback, { complaintId: 'B-2', settledOn: MAR_2 + 1 }, MAR_2 + 1)
    pruneFeedback(feedback, MAR_2 + COMPLAINT_DAYS - 1)
    expect(feedback.complaints).toHaveLength(2)
    pruneFeedback(feedback, MAR_2 + COMPLAINT_DAYS)
    expect(feedback.complaints.map(({ complaintId }) => complaintId)).toEqual(['B-1'])
  })

  test('are at most so many: a settled one goes before an open one', () => {
    const feedback = feedbackWith(complaint({ complaintId: 'B-open' }), complaint({ complaintId: 'B-settled' }))
    onComplaintSettled(feedback, { complaintId: 'B-settled', settledOn: MAR_2 }, MAR_2)
    for (let number = 0; number < MAX_COMPLAINTS - 1; number += 1) {
      onComplaintReceived(feedback, complaint({ complaintId: `B-${number}` }), MAR_2)
    }
    expect(feedback.complaints).toHaveLength(MAX_COMPLAINTS)
    expect(feedback.complaints[0]?.complaintId).toBe('B-open')
    expect(feedback.complaints[1]?.complaintId).toBe('B-0')
  })
})

describe('Satisfaction', () => {
  test('is the mean of all answers, whatever their scale', () => {
    const feedback = answered(
      { score: 5, on: MAR_2 },
      { score: 2, on: MAR_2 + 1 },
      { score: 0, on: MAR_2 + 2, scaleMin: -100, scaleMax: 100 },
    )
    expect(surveysIn(feedback, MAR_2 + 2, 365)).toEqual({ answers: 3, points: (100 + 25 + 50) / 3 })
    expect(surveysIn(feedback, MAR_2, 365)).toEqual({ answers: 1, points: 100 })
  })

  test('told again under another event counts once; told with another answer it contradicts', () => {
    const feedback = answered({ score: 5, on: MAR_2 }, { score: 2, on: MAR_2 + 1 })
    const again = { surveyId: 'Q-0', score: 5, scaleMin: 1, scaleMax: 5, surveyedOn: MAR_2 }
    expect(onSatisfactionSurveyed(feedback, again, MAR_2 + 90)).toBe('repeated')
    const otherwise = [{ score: 4 }, { surveyedOn: MAR_2 + 1 }]
    for (const change of otherwise) {
      expect(() => onSatisfactionSurveyed(feedback, { ...again, ...change }, MAR_2 + 90)).toThrow(ContradictionError)
    }
    expect(surveysIn(feedback, MAR_2 + 90, 365)).toEqual({ answers: 2, points: 62.5 })
  })

  test('of a year ago is over', () => {
    const feedback = answered({ score: 5, on: MAR_2 })
    expect(nextSurveyWindowChangeOn(feedback, MAR_2, 365)).toBe(MAR_2 + 365)
    expect(surveysIn(feedback, MAR_2 + 365, 365)).toEqual({ answers: 0, points: undefined })
    pruneFeedback(feedback, MAR_2 + 364)
    expect(feedback.surveys).toHaveLength(1)
    pruneFeedback(feedback, MAR_2 + 365)
    expect(feedback.surveys).toEqual([])
  })
})
