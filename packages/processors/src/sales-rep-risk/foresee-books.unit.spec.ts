/** Under rules of any kind, also such as nobody would write: what is left out would have told nothing. */
import { describe, expect, test } from '@jest/globals'
import {
  type Condition,
  createBusinessCalendar,
  type EntityType,
  GROUP_MEASURES,
  type Indicator,
  type Measure,
  measureVariable,
  PRODUCT_MEASURES,
  RuleHistory,
  type RuleSet,
  SALES_REP_MEASURES,
  type SalesRepBook,
  scoreMeasures,
  traitVariable,
} from '@tocsin/domain'
import type { PortfolioFact, SalesRepFact } from '@tocsin/events'
import fc from 'fast-check'
import { portfolioRiskProcessor } from '../portfolio-risk/processor.ts'
import { expressionOf } from '../testing/arbitrary-rules.ts'
import { scoredRules } from '../testing/sample-scorecard.ts'
import { untiringBooks } from '../testing/untiring.ts'
import type { BookProcessor } from './book-processor.ts'
import { salesRepRiskProcessor } from './processor.ts'
import { SalesRepRun } from './sales-rep-run.ts'
import { arbitrarySources, FIRST_DAY } from './testing/arbitrary-facts.ts'
import { arbitraryGroupFacts, arbitraryProductFacts } from './testing/arbitrary-group-facts.ts'

const TOPIC = 'risk.facts'
/** Longer than every window. */
const REST_DAYS = 380
const HOUR_MS = 3_600_000
const { startOf } = createBusinessCalendar(scoredRules.businessZone)

type Measures = Readonly<Record<string, Measure<SalesRepBook>>>

describe('the days on which a book is looked at leave out none that would have told something', () => {
  test('of a representative, whose tier is asked for', () => {
    const arbitraryRules = timelineOver('sales-rep', { ...SALES_REP_MEASURES, ...scoreMeasures<SalesRepBook>() })
    fc.assert(
      fc.property(arbitraryRules, arbitrarySources, (rules, sources) => {
        const facts = sources.flat().sort((left, right) => left.on - right.on)
        expectSame<SalesRepFact>(facts, salesRepRiskProcessor(rules, [TOPIC]))
      }),
      { numRuns: 40 },
    )
  })

  test('of a group of customers', () => {
    fc.assert(
      fc.property(timelineOver('segment', GROUP_MEASURES), arbitraryGroupFacts, (rules, facts) => {
        expectSame<PortfolioFact>(facts, portfolioRiskProcessor(rules, [TOPIC]))
      }),
      { numRuns: 20 },
    )
  })

  test('of a product', () => {
    fc.assert(
      fc.property(timelineOver('product', PRODUCT_MEASURES), arbitraryProductFacts, (rules, facts) => {
        expectSame<PortfolioFact>(facts, portfolioRiskProcessor(rules, [TOPIC]))
      }),
      { numRuns: 20 },
    )
  })
})

function expectSame<Fact extends SalesRepFact | PortfolioFact>(facts: readonly Fact[], by: BookProcessor<Fact>): void {
  const foreseeing = played(facts, by)
  const everyDay = played(facts, untiringBooks(by))
  expect(foreseeing.alerts).toEqual(everyDay.alerts)
  expect(foreseeing.scores).toEqual(everyDay.scores)
}

function played<Fact extends SalesRepFact | PortfolioFact>(facts: readonly Fact[], by: BookProcessor<Fact>) {
  const run = new SalesRepRun<Fact>(by, TOPIC)
  for (const fact of facts) {
    run.passProgressTo(startOf(fact.on))
    run.fact(fact)
  }
  run.passProgressTo(startOf((facts.at(-1)?.on ?? FIRST_DAY) + REST_DAYS))
  return run
}

/** Rules that are others from some moment on, within a day or as one ends. */
function timelineOver(entity: EntityType, measures: Measures): fc.Arbitrary<RuleHistory> {
  const versions = fc.tuple(ruleSetOver(entity, measures), ruleSetOver(entity, measures))
  const change = fc.record({ days: fc.nat(80), hours: fc.constantFrom(0, 0, 7, 15) })
  return fc.tuple(versions, change).map(([[first, second], { days, hours }]) => {
    const rules = new RuleHistory({ ...first, version: '1.0.0+00000001' })
    rules.add({ ...second, version: '1.0.1+00000002' }, startOf(FIRST_DAY + days) + hours * HOUR_MS)
    return rules
  })
}

