import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Measure } from '../measures/measure.ts'
import { customerScoreMeasures, type ScoredFacts } from '../measures/score-measures.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { onCreditReport } from './credit-reports.ts'
import { isStandingDue, recordStanding } from './record-standing.ts'
import { compileScorecard } from './score-of.ts'
import type { ScoreCap, Scorecard } from './scorecard.ts'
import { bestScoreIn, emptyStanding, MAX_SCORE_WEEKS, onReviewed, onTierOverridden, type Standing } from './standing.ts'
import { compiledSample, known, type SampleFacts } from './testing/sample-scorecard.ts'
import { type EntityTraits, tierOf } from './tiers.ts'

const ON = 20_500

/** `late` at v gives 100 − v points; both factors alike, so the score is 100 − v. */
function record(
  standing: Standing,
  late: number | undefined,
  on: number,
  card: Partial<Scorecard> = {},
  traits: EntityTraits = {},
) {
  const facts = late === undefined ? {} : { late: known(late), used: known(late) }
  return recordStanding(standing, compiledSample(card), facts, traits, on)
}

describe('a customer of whom too little is known', () => {
  const card: Partial<Scorecard> = {
    startingTier: {
      rules: [
        {
          tier: 'high',
          segments: [],
          industries: [],
          regions: [],
          creditReportBelow: 40,
          why: { zh: '低', en: 'poor' },
        },
        { tier: 'low', segments: ['state'], industries: [], regions: [], why: { zh: '国企', en: 'state-owned' } },
      ],
      otherwise: 'medium',
    },
  }

  test('gets the tier of the first rule that fits, and is looked at again as often as that tier asks', () => {
    const standing = emptyStanding()
    expect(record(standing, undefined, ON, card, { segment: 'state' }).tier).toMatchObject({
      tier: 'low',
      previousTier: null,
      cause: 'starting-tier',
      why: { en: 'state-owned' },
    })
    expect(standing).toMatchObject({ score: null, isScored: false, dueOn: ON + 30 })
  })

  test('gets the other one where none fits; a report moves it while it is young enough', () => {
    const standing = emptyStanding()
    expect(record(standing, undefined, ON, card).tier).toMatchObject({ tier: 'medium', why: null })
    onCreditReport(
      standing.reports,
      { provider: 'Bureau', score: 620, scoreMin: 600, scoreMax: 800, reportedOn: ON },
      ON,
    )
    expect(record(standing, undefined, ON + 1, card).tier).toMatchObject({ tier: 'high', previousTier: 'medium' })
    expect(record(standing, undefined, ON + 365, card).tier).toBeUndefined()
    expect(record(standing, undefined, ON + 366, card).tier).toMatchObject({ tier: 'medium' })
  })

  test('keeps the tier of its last score: silence proves nothing', () => {
    const standing = emptyStanding()
    record(standing, 90, ON)
    const moves = record(standing, undefined, ON + 1)
    expect(moves).toMatchObject({ score: { score: null, previousScore: 10, rating: '' } })
    expect(moves.tier).toBeUndefined()
    expect(standing.effectiveTier).toBe('high')
  })
})

