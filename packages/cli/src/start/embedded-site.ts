import { randomUUID } from 'node:crypto'
import { createChannels, processEnvironment } from '@tocsin/channels'
import { assembleTopology as assembleCustomerRisk, loadRuleSet } from '@tocsin/customer-risk'
import { createAlertCodec, createEventCodec, createFixedRegistry, createNotificationCodec } from '@tocsin/events'
import { assembleTopology as assembleNotifier, createDeliverer } from '@tocsin/notifier'
import { assembleTopology as assemblePortfolioRisk } from '@tocsin/portfolio-risk'
import { ALERTS_TOPIC, NOTIFICATIONS_TOPIC, NOTIFIER_INPUTS } from '@tocsin/processors'
import { assembleTopology as assembleSalesRepRisk } from '@tocsin/sales-rep-risk'
import { systemClock } from '@tocsin/service-kit'
import {
  type AnyTopology,
  createRuntime,
  DEAD_LETTER_SUFFIX,
  type LogRecord,
  liveRecord,
  OperatorError,
} from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics } from '@tocsin/stream/testing'
import { createTelemetry } from '@tocsin/telemetry'
import { printFileFaults } from '@tocsin/yaml-file'
import { readAlerts } from '../alerts/read-alerts.ts'
import { followNotifications } from './follow-notifications.ts'
import { startInbox } from './inbox/inbox.ts'
import { figuresOf } from './metrics-page.ts'
import type { NotifyingFiles } from './notifying-files.ts'
import type { DemoSite } from './site.ts'

const PARTITIONS = 8
/** The deliverer reads what the notifier reads as well, in a group of its own. */
const DELIVERY_GROUP = 'notifier-delivery'

export interface EmbeddedSiteOptions {
  readonly rulesFile: string
  readonly notifying: NotifyingFiles
  /** Where received messages are kept as files. */
  readonly inboxFolder: string
}

/** The same topologies and runtime over a log and stores in memory: no broker, no Java, nothing kept but the messages. */
export async function startEmbeddedSite({ rulesFile, notifying, inboxFolder }: EmbeddedSiteOptions): Promise<DemoSite> {
  const ruleSet = loadRuleSet(rulesFile)
  const topics = new MemoryTopics()
  const { schemaIds, source } = createFixedRegistry()
  const schemas = { schemaIds, source, nowMs: systemClock.now }
  const topologies = [
    assembleCustomerRisk(ruleSet, schemas),
    assembleSalesRepRisk(ruleSet, schemas),
    assemblePortfolioRisk(ruleSet, schemas),
    assembleNotifier(notifying.routing, schemas),
  ]
  for (const topic of new Set(topologies.flatMap(topicsOf))) topics.create(topic, PARTITIONS)
  // As `topics apply` does with what Tocsin itself writes and reads again.
  for (const topic of NOTIFIER_INPUTS) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      topics.append(liveRecord(topic, partition, systemClock.now()))
    }
  }
  const engines = topologies.map((topology) => engineOf(topology, topics))
  const inbox = await startInbox(inboxFolder)
  const channels = channelsTo(inbox.environment, notifying)
  const notificationCodec = createNotificationCodec(schemas)
  const deliverer = createDeliverer({
    log: new MemoryLog({ topics, group: DELIVERY_GROUP, clock: systemClock }),
    clock: systemClock,
    codec: notificationCodec,
    channels,
    newDelivererId: randomUUID,
    emit: () => {},
  })
  for (const { runtime } of engines) await runtime.start()
  await deliverer.start()
  const failed = new Promise<never>((_, reject) => {
    for (const { finished } of [...engines.map(({ runtime }) => runtime), deliverer]) finished.catch(reject)
  })
  failed.catch(() => {})

  const codec = createEventCodec(schemas)
  return {
    partitionCount: PARTITIONS,
    taskCount: PARTITIONS * engines.length,
    isShared: false,
    append: async (records) => records.map((record) => topics.append(record)),
    encode: (event) => codec.encode(event),
    followAlerts: async (onAlert, follow) => {
      const records = () => recordsOf(topics, ALERTS_TOPIC, follow)
      await readAlerts(records, createAlertCodec(schemas), { onAlert, follow })
    },
    followNotifications: (onEvent, follow) =>
      followNotifications(() => recordsOf(topics, NOTIFICATIONS_TOPIC, follow), notificationCodec, onEvent, follow),
    inbox,
    figures: async () => figuresOf(await Promise.all(engines.map(({ telemetry }) => telemetry.metricsText()))),
    failed,
    async stop() {
      await deliverer.stop()
      for (const { runtime } of engines.toReversed()) await runtime.stop()
      await inbox.stop()
    },
  }
}

function topicsOf({ inputs, outputTopics, marks }: AnyTopology): string[] {
  const inputTopics = inputs.map(({ topic }) => topic)
  const deadLetters = inputTopics.map((topic) => topic + DEAD_LETTER_SUFFIX)
  return [...inputTopics, ...deadLetters, ...outputTopics, ...(marks ? [marks.topic] : [])]
}

function engineOf(topology: AnyTopology, topics: MemoryTopics) {
  const inputTopics = topology.inputs.map(({ topic }) => topic)
  const telemetry = createTelemetry({
    service: topology.name,
    version: 'embedded',
    logLevel: 'silent',
    stdout: { write: () => {} },
    inputTopics,
    outputTopics: topicsOf(topology).filter((topic) => !inputTopics.includes(topic)),
  })
  const runtime = createRuntime({
    topology,
    log: new MemoryLog({ topics, group: topology.name, clock: systemClock }),
    store: new MemoryStore(),
    clock: systemClock,
    emit: telemetry.emit,
    newOwnerToken: randomUUID,
  })
  telemetry.observeStatus(() => runtime.status())
  return { runtime, telemetry }
}

/** @throws OperatorError when the shipped channels cannot be used with the inbox */
function channelsTo(environment: Readonly<Record<string, string>>, { channelsText, channelsFile }: NotifyingFiles) {
  const created = createChannels(channelsText, channelsFile, processEnvironment(environment))
  if ('faults' in created) throw new OperatorError(printFileFaults(created.faults, 'no channel is used'))
  return created.channels
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
