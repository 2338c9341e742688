/** What a score is not measured for again must be what would have been measured: states that are read back hold none. */
import { expect, test } from '@jest/globals'
import {
  CUSTOMER_MEASURES,
  compileScorecard,
  emptyStanding,
  parseCalendarDay,
  type RuleSet,
  SCORE_MEASURE_NAMES,
  type ScoreFactor,
} from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryDocuments } from '../../testing/arbitrary-documents.ts'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { invoiceIssued, paymentReceived } from '../../testing/sample-events.ts'
import { scoredRules } from '../../testing/sample-scorecard.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { emptyCustomerState } from '../state.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'
import { heldScore, holdScore, releaseScore } from './held-score.ts'
import { customerScoring, standingAtDayEnd } from './standing.ts'

const DAY_MS = 86_400_000
const MEASURES = Object.entries(CUSTOMER_MEASURES).filter(([name]) => !SCORE_MEASURE_NAMES.includes(name))
const [card] = scoredRules.scorecards ?? []
if (card === undefined) throw new Error('the sample has no scorecard')

/** Told whenever it moves by a tenth of a point. */
const RATINGS = Array.from({ length: 1001 }, (_, tenth) => ({ rating: `R${tenth}`, from: 100 - tenth / 10 }))

test('scores, alerts and states are those of a customer that is measured each time', () => {
  const told = new Set<string>()
  fc.assert(
    fc.property(
      fc.oneof(arbitraryHistory({ min: 1, max: 40 }), arbitraryDocuments),
      fc.constantFrom(...MEASURES),
      (history, [name, { unit }]) => {
        const rules = scoredBy(name, unit === 'money')
        const [measuring, holding] = [1, Number.POSITIVE_INFINITY].map((batchSize) => run(rules, history, batchSize))
        expect(holding?.scores).toEqual(measuring?.scores)
        expect(holding?.alerts).toEqual(measuring?.alerts)
        expect(holding?.timersFired).toBe(measuring?.timersFired)
        expect(holding?.storedStates()).toEqual(measuring?.storedStates())
        if ((holding?.scores.length ?? 0) > 1) told.add(name)
      },
    ),
    { numRuns: 50 },
  )
  expect(told.size).toBeGreaterThan(8)
})

test('cash that waited for an invoice which never came moves the score at the end of the day on which it is let go', () => {
  const day = (text: string) => parseCalendarDay(text)
  const at = (text: string) => Date.parse(`${text}T12:00:00+08:00`)
  const payment = paymentReceived({ paymentId: 'P-1', invoiceId: 'I-never', receivedOn: day('2026-03-01') })
  const invoice = invoiceIssued({ invoiceId: 'I-1', issuedOn: day('2026-03-02'), dueOn: day('2026-12-31') })
  const history = [
    { atMs: at('2026-03-01'), event: payment },
    { atMs: at('2026-03-02'), event: invoice },
  ]
  const scored = scoredBy('open', true)
  const monitoring = { high: 1, medium: 1, low: 1 }
  const rules = { ...scored, scorecards: (scored.scorecards ?? []).map((each) => ({ ...each, monitoring })) }
  const [measuring, holding] = [1, Number.POSITIVE_INFINITY].map((batchSize) => run(rules, history, batchSize))
  expect(holding?.scores).toEqual(measuring?.scores)
  expect(holding?.scores.map(({ on }) => on)).toContain(day('2026-06-30'))
})

test('a score is held until time alone may move it, or until it is released', () => {
  const compiled = compileScorecard(card, () => ({
    ...CUSTOMER_MEASURES['max-days-past-due'],
    nextChangeOn: (_, on) => on + 5,
  }))
  const state = { ...emptyCustomerState(), standing: emptyStanding() }
  expect(heldScore(state, compiled, 101)).toBeUndefined()

  holdScore(state.standing, compiled, { score: 70, bound: undefined }, 100)
  expect([101, 104].map((on) => heldScore(state, compiled, on)?.score)).toEqual([70, 70])
  expect(heldScore(state, compiled, 105)).toBeUndefined()
  expect(heldScore(state, { ...compiled }, 104)).toBeUndefined()

  releaseScore(state.standing)
  expect(heldScore(state, compiled, 101)).toBeUndefined()
})

test('a look at which none is due lets go of it: from then on what has left its window is not there to be asked', () => {
  const compiled = compileScorecard(card, () => CUSTOMER_MEASURES['max-days-past-due'])
  const state = { ...emptyCustomerState(), standing: { ...emptyStanding(), dueOn: 107 } }
  holdScore(state.standing, compiled, { score: 70, bound: undefined }, 100)
  const day = { customerId: 'C1', on: 103, asOfMs: 103 * DAY_MS, ruleSetVersion: '1' }
  expect(standingAtDayEnd(state, customerScoring(compiled), day, undefined)).toEqual([])
  expect(heldScore(state, compiled, 107)).toBeUndefined()
})

function run(rules: RuleSet, history: readonly TimedEvent[], batchSize: number): HistoryRun {
  const made = new HistoryRun(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), batchSize)
  for (const timed of history) made.record(timed)
  made.passTimeTo(Math.max(...history.map(({ atMs }) => atMs)) + 250 * DAY_MS)
  return made
}

function scoredBy(measure: string, isMoney: boolean): RuleSet {
  const points: ScoreFactor['points'] = [
    [0, 95],
    [isMoney ? 1000_00 : 100, 10],
  ]
  const [factor] = card?.factors ?? []
  if (card === undefined || factor === undefined) throw new Error('the sample has no factor')
  const measured: ScoreFactor = { ...factor, value: { kind: 'measure', measure }, points, halfSample: 3 }
  return { ...scoredRules, scorecards: [{ ...card, ratings: RATINGS, factors: [measured] }] }
}