describe('a cap that holds', () => {
  const why = { zh: '逾期 30 天以上', en: 'more than 30 days past due' }
  const cap: ScoreCap = {
    id: 'past-due',
    value: { kind: 'measure', measure: 'past-due' },
    direction: 'above',
    level: 31,
    minimumSample: 1,
    atMost: 69,
    why,
  }
  const card: Partial<Scorecard> = { caps: [cap], startingTier: { rules: [], otherwise: 'low' } }
  const end = (standing: Standing, facts: SampleFacts, on: number) =>
    recordStanding(standing, compiledSample(card), facts, {}, on)

  test('bounds the tier of one that has no score, and says why; without it, the starting tier is back', () => {
    const standing = emptyStanding()
    expect(end(standing, { 'past-due': known(30) }, ON).tier).toMatchObject({ tier: 'low', why: null })
    const bound = end(standing, { 'past-due': known(31) }, ON + 1)
    expect(bound.tier).toMatchObject({ tier: 'medium', cause: 'starting-tier', why })
    expect(standing).toMatchObject({ score: null, isScored: false })
    expect(end(standing, {}, ON + 2).tier).toMatchObject({ tier: 'low', previousTier: 'medium' })
  })

  test('bounds the tier that an earlier score gave, and one that a good record gives', () => {
    const standing = emptyStanding()
    end(standing, { late: known(5), used: known(5) }, ON)
    expect(standing.effectiveTier).toBe('low')
    expect(end(standing, { 'past-due': known(42) }, ON + 1).tier).toMatchObject({ tier: 'medium', cause: 'score', why })
    const scored = end(standing, { late: known(5), used: known(5), 'past-due': known(42) }, ON + 2)
    expect(scored.score).toMatchObject({ score: 69, reasons: [{ id: 'past-due' }, {}, {}] })
    expect(standing.effectiveTier).toBe('medium')
  })

  test('is looked at on the day on which it begins to hold or ceases to, though the tier asks later', () => {
    // As an invoice that is 25 days past due on ON, and is forgotten 10 days later.
    const pastDue: Measure<number> = {
      unit: 'days',
      label: why,
      meaning: why,
      sample: why,
      reads: ['receivables'],
      measure: (dueOn, on) => ({ kind: 'number', value: on < dueOn + 35 ? on - dueOn : 0, sample: 1 }),
      nextChangeOn: (dueOn, on) =>
        on >= dueOn + 35 ? undefined : [26, 28, 30, 31, 33, 35].map((day) => dueOn + day).find((day) => day > on),
    }
    const compiled = compileScorecard({ ...compiledSample(card).scorecard, factors: [] }, () => pastDue)
    const standing = emptyStanding()
    const [dueOn, days, tiers] = [ON - 25, [] as number[], [] as (string | null)[]]
    for (let on: number = ON; on < ON + 40; on = standing.dueOn ?? Number.POSITIVE_INFINITY) {
      recordStanding(standing, compiled, dueOn, {}, on)
      days.push(on - ON)
      tiers.push(standing.effectiveTier)
    }
    expect(days).toEqual([0, 6, 10])
    expect(tiers).toEqual(['low', 'medium', 'low'])
    // Nobody looks ahead of the day on which the tier asks.
    expect(standing.dueOn).toBe(ON + 40)
  })

  test('asks for no better tier than the entity has', () => {
    const standing = emptyStanding()
    expect(end(standing, { late: known(80), used: known(80), 'past-due': known(42) }, ON).tier).toMatchObject({
      tier: 'high',
      why: null,
    })
    expect(end(standing, { 'past-due': known(42) }, ON + 1).tier).toBeUndefined()
  })
})

describe('a recorded score', () => {
  test('moves by a point at least, or with its rating', () => {
    const standing = emptyStanding()
    expect(record(standing, 19, ON)).toMatchObject({
      score: { score: 81, rating: 'A', previousScore: null, changes: [] },
    })
    expect(record(standing, 19.9, ON + 1).score).toBeUndefined()
    expect(record(standing, 20, ON + 2).score).toMatchObject({ score: 80, previousScore: 81 })
    expect(record(standing, 20.1, ON + 3).score).toMatchObject({ score: 79.9, rating: 'B', previousRating: 'A' })
  })

  test('says what changed since it was last told', () => {
    const standing = emptyStanding()
    const card = compiledSample()
    recordStanding(standing, card, { late: known(10), used: known(50) }, {}, ON)
    const moves = recordStanding(standing, card, { late: known(40) }, {}, ON + 1)
    expect(moves.score?.changes).toEqual([
      { factor: 'late', before: 90, now: 60 },
      { factor: 'used', before: 50, now: null },
    ])
  })

  test('has nothing to compare with when the scorecard has other factors', () => {
    const standing = emptyStanding()
    record(standing, 10, ON)
    const factors = compiledSample().scorecard.factors.slice(0, 1)
    expect(record(standing, 40, ON + 1, { factors }).score).toMatchObject({ score: 60, changes: [] })
  })

  test('is remembered by the best of each week, for half a year', () => {
    const standing = emptyStanding()
    for (let day = 0; day < 400; day++) record(standing, day % 50, ON + day)
    expect(standing.weeks).toHaveLength(MAX_SCORE_WEEKS)
    record(standing, 60, ON + 400)
    expect(bestScoreIn(standing, ON + 400, 90)).toBe(100)
    expect(bestScoreIn(standing, ON + 400 + 200, 90)).toBeLessThan(100)
  })
})

