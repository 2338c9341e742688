/**
 * customer-risk through the runtime in memory: how the log was cut into batches, and how often a fact was sent, must
 * not show in what customers are known for or in what people are told (G5, G10).
 */
import { describe, expect, test } from '@jest/globals'
import { assembleTopology, loadRuleSet } from '@tocsin/customer-risk'
import { createAlertCodec, createEventCodec, createFixedRegistry } from '@tocsin/events'
import { ALERTS_TOPIC, describeCustomerState, isCustomerState } from '@tocsin/processors'
import { generateHistory, SALES_TOPICS, toRecord } from '@tocsin/simulator'
import { type Clock, createRuntime, headerText, type LogRecord, type OutgoingRecord, openState } from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics } from '@tocsin/stream/testing'

const PARTITIONS = 2
const START_MS = Date.UTC(2026, 0, 5)
const END_MS = Date.UTC(2026, 8, 1)
const LAST_DAY = Math.floor(END_MS / 86_400_000)
const EVENTS = 4_000

const ruleSet = loadRuleSet('deploy/rules')
const schemas = { ...createFixedRegistry(), nowMs: () => END_MS }
const topology = assembleTopology(ruleSet, schemas)
const codec = createEventCodec(schemas)
const alertCodec = createAlertCodec(schemas)
const records = generateHistory({
  seed: 11,
  customers: 30,
  events: EVENTS,
  startAtMs: START_MS,
  endAtMs: END_MS,
  lateRatio: 0.02,
}).history.map((timed) => toRecord(timed, (event) => codec.encode(event), 'simulator'))

describe('the same history', () => {
  test('in batches of 1, of any size and of 8,000: the same states and alerts, byte for byte (G5)', async () => {
    const whole = await run(records, { maxBatchInputs: 8_000 })
    expect(whole.alerts.size).toBeGreaterThan(20)
    expect(await run(records, { maxBatchInputs: 1 })).toEqual(whole)
    expect(await run(records, { maxBatchInputs: 97, maxRecordsPerFetch: 13 })).toEqual(whole)
  })

  test('with every event delivered twice: the same customers and the same alerts (G10)', async () => {
    const once = await run(records, { maxBatchInputs: 8_000 })
    const twice = await run(
      records.flatMap((record) => [record, record]),
      { maxBatchInputs: 8_000 },
    )
    expect(await told(twice)).toEqual(await told(once))
    expect(known(twice)).toEqual(known(once))
  })
})

type Published = Pick<LogRecord, 'key' | 'value'>

interface Outcome {
  /** By customer: what the store holds, state and timer in one. */
  readonly states: ReadonlyMap<string, Uint8Array>
  /** Alerts as they were published, by cause. */
  readonly alerts: ReadonlyMap<string, Published>
}

async function run(
  history: readonly OutgoingRecord[],
  { maxBatchInputs, maxRecordsPerFetch = 500 }: { maxBatchInputs: number; maxRecordsPerFetch?: number },
): Promise<Outcome> {
  const topics = new MemoryTopics()
  for (const topic of [...SALES_TOPICS, ...topology.outputTopics, topology.marks.topic])
    topics.create(topic, PARTITIONS)
  for (const record of history) topics.append(record)
  const clock: Clock = {
    now: () => END_MS,
    setTimer: (durationMs, callback) => {
      const timer = setTimeout(callback, durationMs)
      return () => clearTimeout(timer)
    },
  }
  const store = new MemoryStore()
  const runtime = createRuntime({
    topology,
    log: new MemoryLog({ topics, group: topology.name, clock, maxRecordsPerFetch: () => maxRecordsPerFetch }),
    store,
    clock,
    emit: () => {},
    newOwnerToken: () => 'only',
    options: { bounded: true, maxBatchInputs },
  })
  await runtime.start()
  await runtime.finished
  const states: [string, Uint8Array][] = []
  const alerts: [string, Published][] = []
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    states.push(...(store.peek({ topology: topology.name, partition })?.states ?? []))
    for (const { key, value, headers } of topics.partitionsOf(ALERTS_TOPIC)[partition]!) {
      alerts.push([headerText(headers.tocsin_cause)!, { key, value }])
    }
  }
  return { states: byKey(states), alerts: byKey(alerts) }
}

function byKey<Value>(entries: readonly (readonly [string, Value])[]): Map<string, Value> {
  return new Map([...entries].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** What people are told, but for the positions of the records that led to it: repeats have positions of their own. */
async function told(outcome: Outcome): Promise<unknown[]> {
  const place = { topic: ALERTS_TOPIC, partition: 0, offset: 0, timestampMs: 0, headers: {} }
  const records = [...outcome.alerts.values()].map((published) => ({ ...place, ...published }))
  await alertCodec.prepare(records)
  const alerts = records.map((record) => alertCodec.decode(record))
  const withoutInputs = alerts.map((alert) => ({ ...alert, evidence: { ...alert.evidence, inputs: [] } }))
  return withoutInputs.sort((left, right) => (identity(left) < identity(right) ? -1 : 1))
}

function identity({ alertId, revision }: { alertId: string; revision: number }): string {
  return `${alertId} ${revision}`
}

function known({ states }: Outcome): Record<string, unknown> {
  return Object.fromEntries(
    [...states].map(([customerId, sealed]) => {
      const { stateBytes, timerDueAtMs } = openState(sealed)
      const state = topology.stateCodec.decode(stateBytes, customerId)
      if (!isCustomerState(state)) return [customerId, state]
      return [customerId, { timerDueAtMs, ...(describeCustomerState(state, LAST_DAY, ruleSet) as object) }]
    }),
  )
}
