/** A world through the real rules without a log: events in the order they are written, timers at their moment. */
import { createBusinessCalendar, type RuleSet } from '@tocsin/domain'
import {
  type AlertEvent,
  isPortfolioFact,
  isSalesRepFact,
  isScoreEvent,
  type PortfolioFact,
  recordKeyOf,
  type SalesRepFact,
} from '@tocsin/events'
import {
  type CustomerRiskState,
  customerRiskProcessor,
  PORTFOLIO_RISK_INPUTS,
  portfolioRiskProcessor,
  SALES_REP_RISK_INPUTS,
  type SalesRepRiskOutput,
  type SalesRepRiskState,
  salesRepRiskProcessor,
} from '@tocsin/processors'
import type { Input, Processor } from '@tocsin/stream'
import { SALES_TOPICS } from '../world/customer-book.ts'
import type { TimedEvent } from '../world/timed-event.ts'
import { DueTimers } from './due-timers.ts'

export interface Played {
  readonly alerts: readonly AlertEvent[]
  /** Refused events with the refusal. */
  readonly refused: readonly { readonly timed: TimedEvent; readonly message: string }[]
}

/** Plays all events as one task, then fires what is due up to `endMs`. */
export function playThrough(ruleSet: RuleSet, events: Iterable<TimedEvent>, endMs: number): Played {
  const processor = customerRiskProcessor(ruleSet, SALES_TOPICS)
  const states = new Map<string, CustomerRiskState>()
  const timers = new DueTimers()
  const alerts: AlertEvent[] = []
  const facts: SalesRepFact[] = []
  const groupFacts: PortfolioFact[] = []
  const refused: { timed: TimedEvent; message: string }[] = []
  let taskTimeMs = 0
  let offset = 0

  const reduce = (input: Parameters<typeof processor.reduce>[1], asOfMs: number) => {
    const [entityId] = processor.keys(input) as [string]
    const reduction = processor.reduce([states.get(entityId) ?? processor.initialState(entityId)], input, asOfMs)
    states.set(entityId, reduction.states[0]!)
    timers.set(entityId, reduction.nextTimers[0] ?? null)
    for (const output of reduction.outputs) {
      if (isSalesRepFact(output)) facts.push(output)
      else if (isPortfolioFact(output)) groupFacts.push(output)
      else if (!isScoreEvent(output)) alerts.push(output)
    }
    taskTimeMs = asOfMs
  }
  const fireThrough = (throughMs: number) => {
    for (let due = timers.take(throughMs); due !== undefined; due = timers.take(throughMs)) {
      reduce({ kind: 'timer', ...due }, Math.max(due.dueAtMs, taskTimeMs))
    }
  }

  for (const timed of events) {
    const asOfMs = Math.max(timed.recordedAtMs, taskTimeMs)
    fireThrough(asOfMs)
    const { topic, event, recordedAtMs: timestampMs } = timed
    const place = { topic, partition: 0, offset: offset++, timestampMs, key: recordKeyOf(event) }
    try {
      reduce({ kind: 'record', ...place, event, late: timestampMs < taskTimeMs }, asOfMs)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'InvalidRecordError') throw error
      refused.push({ timed, message: error.message })
      taskTimeMs = asOfMs
    }
  }
  fireThrough(endMs)
  const salesReps = salesRepRiskProcessor(ruleSet, SALES_REP_RISK_INPUTS)
  const groups = portfolioRiskProcessor(ruleSet, PORTFOLIO_RISK_INPUTS)
  const ofSecondHops = [
    ...secondHop({ ruleSet, processor: salesReps, topic: SALES_REP_RISK_INPUTS[0], facts }, endMs),
    ...secondHop({ ruleSet, processor: groups, topic: PORTFOLIO_RISK_INPUTS[0], facts: groupFacts }, endMs),
  ]
  return { alerts: [...alerts, ...ofSecondHops], refused }
}

interface SecondHop<Fact> {
  readonly ruleSet: RuleSet
  readonly processor: Processor<SalesRepRiskState, Fact, SalesRepRiskOutput>
  readonly topic: string
  readonly facts: readonly Fact[]
}

/** What is told of a day says that the days before are over, for there is one source. */
function secondHop<Fact extends SalesRepFact | PortfolioFact>(
  { ruleSet, processor, topic, facts }: SecondHop<Fact>,
  endMs: number,
): AlertEvent[] {
  const { startOf } = createBusinessCalendar(ruleSet.businessZone)
  const states = new Map<string, SalesRepRiskState | null>()
  const timers = new DueTimers()
  const alerts: AlertEvent[] = []
  const reduce = (input: Input<Fact>, asOfMs: number) => {
    const keys = processor.keys(input)
    const before = keys.map((key) => states.get(key) ?? processor.initialState(key))
    const { states: after, nextTimers, outputs } = processor.reduce(before, input, asOfMs)
    for (const [index, key] of keys.entries()) {
      states.set(key, after[index] ?? null)
      timers.set(key, nextTimers[index] ?? null)
    }
    alerts.push(...outputs.filter((output) => !isScoreEvent(output)))
  }
  let progressMs = 0
  const passTo = (throughMs: number) => {
    for (let due = timers.take(throughMs); due !== undefined; due = timers.take(throughMs)) {
      progressMs = due.dueAtMs
      reduce({ kind: 'timer', ...due }, progressMs)
    }
    progressMs = Math.max(progressMs, throughMs)
  }

  for (const [offset, event] of facts.entries()) {
    const startMs = startOf(event.on)
    passTo(startMs)
    const place = { topic, partition: 0, offset, timestampMs: startMs, key: recordKeyOf(event) }
    reduce({ kind: 'record', ...place, event, late: false }, progressMs)
  }
  passTo(endMs)
  return alerts
}
