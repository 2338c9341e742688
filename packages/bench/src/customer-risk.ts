/** customer-risk with the shipped rules over a generated history: what one core does, and what a customer takes. */
import { fileURLToPath } from 'node:url'
import { createEventEncoder, createFixedRegistry } from '@tocsin/events'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  PORTFOLIO_FACTS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
} from '@tocsin/processors'
import { systemClock } from '@tocsin/service-kit'
import { createPublisher, generateHistory } from '@tocsin/simulator'
import { createKafkaAppender } from '@tocsin/stream-kafka'
import { type BenchStack, createTopics, deleteTopics } from './bench-stack.ts'
import type { ThroughputFigures } from './figures.ts'
import { measureEngine } from './measure/throughput.ts'

const PARTITIONS = 8
const DAYS = 240
const DAY_MS = 86_400_000
const RULES = fileURLToPath(new URL('../../../deploy/rules', import.meta.url))

export interface CustomerRiskRun {
  readonly events: number
  readonly customers: number
  readonly processes: number
  readonly nodeOptions: readonly string[]
}

type History = Pick<CustomerRiskRun, 'events' | 'customers'>

/** Writes the history over the topics of customer-risk, whatever was on them. */
export async function loadHistory(stack: BenchStack, run: History, say: (line: string) => void): Promise<void> {
  const { brokers } = stack
  const nowMs = Date.now()
  const { history } = generateHistory({
    seed: 'bench',
    customers: run.customers,
    events: run.events,
    startAtMs: nowMs - DAYS * DAY_MS,
    endAtMs: nowMs,
  })
  await deleteTopics(brokers, CUSTOMER_RISK_INPUTS)
  await createTopics(brokers, CUSTOMER_RISK_INPUTS, PARTITIONS)
  const appender = createKafkaAppender({ brokers, clientId: 'tocsin-bench-load' })
  try {
    const publisher = createPublisher({
      append: (records) => appender.append(records),
      encode: createEventEncoder(createFixedRegistry().schemaIds),
      clock: systemClock,
      source: 'bench',
    })
    let shownAtMs = Date.now()
    await publisher.history(history, (published) => {
      if (Date.now() - shownAtMs < 2_000) return
      shownAtMs = Date.now()
      say(`customer-risk: ${published} of ${run.events} events written`)
    })
  } finally {
    await appender.close()
  }
}

export function measureCustomerRisk(
  stack: BenchStack,
  run: CustomerRiskRun,
  say: (line: string) => void,
): Promise<ThroughputFigures> {
  return measureEngine(
    stack,
    {
      subject: `customer-risk, ${run.processes} ${run.processes === 1 ? 'process' : 'processes'}`,
      workload: { kind: 'customer-risk', rulesFile: RULES },
      topology: 'customer-risk',
      partitions: PARTITIONS,
      events: run.events,
      customers: run.customers,
      alertsTopic: ALERTS_TOPIC,
      marksTopic: CUSTOMER_RISK_MARKS_TOPIC,
      otherTopics: [SALES_REP_FACTS_TOPIC, PORTFOLIO_FACTS_TOPIC, SCORES_TOPIC],
      expectedAlerts: undefined,
      alertIdOf: (value) => value.toString('latin1'),
      processes: run.processes,
      options: {},
      nodeOptions: run.nodeOptions,
    },
    say,
  )
}
