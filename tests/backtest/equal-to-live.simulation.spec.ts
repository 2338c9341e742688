/**
 * The real runtime over logs in memory against a backtest of the same events: id for id, revision and body. Places of
 * records stand in the bodies, so they are compared too: a backtest counts offsets as a publication would.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { BacktestRun, play, type RecordedStep } from '../../packages/backtest/src/index.ts'
import { createBusinessCalendar } from '../../packages/domain/src/index.ts'
import {
  type AlertEvent,
  createAlertCodec,
  createEventCodec,
  createFixedRegistry,
  createMarkCodec,
  createSalesRepFactCodec,
  createScoreCodec,
  recordKeyOf,
  type ScoreEvent,
  topicOf,
} from '../../packages/events/src/index.ts'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  customerRiskTopology,
  SALES_REP_RISK_INPUTS,
  SCORES_TOPIC,
  salesRepRiskTopology,
  type TimedEvent,
} from '../../packages/processors/src/index.ts'
import { STORY_FIRST_DAY, salesStory } from '../../packages/processors/src/sales-rep-risk/testing/sales-story.ts'
import { parseRuleSet, printFaults, ruleFileNames } from '../../packages/rules/src/index.ts'
import { type AnyTopology, createRuntime, DEAD_LETTER_SUFFIX, liveRecord } from '../../packages/stream/src/index.ts'
import {
  MemoryLog,
  MemoryStore,
  MemoryTopics,
  type VirtualClock,
  virtualClock,
} from '../../packages/stream/src/testing/index.ts'

const PARTITIONS = 4
const RULES = new URL('../../deploy/rules/', import.meta.url)
const shippedRules = readRules()
const DAYS = 200
const MINUTE_MS = 60_000
const { startOf } = createBusinessCalendar(shippedRules.businessZone)

describe('a backtest and the live engine over the same events', () => {
  test.each([11, 12, 13])('give the same alerts under the shipped rules: story %i', async (seed) => {
    const nightMs = startOf(STORY_FIRST_DAY + DAYS)
    const story = salesStory(seed, { customers: 25, days: DAYS }).filter(({ atMs }) => atMs < nightMs - 10 * MINUTE_MS)
    const world = stack(nightMs - 5 * MINUTE_MS)
    world.publish(story)
    // Over midnight: the last day is closed by the clock, without traffic.
    await world.run(15 * MINUTE_MS)

    const { alerts } = await playStory(story)
    const live = await world.alerts()
    expect(live.filter(({ entityType }) => entityType === 'customer').length).toBeGreaterThan(30)
    expect(live.filter(({ entityType }) => entityType === 'sales-rep').length).toBeGreaterThan(3)
    expect(alerts.map(withoutPlacesOfFacts).sort(byId)).toEqual(live.map(withoutPlacesOfFacts).sort(byId))
  })
})

async function playStory(story: readonly TimedEvent[]): Promise<BacktestRun> {
  const source = {
    name: 'story',
    isOrdered: true,
    partitionCount: PARTITIONS,
    async *batches() {
      yield story.map(({ atMs, event }): RecordedStep => ({ kind: 'event', atMs, topic: topicOf(event.type), event }))
    },
  }
  const run = new BacktestRun({ ruleSet: shippedRules, source })
  await play({ source, runs: [run], calendar: run.calendar })
  return run
}

function readRules() {
  const names = ruleFileNames(readdirSync(RULES))
  const parsed = parseRuleSet(
    names.map((fileName) => ({ fileName, text: readFileSync(new URL(fileName, RULES), 'utf8') })),
  )
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}

/** Both topologies as they are, each a process over one log and stores in memory, in virtual time. */
function stack(startMs: number) {
  const clock = virtualClock(startMs)
  const topics = new MemoryTopics()
  const inputs = [...CUSTOMER_RISK_INPUTS, ...SALES_REP_RISK_INPUTS]
  const deadLetters = inputs.map((topic) => topic + DEAD_LETTER_SUFFIX)
  for (const topic of [...inputs, ...deadLetters, ALERTS_TOPIC, SCORES_TOPIC, CUSTOMER_RISK_MARKS_TOPIC]) {
    topics.create(topic, PARTITIONS)
  }
  const schemas = { ...createFixedRegistry(), nowMs: clock.now }
  const events = createEventCodec(schemas)
  const facts = createSalesRepFactCodec(schemas)
  const alerts = createAlertCodec(schemas)
  const encodeAlert = (alert: AlertEvent) => alerts.encode(alert)
  const scores = createScoreCodec(schemas)
  const encodeScore = (score: ScoreEvent) => scores.encode(score)
  const customerRisk = customerRiskTopology({
    rules: shippedRules,
    decoder: events,
    markCodec: createMarkCodec(schemas),
    encodeAlert,
    encodeScore,
    encodeFact: (fact) => facts.encode(fact),
  })
  const salesRepRisk = salesRepRiskTopology({ rules: shippedRules, decoder: facts, encodeAlert, encodeScore })
  return {
    publish(story: readonly TimedEvent[]): void {
      for (const { atMs: timestampMs, event } of story) {
        const key = new TextEncoder().encode(recordKeyOf(event))
        topics.append({ topic: topicOf(event.type), key, value: events.encode(event), timestampMs, headers: {} })
      }
      for (const topic of CUSTOMER_RISK_INPUTS) {
        for (let partition = 0; partition < PARTITIONS; partition++)
          topics.append(liveRecord(topic, partition, startMs))
      }
    },
    async run(durationMs: number): Promise<void> {
      const runtimes = [process(customerRisk, topics, clock), process(salesRepRisk, topics, clock)]
      for (const runtime of runtimes) await clock.run(runtime.start())
      await clock.run(new Promise<void>((resolve) => void clock.setTimer(durationMs, resolve)))
      for (const runtime of runtimes) await clock.run(runtime.stop())
    },
    async alerts(): Promise<AlertEvent[]> {
      const records = topics.partitionsOf(ALERTS_TOPIC).flat()
      await alerts.prepare(records)
      return records.map((record) => alerts.decode(record))
    },
  }
}

function process(topology: AnyTopology, topics: MemoryTopics, clock: VirtualClock) {
  let takes = 0
  return createRuntime({
    topology,
    log: new MemoryLog({ topics, group: topology.name, clock }),
    store: new MemoryStore(),
    clock,
    emit: () => undefined,
    newOwnerToken: () => `${topology.name}-${++takes}`,
  })
}

/** Facts about representatives lie on the log in an order that depends on who was faster: their places are not told. */
function withoutPlacesOfFacts(alert: AlertEvent): AlertEvent {
  return alert.entityType === 'customer' ? alert : { ...alert, evidence: { ...alert.evidence, inputs: [] } }
}

function byId(left: AlertEvent, right: AlertEvent): number {
  return left.eventId < right.eventId ? -1 : 1
}
