import {
  type ComplaintWindow,
  complaintsIn,
  nextComplaintDatedAheadOn,
  nextComplaintWindowChangeOn,
  nextSurveyWindowChangeOn,
  openComplaints,
  surveysIn,
} from '../feedback/measures.ts'
import { SURVEY_DAYS } from '../feedback/state.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { Measure } from './measure.ts'

const WINDOW_DAYS = 90

export const complaints = complaintCount(
  { zh: '投诉数', en: 'complaints' },
  {
    zh: '最近 90 天收到的投诉数（至多记最近 64 件）',
    en: 'Complaints received in the last 90 days, of the latest 64',
  },
  ({ received }) => received,
)

export const complaintsSerious = complaintCount(
  { zh: '严重投诉数', en: 'serious complaints' },
  {
    zh: '其中严重程度为“高”的投诉数',
    en: 'Of them: of high severity',
  },
  ({ serious }) => serious,
)

export const complaintOpenDays: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '最早未结投诉已搁置', en: 'oldest open complaint' },
  meaning: {
    zh: '最早一件未解决的投诉已过去的天数；没有时为 0',
    en: 'Days since the oldest complaint that is not settled was received; 0 when there is none',
  },
  sample: { zh: '未解决的投诉数', en: 'open complaints' },
  reads: ['feedback'],
  measure({ feedback }, on) {
    const { open, oldestOn } = openComplaints(feedback, on)
    return { kind: 'number', value: oldestOn === undefined ? 0 : on - oldestOn, sample: open }
  },
  nextChangeOn({ feedback }, on) {
    return openComplaints(feedback, on).open > 0 ? on + 1 : nextComplaintDatedAheadOn(feedback, on)
  },
  nextCrossingOn({ feedback }, on, { thresholds }) {
    const { oldestOn } = openComplaints(feedback, on)
    let next = nextComplaintDatedAheadOn(feedback, on)
    if (oldestOn === undefined) return next
    for (const level of thresholds) {
      const reachedOn = oldestOn + Math.ceil(level)
      if (reachedOn > on) next = earliest(next, reachedOn)
    }
    return next
  },
}

export const satisfaction: Measure<CustomerFacts> = {
  unit: 'points',
  label: { zh: '客户满意度', en: 'satisfaction' },
  meaning: {
    zh: '最近 365 天满意度调查的平均分，各量表统一折算为 0 至 100 分；没有调查时为未知',
    en: 'Mean answer to the satisfaction surveys of the last 365 days, in points: 0 = the worst of the scale asked, 100 = the best; unknown without answers',
  },
  sample: { zh: '最近 365 天的调查次数', en: 'answers in the last 365 days' },
  reads: ['feedback'],
  measure({ feedback }, on) {
    const { answers, points } = surveysIn(feedback, on, SURVEY_DAYS)
    return points === undefined ? { kind: 'unknown' } : { kind: 'number', value: points, sample: answers }
  },
  nextChangeOn: ({ feedback }, on) => nextSurveyWindowChangeOn(feedback, on, SURVEY_DAYS),
}

function complaintCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (window: ComplaintWindow) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '最近 90 天收到的投诉数', en: 'complaints received in 90 days' },
    reads: ['feedback'],
    measure({ feedback }, on) {
      const window = complaintsIn(feedback, on, WINDOW_DAYS)
      return { kind: 'number', value: countOf(window), sample: window.received }
    },
    nextChangeOn: ({ feedback }, on) => nextComplaintWindowChangeOn(feedback, on, WINDOW_DAYS),
  }
}
