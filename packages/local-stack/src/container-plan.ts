import { CONTAINER_IMAGES } from './container-images.ts'
import { kafkaProbe, type Probe, redisProbe, registryProbe } from './probes.ts'
import type { ServerName } from './progress.ts'
import { KAFKA_SETTINGS, type KafkaSettings, REDIS_SETTINGS, type RedisSettings } from './server-settings.ts'

/** One server in a container: what is run, and how it is reached from outside. */
export interface ContainerPlan {
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  /** In place of the image's own. */
  readonly command?: readonly string[]
  /** The port inside that clients need. */
  readonly port: number
  /** The port outside, where it has to be known beforehand; any free one otherwise. */
  readonly hostPort?: number
  /** The address for clients, and the question it answers once it is up. */
  reach(host: string, port: number): { readonly address: string; readonly probe: Probe }
}

export interface ContainerSettings {
  /** Where the engine publishes ports. */
  readonly host: string
  /** A port that is free there: a broker tells its clients where it is, so it must know before it starts. */
  readonly kafkaPort: number
  readonly kafkaConfig?: KafkaSettings
  readonly kafkaJavaOptions?: readonly string[]
  readonly redisConfig?: RedisSettings
}

const BROKER_PORT = 9092
const CONTROLLER_PORT = 9093
const OUTSIDE_PORT = 29_092
const REGISTRY_PORT = 8080
const REDIS_PORT = 6379

export function containerPlan(name: ServerName, settings: ContainerSettings): ContainerPlan {
  if (name === 'kafka') return kafkaPlan(settings)
  return name === 'registry' ? registryPlan() : redisPlan(settings)
}

/** `log.retention.ms` → KAFKA_LOG_RETENTION_MS, with the image's own way of writing dashes and underscores. */
export function kafkaVariable(setting: string): string {
  return `KAFKA_${setting.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`
}

function kafkaPlan(settings: ContainerSettings): ContainerPlan {
  const { host, kafkaPort, kafkaConfig = {}, kafkaJavaOptions = [] } = settings
  const config: KafkaSettings = {
    ...KAFKA_SETTINGS,
    'controller.quorum.voters': `1@localhost:${CONTROLLER_PORT}`,
    listeners: `BROKER://:${BROKER_PORT},CONTROLLER://:${CONTROLLER_PORT},OUTSIDE://:${OUTSIDE_PORT}`,
    'advertised.listeners': `BROKER://localhost:${BROKER_PORT},OUTSIDE://${host}:${kafkaPort}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT',
    ...kafkaConfig,
  }
  return {
    image: CONTAINER_IMAGES.kafka,
    environment: {
      ...Object.fromEntries(Object.entries(config).map(([name, value]) => [kafkaVariable(name), String(value)])),
      KAFKA_HEAP_OPTS: ['-Xms64m', '-Xmx512m', ...kafkaJavaOptions].join(' '),
    },
    port: OUTSIDE_PORT,
    hostPort: kafkaPort,
    reach: (where, port) => ({ address: `${where}:${port}`, probe: kafkaProbe(where, port) }),
  }
}

/** In memory, as the image has it: the log that needs its ids goes with the containers, too. */
function registryPlan(): ContainerPlan {
  return {
    image: CONTAINER_IMAGES.registry,
    environment: { QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false' },
    port: REGISTRY_PORT,
    reach(host, port) {
      const address = `http://${host}:${port}/apis/ccompat/v7`
      return { address, probe: registryProbe(address) }
    },
  }
}

function redisPlan({ redisConfig = {} }: ContainerSettings): ContainerPlan {
  const config: RedisSettings = { ...REDIS_SETTINGS, ...redisConfig }
  return {
    image: CONTAINER_IMAGES.redis,
    environment: {},
    command: ['redis-server', ...Object.entries(config).flatMap(([name, value]) => [`--${name}`, String(value)])],
    port: REDIS_PORT,
    reach: (host, port) => ({ address: `redis://${host}:${port}`, probe: redisProbe(host, port) }),
  }
}
