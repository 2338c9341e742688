/**
 * The real runtime over logs in memory against a backtest of the same events: id for id, revision and body. Places of
 * records stand in the bodies, so they are compared too: a backtest counts offsets as a publication would.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { env } from 'node:process'
import { describe, expect, test } from '@jest/globals'
import { BacktestRun, play, type RecordedStep } from '../../packages/backtest/src/index.ts'
import {
  createBusinessCalendar,
  type Indicator,
  RuleHistory,
  type RuleSet,
  type RuleTimeline,
} from '../../packages/domain/src/index.ts'
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
  topicOf,
} from '../../packages/events/src/index.ts'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  customerRiskTopology,
  PORTFOLIO_RISK_INPUTS,
  portfolioRiskTopology,
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
/** A story takes some seconds; where more seeds are asked for, more are told. */
const [STORIES, STORIES_OF_CHANGE] =
  env.TOCSIN_SEEDS === undefined
    ? [[11], [14]]
    : [
        [11, 12, 13],
        [14, 15],
      ]
const MINUTE_MS = 60_000
const { startOf } = createBusinessCalendar(shippedRules.businessZone)

describe('a backtest and the live engine over the same events', () => {
  test.each(STORIES)('give the same alerts under the shipped rules: story %i', async (seed) => {
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
    const ofProducts = live.filter(({ entityType }) => entityType === 'product').map(({ indicator }) => indicator)
    const kinds = ['overstock', 'product-demand-drop', 'stock-count-overdue', 'stock-shortage']
    expect([...new Set(ofProducts)].sort()).toEqual(kinds)
    expect(alerts.map(withoutPlacesOfFacts).sort(byId)).toEqual(live.map(withoutPlacesOfFacts).sort(byId))
  })
})

describe('a backtest and the live engine over the same events and the same changes of rules', () => {
  test.each(STORIES_OF_CHANGE)('give the same alerts before and after each: story %i', async (seed) => {
    const nightMs = startOf(STORY_FIRST_DAY + DAYS)
    const story = salesStory(seed, { customers: 25, days: DAYS }).filter(({ atMs }) => atMs < nightMs - 10 * MINUTE_MS)
    const startMs = nightMs - 5 * MINUTE_MS
    const live = new RuleHistory(shippedRules)
    const known = new RuleHistory(shippedRules)
    // One in the middle of what is history by now; one that is told, and comes into force, while the engine runs.
    const inHistoryMs = startOf(STORY_FIRST_DAY + 130) + 15 * 60 * MINUTE_MS
    const whileLiveMs = nightMs - MINUTE_MS
    for (const rules of [live, known]) rules.add(changedRules(), inHistoryMs)
    known.add(fewerRules(), whileLiveMs)
    const world = stack(startMs, live)
    world.publish(story)
    world.at(startMs + 2 * MINUTE_MS, () => live.add(fewerRules(), whileLiveMs))
    await world.run(15 * MINUTE_MS)

    const { alerts } = await playStory(story, known)
    const told = await world.alerts()
    expect(alerts.map(withoutPlacesOfFacts).sort(byId)).toEqual(told.map(withoutPlacesOfFacts).sort(byId))
    const versions = new Set(told.map(({ ruleSetVersion }) => ruleSetVersion))
    expect(versions).toEqual(new Set([shippedRules.version, 'changed', 'fewer']))
    const endings = told.filter((alert) => alert.type === 'alert-resolved' && alert.resolution === 'indicator-removed')
    expect(new Set(endings.map(({ at }) => at))).toEqual(new Set([whileLiveMs]))
    expect(new Set(endings.map(({ entityType }) => entityType)).size).toBeGreaterThan(0)
  })
})

/** Other levels for some, one more that is looked at on change. */
function changedRules(): RuleSet {
  const sooner = shippedRules.indicators.map((indicator) =>
    indicator.id === 'days-past-due'
      ? { ...indicator, thresholds: { warning: 4, critical: 15 }, clear: { warning: 1, critical: 15 } }
      : indicator,
  )
  const [model] = sooner.filter(({ id }) => id === 'customer-inactive')
  if (model === undefined) throw new Error('there is no indicator customer-inactive')
  const orders = { kind: 'measure', measure: 'orders-recent' } as const
  const busy: Indicator = {
    ...model,
    id: 'many-orders',
    value: orders,
    unit: 'count',
    evaluate: 'on-change',
    thresholds: { warning: 4 },
    clear: { warning: 3 },
    holdDays: 0,
    minimumSample: 1,
  }
  return { ...shippedRules, version: 'changed', indicators: [...sooner, busy] }
}

/** Without the indicators that have most alerts open. */
function fewerRules(): RuleSet {
  const gone = ['many-orders', 'days-past-due', 'rep-overdue-ratio']
  return {
    ...shippedRules,
    version: 'fewer',
    indicators: shippedRules.indicators.filter(({ id }) => !gone.includes(id)),
  }
}

async function playStory(story: readonly TimedEvent[], timeline?: RuleTimeline): Promise<BacktestRun> {
  const source = {
    name: 'story',
    isOrdered: true,
    partitionCount: PARTITIONS,
    async *batches() {
      yield story.map(({ atMs, event }): RecordedStep => ({ kind: 'event', atMs, topic: topicOf(event.type), event }))
    },
  }
  const run = new BacktestRun({ ruleSet: shippedRules, source, ...(timeline && { timeline }) })
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

/** All three topologies as they are, each a process over one log and stores in memory, in virtual time. */
function stack(startMs: number, rules: RuleSet | RuleTimeline = shippedRules) {
  const clock = virtualClock(startMs)
  const topics = new MemoryTopics()
  const inputs = [...CUSTOMER_RISK_INPUTS, ...SALES_REP_RISK_INPUTS, ...PORTFOLIO_RISK_INPUTS]
  const deadLetters = inputs.map((topic) => topic + DEAD_LETTER_SUFFIX)
  for (const topic of [...inputs, ...deadLetters, ALERTS_TOPIC, SCORES_TOPIC, CUSTOMER_RISK_MARKS_TOPIC]) {
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
    rules,
    decoder: events,
    markCodec: createMarkCodec(schemas),
    encodeAlert,
    encodeScore,
    encodeFact: (fact) => facts.encode(fact),
    encodePortfolioFact: (fact) => portfolioFacts.encode(fact),
  })
  const salesRepRisk = salesRepRiskTopology({ rules, decoder: facts, encodeAlert, encodeScore })
  const portfolioRisk = portfolioRiskTopology({ rules, decoder: portfolioFacts, encodeAlert })
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
    at(atMs: number, happen: () => void): void {
      clock.setTimer(atMs - clock.now(), happen)
    },
    async run(durationMs: number): Promise<void> {
      const topologies = [customerRisk, salesRepRisk, portfolioRisk]
      const runtimes = topologies.map((topology) => process(topology, topics, clock))
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

/** Facts about representatives and groups lie on the log in an order that depends on who was faster: their places are not told. */
function withoutPlacesOfFacts(alert: AlertEvent): AlertEvent {
  return alert.entityType === 'customer' ? alert : { ...alert, evidence: { ...alert.evidence, inputs: [] } }
}

function byId(left: AlertEvent, right: AlertEvent): number {
  return left.eventId < right.eventId ? -1 : 1
}
