import { readFileSync } from 'node:fs'
import {
  type Component,
  createHttpServer,
  type Readiness,
  shownConfig,
  systemClock,
  type WiredService,
} from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import { createTelemetry, type ServiceEvent } from '@tocsin/telemetry'
import { createAcceptance } from './accepting/acceptance.ts'
import { createLogConnection, type LogConnection } from './accepting/log-connection.ts'
import { createRateLimit } from './accepting/rate-limit.ts'
import { type Config, configDescription } from './config.ts'
import { SALES_TOPICS } from './content/event-types.ts'
import { createApp } from './http/app.ts'
import { type Mappings, readMappings } from './importing/mappings.ts'
import { type ApiKeys, parseApiKeys } from './keys/api-keys.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the key file or a mapping cannot be used
 */
export function wire(config: Config): WiredService {
  const { logLevel } = config
  const telemetry = createTelemetry({ service: 'ingest', version: VERSION, logLevel, stdout: process.stdout })
  let stopping = false
  const emit = (event: ServiceEvent): void => {
    if (event.type === 'ServiceStopping') stopping = true
    telemetry.emit(event)
  }
  emit({ type: 'ServiceStarting', config: shownConfig(configDescription, config) })
  const keys = readKeys(config)
  emit({ type: 'ApiKeysLoaded', file: config.keysFile, names: keys.names, sources: keys.sources })

  const mappings = readMappings(config.mappingsFolder)
  emit({ type: 'MappingsLoaded', folder: mappings.folder, names: mappings.names, unusable: mappings.unusable })

  const log = createLogConnection(config, emit)
  const pages = createHttpServer({
    host: config.httpHost,
    port: config.httpPort,
    metricsText: () => telemetry.metricsText(),
    readiness: () => readinessOf(stopping ? 'stopping' : log.state()),
    sickness: () => undefined,
    listening: ({ host, port }) => emit({ type: 'HttpListening', host, port }),
  })
  return { components: [pages, apiComponent(config, { keys, mappings }, log, emit)], emit }
}

/** The API answers 503 while its log is not there yet; it stops taking requests before the log is let go. */
function apiComponent(
  config: Config,
  { keys, mappings }: { readonly keys: ApiKeys; readonly mappings: Mappings },
  log: LogConnection,
  emit: (event: ServiceEvent) => void,
): Component {
  const { now } = systemClock
  let closeApp: () => Promise<void> = async () => {}

  async function start(): Promise<void> {
    const app = await createApp({
      version: VERSION,
      keys,
      mappings,
      acceptance: createAcceptance(log, { now, emit }),
      rateLimit: createRateLimit(config.eventsPerSecond, now),
      isReady: () => log.state() === 'ready',
      now,
      skewMs: config.skewSeconds * 1000,
      bodyBytes: config.bodyBytes,
      uploadBytes: config.uploadBytes,
      mostInFlight: config.mostInFlight,
      emit,
    })
    closeApp = () => app.close()
    try {
      await app.listen({ host: config.apiHost, port: config.apiPort })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
      const address = `${config.apiHost}:${config.apiPort}`
      throw new OperatorError(`Cannot listen on ${address} (${code}). Choose another TOCSIN_INGEST_PORT, or 0 for any.`)
    }
    const [address] = app.addresses()
    const port = typeof address === 'object' ? address.port : config.apiPort
    emit({ type: 'ApiListening', host: config.apiHost, port })
    await log.start()
  }

  async function stop(): Promise<void> {
    await closeApp()
    await log.close()
  }

  return { name: 'api', start, stop, finished: log.finished }
}

function readKeys({ keysFile, keySecret }: Config): ApiKeys {
  let text: string
  try {
    text = readFileSync(keysFile, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new OperatorError(
      `The key file ${keysFile} cannot be read (${code}). Set TOCSIN_INGEST_KEYS_FILE to the file of API keys.`,
    )
  }
  return parseApiKeys(text, keysFile, keySecret, SALES_TOPICS)
}

function readinessOf(state: ReturnType<LogConnection['state']> | 'stopping'): Readiness {
  const tasks: Readiness['tasks'] = []
  switch (state) {
    case 'ready':
      return { ready: true, status: 'ready', summary: 'Events are accepted.', tasks }
    case 'starting':
      return {
        ready: false,
        status: 'starting',
        summary: 'Waiting for the schema registry and Kafka; requests are answered 503.',
        tasks,
      }
    case 'away':
      return {
        ready: false,
        status: 'backing-off',
        summary: 'Kafka is away; requests are answered 503 until it is back.',
        tasks,
      }
    case 'stopping':
      return { ready: false, status: 'stopping', summary: 'The process is stopping.', tasks }
  }
}
