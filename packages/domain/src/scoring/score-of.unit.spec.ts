import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Condition } from '../conditions/condition.ts'
import { measureVariable } from '../indicators/traits.ts'
import type { Measure } from '../measures/measure.ts'
import { reasonsOf } from './reasons.ts'
import { compileScorecard } from './score-of.ts'
import type { ScoreCap } from './scorecard.ts'
import { compiledSample, known, type SampleFacts, sampleFactor, text } from './testing/sample-scorecard.ts'

const ON = 20_500

function score(facts: SampleFacts, card: Parameters<typeof compiledSample>[0] = {}) {
  return compiledSample(card).scoreOf(facts, ON)
}

describe('a score', () => {
  test('is the mean of the points by weight', () => {
    // 3 × 80 points and 1 × 40 points.
    expect(score({ late: known(20), used: known(60) })).toMatchObject({ score: 70, coverage: 1 })
  })

  test('gives the weight of what is not known to the others, and says how much it rests on', () => {
    expect(score({ late: known(20) })).toMatchObject({ score: 80, coverage: 0.75 })
  })

  test('is not known when too little is', () => {
    expect(score({ used: known(0) })).toMatchObject({ score: undefined, coverage: 0.25 })
    expect(score({})).toMatchObject({ score: undefined, coverage: 0 })
  })

  test('counts points that stand for what is not known, but not as known', () => {
    const factors = [sampleFactor({ id: 'late', weight: 3 }), sampleFactor({ id: 'used', missingPoints: 20 })]
    expect(score({ late: known(20) }, { factors })).toMatchObject({ score: 65, coverage: 0.75 })
  })

  test('takes a factor with too small a sample for not known', () => {
    const factors = [sampleFactor({ id: 'late', weight: 3 }), sampleFactor({ id: 'used', minimumSample: 3 })]
    expect(score({ late: known(20), used: known(0, 2) }, { factors })).toMatchObject({ score: 80, coverage: 0.75 })
    expect(score({ late: known(20), used: known(0, 3) }, { factors })).toMatchObject({ score: 85, coverage: 1 })
  })

  test('draws a factor with few observations to its neutral points: n ÷ (n + halfSample) of the way remain', () => {
    const factors = [sampleFactor({ id: 'late', halfSample: 4, neutralPoints: 60 })]
    expect(score({ late: known(100, 1) }, { factors }).score).toBe(48)
    expect(score({ late: known(100, 4) }, { factors }).score).toBe(30)
    expect(score({ late: known(100, 96) }, { factors }).score).toBe(2.4)
  })

  test.each([
    ['above', 0],
    ['below', 5],
  ] as const)('is capped by a value of 0 too, where that is %s %d', (direction, level) => {
    const value = { kind: 'measure', measure: 'late' } as const
    const below: ScoreCap = { id: 'of-0', value, direction, level, minimumSample: 1, atMost: 30, why: text }
    // Its neighbour rests on the same measure, and needs more than 0.
    const above: ScoreCap = { ...below, id: 'of-more', direction: 'above', level: 1, atMost: 10 }
    for (const caps of [
      [above, below],
      [below, above],
    ]) {
      expect(score({ late: known(0), used: known(0) }, { caps })).toMatchObject({ score: 30, bound: { id: 'of-0' } })
    }
  })

  test('is no higher than the lowest cap that holds, and says so', () => {
    const cap = (level: number, atMost: number): ScoreCap => ({
      id: `at-most-${atMost}`,
      value: { kind: 'measure', measure: 'late' },
      direction: 'above',
      level,
      minimumSample: 1,
      atMost,
      why: text,
    })
    const caps = [cap(5, 60), cap(10, 30)]
    expect(score({ late: known(4), used: known(0) }, { caps })).toMatchObject({ score: 97, cap: undefined })
    expect(score({ late: known(5), used: known(0) }, { caps })).toMatchObject({ score: 60 })
    const capped = score({ late: known(10), used: known(0) }, { caps })
    expect(capped).toMatchObject({ score: 30 })
    expect(reasonsOf(capped).map(({ id }) => id)).toEqual(['at-most-30', 'late'])
  })

  test('names what costs most first, in both languages, and nothing that costs nothing', () => {
    const measured = score({ late: known(10), used: known(80) })
    expect(reasonsOf(measured)).toEqual([
      { id: 'used', text: { zh: 'used −20 分', en: 'used −20 points' } },
      { id: 'late', text: { zh: 'late −7.5 分', en: 'late −7.5 points' } },
    ])
    expect(reasonsOf(score({ late: known(0), used: known(0) }))).toEqual([])
  })

  test('goes along straight lines between the corners, and is flat beyond them', () => {
    const factors = [
      sampleFactor({
        id: 'late',
        points: [
          [0, 100],
          [10, 50],
          [30, 0],
        ],
      }),
    ]
    const at = (value: number) => score({ late: known(value) }, { factors }).score
    expect([-5, 0, 5, 10, 20, 30, 99].map(at)).toEqual([100, 100, 75, 50, 25, 0, 0])
  })
})

/** Past due by currency in minor units, and the usual invoice; both as of the day on which they begin to count. */
interface Owed {
  readonly pastDue: Readonly<Record<string, number>>
  readonly usual: Readonly<Record<string, number>>
  readonly usualFrom?: number
}

function owedMeasure(name: string): Measure<Owed> {
  const amounts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).map(([currency, amountMinor]) => ({ currency, amountMinor, sample: 1 }))
  return {
    unit: 'money',
    label: text,
    meaning: text,
    sample: text,
    reads: name === 'usual' ? ['receivables'] : ['orders'],
    measure: ({ pastDue, usual, usualFrom = 0 }, on) => ({
      kind: 'money',
      amounts: name === 'usual' ? (on >= usualFrom ? amounts(usual) : []) : amounts(pastDue),
    }),
    nextChangeOn: ({ usualFrom = 0 }, on) => (name === 'usual' && on < usualFrom ? usualFrom : undefined),
  }
}

