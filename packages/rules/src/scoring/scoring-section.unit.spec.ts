import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parseRuleSet } from '../parse-rule-set.ts'

const HEAD = `ruleSet: sample
version: "1"
businessZone: Asia/Shanghai
indicators:
  - id: days-past-due
    name: { zh: 逾期, en: Overdue }
    question: { zh: 多久？, en: How long? }
    entity: customer
    value: { measure: max-days-past-due }
    unit: days
    direction: above
    thresholds: { warning: 8 }
    ownerRole: credit-controller
    nextStep: { zh: 致电, en: Call }
`

const CARD = `scorecards:
  - id: customer-credit
    entity: customer
    name: { zh: 评分卡, en: Scorecard }
    minimumCoverage: 0.5
    ratings: [{ rating: A, from: 60 }, { rating: B, from: 0 }]
    tiers: { low: 70, medium: 45, hysteresisPoints: 3 }
    startingTier:
      rules: [{ tier: high, creditReport: { below: 40 }, why: { zh: 低, en: poor } }]
      otherwise: medium
    monitoring: { high: daily, medium: weekly, low: 45 }
    review: { high: monthly, medium: quarterly, low: yearly }
    terms: { high: { zh: 预付, en: prepay }, medium: { zh: 标准, en: standard }, low: { zh: 放宽, en: relaxed } }
    factors:
      - id: late
        name: { zh: 晚, en: late }
        value: { measure: max-days-past-due }
        weight: 2
        points: [[0, 100], [60, 0]]
        missing: 70
        why: { zh: 因为, en: because }
      - id: owed
        name: { zh: 欠款, en: owed }
        value: { measure: open }
        currency: CNY
        weight: 1
        points: [[1000.50, 100], [50000, 0]]
        why: { zh: 因为, en: because }
`

function parsed(text: string) {
  const result = parseRuleSet(text, 'rules.yaml')
  if ('faults' in result) throw new Error(result.faults.map(({ message }) => message).join('\n'))
  return result.ruleSet
}

function faultsOf(text: string): string[] {
  const result = parseRuleSet(text, 'rules.yaml')
  return 'faults' in result ? result.faults.map(({ line, message }) => `${line}: ${message}`) : []
}

describe('a scorecard in a rule file', () => {
  test('becomes data: words become days, amounts minor units, what is left out its default', () => {
    const [card] = parsed(HEAD + CARD).scorecards ?? []
    expect(card).toMatchObject({
      id: 'customer-credit',
      tiers: { lowFrom: 70, mediumFrom: 45, hysteresisPoints: 3 },
      monitoring: { high: 1, medium: 7, low: 45 },
      review: { high: 30, medium: 91, low: 365 },
      creditReportMaxAgeDays: 365,
      startingTier: { rules: [{ tier: 'high', creditReportBelow: 40, segments: [] }], otherwise: 'medium' },
      caps: [],
    })
    expect(card?.factors[0]).toMatchObject({ missingPoints: 70, minimumSample: 1, halfSample: 0, neutralPoints: 50 })
    expect(card?.factors[1]?.points).toEqual([
      [1000_50, 100],
      [50_000_00, 0],
    ])
    expect(card?.factors[1]).not.toHaveProperty('missingPoints')
  })

  const cap = (when: string) => `    caps:
      - id: past-due
        value: { ratio: { of: overdue, to: open } }
        direction: above
        level: 0.05
        when: ${when}
        atMost: 69
        why: { zh: 因为, en: because }
`

  test('has caps with a second condition, in the words of the measures; another condition is another version', () => {
    const { scorecards, version } = parsed(HEAD + CARD + cap('overdue >= usual_invoice / 10 && currency == "CNY"'))
    expect(scorecards?.[0]?.caps[0]).toMatchObject({
      level: 0.05,
      when: {
        kind: 'and',
        left: { operator: '>=', left: { name: 'measure:overdue' }, right: { operator: '/' } },
        right: { operator: '==', left: { name: 'currency' }, right: { value: 'CNY' } },
      },
    })
    expect(parsed(HEAD + CARD + cap('overdue >= usual_invoice / 20')).version).not.toBe(version)
  })

  test.each([
    ['open_days > 3', 'asks for open_days'],
    ['overdue > max_days_past_due', 'days'],
    ['tier == "high"', 'asks for tier, which comes of the score itself'],
    ['credit_score < 50', 'asks for credit_score, which comes of the score itself'],
    ['segment == "state"', 'asks for segment'],
    ['usual_invoice / 10', 'is a value, not a condition'],
  ])('refuses the condition of a cap: %s', (when, message) => {
    const faults = faultsOf(HEAD + CARD + cap(`'${when}'`))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^48: scorecard customer-credit: cap past-due: /)
    expect(faults[0]).toContain(message)
  })

  test('refuses a currency in the condition of a cap whose value is in none', () => {
    const inNone = cap(`'currency == "CNY"'`).replace(
      '{ ratio: { of: overdue, to: open } }',
      '{ measure: max-days-past-due }',
    )
    expect(faultsOf(HEAD + CARD + inNone)).toEqual([
      '48: scorecard customer-credit: cap past-due: asks for currency, but the value is in none',
    ])
  })

  test('counts for the version: another weight is another rule set', () => {
    const version = parsed(HEAD + CARD).version
    expect(parsed(HEAD + CARD.replace('weight: 2', 'weight: 3')).version).not.toBe(version)
    expect(parsed(`${HEAD}# a comment\n${CARD}`).version).toBe(version)
  })

  test('tells all faults at once, each with its line, its factor and what to do', () => {
    const wrong = CARD.replace('from: 60 }', 'from: 0 }')
      .replace('medium: 45, hyst', 'medium: 75, hyst')
      .replace('weight: 2', 'weight: 0')
      .replace('[60, 0]', '[30, 60], [20, 50], [60, 80]')
      .replace('measure: open', 'measure: credit-score')
      .replace('id: owed', 'id: late')
    expect(faultsOf(HEAD + wrong)).toEqual([
      '20: scorecard customer-credit: B begins at 0, not below A (0)',
      '21: scorecard customer-credit: medium (75) does not lie below low (70)',
      '36: scorecard customer-credit: factor late: the id late is used twice in the scorecard',
      '32: scorecard customer-credit: factor late: weight is 0',
      '33: scorecard customer-credit: factor late: the value 20 does not lie above 30',
      '33: scorecard customer-credit: factor late: the points turn round at 60: 50 then 80',
      '38: scorecard customer-credit: factor late: asks for credit-score, which comes of the score itself',
    ])
  })

  test('names the measure that was probably meant, and what a factor in money needs', () => {
    const misspelt = CARD.replace('measure: max-days-past-due', 'measure: max-days-past-duw')
    const result = parseRuleSet(HEAD + misspelt, 'rules.yaml')
    expect('faults' in result && result.faults.map(({ hint }) => hint).join()).toContain('max-days-past-due')
    expect(faultsOf(HEAD + CARD.replace('        currency: CNY\n', ''))).toEqual([
      '36: scorecard customer-credit: factor owed: currency is missing',
    ])
  })

  test('stands alone for its entity', () => {
    const second = CARD.replace('scorecards:\n', '').replace('id: customer-credit', 'id: another')
    expect(faultsOf(HEAD + CARD + second)).toEqual(['44: there is a scorecard of a customer already, in rules.yaml'])
  })
})

