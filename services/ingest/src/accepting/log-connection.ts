/** The log and the registry behind the API: away at times, and then nothing is accepted. */
import { createEventEncoder, type EncodeEvent, EVENT_SCHEMAS } from '@tocsin/events'
import { createInsistence, systemClock } from '@tocsin/service-kit'
import { OperatorError, RetryableError } from '@tocsin/stream'
import { createKafkaAppender, createKafkaClient, createSchemaRegistry, LogAdmin } from '@tocsin/stream-kafka'
import type { ServiceEvent } from '@tocsin/telemetry'
import { SALES_TOPICS } from '../content/event-types.ts'
import { type EventLog, LogAwayError } from './acceptance.ts'
import { REFUSED_TOPIC } from './records.ts'

export interface LogConnection extends EventLog {
  /** Returns once the first event can be accepted. @throws OperatorError when a topic is missing or a schema refused */
  start(): Promise<void>
  /** To be called when no request is under way any more. */
  close(): Promise<void>
  state(): 'starting' | 'ready' | 'away'
  /** Rejects when Kafka comes back and somebody has to act before anything can be written. */
  readonly finished: Promise<void>
}

const CLIENT_ID = 'ingest'
const OWN_SCHEMAS = EVENT_SCHEMAS.filter(({ topic }) => SALES_TOPICS.includes(topic))

export function createLogConnection(
  config: { readonly kafkaBrokers: readonly string[]; readonly registryUrl: string },
  emit: (event: ServiceEvent) => void,
): LogConnection {
  const options = { brokers: config.kafkaBrokers, clientId: CLIENT_ID }
  const admin = new LogAdmin(createKafkaClient(options), config.kafkaBrokers)
  const appender = createKafkaAppender(options)
  const registry = createSchemaRegistry(config.registryUrl)
  const { insist, stop: stopInsisting } = createInsistence(emit)
  const finished = Promise.withResolvers<void>()
  let encodeEvent: EncodeEvent | undefined
  let awaySinceMs: number | undefined

  const lookAtTopics = () => admin.partitionCounts([...SALES_TOPICS, REFUSED_TOPIC])

  async function start(): Promise<void> {
    const schemaIds = await insist('schema registry', () => registry.register(OWN_SCHEMAS))
    if (!schemaIds) return
    emit({ type: 'SchemasReady', subjects: schemaIds.size })
    if (await insist('Kafka', lookAtTopics)) encodeEvent = createEventEncoder(schemaIds)
  }

  async function append(records: Parameters<EventLog['append']>[0]): Promise<void> {
    if (awaySinceMs !== undefined) throw new LogAwayError('Kafka is away')
    try {
      await appender.append(records)
    } catch (error) {
      if (error instanceof RetryableError) {
        goAway(error.message)
        throw new LogAwayError(error.message)
      }
      // Kafka refuses what it should take: a right is missing, a clock is wrong. Kept from being lost by the sender.
      if (error instanceof OperatorError) {
        emit({ type: 'IngestFailed', message: error.message })
        throw new LogAwayError(error.message)
      }
      throw error
    }
  }

  /** Requests fail at once from now on, instead of waiting one after the other, until Kafka answers again. */
  function goAway(message: string): void {
    if (awaySinceMs !== undefined) return
    const sinceMs = systemClock.now()
    awaySinceMs = sinceMs
    emit({ type: 'IngestLogAway', message })
    insist('Kafka', lookAtTopics).then((counts) => {
      if (!counts) return
      awaySinceMs = undefined
      emit({ type: 'IngestLogBack', awayMs: systemClock.now() - sinceMs })
    }, finished.reject)
  }

  return {
    start,
    append,
    encode(event) {
      if (encodeEvent === undefined) throw new LogAwayError('the service is starting')
      return encodeEvent(event)
    },
    async close() {
      stopInsisting()
      await appender.close()
      await admin.close()
      finished.resolve()
    },
    state: () => (encodeEvent === undefined ? 'starting' : awaySinceMs === undefined ? 'ready' : 'away'),
    finished: finished.promise,
  }
}
