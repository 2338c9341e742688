import { createKafkaClient } from '@tocsin/stream-kafka'
import { decodeW1 } from '../w1/wire.ts'
import { cpuSeconds, preciseNow } from './engine.ts'
import type { FloorTask, WorkerFigures } from './messages.ts'

/** kafkajs as it is, `eachBatch`, each value decoded, nothing else. */
export async function runFloor(task: FloorTask): Promise<WorkerFigures> {
  const kafka = createKafkaClient({ brokers: task.brokers, clientId: 'tocsin-bench-floor', plainKafkajs: true })
  const consumer = kafka.consumer({ groupId: task.groupId, allowAutoTopicCreation: false })
  let records = 0
  let firstAtMs = 0
  let cpuSecondsBeforeFirst = 0
  let checksum = 0
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // A coordinator that is still loading is asked again by kafkajs itself.
    if (!payload.restart) reject(payload.error)
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [...task.topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      if (firstAtMs === 0) {
        firstAtMs = preciseNow()
        cpuSecondsBeforeFirst = cpuSeconds()
      }
      for (const { key, value, offset, timestamp, headers } of batch.messages) {
        const event = decodeW1({
          topic: batch.topic,
          partition: batch.partition,
          offset: Number(offset),
          timestampMs: Number(timestamp),
          key,
          value,
          headers: headers as Record<string, string>,
        })
        checksum += event.at % 7
      }
      records += batch.messages.length
      if (records >= task.events) resolve(preciseNow())
    },
  })
  const lastAtMs = await promise
  const figures: WorkerFigures = {
    records: checksum > 0 ? records : 0,
    outboxEntries: 0,
    published: 0,
    deadLetters: 0,
    timersFired: 0,
    commits: 0,
    firstAtMs,
    lastAtMs,
    cpuSeconds: cpuSeconds(),
    cpuSecondsBeforeFirst,
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  }
  await consumer.disconnect()
  return figures
}
