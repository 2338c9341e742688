import { ALERTS_TOPIC, CUSTOMER_RISK_INPUTS, CUSTOMER_RISK_MARKS_TOPIC } from '@tocsin/processors'
import {
  type Component,
  createHttpServer,
  createWatchdog,
  describeReadiness,
  shownConfig,
  systemClock,
} from '@tocsin/service-kit'
import { DEAD_LETTER_SUFFIX, type StreamEvent } from '@tocsin/stream'
import { createTelemetry, type ServiceEvent } from '@tocsin/telemetry'
import { type Config, configDescription } from './config.ts'
import { createEngine } from './engine.ts'
import { loadRuleSet } from './load-rule-set.ts'
import { VERSION } from './version.ts'
import { watchdogComponent } from './watchdog-component.ts'

export interface WiredService {
  readonly components: readonly Component[]
  emit(event: ServiceEvent): void
}

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the rule set cannot be used
 */
export function wire(config: Config): WiredService {
  const deadLetterTopics = CUSTOMER_RISK_INPUTS.map((topic) => topic + DEAD_LETTER_SUFFIX)
  const telemetry = createTelemetry({
    service: 'customer-risk',
    version: VERSION,
    logLevel: config.logLevel,
    stdout: process.stdout,
    inputTopics: CUSTOMER_RISK_INPUTS,
    outputTopics: [ALERTS_TOPIC, CUSTOMER_RISK_MARKS_TOPIC, ...deadLetterTopics],
  })
  let joined = false
  let stopping = false
  const emit = (event: StreamEvent | ServiceEvent): void => {
    if (event.type === 'Rebalanced') joined = true
    if (event.type === 'ServiceStopping') stopping = true
    telemetry.emit(event)
  }

  emit({ type: 'ServiceStarting', config: shownConfig(configDescription, config) })
  const ruleSet = loadRuleSet(config.rulesFile)
  const indicators = ruleSet.indicators.map(({ id }) => id)
  emit({ type: 'RuleSetLoaded', version: ruleSet.version, file: config.rulesFile, indicators })

  const engine = createEngine(config, ruleSet, emit)
  telemetry.observeStatus(engine.status)
  const watchdog = watchdogComponent(
    createWatchdog({ tasks: engine.status, now: systemClock.now, limitMs: config.stallSeconds * 1000 }),
    emit,
  )
  const http = createHttpServer({
    host: config.httpHost,
    port: config.httpPort,
    metricsText: () => telemetry.metricsText(),
    readiness: () => describeReadiness(engine.status(), { joined, stopping }),
    sickness: watchdog.sickness,
    listening: ({ host, port }) => emit({ type: 'HttpListening', host, port }),
  })
  return { components: [http, engine.component, watchdog.component], emit }
}
