import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, formatCalendarDay, parseCalendarDay, RuleHistory } from '@tocsin/domain'
import type { SalesRepFact } from '@tocsin/events'
import { scoredRules } from '../testing/sample-scorecard.ts'
import { describeSalesRepState } from './describe-state.ts'
import { salesRepRiskProcessor } from './processor.ts'
import { SalesRepRun } from './sales-rep-run.ts'
import { salesRepRiskStateCodec } from './state-codec.ts'
import { reviewRules } from './testing/sample-rules.ts'

const MONDAY = parseCalendarDay('2026-03-02')
const { startOf, dayOf } = createBusinessCalendar(scoredRules.businessZone)

/** What a customer owes: so much due long ago, the rest due far ahead. */
function owes(overdueMinor: number, laterMinor: number, on: number): SalesRepFact {
  const dueDay = (dueOn: number, openMinor: number) => ({
    dueOn,
    billedMinor: openMinor,
    billedInvoices: 1,
    writtenOffMinor: 0,
    openMinor,
    undisputedOpenMinor: openMinor,
    openInvoices: 1,
  })
  const dueDays = [dueDay(MONDAY - 10, overdueMinor), dueDay(MONDAY + 300, laterMinor)]
  return {
    type: 'receivables-contributed',
    eventId: `fact-${on}-${overdueMinor}`,
    salesRepId: 'R1',
    customerId: 'C1',
    customerName: null,
    on,
    currency: 'CNY',
    dueDays: dueDays.filter(({ openMinor }) => openMinor > 0),
  }
}

function told(run: SalesRepRun) {
  return run.scores.map(({ type, on, tier }) => `${formatCalendarDay(on)} ${type} ${tier}`)
}

function newRun(): SalesRepRun {
  return new SalesRepRun(salesRepRiskProcessor(scoredRules, ['risk.sales-rep-facts']))
}

function reviewed(reviewedOn: number | null, on: number): SalesRepFact {
  const nothing = { team: null, manager: null, region: null, targets: [], limits: [], findings: [] }
  const ids = { eventId: `review-${on}`, salesRepId: 'R1', on }
  return { type: 'representative-described', ...ids, name: 'Lin Tao', ...nothing, reviewedOn }
}

describe('a representative’s review', () => {
  test('is owed from its first day on: told as it falls due and again as it gets late, with no look in between', () => {
    const run = new SalesRepRun(salesRepRiskProcessor(reviewRules, ['risk.sales-rep-facts']))
    run.fact(reviewed(null, MONDAY))
    run.passProgressTo(startOf(MONDAY + 500))
    expect(toldAlerts(run)).toEqual(['2026-04-04 alert-fired warning', '2026-04-12 alert-severity-changed critical'])
    expect(run.alerts[0]).toMatchObject({ entityId: 'R1', entityName: 'Lin Tao', breachedOn: MONDAY + 31, value: 3 })
    // The first day; the breach, its second and third day; the higher level.
    expect(run.timersFired).toBeLessThanOrEqual(6)

    run.fact(reviewed(MONDAY + 499, MONDAY + 500))
    run.passProgressTo(startOf(MONDAY + 529 + 1))
    expect(toldAlerts(run).slice(2)).toEqual(['2027-07-15 alert-resolved critical'])
    run.passProgressTo(startOf(MONDAY + 533))
    expect(toldAlerts(run).slice(3)).toEqual(['2027-08-16 alert-fired warning'])
  })

  test('stands in the stored state, with the day by which the next one is due', () => {
    const run = newRun()
    run.fact(reviewed(MONDAY - 3, MONDAY))
    run.passProgressTo(startOf(MONDAY + 1))
    const state = salesRepRiskStateCodec.decode(run.storedStates().get('R1')!, 'R1')
    // A medium risk for the start: within 91 days.
    expect(describeSalesRepState(state, MONDAY, scoredRules)).toMatchObject({
      record: { name: 'Lin Tao' },
      standing: { tier: 'medium risk', reviewedOn: '2026-02-27', reviewDueOn: '2026-05-29' },
      measures: { 'days-past-review': { value: 0, sample: 1 } },
    })
  })

  test('is unknown where no scorecard says how often', () => {
    const run = new SalesRepRun(salesRepRiskProcessor({ ...reviewRules, scorecards: [] }, ['risk.sales-rep-facts']))
    run.fact(reviewed(null, MONDAY))
    run.passProgressTo(startOf(MONDAY + 500))
    expect(run.alerts).toEqual([])
    expect(run.isAtRest).toBe(true)
  })
})

