import { describe, expect, it } from '@jest/globals'
import { describeComparison } from '../compare-alerts.ts'
import { playScenario } from '../play-scenario.ts'
import { memoryRun } from '../testing/memory-run.ts'
import { shippedScenario } from '../testing/shipped-files.ts'

describe('the first alert, through the runtime over log and store in memory', () => {
  it('gives exactly the expected alerts: history fast, then live by the clock', async () => {
    const run = memoryRun(Date.UTC(2026, 10, 22, 4), 4)
    const scenario = { ...shippedScenario('01-first-alert.yaml'), population: { prompt: 5, punctual: 5, lastDay: 5 } }
    const { clock, partitionCount } = run
    const playing = playScenario(scenario, {
      append: (records) => run.log.append(records),
      encode: (event) => run.events.encode(event),
      clock,
      partitionCount,
    })
    const { compare } = await run.complete(playing, 5_000)

    // Of thirty-one customers the cast is a large part: what goes wrong with it shows at its regions as well.
    const alerts = (await run.alerts()).filter(({ entityType }) => ['customer', 'sales-rep'].includes(entityType))
    const comparison = compare(alerts)
    expect(describeComparison(comparison)).toBe('All 36 expected alerts came, and no other.')
    expect(run.deadLetters()).toEqual([])
  })
})
