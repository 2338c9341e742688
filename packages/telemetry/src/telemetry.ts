import type { StreamEvent, TaskStatus } from '@tocsin/stream'
import { pino } from 'pino'
import { type Logger, logLine } from './log-lines.ts'
import { createMetrics } from './metrics.ts'
import type { ChannelStatus } from './notification-events.ts'
import { redactSecrets } from './redact.ts'
import type { ServiceEvent } from './service-events.ts'
import type { SourceStanding } from './source-metrics.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface TelemetryOptions {
  readonly service: string
  readonly version: string
  readonly logLevel: LogLevel
  /** Where log lines go, one JSON object per line. */
  readonly stdout: { write(line: string): unknown }
  /** Declared topics: their series start at zero. */
  readonly inputTopics?: readonly string[]
  readonly outputTopics?: readonly string[]
  readonly now?: () => number
}

export interface Telemetry {
  /** Takes every event of runtime and service; returns at once, never throws. */
  emit(event: StreamEvent | ServiceEvent): void
  readonly logger: Logger
  /** The `/metrics` page in the Prometheus text format. */
  metricsText(): Promise<string>
  /** From now on scrapes ask this function how the tasks stand. */
  observeStatus(status: () => readonly TaskStatus[]): void
  /** From now on scrapes ask this function how the channels stand. */
  observeChannels(status: () => readonly ChannelStatus[]): void
  /** From now on scrapes ask this function what came from which source. */
  observeSources(standings: () => readonly SourceStanding[]): void
}

/** Turns typed instrumentation events into log lines (pino) and metrics (prom-client), in this one place. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const now = options.now ?? Date.now
  const logger = pino(
    {
      level: options.logLevel,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      hooks: { streamWrite: redactSecrets },
    },
    { write: (line) => void options.stdout.write(line) },
  )
  const metrics = createMetrics({
    service: options.service,
    version: options.version,
    inputTopics: options.inputTopics ?? [],
    outputTopics: options.outputTopics ?? [],
  })
  let tasks: () => readonly TaskStatus[] = () => []
  let channels: () => readonly ChannelStatus[] = () => []
  let sources: () => readonly SourceStanding[] = () => []

  function emit(event: StreamEvent | ServiceEvent): void {
    metrics.record(event)
    const line = logLine(event)
    if (!logger.isLevelEnabled(line.level)) return
    const { type, ...fields } = event
    logger[line.level]({ event: type, ...fields }, line.message)
  }

  return {
    emit,
    logger,
    metricsText: () => {
      metrics.setTaskGauges(tasks(), now())
      metrics.setChannelGauges(channels())
      metrics.setSources(sources())
      return metrics.text()
    },
    observeStatus: (status) => {
      tasks = status
    },
    observeChannels: (status) => {
      channels = status
    },
    observeSources: (standings) => {
      sources = standings
    },
  }
}
