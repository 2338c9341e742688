import { type AnyTopology, DEAD_LETTER_SUFFIX, type StreamEvent } from '@tocsin/stream'
import { createTelemetry, type ServiceEvent, type Telemetry } from '@tocsin/telemetry'
import { systemClock } from './clock.ts'
import { type ConfigDescription, shownConfig } from './config.ts'
import { createEngine, type SchemaParts } from './engine.ts'
import type { ServiceConfig } from './engine-settings.ts'
import { createHttpServer } from './http-server.ts'
import { describeReadiness } from './readiness.ts'
import type { Component } from './run-service.ts'
import { createWatchdog } from './watchdog.ts'
import { watchdogComponent } from './watchdog-component.ts'

export type Emit = (event: StreamEvent | ServiceEvent) => void

export interface WiredService {
  /** In the order in which they start. */
  readonly components: readonly Component[]
  emit(event: ServiceEvent): void
}

/** What one service adds to what all have in common. */
export interface ServiceParts {
  assemble(schemas: SchemaParts): AnyTopology
  /** Started before the engine, stopped after it. */
  readonly earlier?: readonly Component[]
  /** Started after the engine, stopped before it. */
  readonly components?: readonly Component[]
  /** What these parts still wait for, one sentence for a person; undefined once they are ready. */
  waitingFor?(): string | undefined
}

export interface ServiceWiring<Config extends ServiceConfig> {
  /** Consumer group, client id and label of logs and metrics. */
  readonly service: string
  readonly version: string
  readonly settings: ConfigDescription
  readonly config: Config
  readonly inputTopics: readonly string[]
  /** Those of the topology and its marks; the dead-letter topics of the inputs are added. */
  readonly outputTopics: readonly string[]
  /** Called once telemetry runs: reads files, tells what was read. @throws OperatorError when they cannot be used */
  prepare(emit: Emit, telemetry: Telemetry): ServiceParts
}

/**
 * Everything a process around one topology consists of, not yet started: engine, watchdog, pages, telemetry.
 * @throws OperatorError when `prepare` does
 */
export function wireService<Config extends ServiceConfig>(wiring: ServiceWiring<Config>): WiredService {
  const { service, version, settings, config, inputTopics, outputTopics } = wiring
  const telemetry = createTelemetry({
    service,
    version,
    logLevel: config.logLevel,
    stdout: process.stdout,
    inputTopics,
    outputTopics: [...outputTopics, ...inputTopics.map((topic) => topic + DEAD_LETTER_SUFFIX)],
  })
  let joined = false
  let stopping = false
  const emit = (event: StreamEvent | ServiceEvent): void => {
    if (event.type === 'Rebalanced') joined = true
    if (event.type === 'ServiceStopping') stopping = true
    telemetry.emit(event)
  }

  emit({ type: 'ServiceStarting', config: shownConfig(settings, config) })
  const { assemble, earlier = [], components = [], waitingFor } = wiring.prepare(emit, telemetry)
  const engine = createEngine({ service, config, assemble, emit })
  telemetry.observeStatus(engine.status)
  const watchdog = watchdogComponent(
    createWatchdog({ tasks: engine.status, now: systemClock.now, limitMs: config.stallSeconds * 1000 }),
    emit,
  )
  const http = createHttpServer({
    host: config.httpHost,
    port: config.httpPort,
    metricsText: () => telemetry.metricsText(),
    readiness: () => describeReadiness(engine.status(), { joined, stopping, waitingFor: waitingFor?.() }),
    sickness: watchdog.sickness,
    listening: ({ host, port }) => emit({ type: 'HttpListening', host, port }),
  })
  return { components: [http, ...earlier, engine.component, ...components, watchdog.component], emit }
}
