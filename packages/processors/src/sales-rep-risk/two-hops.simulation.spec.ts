import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import {
  type AlertEvent,
  createAlertCodec,
  createEventCodec,
  createFixedRegistry,
  createMarkCodec,
  createPortfolioFactCodec,
  createSalesRepFactCodec,
  createScoreCodec,
  recordKeyOf,
  type ScoreEvent,
} from '@tocsin/events'
import {
  type AnyTopology,
  CAUSE_HEADER,
  createRuntime,
  DEAD_LETTER_SUFFIX,
  liveRecord,
  type RuntimeOptions,
} from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics, type VirtualClock, virtualClock } from '@tocsin/stream/testing'
import type { TimedEvent } from '../customer-risk/history-run.ts'
import { topicOf } from '../customer-risk/topic-of.ts'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  customerRiskTopology,
  PORTFOLIO_FACTS_TOPIC,
  SCORES_TOPIC,
} from '../customer-risk/topology.ts'
import { playHistory } from '../play-history.ts'
import { STORY_FIRST_DAY, salesStory } from './testing/sales-story.ts'
import { reviewRules } from './testing/sample-rules.ts'
import { SALES_REP_RISK_INPUTS, salesRepRiskTopology } from './topology.ts'

const PARTITIONS = 4
const DAYS = 150
const MINUTE_MS = 60_000
const { startOf } = createBusinessCalendar(reviewRules.businessZone)

describe('from sales events to alerts about representatives', () => {
  test.each([1, 2, 3])(
    'four tasks of customers and four of representatives tell what one plain run tells: story %i',
    async (seed) => {
      const nightMs = startOf(STORY_FIRST_DAY + DAYS)
      const story = salesStory(seed, { customers: 14, days: DAYS }).filter(
        ({ atMs }) => atMs < nightMs - 10 * MINUTE_MS,
      )
      const world = stack(nightMs - 5 * MINUTE_MS)
      world.publish(story)
      // Over midnight: the last day is closed by the clock, without traffic.
      await world.run(15 * MINUTE_MS)

      const expected = playHistory(reviewRules, story, nightMs)
      const told = await world.alerts()
      expect(expected.length).toBeGreaterThan(10)
      expect(told.map(withoutPlaces).sort(byId)).toEqual(expected.map(withoutPlaces).sort(byId))
      expect(told.map(({ indicator }) => indicator)).toContain('rep-review-overdue')
      const ofTargets = told.filter(({ indicator }) => indicator === 'rep-target-attainment')
      expect(ofTargets.map(({ entityName }) => entityName)).toContainEqual(expect.stringMatching(/^Invented Person/u))
      expect(world.deadLetters()).toEqual([])
    },
  )

  test('however batches are cut, and whichever process ends and begins again on the way, facts and alerts are the same', async () => {
    const nightMs = startOf(STORY_FIRST_DAY + DAYS)
    const story = salesStory(4, { customers: 9, days: DAYS }).filter(({ atMs }) => atMs < nightMs - 10 * MINUTE_MS)
    const ran = async (options: Partial<RuntimeOptions>, restarts: number) => {
      const world = stack(nightMs - 5 * MINUTE_MS, options)
      world.publish(story)
      for (let restart = 0; restart < restarts; restart += 1) await world.run(700 + 400 * restart)
      await world.run(15 * MINUTE_MS)
      // What was under way may be published again.
      const alerts = new Set((await world.alerts()).map((alert) => JSON.stringify(withoutPlaces(alert))))
      return { facts: world.toldFacts(), alerts: [...alerts].sort() }
    }
    const expected = await ran({}, 0)
    expect(expected.facts.size).toBeGreaterThan(200)
    expect(await ran({ maxBatchInputs: 7, timerCapacity: 3, maxQueuedRecords: 20 }, 0)).toEqual(expected)
    expect(await ran({ maxBatchInputs: 60, maxEntriesPerSend: 5 }, 6)).toEqual(expected)
  })
})