describe('a cap with a second condition', () => {
  const variable = (name: string): Condition => ({ kind: 'variable', name: measureVariable(name) })
  /** A twentieth of the usual invoice is past due, and 10 or more of the currency. */
  const cap: ScoreCap = {
    id: 'past-due-share',
    value: { kind: 'ratio', of: 'past-due', to: 'usual' },
    direction: 'above',
    level: 0.05,
    minimumSample: 1,
    when: { kind: 'comparison', operator: '>=', left: variable('past-due'), right: { kind: 'constant', value: 10 } },
    atMost: 69,
    why: text,
  }
  const compiled = (caps: readonly ScoreCap[] = [cap]) =>
    compileScorecard({ ...compiledSample().scorecard, factors: [], caps }, owedMeasure)
  const boundOf = (owed: Owed, caps?: readonly ScoreCap[]) => compiled(caps).scoreOf(owed, ON).bound?.id

  test('holds where both hold, amounts as people write them', () => {
    expect(boundOf({ pastDue: { CNY: 10_00 }, usual: { CNY: 100_00 } })).toBe('past-due-share')
    expect(boundOf({ pastDue: { CNY: 9_99 }, usual: { CNY: 100_00 } })).toBeUndefined()
    expect(boundOf({ pastDue: { CNY: 10_00 }, usual: { CNY: 201_00 } })).toBeUndefined()
  })

  test('asks of the same currency: neither the worst share nor another amount speaks for it', () => {
    // Of the dollars all is past due, but little; of the yuan a tenth, and more than little.
    const usual = { CNY: 500_00, USD: 5_00 }
    expect(boundOf({ pastDue: { CNY: 50_00, USD: 5_00 }, usual })).toBe('past-due-share')
    expect(boundOf({ pastDue: { CNY: 20_00, USD: 5_00 }, usual })).toBeUndefined()
  })

  test('leaves its place to a higher cap that holds', () => {
    const higher: ScoreCap = { ...cap, id: 'higher', level: 0.01, atMost: 80 }
    const { when: _, ...unconditional } = higher
    expect(boundOf({ pastDue: { CNY: 5_00 }, usual: { CNY: 100_00 } }, [cap, unconditional])).toBe('higher')
  })

  test('is foreseen by what its condition asks for, and measured when that moves', () => {
    const byUsual: ScoreCap = {
      ...cap,
      value: { kind: 'measure', measure: 'past-due' },
      currency: 'CNY',
      level: 5_00,
      when: { kind: 'comparison', operator: '>', left: variable('usual'), right: { kind: 'constant', value: 50 } },
    }
    const card = compiled([byUsual])
    const owed: Owed = { pastDue: { CNY: 5_00 }, usual: { CNY: 50_01 }, usualFrom: ON + 7 }
    expect(card.scoreOf(owed, ON).bound).toBeUndefined()
    expect(card.nextBoundOn(owed, ON, undefined, ON + 30)).toBe(ON + 7)
    expect(card.nextChangeOn(owed, ON)).toBe(ON + 7)
    expect(card.scoreOf(owed, ON + 7).bound?.id).toBe('past-due-share')
    expect([...card.reads].sort()).toEqual(['orders', 'receivables'])
  })
})

const corners = fc.uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 5 }).chain((values) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: values.length, maxLength: values.length }),
      fc.boolean(),
    )
    .map(([points, rises]) => {
      const byValue = [...values].sort((a, b) => a - b)
      const byPoints = [...points].sort((a, b) => (rises ? a - b : b - a))
      return byValue.map((value, index): [number, number] => [value, byPoints[index]!])
    }),
)

const factors = fc
  .array(fc.record({ points: corners, weight: fc.integer({ min: 1, max: 40 }), halfSample: fc.nat(9) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map((part, index) => sampleFactor({ id: `f${index}`, ...part })))

const values = fc.array(
  fc.record({ value: fc.integer({ min: -150, max: 150 }), sample: fc.integer({ min: 1, max: 30 }) }),
  {
    minLength: 6,
    maxLength: 6,
  },
)

describe('whatever the scorecard and the values', () => {
  test('a score lies between 0 and 100 and comes out the same again', () => {
    fc.assert(
      fc.property(factors, values, (list, given) => {
        const facts = Object.fromEntries(given.map((measured, index) => [`f${index}`, measured]))
        const { score: first } = score(facts, { factors: list, minimumCoverage: 0 })
        expect(first).toBeGreaterThanOrEqual(0)
        expect(first).toBeLessThanOrEqual(100)
        expect(score(facts, { factors: list, minimumCoverage: 0 }).score).toBe(first)
      }),
    )
  })

  test('a better value of one factor never makes the score worse', () => {
    fc.assert(
      fc.property(factors, values, fc.nat(5), fc.integer({ min: 1, max: 80 }), (list, given, which, step) => {
        const index = which % list.length
        const factor = list[index]!
        const isLessBetter = factor.points[0]![1] >= factor.points.at(-1)![1]
        const facts = Object.fromEntries(given.map((measured, at) => [`f${at}`, measured]))
        const { value, sample } = given[index]!
        const better = { ...facts, [`f${index}`]: { value: isLessBetter ? value - step : value + step, sample } }
        const card = { factors: list, minimumCoverage: 0 }
        expect(score(better, card).score!).toBeGreaterThanOrEqual(score(facts, card).score!)
      }),
    )
  })
})
