import { createEventEncoder, EVENT_SCHEMAS } from '@tocsin/events'
import type { PreparedImport } from '@tocsin/importer'
import type { OutgoingRecord } from '@tocsin/stream'
import { createKafkaAppender, createKafkaClient, LogAdmin, readTopic, registerSchemas } from '@tocsin/stream-kafka'
import type { Addresses } from '../addresses.ts'
import { kafkaClient } from '../surroundings.ts'
import { type Writing, type WritingOutcome, writeEvents } from './write-events.ts'

export interface KafkaWriting extends Omit<Writing, 'encode'> {
  readonly addresses: Addresses
}

/**
 * As `writeEvents`, into the input topics of a running Kafka.
 * @throws OperatorError when topics are live and this is no correction
 */
export async function writeToKafka(
  prepared: PreparedImport,
  { addresses, ...writing }: KafkaWriting,
): Promise<WritingOutcome> {
  const client = kafkaClient(addresses)
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  const appender = createKafkaAppender(client)
  try {
    const partitionCounts = await admin.partitionCounts(writing.topics)
    const encode = createEventEncoder(await registerSchemas(addresses.registryUrl, EVENT_SCHEMAS))
    const read = (topic: string) => readTopic({ ...client, topic })
    const log = { partitionCounts, read, append: (records: readonly OutgoingRecord[]) => appender.append(records) }
    return await writeEvents(prepared, log, { ...writing, encode })
  } finally {
    await appender.close()
    await admin.close()
  }
}
