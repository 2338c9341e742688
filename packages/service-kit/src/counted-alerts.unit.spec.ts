import { expect, test } from '@jest/globals'
import { type AlertEvent, createAlertCodec, createFixedRegistry } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import { MemoryLog, MemoryTopics } from '@tocsin/stream/testing'
import { withCountedAlerts } from './counted-alerts.ts'

const { schemaIds, source } = createFixedRegistry()
const codec = createAlertCodec({ schemaIds, source, nowMs: () => 0 })
const alert: AlertEvent = {
  type: 'alert-fired',
  eventId: 'a1-1',
  alertId: 'a1',
  revision: 1,
  indicator: 'days-past-due',
  entityType: 'customer',
  entityId: 'C7',
  severity: 'warning',
  value: 9,
  unit: 'days',
  threshold: 8,
  breachedOn: 20_543,
  at: Date.UTC(2026, 2, 31, 16),
  reasonZh: '逾期天数为 9 天。',
  reasonEn: 'Days past due: 9 days.',
  nextStepZh: '致电客户。',
  nextStepEn: 'Call the customer.',
  evidence: { measures: [], inputs: [] },
  ruleSetVersion: '1.0.0+3f9a0c12',
  ownerRole: 'credit-controller',
}

function countingLog() {
  const topics = new MemoryTopics()
  topics.create('risk.alerts', 1)
  topics.create('risk.customer-risk.marks', 1)
  const clock = { now: () => 0, setTimer: () => () => {} }
  const told: object[] = []
  const log = withCountedAlerts(new MemoryLog({ topics, group: 'g', clock }), schemaIds, (event) => told.push(event))
  return { log, told, topics }
}

function record(topic: string, value: Uint8Array): OutgoingRecord {
  return { topic, key: new TextEncoder().encode('customer:C7'), value, timestampMs: 0, headers: {} }
}

test('an alert is told once it is on the log; marks are not', async () => {
  const { log, told, topics } = countingLog()
  const mark = record('risk.customer-risk.marks', new Uint8Array([1]))
  expect(await log.append([mark, record('risk.alerts', codec.encode(alert))])).toEqual([0, 0])
  expect(topics.partitionsOf('risk.alerts')[0]).toHaveLength(1)
  expect(told).toEqual([
    {
      type: 'AlertPublished',
      indicator: 'days-past-due',
      severity: 'warning',
      transition: 'fired',
      alertId: 'a1',
      revision: 1,
      entityType: 'customer',
      entityId: 'C7',
    },
  ])
})

test('what cannot be read back is published all the same', async () => {
  const { log, told, topics } = countingLog()
  await log.append([record('risk.alerts', new Uint8Array([0, 9, 9, 9, 9, 1]))])
  expect(topics.partitionsOf('risk.alerts')[0]).toHaveLength(1)
  expect(told).toEqual([])
})
