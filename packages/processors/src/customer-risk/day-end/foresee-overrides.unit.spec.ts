/** Whom an indicator is about, and by which levels, may change with time alone: no day on which it does may be left out. */
import { describe, expect, test } from '@jest/globals'
import {
  type Condition,
  type Indicator,
  measureVariable,
  parseCalendarDay,
  type RuleSet,
  traitVariable,
} from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { arbitraryRuleSet } from '../../testing/arbitrary-rules.ts'
import { rulesWith } from '../../testing/sample-rules.ts'
import { untiring } from '../../testing/untiring.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { type CustomerRiskProcessor, customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const DAY_MS = 86_400_000
/** A Saturday in the middle of the histories. */
const FIRST_HOLIDAY = parseCalendarDay('2026-01-10')

const comparison = (name: string, operator: '==' | '>' | '<', value: string | number): Condition => ({
  kind: 'comparison',
  operator,
  left: { kind: 'variable', name },
  right: { kind: 'constant', value },
})

/** About traits, about the currency, about amounts of it, and about what moves with the days. */
const simpleCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('a', 'b').map((segment) => comparison(traitVariable('segment'), '==', segment)),
  fc.constantFrom('CNY', 'USD').map((currency) => comparison('currency', '==', currency)),
  fc.integer({ min: 0, max: 900 }).map((amount) => comparison(measureVariable('open'), '>', amount)),
  fc.integer({ min: 0, max: 60 }).map((days) => comparison(measureVariable('max-days-past-due'), '>', days)),
  fc.integer({ min: 0, max: 120 }).map((days) => comparison(measureVariable('days-since-last-order'), '<', days)),
  fc.integer({ min: 0, max: 4 }).map((count) => comparison(measureVariable('orders-recent'), '>', count)),
)
const condition: fc.Arbitrary<Condition> = fc.oneof(
  simpleCondition,
  simpleCondition.map((of): Condition => ({ kind: 'not', of })),
  fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), simpleCondition, simpleCondition)
    .map(([kind, left, right]): Condition => ({ kind, left, right })),
)

const conditions = fc.record({
  appliesWhen: fc.option(condition, { nil: undefined, freq: 2 }),
  overrides: fc.array(
    fc.record({
      when: condition,
      off: fc.constantFrom(false, false, true),
      factor: fc.constantFrom(0.3, 0.7, 2),
      holdDays: fc.constantFrom(0, 1, 4, 30),
      minimumSample: fc.constantFrom(1, 3),
    }),
    { maxLength: 3 },
  ),
})
type Conditions = typeof conditions extends fc.Arbitrary<infer Value> ? Value : never

/** Levels further out or nearer in by a factor keep their order. */
function conditioned(indicator: Indicator, { appliesWhen, overrides }: Conditions): Indicator {
  const moved = ({ warning, critical }: Indicator['thresholds'], factor: number) => ({
    ...(warning === undefined ? {} : { warning: warning * factor }),
    ...(critical === undefined ? {} : { critical: critical * factor }),
  })
  return {
    ...indicator,
    ...(appliesWhen === undefined ? {} : { appliesWhen }),
    overrides: overrides.map(({ factor, ...said }) => ({
      ...said,
      thresholds: moved(indicator.thresholds, factor),
      clear: moved(indicator.clear, factor),
      ownerRole: 'somebody-else',
      nextStep: indicator.nextStep,
    })),
  }
}

const rulesArbitrary = fc
  .tuple(arbitraryRuleSet, fc.array(conditions, { minLength: 5, maxLength: 5 }))
  .map(([{ indicators }, all]) =>
    withCalendar(indicators.map((indicator, index) => conditioned(indicator, all[index] as Conditions))),
  )

/** Every second indicator rests on weekends and through a long holiday. */
function withCalendar(indicators: readonly Indicator[]): RuleSet {
  const name = { zh: '工作日', en: 'Working days' }
  const holidays = [{ fromOn: FIRST_HOLIDAY, throughOn: FIRST_HOLIDAY + 9, name }]
  const workdays = [FIRST_HOLIDAY + 12]
  const calendars = [
    { id: 'work', name, source: 'invented', weekend: ['saturday', 'sunday'], holidays, workdays },
  ] as const
  const resting = indicators.map((indicator, index) =>
    index % 2 === 0 && indicator.evaluate === 'at-day-end' ? { ...indicator, evaluateOn: 'work' } : indicator,
  )
  return { ...rulesWith(...resting), calendars }
}

/** Between the events customers move from one segment to another. */
const historyArbitrary = fc
  .tuple(
    arbitraryHistory({ min: 1, max: 40 }),
    fc.array(fc.record({ at: fc.nat(), segment: fc.constantFrom('a', 'b', 'c'), which: fc.constantFrom('C1', 'C2') }), {
      maxLength: 6,
    }),
  )
  .map(([history, moves]) => {
    const all: TimedEvent[] = [...history]
    for (const [index, { at, segment, which: customerId }] of moves.entries()) {
      const place = at % (all.length + 1)
      const atMs = all[Math.max(0, place - 1)]?.atMs ?? 0
      const event = { type: 'customer-updated', eventId: `move-${index}`, customerId, segment } as const
      all.splice(place, 0, { atMs: place === 0 ? (all[0]?.atMs ?? 0) : atMs, event })
    }
    return all
  })

test('generated rules and histories make alerts of every kind', () => {
  const told = new Set<string>()
  // Always the same, and enough of them: which kinds a few random ones make is chance.
  for (const [rules, history] of fc.sample(fc.tuple(rulesArbitrary, historyArbitrary), { seed: 1, numRuns: 200 })) {
    for (const alert of played(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), history).alerts) {
      told.add(alert.type === 'alert-resolved' ? (alert.resolution ?? '') : alert.type)
      told.add(alert.ownerRole ?? '')
    }
  }
  expect([...told]).toEqual(expect.arrayContaining(['alert-fired', 'expired', 'recovered', 'somebody-else']))
})

describe('the days on which a customer is looked at, under conditions', () => {
  test('leave out none that would have told something', () => {
    fc.assert(
      fc.property(rulesArbitrary, historyArbitrary, (rules, history) => {
        const processor = customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)
        const everyDay = played(untiring(processor), history).alerts
        expect(played(processor, history).alerts).toEqual(everyDay)
      }),
      { numRuns: 80 },
    )
  })
})

function played(by: CustomerRiskProcessor, history: readonly TimedEvent[]): HistoryRun {
  const run = new HistoryRun(by, 50)
  for (const timed of history) run.record(timed)
  run.passTimeTo(Math.max(...history.map(({ atMs }) => atMs)) + 200 * DAY_MS)
  return run
}
