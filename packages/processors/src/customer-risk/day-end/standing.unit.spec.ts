import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, formatCalendarDay, parseCalendarDay, timelineOf } from '@tocsin/domain'
import type { CustomerReviewed, ScoreChanged, ScoreEvent, TierOverridden } from '@tocsin/events'
import { customerRegistered, invoiceIssued, paymentReceived } from '../../testing/sample-events.ts'
import { rulesWith, sampleIndicators } from '../../testing/sample-rules.ts'
import { scoredRules } from '../../testing/sample-scorecard.ts'
import { dayEnds, on, storyUnder } from '../../testing/story.ts'
import { customerStateCodec } from '../codecs/state-codec.ts'
import type { HistoryRun } from '../history-run.ts'
import { customerReconciliation } from '../reconcile.ts'
import { describeCustomerState } from '../showing/describe-state.ts'
import { explainAlert } from '../showing/explain-alert.ts'

const day = parseCalendarDay
const { given } = storyUnder(scoredRules)
const invoice = (invoiceId: string, dueOn: string, amountMinor = 100_00) =>
  invoiceIssued({ invoiceId, amountMinor, issuedOn: day('2026-01-05'), dueOn: day(dueOn) })

function overridden(fields: Partial<TierOverridden> = {}): TierOverridden {
  return {
    type: 'tier-overridden',
    eventId: 'decision-1',
    customerId: 'C7',
    tier: 'high',
    reason: 'court case',
    author: 'L. Example',
    validThroughOn: day('2026-02-20'),
    ...fields,
  }
}

/** What was told, on which day. */
function told(run: HistoryRun) {
  return run.scores.map(({ type, on: onDay, ...event }) => {
    const about = type === 'tier-changed' ? (event as { cause?: string }).cause : (event as ScoreChanged).score
    return `${formatCalendarDay(onDay)} ${type} ${event.tier} ${about}`
  })
}

describe('a new customer', () => {
  test('has its starting tier at the end of the day on which it was registered', () => {
    const { run } = given(on('2026-01-05', customerRegistered({ segment: 'state' }))).when(dayEnds('2026-01-05'))
    expect(told(run)).toEqual(['2026-01-05 tier-changed low starting-tier'])
    expect(run.scores[0]).toMatchObject({
      entityType: 'customer',
      entityId: 'C7',
      entityName: 'Paper Moon Trading',
      previousTier: null,
      reasonEn: 'Paper Moon Trading (C7) is low risk: state-owned.',
      reasonZh: 'Paper Moon Trading（C7）的风险等级为低风险：国企。',
      ruleSetVersion: scoredRules.version,
    })
  })

  test('is told nothing of under rules without a scorecard', () => {
    const { run } = storyUnder(rulesWith(sampleIndicators.daysPastDue))
      .given(on('2026-01-05', customerRegistered()))
      .when(dayEnds('2026-03-05'))
    expect(run.scores).toEqual([])
  })
})

describe('a score', () => {
  test('is told at the end of the day of the first invoice, with what it rests on', () => {
    const { run } = given(on('2026-01-05', invoice('I-1', '2026-01-01'))).when(dayEnds('2026-01-05'))
    expect(told(run)).toEqual(['2026-01-05 score-changed low 96', '2026-01-05 tier-changed low score'])
    expect(run.scores[0]).toMatchObject({
      previousScore: null,
      rating: 'A',
      coverage: 1,
      reasonCodes: ['past-due'],
      factors: [{ factor: 'past-due', points: 96, value: 4, weight: 1, sample: 1 }],
      at: createBusinessCalendar(scoredRules.businessZone).startOf(day('2026-01-06')),
    })
  })

  test('is measured again when the tier asks, though nothing happens: monthly, then weekly, then daily', () => {
    // The alert days-past-due brings forward the look of the day after: warning on day 8, critical on day 31.
    const { run } = given(on('2026-01-05', invoice('I-1', '2026-01-05'))).when(dayEnds('2026-03-15'))
    expect(told(run)).toEqual([
      '2026-01-05 score-changed low 100',
      '2026-01-05 tier-changed low score',
      '2026-01-14 score-changed low 91',
      '2026-02-06 score-changed medium 68',
      '2026-02-06 tier-changed medium score',
      '2026-02-13 score-changed medium 61',
      '2026-02-20 score-changed medium 54',
      '2026-02-27 score-changed medium 47',
      ...['03-06 score-changed high 40', '03-06 tier-changed high score'].map((line) => `2026-${line}`),
      ...['07', '08', '09', '10', '11', '12', '13', '14', '15'].map(
        (number, index) => `2026-03-${number} score-changed high ${39 - index}`,
      ),
    ])
  })

  test('is told again when the customer pays, on that day', () => {
    const { run } = given(on('2026-01-05', invoice('I-1', '2026-01-01'), invoice('I-2', '2026-06-30'))).when(
      on('2026-01-08', paymentReceived({ paymentId: 'P', amountMinor: 100_00, receivedOn: day('2026-01-08') })),
      dayEnds('2026-01-08'),
    )
    expect(run.scores.at(-1)).toMatchObject({
      score: 100,
      previousScore: 96,
      changes: [{ factor: 'past-due', before: 96, now: 100 }],
    })
  })
})

