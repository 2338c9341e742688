import { randomUUID } from 'node:crypto'
import type { RuleSet } from '@tocsin/domain'
import { EVENT_SCHEMAS } from '@tocsin/events'
import { type Component, systemClock } from '@tocsin/service-kit'
import { createRuntime, RetryableError, type Runtime, type StreamEvent, type TaskStatus } from '@tocsin/stream'
import { createKafkaLog, createSchemaRegistry } from '@tocsin/stream-kafka'
import { createRedisStore } from '@tocsin/stream-redis'
import type { ServiceEvent } from '@tocsin/telemetry'
import type { Config } from './config.ts'
import { withCountedAlerts } from './counted-alerts.ts'
import { assembleTopology } from './customer-risk-topology.ts'

export interface Engine {
  readonly component: Component
  status(): readonly TaskStatus[]
}

const SERVICE = 'customer-risk'
const LONGEST_WAIT_MS = 10_000

/**
 * The runtime with its log, store and schemas. Its start waits for what is away (registry, Kafka) and says so, for a
 * service may well come up before what it needs.
 */
export function createEngine(
  config: Config,
  ruleSet: RuleSet,
  emit: (event: StreamEvent | ServiceEvent) => void,
): Engine {
  let runtime: Runtime | undefined
  let stopping = false
  const waits = new Set<() => void>()
  const store = createRedisStore({ url: config.redisUrl })
  const registry = createSchemaRegistry(config.registryUrl)
  const finished = Promise.withResolvers<void>()

  async function start(): Promise<void> {
    const schemaIds = await insist('schema registry', () => registry.register(EVENT_SCHEMAS))
    if (!schemaIds) return
    emit({ type: 'SchemasReady', subjects: schemaIds.size })
    const topology = assembleTopology(ruleSet, { schemaIds, source: registry, nowMs: systemClock.now })
    const { kafkaBrokers: brokers, sessionTimeoutMs } = config
    await insist('Kafka', async () => {
      // A log is started once: each attempt has its own.
      const log = createKafkaLog({ brokers, groupId: SERVICE, clientId: SERVICE, sessionTimeoutMs })
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

  /** Until it succeeds, fails for another reason than being away, or the process is asked to stop (undefined). */
  async function insist<Result>(dependency: string, attempt: () => Promise<Result>): Promise<Result | undefined> {
    for (let waitMs = 250; !stopping; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error
        emit({ type: 'WaitingForDependency', dependency, message: error.message })
        await pause(waitMs)
      }
    }
    return undefined
  }

  function pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        waits.delete(wake)
        resolve()
      }
      const cancel = systemClock.setTimer(durationMs, wake)
      waits.add(wake)
    })
  }

  async function stop(): Promise<void> {
    stopping = true
    for (const wake of waits) wake()
    await runtime?.stop()
    await store.close()
  }

  return {
    component: { name: 'engine', start, stop, finished: finished.promise },
    status: () => runtime?.status() ?? [],
  }
}