const MATRIX = `matrix:
  likelihood:
    - { id: unlikely, name: { zh: 低, en: low }, from: 0 }
    - { id: likely, name: { zh: 高, en: high }, from: 50 }
  severityPoints: { warning: 30, critical: 60 }
  impact:
    - { id: minor, name: { zh: 小, en: minor }, from: { CNY: 0 } }
    - { id: major, name: { zh: 大, en: major }, from: { CNY: 50000 } }
  cells:
    unlikely: [low, medium]
    likely: [medium, extreme]
`

describe('a risk matrix in a rule file', () => {
  test('becomes data in minor units', () => {
    const { matrix } = parsed(HEAD + MATRIX)
    expect(matrix?.impact[1]?.fromMinor).toEqual({ CNY: 50_000_00 })
    expect(matrix?.cells).toEqual([
      ['low', 'medium'],
      ['medium', 'extreme'],
    ])
  })

  test('tells bands out of order, missing rows and levels that fall', () => {
    expect(
      faultsOf(HEAD + MATRIX.replace('from: 50 }', 'from: 0 }').replace('[low, medium]', '[high, medium]')),
    ).toEqual([
      '18: matrix.likelihood.1.from: 0 is not above the band before',
      '24: matrix.cells.unlikely.1: medium is better than a cell with less likelihood or less impact',
      '25: matrix.cells.likely.0: medium is better than a cell with less likelihood or less impact',
    ])
    expect(faultsOf(HEAD + MATRIX.replace('    likely: [medium, extreme]\n', ''))).toEqual([
      '24: matrix.cells: cells of likely are missing',
    ])
    expect(faultsOf(HEAD + MATRIX.replace('CNY: 50000', 'USD: 50000'))).toEqual([
      '22: matrix.impact.1.from: CNY, USD does not stand in all bands',
    ])
  })
})

test('the shipped scorecards and matrix are right', () => {
  const text = readFileSync(new URL('../../../../deploy/rules/scores.yaml', import.meta.url), 'utf8')
  const { scorecards, matrix } = parsed(HEAD + text)
  expect(scorecards?.map(({ entity }) => entity)).toEqual(['customer', 'sales-rep'])
  expect(matrix?.cells.at(-1)?.at(-1)).toBe('extreme')
})
