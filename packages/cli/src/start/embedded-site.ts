import { randomUUID } from 'node:crypto'
import { assembleTopology, loadRuleSet } from '@tocsin/customer-risk'
import { createAlertCodec, createEventCodec, createFixedRegistry } from '@tocsin/events'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  SALES_REP_FACTS_TOPIC,
} from '@tocsin/processors'
import { systemClock } from '@tocsin/service-kit'
import { createRuntime, DEAD_LETTER_SUFFIX, type LogRecord } from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics } from '@tocsin/stream/testing'
import { createTelemetry } from '@tocsin/telemetry'
import { readAlerts } from '../alerts/read-alerts.ts'
import { figuresOf } from './metrics-page.ts'
import type { DemoSite } from './site.ts'

const PARTITIONS = 8
const GROUP = 'customer-risk'

/** The same topology and runtime over a log and a store in memory: no broker, no Java, nothing kept. */
export async function startEmbeddedSite(rulesFile: string): Promise<DemoSite> {
  const topics = new MemoryTopics()
  const outputs = [
    ALERTS_TOPIC,
    SALES_REP_FACTS_TOPIC,
    CUSTOMER_RISK_MARKS_TOPIC,
    ...CUSTOMER_RISK_INPUTS.map((topic) => topic + DEAD_LETTER_SUFFIX),
  ]
  for (const topic of [...CUSTOMER_RISK_INPUTS, ...outputs]) topics.create(topic, PARTITIONS)
  const { schemaIds, source } = createFixedRegistry()
  const schemas = { schemaIds, source, nowMs: systemClock.now }
  const telemetry = createTelemetry({
    service: GROUP,
    version: 'embedded',
    logLevel: 'silent',
    stdout: { write: () => {} },
    inputTopics: CUSTOMER_RISK_INPUTS,
    outputTopics: outputs,
  })
  const runtime = createRuntime({
    topology: assembleTopology(loadRuleSet(rulesFile), schemas),
    log: new MemoryLog({ topics, group: GROUP, clock: systemClock }),
    store: new MemoryStore(),
    clock: systemClock,
    emit: telemetry.emit,
    newOwnerToken: randomUUID,
  })
  telemetry.observeStatus(() => runtime.status())
  await runtime.start()
  const failed = new Promise<never>((_, reject) => {
    runtime.finished.catch(reject)
  })
  failed.catch(() => {})

  const codec = createEventCodec(schemas)
  return {
    partitionCount: PARTITIONS,
    isShared: false,
    append: async (records) => records.map((record) => topics.append(record)),
    encode: (event) => codec.encode(event),
    followAlerts: async (onAlert, follow) => {
      const records = () => recordsOf(topics, ALERTS_TOPIC, follow)
      await readAlerts(records, createAlertCodec(schemas), { onAlert, follow })
    },
    figures: async () => figuresOf([await telemetry.metricsText()]),
    failed,
    stop: () => runtime.stop(),
  }
}

/** Follows a topic in memory: what is there, then what is appended, until the signal is given. */
async function* recordsOf(topics: MemoryTopics, topic: string, follow: AbortSignal): AsyncGenerator<LogRecord> {
  const positions = topics.partitionsOf(topic).map(() => 0)
  let wake = () => {}
  const stopListening = topics.onAppend(() => wake())
  follow.addEventListener('abort', () => wake(), { once: true })
  try {
    while (!follow.aborted) {
      const appended = new Promise<void>((resolve) => {
        wake = resolve
      })
      for (const [partition, records] of topics.partitionsOf(topic).entries()) {
        for (; positions[partition]! < records.length; positions[partition]! += 1) yield records[positions[partition]!]!
      }
      if (!follow.aborted) await appended
    }
  } finally {
    stopListening()
  }
}
