import { randomUUID } from 'node:crypto'
import { EVENT_SCHEMAS, type SchemaIds, type SchemaSource } from '@tocsin/events'
import { type AnyTopology, createRuntime, type Runtime, type StreamEvent, type TaskStatus } from '@tocsin/stream'
import { createKafkaLog, createSchemaRegistry } from '@tocsin/stream-kafka'
import { createRedisStore } from '@tocsin/stream-redis'
import type { ServiceEvent } from '@tocsin/telemetry'
import { systemClock } from './clock.ts'
import { withCountedAlerts } from './counted-alerts.ts'
import type { ServiceConfig } from './engine-settings.ts'
import { createInsistence } from './insistence.ts'
import type { Component } from './run-service.ts'

export interface Engine {
  readonly component: Component
  status(): readonly TaskStatus[]
}

/** What a topology's codecs are made of: over a real registry in a service, over fixed ids in memory. */
export interface SchemaParts {
  /** Registry ids of the schemas this program writes with. */
  readonly schemaIds: SchemaIds
  readonly source: SchemaSource
  /** Versions of the mark schema that marks on the topic may have been written with, by registry id. */
  readonly otherMarkVersions?: ReadonlyMap<number, string>
  readonly nowMs: () => number
}

export interface EngineOptions {
  /** Consumer group and client id. */
  readonly service: string
  readonly config: Pick<ServiceConfig, 'kafkaBrokers' | 'registryUrl' | 'redisUrl' | 'sessionTimeoutMs'>
  /** Puts the topology together, once its schemas have their ids. */
  assemble(schemas: SchemaParts): AnyTopology
  emit(event: StreamEvent | ServiceEvent): void
}

/**
 * The runtime with its log, store and schemas. Its start waits for what is away (registry, Kafka) and says so, for a
 * service may well come up before what it needs. Alerts that reach the log are counted.
 */
export function createEngine({ service, config, assemble, emit }: EngineOptions): Engine {
  let runtime: Runtime | undefined
  const { insist, stop: stopInsisting } = createInsistence(emit)
  const store = createRedisStore({ url: config.redisUrl })
  const registry = createSchemaRegistry(config.registryUrl)
  const finished = Promise.withResolvers<void>()

  async function start(): Promise<void> {
    const schemaIds = await insist('schema registry', () => registry.register(EVENT_SCHEMAS))
    if (!schemaIds) return
    emit({ type: 'SchemasReady', subjects: schemaIds.size })
    const topology = assemble({ schemaIds, source: registry, nowMs: systemClock.now })
    const { kafkaBrokers: brokers, sessionTimeoutMs } = config
    await insist('Kafka', async () => {
      // A log is started once: each attempt has its own.
      const log = createKafkaLog({ brokers, groupId: service, clientId: service, sessionTimeoutMs })
      const created = createRuntime({
        topology,
        log: withCountedAlerts(log, schemaIds, emit),
        store,
        clock: systemClock,
        emit,
        newOwnerToken: randomUUID,
      })
      await created.start()
      runtime = created
      created.finished.then(finished.resolve, finished.reject)
    })
  }

  async function stop(): Promise<void> {
    stopInsisting()
    await runtime?.stop()
    await store.close()
  }

  return {
    component: { name: 'engine', start, stop, finished: finished.promise },
    status: () => runtime?.status() ?? [],
  }
}