describe('a decision on a tier', () => {
  test('holds through its last day, and ends by its timer', () => {
    const { run } = given(on('2026-01-05', invoice('I-1', '2026-12-31'))).when(
      on('2026-02-10', overridden()),
      dayEnds('2026-02-28'),
    )
    expect(told(run).slice(2)).toEqual([
      '2026-02-10 score-changed high 100',
      '2026-02-10 tier-changed high override',
      '2026-02-20 score-changed low 100',
      '2026-02-20 tier-changed low override-ended',
    ])
    const decided = run.scores.find((event) => event.type === 'tier-changed' && event.cause === 'override')
    expect(decided).toMatchObject({
      author: 'L. Example',
      decisionReason: 'court case',
      validThroughOn: day('2026-02-20'),
      termsEn: 'prepay',
      reasonEn:
        'Customer C7 is high risk now, before low risk: L. Example decided so until 2026-02-20, because: court case.',
    })
  })

  test('that has ended already does nothing', () => {
    const { run } = given(on('2026-03-05', customerRegistered())).when(
      on('2026-03-06', overridden()),
      dayEnds('2026-03-07'),
    )
    expect(told(run)).toEqual(['2026-03-05 tier-changed medium starting-tier'])
  })
})

test('a review is put on record, and the customer’s state shows how it stands and its open risks', () => {
  const reviewed: CustomerReviewed = {
    type: 'customer-reviewed',
    eventId: 'review-1',
    customerId: 'C7',
    reviewId: 'RV-1',
    reviewedOn: day('2026-01-20'),
    reviewer: 'L. Example',
  }
  const { run, alerts } = given(on('2026-01-05', customerRegistered(), invoice('I-1', '2026-01-05', 600_00))).when(
    on('2026-01-20', reviewed, overridden()),
    dayEnds('2026-02-06'),
  )
  const shown = describeCustomerState(run.stateOf('C7'), day('2026-02-06'), scoredRules)
  expect(shown).toMatchObject({
    standing: {
      score: 68,
      tier: 'high risk',
      reviewedOn: '2026-01-20',
      decision: { tier: 'high risk', author: 'L. Example', validThrough: '2026-02-20' },
      reasons: ['past due −32 points'],
    },
    openRisks: [{ risk: 'days-past-due', likelihood: 'sample', impact: 'sample', level: 'extreme' }],
  })
  const { matrix } = scoredRules
  const impact = matrix?.impact.map((band) => ({ ...band, fromMinor: {} })) ?? []
  const inOtherCurrencies = { ...scoredRules, ...(matrix && { matrix: { ...matrix, impact } }) }
  expect(describeCustomerState(run.stateOf('C7'), day('2026-02-06'), inOtherCurrencies)).toMatchObject({
    openRisks: [{ risk: 'days-past-due', likelihood: null, impact: null, level: null }],
  })
  expect(JSON.stringify(describeCustomerState(run.stateOf('C7'), day('2026-02-06'), scoredRules, 'zh'))).toContain(
    '"风险等级":"高风险"',
  )
  // Warning at a score of 92: possible × major. Critical at 69: likely × major.
  expect(alerts.map(({ likelihood, impact, riskLevel }) => [likelihood, impact, riskLevel])).toEqual([
    ['possible', 'major', 'medium'],
    ['likely', 'major', 'extreme'],
  ])
  expect(explainAlert(alerts[1]!, 'en')).toContain('  Risk, likelihood × impact: likely × major → extreme')
})

test('how a customer stands survives being stored', () => {
  const { run } = given(on('2026-01-05', customerRegistered(), invoice('I-1', '2026-01-05'))).when(
    on('2026-01-20', overridden()),
    dayEnds('2026-02-10'),
  )
  const { standing } = run.stateOf('C7')
  expect(standing).toMatchObject({ effectiveTier: 'high', tier: 'medium', isScored: true })
  expect(customerStateCodec.decode(customerStateCodec.encode(run.stateOf('C7')), 'C7').standing).toEqual(standing)
})

describe('a rebuild', () => {
  const decoder = {
    prepare: () => undefined,
    decode: () => {
      throw new Error('nothing is read here')
    },
  }
  const reconciliation = customerReconciliation(timelineOf(scoredRules), decoder)
  const { run } = given(on('2026-01-05', invoice('I-1', '2026-01-01'))).when(dayEnds('2026-03-05'))
  const latest = (type: ScoreEvent['type']) => run.scores.findLast((event) => event.type === type) as ScoreEvent
  const reconciled = (computed: ScoreEvent | undefined, published: ScoreEvent | undefined) =>
    reconciliation.reconcile(undefined, [{ computed, published }], Date.UTC(2026, 5, 1)).outputs

  test('computes the same scores and tiers again, so that nothing differs and nothing is told twice', () => {
    const again = given(on('2026-01-05', invoice('I-1', '2026-01-01'))).when(dayEnds('2026-03-05'))
    expect(again.run.scores).toEqual(run.scores)
  })

  test('compares the latest score and the latest tier of a customer, each by itself', () => {
    expect(reconciliation.subjectOf(latest('score-changed'))).toBe('score-changed|customer|C7')
    expect(reconciliation.subjectOf(latest('tier-changed'))).toBe('tier-changed|customer|C7')
    expect(reconciliation.revisionOf?.(latest('score-changed'))).toBeUndefined()
    expect(reconciliation.entityOf(latest('tier-changed'))).toBe('C7')
  })

  test('tells what differs as it is computed, and takes back a score that nothing gives any more, once', () => {
    const score = latest('score-changed') as ScoreChanged
    expect(reconciled(score, { ...score, score: 1 })).toEqual([score])
    const [withdrawn] = reconciled(undefined, score)
    expect(withdrawn).toMatchObject({ type: 'score-changed', score: null, previousScore: score.score })
    expect(reconciled(undefined, withdrawn as ScoreEvent)).toEqual([])
    expect(reconciled(undefined, latest('tier-changed'))).toEqual([])
  })
})
