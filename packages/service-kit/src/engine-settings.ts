import { LOG_LEVELS } from '@tocsin/telemetry'
import { z } from 'zod'
import { addresses, type ConfigOf, setting } from './config.ts'

const seconds = (least: number) => z.coerce.number().int().min(least, `is less than ${least} seconds`)

/** Where a service finds what it runs on. */
export const connectionSettings = {
  kafkaBrokers: setting('TOCSIN_KAFKA_BROKERS', {
    schema: addresses(),
    sentence: 'Kafka brokers to start from, comma separated.',
    example: 'kafka-1:9092,kafka-2:9092',
  }),
  registryUrl: setting('TOCSIN_REGISTRY_URL', {
    schema: z.url({ protocol: /^https?$/u, error: 'is not an http(s) address' }),
    sentence: 'Schema registry with the Confluent API.',
    example: 'http://registry:8080/apis/ccompat/v7',
  }),
  redisUrl: setting('TOCSIN_REDIS_URL', {
    schema: z.url({ protocol: /^rediss?$/u, error: 'is not a redis:// or rediss:// address' }),
    sentence: 'Redis that holds state, timers and outbox; a password in it is never shown.',
    example: 'redis://redis:6379',
  }),
}

/** The rule file, or folder of rule files, for services that apply rules: `loadRuleSet` reads it. */
export const rulesFileSetting = setting('TOCSIN_RULES_FILE', {
  schema: z.string().min(1).default('deploy/rules'),
  sentence: 'Rule set with the indicators and their thresholds: a folder of rule files, or one file.',
  example: '/etc/tocsin/rules',
})

/** For services that apply rules. */
export const shadowSetting = setting('TOCSIN_SHADOW', {
  schema: z.enum(['yes', 'no'], { error: 'is neither yes nor no' }).default('no'),
  sentence:
    'yes: a candidate beside the live rules. Its alerts go to risk.shadow-alerts, nobody is told; published rules do not count.',
  example: 'no',
})

/** How a service behaves as a process. */
export const processSettings = {
  httpPort: setting('TOCSIN_HTTP_PORT', {
    schema: z.coerce.number('is not a port number').int().min(0).max(65_535).default(9464),
    sentence: 'Port of /metrics, /healthz and /readyz; 0 takes a free one.',
    example: '9464',
  }),
  httpHost: setting('TOCSIN_HTTP_HOST', {
    schema: z.string().min(1).default('0.0.0.0'),
    sentence: 'Interface the HTTP port is opened on.',
    example: '127.0.0.1',
  }),
  logLevel: setting('TOCSIN_LOG_LEVEL', {
    schema: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
    sentence: 'Least severe log line that is written.',
    example: 'debug',
  }),
  sessionTimeoutMs: setting('TOCSIN_SESSION_TIMEOUT_MS', {
    schema: z.coerce.number().int().min(1_000, 'is less than 1000 milliseconds').default(6_000),
    sentence:
      'A process not heard of for so many milliseconds loses its partitions; not below group.min.session.timeout.ms of the brokers.',
    example: '10000',
  }),
  stallSeconds: setting('TOCSIN_STALL_SECONDS', {
    schema: seconds(30).default(300),
    sentence: 'The process ends with exit code 3 when a task has input and makes no progress for so many seconds.',
    example: '600',
  }),
  stopSeconds: setting('TOCSIN_STOP_SECONDS', {
    schema: seconds(1).default(20),
    sentence: 'Seconds that each part may take to stop; keep it below the orchestrator’s own limit.',
    example: '20',
  }),
}

/** What every service that runs a topology has to be told. */
export type ServiceConfig = ConfigOf<typeof connectionSettings> & ConfigOf<typeof processSettings>