function toldAlerts(run: SalesRepRun) {
  return run.alerts.map(({ type, at, severity }) => `${formatCalendarDay(dayOf(at - 1))} ${type} ${severity}`)
}

describe('a representative’s score', () => {
  test('is told when the day has been closed by every source, with the tier that follows', () => {
    const run = newRun()
    run.fact(owes(20, 80, MONDAY))
    run.passProgressTo(startOf(MONDAY + 1) - 1)
    expect(run.scores).toEqual([])
    run.passProgressTo(startOf(MONDAY + 1))
    expect(told(run)).toEqual(['2026-03-02 score-changed low', '2026-03-02 tier-changed low'])
    expect(run.scores[0]).toMatchObject({ entityType: 'sales-rep', entityId: 'R1', score: 80, rating: 'A' })
  })

  test('moves with the facts of a day, and is not told again while nothing moves it', () => {
    const run = newRun()
    run.fact(owes(20, 80, MONDAY))
    run.passProgressTo(startOf(MONDAY + 3))
    run.fact(owes(70, 30, MONDAY + 3))
    run.passProgressTo(startOf(MONDAY + 40))
    expect(told(run).slice(2)).toEqual(['2026-03-05 score-changed high', '2026-03-05 tier-changed high'])
    expect(run.scores[2]).toMatchObject({ score: 30, previousScore: 80, reasonCodes: ['past-due'] })
  })

  test.each([
    ['in the middle of a day', 12],
    ['as a day ends', 24],
  ])('is measured again when the scorecard changes %s', (_, hours) => {
    const harsher = scoredRules.scorecards?.map((card) => ({
      ...card,
      factors: card.factors.map((factor) => ({
        ...factor,
        points: [
          [0, 90],
          [1, 0],
        ] as const,
      })),
    }))
    const rules = new RuleHistory(scoredRules)
    rules.add({ ...scoredRules, ...(harsher && { scorecards: harsher }) }, startOf(MONDAY + 4) + hours * 3_600_000)
    const run = new SalesRepRun(salesRepRiskProcessor(rules, ['risk.sales-rep-facts']))
    run.fact(owes(20, 80, MONDAY))
    run.passProgressTo(startOf(MONDAY + 10))
    expect(run.scores.at(-1)).toMatchObject({ score: 72, previousScore: 80, on: MONDAY + 4 })
  })

  test('is not measured as the rules change with a day before the first one that a source which is ahead tells of', () => {
    const rules = new RuleHistory(scoredRules)
    rules.add({ ...scoredRules, version: '1.0.1+00000001' }, startOf(MONDAY + 1))
    const run = new SalesRepRun(salesRepRiskProcessor(rules, ['risk.sales-rep-facts']))
    run.passProgressTo(startOf(MONDAY))
    run.fact(owes(20, 80, MONDAY + 3))
    run.passProgressTo(startOf(MONDAY + 3))
    expect(told(run)).toEqual([])
    run.passProgressTo(startOf(MONDAY + 4))
    expect(told(run)).toEqual(['2026-03-05 score-changed low', '2026-03-05 tier-changed low'])
  })

  test('stands in the stored state, and is shown', () => {
    const run = newRun()
    run.fact(owes(70, 30, MONDAY))
    run.passProgressTo(startOf(MONDAY + 2))
    const bytes = run.storedStates().get('R1')!
    const state = salesRepRiskStateCodec.decode(bytes, 'R1')
    expect(salesRepRiskStateCodec.encode(state)).toEqual(bytes)
    expect(describeSalesRepState(state, MONDAY + 1, scoredRules)).toMatchObject({
      standing: { score: 30, rating: 'C', tier: 'high risk', terms: 'prepay', reasons: ['past due −70 points'] },
      openRisks: [],
    })
  })
})
