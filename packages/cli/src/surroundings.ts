import { type AlertEvent, createAlertCodec } from '@tocsin/events'
import { ALERTS_TOPIC, CUSTOMER_RISK_INPUTS } from '@tocsin/processors'
import type { EventDecoder, LogRecord, StorePort } from '@tocsin/stream'
import { createSchemaRegistry, type KafkaClientOptions, readGroupLag, readTopic } from '@tocsin/stream-kafka'
import { createRedisStore } from '@tocsin/stream-redis'
import type { Addresses } from './addresses.ts'

export const INPUT_TOPICS: readonly string[] = CUSTOMER_RISK_INPUTS
/** Name of the topology and of its consumer group. */
export const CUSTOMER_RISK = 'customer-risk'

export function kafkaClient({ kafkaBrokers }: Addresses): KafkaClientOptions {
  return { brokers: kafkaBrokers, clientId: 'tocsin-cli' }
}

export function openStore({ redisUrl }: Addresses): StorePort {
  return createRedisStore({ url: redisUrl })
}

/** Reads alerts, whatever version of the schemas wrote them; it writes none, so it needs no ids. */
export function alertDecoder({ registryUrl }: Addresses): EventDecoder<AlertEvent> {
  return createAlertCodec({ schemaIds: new Map(), source: createSchemaRegistry(registryUrl), nowMs: Date.now })
}

/** The records of `risk.alerts` or of a shadow's: what is there, what comes until the signal is given, or both. */
export async function* alertRecords(
  addresses: Addresses,
  reading: { readonly fromBeginning: boolean; readonly follow?: AbortSignal; readonly topic?: string },
): AsyncGenerator<LogRecord> {
  const client = kafkaClient(addresses)
  const { topic = ALERTS_TOPIC } = reading
  const lines = reading.fromBeginning ? [] : await readGroupLag(client, CUSTOMER_RISK, [topic])
  yield* readTopic({
    ...client,
    topic,
    fromOffsets: lines.map(({ endOffset }) => endOffset),
    untilEnd: reading.follow === undefined,
    ...(reading.follow && { signal: reading.follow }),
  })
}
