import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { arbitraryDocuments } from '../../testing/arbitrary-documents.ts'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { arbitraryRuleSet, arbitraryWaitingRuleSet } from '../../testing/arbitrary-rules.ts'
import { allSampleRules } from '../../testing/sample-rules.ts'
import { untiring } from '../../testing/untiring.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { type CustomerRiskProcessor, customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const DAY_MS = 86_400_000
const processor = customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS)

describe('the days on which a customer is looked at', () => {
  test('leave out none that would have told something', () => {
    fc.assert(
      fc.property(arbitraryHistory({ min: 1, max: 60 }), (history) => {
        const foreseeing = played(processor, history)
        const everyDay = played(untiring(processor), history)
        expect(foreseeing.alerts).toEqual(everyDay.alerts)
        expect(foreseeing.timersFired).toBeLessThan(everyDay.timersFired)
      }),
      { numRuns: 60 },
    )
  })

  test('leave out none under any rules: levels in both directions, hold times, several currencies, late records', () => {
    fc.assert(
      fc.property(arbitraryRuleSet, arbitraryHistory({ min: 1, max: 40 }), fc.nat(), (rules, history, which) => {
        const anyProcessor = customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)
        const withLate = cameLate(history, which)
        expect(played(anyProcessor, withLate).alerts).toEqual(played(untiring(anyProcessor), withLate).alerts)
      }),
      { numRuns: 100 },
    )
  })

  test('leave out none while contracts end, deliveries are late, promises and disputes wait', () => {
    fc.assert(
      fc.property(
        arbitraryWaitingRuleSet,
        fc.oneof(arbitraryHistory({ min: 20, max: 45 }), arbitraryDocuments),
        (rules, history) => {
          const anyProcessor = customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)
          const { alerts } = played(anyProcessor, history)
          expect(alerts).toEqual(played(untiring(anyProcessor), history).alerts)
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** Some event comes up to ten places later than it was recorded. */
function cameLate(history: readonly TimedEvent[], which: number): TimedEvent[] {
  const moved = [...history]
  const [event] = moved.splice(which % moved.length, 1)
  if (event !== undefined) moved.splice((which % history.length) + 1 + (which % 10), 0, event)
  return moved
}

function played(by: CustomerRiskProcessor, history: readonly TimedEvent[]): HistoryRun {
  const run = new HistoryRun(by, 50)
  for (const timed of history) run.record(timed)
  run.passTimeTo(Math.max(...history.map(({ atMs }) => atMs)) + 250 * DAY_MS)
  return run
}