describe('a tier', () => {
  test('gets worse at once, and better only three points above the bound', () => {
    const tiers = { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 }
    expect(tierOf(tiers, 70)).toBe('low')
    expect(tierOf(tiers, 69.99, 'low')).toBe('medium')
    expect(tierOf(tiers, 72.99, 'medium')).toBe('medium')
    expect(tierOf(tiers, 73, 'medium')).toBe('low')
    expect(tierOf(tiers, 47.99, 'high')).toBe('high')
    expect(tierOf(tiers, 48, 'high')).toBe('medium')
    expect(tierOf(tiers, 73, 'high')).toBe('low')
    expect(tierOf(tiers, 44, 'low')).toBe('high')
  })

  test('does not flap: scores that swing by less than the hysteresis move it once at most', () => {
    fc.assert(
      fc.property(
        // Near the bounds: elsewhere nothing could move.
        fc.oneof(fc.integer({ min: 42, max: 45 }), fc.integer({ min: 67, max: 70 }), fc.integer({ min: 0, max: 97 })),
        fc.array(fc.double({ min: 0, max: 2.99, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (base, swings) => {
          const tiers = { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 }
          let present = tierOf(tiers, base + swings[0]!)
          let moved = 0
          for (const swing of swings) {
            const next = tierOf(tiers, base + swing, present)
            if (next !== present) moved += 1
            present = next
          }
          expect(moved).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  test('is told with what it means for business, and sets when the customer is measured again', () => {
    const standing = emptyStanding()
    record(standing, 10, ON)
    expect(standing.dueOn).toBe(ON + 30)
    expect(isStandingDue(standing, ON + 29)).toBe(false)
    expect(isStandingDue(standing, ON + 30)).toBe(true)
    expect(record(standing, 40, ON + 30).tier).toMatchObject({ tier: 'medium', previousTier: 'low', cause: 'score' })
    expect(standing.dueOn).toBe(ON + 37)
    expect(record(standing, 90, ON + 37).tier).toMatchObject({ tier: 'high', terms: { en: 'prepay' } })
    expect(standing.dueOn).toBe(ON + 38)
  })
})

describe('a decision on a tier', () => {
  const decision = { tier: 'high', reason: 'court case', author: 'L. Example', validThroughOn: ON + 10 } as const

  test('holds through its last day, whatever the score says, and then the score decides again', () => {
    const standing = emptyStanding()
    record(standing, 10, ON)
    expect(onTierOverridden(standing, decision, ON)).toBe('applied')
    expect(record(standing, 10, ON)).toMatchObject({
      score: { tier: 'high', isOverridden: true, score: 90 },
      tier: { tier: 'high', previousTier: 'low', cause: 'override', override: { author: 'L. Example' } },
    })
    expect(record(standing, 5, ON + 9)).toMatchObject({ score: { tier: 'high' } })
    expect(standing.dueOn).toBe(ON + 10)
    expect(record(standing, 5, ON + 10).tier).toMatchObject({ tier: 'low', cause: 'override-ended' })
    expect(standing.override).toBeNull()
  })

  test('that has ended already, or says what holds, changes nothing', () => {
    const standing = emptyStanding()
    expect(onTierOverridden(standing, decision, ON + 11)).toBe('repeated')
    expect(onTierOverridden(standing, decision, ON + 9)).toBe('applied')
    expect(onTierOverridden(standing, decision, ON + 9)).toBe('repeated')
  })

  test('that ends on the day on which it was told is refused, for it would never hold; unless it ends another one', () => {
    const standing = emptyStanding()
    const today = { ...decision, validThroughOn: ON }
    const before = structuredClone(standing)
    expect(() => onTierOverridden(standing, today, ON)).toThrow(
      new ContradictionError(
        'the tier is decided through 2026-02-16, the day on which it was told, and would never hold: ' +
          'tiers change at the end of a day. Decide it through 2026-02-17 or later',
      ),
    )
    expect(standing).toEqual(before)

    expect(onTierOverridden(standing, { ...decision, validThroughOn: ON + 1 }, ON)).toBe('applied')
    record(standing, 10, ON)
    expect(standing.effectiveTier).toBe('high')
    record(standing, 10, ON + 1)
    expect(standing).toMatchObject({ effectiveTier: 'low', override: null })

    onTierOverridden(standing, decision, ON + 2)
    record(standing, 10, ON + 2)
    expect(onTierOverridden(standing, { ...decision, validThroughOn: ON + 3 }, ON + 3)).toBe('applied')
    expect(record(standing, 10, ON + 3).tier).toMatchObject({ tier: 'low', cause: 'override-ended' })
  })

  test('does not disturb the hysteresis beneath it', () => {
    const standing = emptyStanding()
    record(standing, 31, ON)
    expect(standing.tier).toBe('medium')
    onTierOverridden(standing, { ...decision, tier: 'low' }, ON)
    record(standing, 29, ON + 5)
    expect(standing).toMatchObject({ tier: 'medium', effectiveTier: 'low' })
  })
})

test('reviews may be told in any order: the latest day counts', () => {
  const standing = emptyStanding()
  expect(onReviewed(standing, ON, ON)).toBe('applied')
  expect(onReviewed(standing, ON - 1, ON)).toBe('repeated')
  expect(standing.reviewedOn).toBe(ON)
})

test('a review that is dated ahead is refused, but for a clock that is a day ahead', () => {
  const standing = emptyStanding()
  expect(() => onReviewed(standing, ON + 2, ON)).toThrow(ContradictionError)
  expect(standing.reviewedOn).toBeNull()
  expect(onReviewed(standing, ON + 1, ON)).toBe('applied')
})

describe('reports of credit agencies', () => {
  test('that are dated ahead are refused: the next ones would be kept out till then', () => {
    const { reports } = emptyStanding()
    const report = { provider: 'A', score: 70, scoreMax: 100, reportedOn: ON + 3650 }
    expect(() => onCreditReport(reports, report, ON)).toThrow(/the report of A is dated 20\d\d-\d\d-\d\d, but it is/)
    expect(reports).toEqual([])
  })

  test('are brought to a scale of 0 to 100; the latest day of each agency stands', () => {
    const { reports } = emptyStanding()
    onCreditReport(reports, { provider: 'A', score: 700, scoreMin: 300, scoreMax: 900, reportedOn: ON }, ON)
    onCreditReport(reports, { provider: 'B', score: 4, scoreMax: 5, reportedOn: ON - 5 }, ON)
    expect(onCreditReport(reports, { provider: 'A', score: 900, scoreMax: 900, reportedOn: ON - 1 }, ON)).toBe(
      'repeated',
    )
    expect(reports).toEqual([
      { provider: 'B', score: 80, reportedOn: ON - 5 },
      { provider: 'A', score: 66.67, reportedOn: ON },
    ])
  })
})

describe('what is measured of a standing', () => {
  interface Known extends ScoredFacts {
    readonly facts: SampleFacts
  }
  const card = compiledSample()
  const MEASURES = Object.entries(
    customerScoreMeasures<Known>({
      ...card,
      scoreOf: ({ facts }, on) => card.scoreOf(facts, on),
      nextChangeOn: () => undefined,
      nextBoundOn: () => undefined,
    }),
  )
  /** Weeks leave their windows: what is recorded now may be seen later alone. */
  const DAYS_AHEAD = [0, 1, 29, 30, 90, 91, 120]

  test('is otherwise only where the measurement says so, and in those that read the standing', () => {
    const told = { otherwise: 0, same: 0 }
    const step = fc.record({
      days: fc.integer({ min: 1, max: 9 }),
      late: fc.option(fc.constantFrom(5, 5.4, 29, 32, 54, 71, 90), { freq: 8, nil: undefined }),
      // Beyond a day or two it only hides tiers.
      overriddenFor: fc.option(fc.nat(2), { freq: 3, nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const standing = emptyStanding()
        let on = ON
        for (const { days, late, overriddenFor } of steps) {
          on += days
          const facts = late === undefined ? {} : { late: known(late), used: known(late) }
          if (overriddenFor !== undefined) {
            const decided = { tier: 'medium', reason: 'known well', author: 'r.tester' } as const
            onTierOverridden(standing, { ...decided, validThroughOn: on + overriddenFor }, on - 1)
          }
          const measured = () =>
            MEASURES.map(([name, { measure, readsStanding }]) => {
              const values = DAYS_AHEAD.map((ahead) => measure({ facts, standing }, on + ahead))
              return { name, readsStanding, values: JSON.stringify(values) }
            })
          const before = measured()
          const { isOtherwise } = recordStanding(standing, card, facts, {}, on)
          const moved = measured().filter(({ values }, index) => values !== before[index]?.values)
          told[isOtherwise ? 'otherwise' : 'same'] += 1
          expect(moved.filter(({ readsStanding }) => readsStanding !== true)).toEqual([])
          if (!isOtherwise) expect(moved).toEqual([])
        }
      }),
    )
    expect(Math.min(told.otherwise, told.same)).toBeGreaterThan(100)
  })
})
