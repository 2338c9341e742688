/** How a customer stands moves at day ends alone, also where nothing happened: what rests on it must be looked at then. */
import { expect, test } from '@jest/globals'
import { type Indicator, parseCalendarDay, type RuleSet } from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { invoiceIssued } from '../../testing/sample-events.ts'
import { sampleIndicators } from '../../testing/sample-rules.ts'
import { scoredRules } from '../../testing/sample-scorecard.ts'
import { untiring } from '../../testing/untiring.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 0, 5)

/** The sample scorecard reads invoices alone. */
const rules: RuleSet = {
  ...scoredRules,
  indicators: [
    ofStanding('recorded', 'recorded-credit-score', { unit: 'points', direction: 'below', warning: 80, critical: 60 }),
    ofStanding('drop', 'credit-score-drop', { unit: 'points', direction: 'above', warning: 10, critical: 30 }),
    ofStanding('tier', 'tier-worsened', { unit: 'count', direction: 'above', warning: 1, critical: 2 }),
    ofStanding('live', 'credit-score', { unit: 'points', direction: 'below', warning: 70, critical: 40 }),
    ofStanding('review', 'days-past-review', { unit: 'days', direction: 'above', warning: 1, critical: 20 }),
  ],
}

test('a score that falls with the days alone is alerted when it is recorded', () => {
  const invoice = invoiceIssued({
    invoiceId: 'I-1',
    issuedOn: parseCalendarDay('2026-01-05'),
    dueOn: parseCalendarDay('2026-01-05'),
  })
  const { foreseeing, everyDay } = bothWays([{ atMs: START_MS, event: invoice }])
  expect(foreseeing.alerts).toEqual(everyDay.alerts)
  const fired = foreseeing.alerts.filter(({ type }) => type === 'alert-fired')
  expect(fired.map(({ indicator }) => indicator).sort()).toEqual(['drop', 'live', 'recorded', 'review', 'tier'])
})

test('no day end is left out that would have told something of a standing', () => {
  fc.assert(
    fc.property(arbitraryHistory({ min: 1, max: 25 }), (history) => {
      const { foreseeing, everyDay } = bothWays(history)
      expect(foreseeing.alerts).toEqual(everyDay.alerts)
      expect(foreseeing.scores).toEqual(everyDay.scores)
    }),
    { numRuns: 30 },
  )
})

function bothWays(history: readonly TimedEvent[]) {
  const processor = customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)
  const [foreseeing, everyDay] = [processor, untiring(processor)].map((by) => {
    const run = new HistoryRun(by, 50)
    for (const timed of history) run.record(timed)
    run.passTimeTo(Math.max(...history.map(({ atMs }) => atMs)) + 150 * DAY_MS)
    return run
  }) as [HistoryRun, HistoryRun]
  return { foreseeing, everyDay }
}

function ofStanding(
  id: string,
  measure: string,
  { unit, direction, ...thresholds }: Pick<Indicator, 'unit' | 'direction'> & { warning: number; critical: number },
): Indicator {
  return {
    ...sampleIndicators.daysPastDue,
    id,
    value: { kind: 'measure', measure },
    unit,
    direction,
    thresholds,
    clear: thresholds,
  }
}
