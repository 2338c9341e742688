import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import fc from 'fast-check'
import { arbitraryHistory } from '../testing/arbitrary-history.ts'
import { allSampleRules } from '../testing/sample-rules.ts'
import { HistoryRun, type TimedEvent } from './history-run.ts'
import { type CustomerProcessor, customerRiskProcessor } from './processor.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const DAY_MS = 86_400_000
const processor = customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS)
const calendar = createBusinessCalendar(allSampleRules.businessZone)

/** Looks at each customer at the end of every single day, from its first record on. */
const untiring: CustomerProcessor = {
  ...processor,
  reduce(states, input, asOfMs) {
    const reduction = processor.reduce(states, input, asOfMs)
    return { ...reduction, nextTimers: [calendar.startOf(calendar.dayOf(asOfMs) + 1)] }
  },
}

describe('the days on which a customer is looked at', () => {
  test('leave out none that would have told something', () => {
    fc.assert(
      fc.property(arbitraryHistory({ min: 1, max: 60 }), (history) => {
        const foreseeing = played(processor, history)
        const everyDay = played(untiring, history)
        expect(foreseeing.alerts).toEqual(everyDay.alerts)
        expect(foreseeing.timersFired).toBeLessThan(everyDay.timersFired)
      }),
      { numRuns: 60 },
    )
  })
})

function played(by: CustomerProcessor, history: readonly TimedEvent[]): HistoryRun {
  const run = new HistoryRun(by, 50)
  for (const timed of history) run.record(timed)
  run.passTimeTo((history.at(-1)?.atMs ?? 0) + 250 * DAY_MS)
  return run
}
