import { describe, expect, test } from '@jest/globals'
import { type Indicator, parseCalendarDay, RuleHistory, type RuleSet } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import fc from 'fast-check'
import { arbitraryHistory } from '../testing/arbitrary-history.ts'
import { invoiceIssued } from '../testing/sample-events.ts'
import { allSampleRules, rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { scoredRules } from '../testing/sample-scorecard.ts'
import { HistoryRun, type TimedEvent } from './history-run.ts'
import { customerRiskProcessor } from './processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const DAY_MS = 86_400_000
const at = (text: string) => Date.parse(`${text}+08:00`)
const { daysPastDue, overdueAmount } = sampleIndicators

/** An invoice that falls due on 31 January, and nothing more for ever. */
const invoice: TimedEvent = {
  atMs: at('2026-01-05T12:00:00'),
  event: invoiceIssued({
    invoiceId: 'I-1',
    issuedOn: parseCalendarDay('2026-01-05'),
    dueOn: parseCalendarDay('2026-01-31'),
    amountMinor: 800_00,
  }),
}

describe('rules that change while a customer rests', () => {
  const changeMs = at('2026-02-20T15:00:00')

  test('end the alerts of an indicator that is gone, at once', () => {
    const alerts = alertsUnder(rulesWith(daysPastDue), rulesWith(overdueAmount), changeMs)
    const ended = alerts.find(({ type }) => type === 'alert-resolved')
    expect(ended).toMatchObject({
      type: 'alert-resolved',
      resolution: 'indicator-removed',
      indicator: 'days-past-due',
      indicatorNameEn: daysPastDue.name.en,
      revision: 2,
      at: changeMs,
      unit: 'days',
    })
  })

  test('look at once at what is looked at on change', () => {
    const onChange: Indicator = { ...overdueAmount, evaluate: 'on-change' }
    const alerts = alertsUnder(rulesWith(daysPastDue), rulesWith(daysPastDue, onChange), changeMs)
    expect(alerts.find(({ indicator }) => indicator === 'overdue-amount')).toMatchObject({
      type: 'alert-fired',
      at: changeMs,
      breachedOn: parseCalendarDay('2026-02-20'),
    })
  })

  test('look at all else at the end of the day', () => {
    const alerts = alertsUnder(rulesWith(daysPastDue), rulesWith(daysPastDue, overdueAmount), changeMs)
    expect(alerts.find(({ indicator }) => indicator === 'overdue-amount')).toMatchObject({
      type: 'alert-fired',
      at: at('2026-02-21T00:00:00'),
    })
  })

  test('judge the day that ends when they come into force', () => {
    const midnight = at('2026-02-21T00:00:00')
    const alerts = alertsUnder(rulesWith(daysPastDue), rulesWith(daysPastDue, overdueAmount), midnight)
    const fired = alerts.filter(({ indicator }) => indicator === 'overdue-amount')
    expect(fired).toMatchObject([{ at: midnight, breachedOn: parseCalendarDay('2026-02-20') }])
  })

  test.each([changeMs, at('2026-02-21T00:00:00')])(
    'score who was never scored, at the end of that day (%d)',
    (momentMs) => {
      const { scorecards: _, ...unscored } = scoredRules
      const rules = new RuleHistory(unscored)
      rules.add(scoredRules, momentMs)
      const [first] = run(rules, [invoice]).scores
      expect(first).toMatchObject({ type: 'score-changed', at: at('2026-02-21T00:00:00') })
    },
  )

  test('say their version in every alert from then on', () => {
    const later = { ...rulesWith({ ...daysPastDue, thresholds: { warning: 8, critical: 40 } }), version: '2' }
    const alerts = alertsUnder(rulesWith({ ...daysPastDue, thresholds: { warning: 8 } }), later, changeMs)
    expect(alerts.map(({ type, ruleSetVersion }) => [type, ruleSetVersion])).toEqual([
      ['alert-fired', '1+sample'],
      ['alert-severity-changed', '2'],
    ])
  })

  test('move an open alert whose severity they no longer have, by a level that they do have', () => {
    const levels = { thresholds: { warning: 5, critical: 10 }, clear: { warning: 3, critical: 8 } }
    const both = rulesWith({ ...daysPastDue, ...levels })
    const warningAlone = rulesWith({ ...daysPastDue, thresholds: { warning: 5 }, clear: { warning: 3 } })
    const eased = alertsUnder(both, warningAlone, changeMs).at(-1)
    expect(eased).toMatchObject({ type: 'alert-severity-changed', severity: 'warning', threshold: 5 })
    expect(eased?.reasonEn).toMatch(/now warning \(at 5 days or more\) after critical/)

    const criticalAlone = rulesWith({ ...daysPastDue, thresholds: { critical: 100 }, clear: { critical: 10 } })
    const ended = alertsUnder(warningAlone, criticalAlone, changeMs)[1]
    expect(ended).toMatchObject({ type: 'alert-resolved', value: 20, threshold: 100 })
    expect(ended?.reasonEn).toMatch(/back below 100 days: the alert is over/)
  })
})

test('a change to the same rules changes nothing, at whatever moment', () => {
  // What is looked at on change is looked at then as well, and may see sooner what the day would have brought at its end.
  const indicators = allSampleRules.indicators.map((indicator) => ({ ...indicator, evaluate: 'at-day-end' as const }))
  const same: RuleSet = { ...allSampleRules, indicators }
  fc.assert(
    fc.property(arbitraryHistory({ min: 1, max: 40 }), fc.nat(), (history, moment) => {
      const first = history[0]?.atMs ?? 0
      const spanMs = (history.at(-1)?.atMs ?? 0) - first + 60 * DAY_MS
      const rules = new RuleHistory(same)
      rules.add({ ...same }, first + (moment % spanMs))
      expect(played(rules, history)).toEqual(played(new RuleHistory(same), history))
    }),
    { numRuns: 60 },
  )
})

function alertsUnder(before: RuleSet, after: RuleSet, changeMs: number): readonly AlertEvent[] {
  const rules = new RuleHistory(before)
  rules.add(after, changeMs)
  return played(rules, [invoice])
}

function played(rules: RuleHistory, history: readonly TimedEvent[]): readonly AlertEvent[] {
  return run(rules, history).alerts
}

function run(rules: RuleHistory, history: readonly TimedEvent[]): HistoryRun {
  const made = new HistoryRun(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), 7)
  for (const event of history) made.record(event)
  made.passTimeTo((history.at(-1)?.atMs ?? 0) + 200 * DAY_MS)
  return made
}