/** Both topologies as they are, each a process over one log and stores in memory, in virtual time. */
function stack(startMs: number, options: Partial<RuntimeOptions> = {}) {
  const clock = virtualClock(startMs)
  const topics = new MemoryTopics()
  const inputs = [...CUSTOMER_RISK_INPUTS, ...SALES_REP_RISK_INPUTS]
  const deadLetters = inputs.map((topic) => topic + DEAD_LETTER_SUFFIX)
  for (const topic of [
    ...inputs,
    ...deadLetters,
    ALERTS_TOPIC,
    SCORES_TOPIC,
    PORTFOLIO_FACTS_TOPIC,
    CUSTOMER_RISK_MARKS_TOPIC,
  ]) {
    topics.create(topic, PARTITIONS)
  }
  const schemas = { ...createFixedRegistry(), nowMs: clock.now }
  const events = createEventCodec(schemas)
  const facts = createSalesRepFactCodec(schemas)
  const portfolioFacts = createPortfolioFactCodec(schemas)
  const alerts = createAlertCodec(schemas)
  const encodeAlert = (alert: AlertEvent) => alerts.encode(alert)
  const scores = createScoreCodec(schemas)
  const encodeScore = (score: ScoreEvent) => scores.encode(score)
  const customerRisk = customerRiskTopology({
    rules: reviewRules,
    decoder: events,
    markCodec: createMarkCodec(schemas),
    encodeAlert,
    encodeScore,
    encodeFact: (fact) => facts.encode(fact),
    encodePortfolioFact: (fact) => portfolioFacts.encode(fact),
  })
  const salesRepRisk = salesRepRiskTopology({ rules: reviewRules, decoder: facts, encodeAlert, encodeScore })
  const stores = { customerRisk: new MemoryStore(), salesRepRisk: new MemoryStore() }

  return {
    publish(story: readonly TimedEvent[]): void {
      for (const { atMs: timestampMs, event } of story) {
        const key = new TextEncoder().encode(recordKeyOf(event))
        topics.append({ topic: topicOf(event), key, value: events.encode(event), timestampMs, headers: {} })
      }
      for (const topic of CUSTOMER_RISK_INPUTS) {
        for (let partition = 0; partition < PARTITIONS; partition++)
          topics.append(liveRecord(topic, partition, startMs))
      }
    },
    async run(durationMs: number): Promise<void> {
      const runtimes = [
        process(customerRisk, topics, clock, stores.customerRisk, options),
        process(salesRepRisk, topics, clock, stores.salesRepRisk, options),
      ]
      for (const runtime of runtimes) await clock.run(runtime.start())
      await clock.run(new Promise<void>((resolve) => void clock.setTimer(durationMs, resolve)))
      for (const runtime of runtimes) await clock.run(runtime.stop())
    },
    async alerts(): Promise<AlertEvent[]> {
      const records = topics.partitionsOf(ALERTS_TOPIC).flat()
      await alerts.prepare(records)
      return records.map((record) => alerts.decode(record))
    },
    /** By topic, partition and cause: what it says, progress included. */
    toldFacts(): ReadonlyMap<string, string> {
      const told = new Map<string, string>()
      for (const [partition, records] of topics.partitionsOf(SALES_REP_RISK_INPUTS[0]).entries()) {
        for (const { value, key, timestampMs, headers } of records) {
          const content = [key, value].map((bytes) => Buffer.from(bytes ?? []).toString('base64'))
          const place = `${partition} ${String(headers[CAUSE_HEADER])}`
          const body = `${timestampMs} ${content.join(' ')}`
          expect(told.get(place) ?? body).toBe(body)
          told.set(place, body)
        }
      }
      return told
    },
    deadLetters: () => deadLetters.flatMap((topic) => topics.partitionsOf(topic).flat()),
  }
}

let takes = 0

function process(
  topology: AnyTopology,
  topics: MemoryTopics,
  clock: VirtualClock,
  store: MemoryStore,
  options: Partial<RuntimeOptions>,
) {
  return createRuntime({
    topology,
    log: new MemoryLog({ topics, group: topology.name, clock }),
    store,
    clock,
    emit: () => undefined,
    newOwnerToken: () => `${topology.name}-${++takes}`,
    options,
  })
}

/** Everything but the places of the records, which are those of other partitions. What is not rated is null on a topic. */
function withoutPlaces(alert: AlertEvent): AlertEvent {
  return { likelihood: null, impact: null, riskLevel: null, ...alert, evidence: { ...alert.evidence, inputs: [] } }
}

function byId(left: AlertEvent, right: AlertEvent): number {
  return left.eventId < right.eventId ? -1 : 1
}
