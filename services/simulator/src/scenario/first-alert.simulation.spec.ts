import { describe, expect, it } from '@jest/globals'
import {
  type AlertEvent,
  createAlertCodec,
  createEventCodec,
  createFixedRegistry,
  createMarkCodec,
} from '@tocsin/events'
import { ALERTS_TOPIC, CUSTOMER_RISK_INPUTS, CUSTOMER_RISK_MARKS_TOPIC, customerRiskTopology } from '@tocsin/processors'
import { createRuntime, DEAD_LETTER_SUFFIX, type StreamEvent } from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics } from '@tocsin/stream/testing'
import { describeComparison } from '../compare-alerts.ts'
import { playScenario } from '../play-scenario.ts'
import { shippedRules, shippedScenario } from '../testing/shipped-files.ts'
import { virtualClock } from '../testing/virtual-clock.ts'

const PARTITIONS = 4

describe('the first alert, through the runtime over log and store in memory', () => {
  it('gives exactly the expected alerts: history fast, then live by the clock', async () => {
    const clock = virtualClock(Date.UTC(2026, 10, 22, 4))
    const topics = new MemoryTopics()
    const deadLetters = CUSTOMER_RISK_INPUTS.map((topic) => topic + DEAD_LETTER_SUFFIX)
    for (const topic of [...CUSTOMER_RISK_INPUTS, ...deadLetters, ALERTS_TOPIC, CUSTOMER_RISK_MARKS_TOPIC]) {
      topics.create(topic, PARTITIONS)
    }
    const schemas = { ...createFixedRegistry(), nowMs: clock.now }
    const events = createEventCodec(schemas)
    const alerts = createAlertCodec(schemas)
    const told: StreamEvent[] = []
    const log = new MemoryLog({ topics, group: 'customer-risk', clock })
    let takes = 0
    const runtime = createRuntime({
      topology: customerRiskTopology({
        ruleSet: shippedRules(),
        decoder: events,
        markCodec: createMarkCodec(schemas),
        encodeAlert: (alert) => alerts.encode(alert),
      }),
      log,
      store: new MemoryStore(),
      clock,
      emit: (event) => void told.push(event),
      newOwnerToken: () => `owner-${++takes}`,
    })

    const scenario = { ...shippedScenario('01-first-alert.yaml'), population: { prompt: 5, punctual: 5, lastDay: 5 } }
    const played = playScenario(scenario, {
      append: (records) => log.append(records),
      encode: (event) => events.encode(event),
      clock,
      partitionCount: PARTITIONS,
    })
    await clock.run(runtime.start())
    await clock.run(played)
    await clock.run(sleep(clock, 5_000))
    await clock.run(runtime.stop())

    const { compare } = await played
    const published = topics.partitionsOf(ALERTS_TOPIC).flat()
    await alerts.prepare(published)
    const comparison = compare(published.map((record): AlertEvent => alerts.decode(record)))
    expect(describeComparison(comparison)).toBe('All 14 expected alerts came, and no other.')
    expect(deadLetters.flatMap((topic) => topics.partitionsOf(topic).flat())).toEqual([])
  })
})

function sleep(clock: { setTimer(durationMs: number, callback: () => void): () => void }, durationMs: number) {
  return new Promise<void>((resolve) => {
    clock.setTimer(durationMs, resolve)
  })
}