function ruleSetOver(entity: EntityType, measures: Measures): fc.Arbitrary<RuleSet> {
  const some = fc.array(indicatorOver(entity, measures), { minLength: 1, maxLength: 4 })
  return some.map((indicators) => ({
    ...scoredRules,
    indicators: indicators.map((indicator, index) => ({ ...indicator, id: `indicator-${index}` })),
    calendars: [
      { id: 'weekdays', name: TEXT, source: 'sample', weekend: ['saturday', 'sunday'], holidays: [], workdays: [] },
    ],
  }))
}

const TEXT = { zh: '样例', en: 'sample' }

/** Levels near the values that few facts give, in the unit of the value. */
const FIRST_LEVEL = {
  money: fc.integer({ min: 1, max: 900 }),
  count: fc.integer({ min: 1, max: 5 }),
  days: fc.integer({ min: 1, max: 140 }).map((halves) => halves / 2),
  ratio: fc.integer({ min: -10, max: 30 }).map((tenths) => tenths / 10),
  deviations: fc.integer({ min: 1, max: 12 }),
  points: fc.integer({ min: 5, max: 90 }),
}
const STEP = { money: 300, count: 2, days: 20, ratio: 0.4, deviations: 1.5, points: 15 }

function indicatorOver(entity: EntityType, measures: Measures): fc.Arbitrary<Indicator> {
  const names = Object.keys(measures)
  return fc
    .record({
      kind: fc.constantFrom('measure', 'measure', 'ratio', 'difference', 'change'),
      left: fc.constantFrom(...names),
      pick: fc.nat(),
      asked: fc.constantFrom(...names),
      isAsking: fc.boolean(),
      direction: fc.constantFrom('above', 'above', 'below'),
      levels: fc.constantFrom('warning', 'critical', 'both'),
      back: fc.constantFrom(0, 0.5),
      holdDays: fc.constantFrom(0, 0, 1, 3, 20),
      minimumSample: fc.constantFrom(1, 1, 2),
      evaluateOn: fc.constantFrom(undefined, undefined, 'weekdays'),
      isOfTier: fc.boolean(),
      overriddenHoldDays: fc.option(fc.constantFrom(0, 2, 9)),
    } as const)
    .chain(({ kind: chosen, left, pick, ...rest }) => {
      const { unit: ofLeft } = measures[left] as Measure<SalesRepBook>
      const alike = names.filter((name) => measures[name]?.unit === ofLeft)
      const right = alike[pick % alike.length] as string
      const kind = alike.length === 1 ? 'measure' : chosen
      const unit = kind === 'ratio' || kind === 'change' ? 'ratio' : ofLeft
      return FIRST_LEVEL[unit].map((first): Indicator => {
        const { direction, levels, back, holdDays, minimumSample, evaluateOn, asked, isAsking, isOfTier } = rest
        const further = direction === 'above' ? STEP[unit] : -STEP[unit]
        const said = {
          thresholds: {
            ...(levels === 'critical' ? {} : { warning: first }),
            ...(levels === 'warning' ? {} : { critical: first + further }),
          },
          clear: {
            ...(levels === 'critical' ? {} : { warning: first - back * further }),
            ...(levels === 'warning' ? {} : { critical: first + further - back * further }),
          },
          holdDays,
          minimumSample,
          ownerRole: 'sales-head',
          nextStep: TEXT,
        }
        const when: Condition = isOfTier && entity === 'sales-rep' ? TIER_IS_HIGH : isOver(asked)
        return {
          id: 'indicator',
          name: TEXT,
          question: TEXT,
          entity,
          value: expressionOf(kind, left, right),
          unit,
          ...(unit === 'money' ? { currency: 'CNY' } : {}),
          direction,
          evaluate: 'at-day-end',
          ...(evaluateOn === undefined ? {} : { evaluateOn }),
          ...said,
          ...(isAsking ? { appliesWhen: when } : {}),
          ...(rest.overriddenHoldDays === null
            ? {}
            : { overrides: [{ ...said, when, off: false, holdDays: rest.overriddenHoldDays }] }),
        }
      })
    })
}

const TIER_IS_HIGH: Condition = {
  kind: 'comparison',
  operator: '==',
  left: { kind: 'variable', name: traitVariable('tier') },
  right: { kind: 'constant', value: 'high' },
}

function isOver(measure: string): Condition {
  const left = { kind: 'variable', name: measureVariable(measure) } as const
  return { kind: 'comparison', operator: '>', left, right: { kind: 'constant', value: 2 } }
}
