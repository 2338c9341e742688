/** What the shipped indicators say they read, and when they say they may move, is all that keeps an alert from being missed. */
import { expect, test } from '@jest/globals'
import { isEventOfCustomer } from '../../packages/events/src/index.ts'
import { HistoryRun } from '../../packages/processors/src/customer-risk/history-run.ts'
import { CUSTOMER_RISK_INPUTS, customerRiskProcessor } from '../../packages/processors/src/index.ts'
import { untiring } from '../../packages/processors/src/testing/untiring.ts'
import { loadRuleSet } from '../../packages/service-kit/src/index.ts'
import { generateHistory } from '../../services/simulator/src/index.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2025, 2, 3)
const DAYS = 250

const rules = loadRuleSet(new URL('../../deploy/rules/', import.meta.url).pathname)

test.each(['kestrel', 'marten', 'newt', 'osprey', 'pika'])(
  'looking at every shipped indicator at the end of every day tells nothing more (%s)',
  (seed) => {
    const { history } = generateHistory({
      seed,
      customers: 3,
      events: 450,
      startAtMs: START_MS,
      endAtMs: START_MS + DAYS * DAY_MS,
      lateRatio: 0.03,
      repeatRatio: 0.03,
    })
    const ofCustomers = history.filter(({ event }) => isEventOfCustomer(event))
    const run = (as: (processor: ReturnType<typeof customerRiskProcessor>) => typeof processor) => {
      const played = new HistoryRun(as(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)), 50)
      for (const { event, recordedAtMs } of ofCustomers) played.record({ atMs: recordedAtMs, event })
      played.passTimeTo(START_MS + (DAYS + 120) * DAY_MS)
      return played
    }
    const foreseeing = run((processor) => processor)
    const everyDay = run(untiring)
    expect(foreseeing.alerts).toEqual(everyDay.alerts)
    expect(foreseeing.scores).toEqual(everyDay.scores)
    expect(foreseeing.timersFired).toBeLessThan(everyDay.timersFired)
    expect(new Set(foreseeing.alerts.map(({ indicator }) => indicator)).size).toBeGreaterThan(12)
  },
)
