/** customer-risk, sales-rep-risk and portfolio-risk as they are, over one log and stores in memory, in virtual time. */
import {
  type AlertEvent,
  createAlertCodec,
  createEventCodec,
  createFixedRegistry,
  createMarkCodec,
  createPortfolioFactCodec,
  createSalesRepFactCodec,
  createScoreCodec,
  type EventCodec,
  type SalesEvent,
  type ScoreEvent,
} from '@tocsin/events'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  customerRiskTopology,
  PORTFOLIO_FACTS_TOPIC,
  portfolioRiskTopology,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
  salesRepRiskTopology,
} from '@tocsin/processors'
import { type AnyTopology, createRuntime, DEAD_LETTER_SUFFIX, type LogRecord } from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics, type VirtualClock, virtualClock } from '@tocsin/stream/testing'
import { shippedRules } from './shipped-files.ts'

export interface MemoryRun {
  readonly clock: VirtualClock
  readonly log: MemoryLog
  readonly events: EventCodec<SalesEvent>
  readonly partitionCount: number
  /** Runs the work beside the services, then lets `restMs` pass and stops them. */
  complete<Result>(work: Promise<Result>, restMs: number): Promise<Result>
  alerts(): Promise<AlertEvent[]>
  deadLetters(): readonly LogRecord[]
}

export function memoryRun(startMs: number, partitionCount: number): MemoryRun {
  const clock = virtualClock(startMs)
  const topics = new MemoryTopics()
  const deadLetterTopics = [...CUSTOMER_RISK_INPUTS, SALES_REP_FACTS_TOPIC, PORTFOLIO_FACTS_TOPIC].map(
    (topic) => topic + DEAD_LETTER_SUFFIX,
  )
  const outputTopics = [
    ALERTS_TOPIC,
    SALES_REP_FACTS_TOPIC,
    PORTFOLIO_FACTS_TOPIC,
    SCORES_TOPIC,
    CUSTOMER_RISK_MARKS_TOPIC,
  ]
  for (const topic of [...CUSTOMER_RISK_INPUTS, ...deadLetterTopics, ...outputTopics]) {
    topics.create(topic, partitionCount)
  }
  const schemas = { ...createFixedRegistry(), nowMs: clock.now }
  const events = createEventCodec(schemas)
  const alertCodec = createAlertCodec(schemas)
  const factCodec = createSalesRepFactCodec(schemas)
  const portfolioFacts = createPortfolioFactCodec(schemas)
  const encodeAlert = (alert: AlertEvent) => alertCodec.encode(alert)
  const scores = createScoreCodec(schemas)
  const encodeScore = (score: ScoreEvent) => scores.encode(score)
  const ruleSet = shippedRules()
  const customerRisk = customerRiskTopology({
    rules: ruleSet,
    decoder: events,
    markCodec: createMarkCodec(schemas),
    encodeAlert,
    encodeScore,
    encodeFact: (fact) => factCodec.encode(fact),
    encodePortfolioFact: (fact) => portfolioFacts.encode(fact),
  })
  const salesRepRisk = salesRepRiskTopology({ rules: ruleSet, decoder: factCodec, encodeAlert, encodeScore })
  const portfolioRisk = portfolioRiskTopology({ rules: ruleSet, decoder: portfolioFacts, encodeAlert })
  let takes = 0
  const runtimeOf = (topology: AnyTopology, log: MemoryLog) =>
    createRuntime({
      topology,
      log,
      store: new MemoryStore(),
      clock,
      emit: () => undefined,
      newOwnerToken: () => `owner-${++takes}`,
    })
  const log = new MemoryLog({ topics, group: customerRisk.name, clock })
  const runtimes = [
    runtimeOf(customerRisk, log),
    runtimeOf(salesRepRisk, new MemoryLog({ topics, group: salesRepRisk.name, clock })),
    runtimeOf(portfolioRisk, new MemoryLog({ topics, group: portfolioRisk.name, clock })),
  ]
  return {
    clock,
    log,
    events,
    partitionCount,
    async complete(work, restMs) {
      for (const runtime of runtimes) await clock.run(runtime.start())
      await clock.run(work)
      await clock.run(new Promise<void>((resolve) => void clock.setTimer(restMs, resolve)))
      for (const runtime of runtimes) await clock.run(runtime.stop())
      return work
    },
    async alerts() {
      const published = topics.partitionsOf(ALERTS_TOPIC).flat()
      await alertCodec.prepare(published)
      return published.map((record) => alertCodec.decode(record))
    },
    deadLetters: () => deadLetterTopics.flatMap((topic) => topics.partitionsOf(topic).flat()),
  }
}
