import { expect, test } from '@jest/globals'
import { parseCalendarDay } from '@tocsin/domain'
import type { ScoreChanged, TierChanged } from '@tocsin/events'
import { createRepeatFilter, scoreLines } from './score-text.ts'

const common = {
  entityType: 'customer',
  entityId: 'C7',
  ruleSetVersion: '1+sample',
  on: parseCalendarDay('2026-03-02'),
  at: 1_772_000_000_000,
  tier: 'medium',
} as const
const score: ScoreChanged = {
  type: 'score-changed',
  eventId: 'score-1',
  ...common,
  scorecard: 'customer-credit',
  score: 66,
  previousScore: 81,
  overridden: true,
  coverage: 0.8,
  reasonCodes: ['days-late'],
  reasonZh: '评分为 66。',
  reasonEn: 'Customer C7 scores 66 (BB), before 81.',
  factors: [],
  changes: [{ factor: 'days-late', before: 90, now: null }],
}
const tier: TierChanged = {
  type: 'tier-changed',
  eventId: 'tier-1',
  ...common,
  previousTier: 'low',
  cause: 'score',
  reasonZh: '由低风险变为中风险。',
  reasonEn: 'Customer C7 is medium risk now.',
  termsZh: '标准账期。',
  termsEn: 'Standard terms.',
}

test('a score says what moved it, a tier what follows, in either language', () => {
  expect(scoreLines(score, 'en')).toEqual([
    '2026-03-02  Customer C7 scores 66 (BB), before 81.',
    '    Changed since last time: days-late 90 → –',
    '    Risk tier: medium risk (somebody decided so)',
  ])
  expect(scoreLines(tier, 'zh')).toEqual(['2026-03-02  由低风险变为中风险。', '    标准账期。'])
})

test('a repeat is left out, another score is not', () => {
  const isNew = createRepeatFilter()
  expect([score, tier, score, { ...score, score: 65 }, tier].map((event) => isNew(event))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ])
})
