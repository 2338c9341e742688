import { type ConfigOf, connectionSettings, processSettings, setting } from '@tocsin/service-kit'
import { z } from 'zod'

const count = (least: number) => z.coerce.number().int().min(least, `is less than ${least}`)
const { kafkaBrokers, registryUrl } = connectionSettings
const { httpPort, httpHost, logLevel, stopSeconds } = processSettings

/** Every setting of the service; all need a restart. The README's table is made from this. */
export const configDescription = {
  kafkaBrokers,
  registryUrl,
  apiPort: setting('TOCSIN_INGEST_PORT', {
    schema: z.coerce.number('is not a port number').int().min(0).max(65_535).default(8080),
    sentence: 'Port of the API; 0 takes a free one.',
    example: '8080',
  }),
  apiHost: setting('TOCSIN_INGEST_HOST', {
    schema: z.string().min(1).default('0.0.0.0'),
    sentence: 'Interface the API is opened on; put something that speaks TLS in front of it.',
    example: '127.0.0.1',
  }),
  keysFile: setting('TOCSIN_INGEST_KEYS_FILE', {
    schema: z.string().min(1).default('deploy/ingest/api-keys.yaml'),
    sentence: 'Who may send: names of API keys and their hashes.',
    example: '/etc/tocsin/api-keys.yaml',
  }),
  keySecret: setting('TOCSIN_INGEST_KEY_SECRET', {
    schema: z.string().min(32, 'is shorter than 32 characters'),
    sentence: 'Secret that the hashes of API keys are made with; another one makes every key unknown.',
    example: 'at-least-thirty-two-random-characters',
    secret: true,
  }),
  mappingsFolder: setting('TOCSIN_INGEST_MAPPINGS_FOLDER', {
    schema: z.string().min(1).default('deploy/import'),
    sentence: 'Mapping files (`*.yaml`) that /v1/csv may name, and the tables that they look things up in.',
    example: '/etc/tocsin/import',
  }),
  eventsPerSecond: setting('TOCSIN_INGEST_EVENTS_PER_SECOND', {
    schema: count(1).default(2_000),
    sentence: 'Events a second that each API key may send in the long run; five seconds of it at once.',
    example: '500',
  }),
  mostInFlight: setting('TOCSIN_INGEST_REQUESTS_IN_FLIGHT', {
    schema: count(1).default(64),
    sentence: 'Requests that are read and written at the same time; more are answered 503.',
    example: '128',
  }),
  bodyBytes: setting('TOCSIN_INGEST_BODY_BYTES', {
    schema: count(1_024).default(1_048_576),
    sentence: 'Largest body of /v1/events, in bytes.',
    example: '2097152',
  }),
  uploadBytes: setting('TOCSIN_INGEST_UPLOAD_BYTES', {
    schema: count(1_024)
      .max(12_000_000, 'is more than 12000000, which a refused file could not be recorded with')
      .default(8_388_608),
    sentence: 'Largest file of /v1/upload and /v1/csv, in bytes.',
    example: '4194304',
  }),
  skewSeconds: setting('TOCSIN_INGEST_SKEW_SECONDS', {
    schema: count(0).max(300, 'is more than 300: the broker refuses what is stamped further ahead').default(240),
    sentence:
      'Seconds that an event may be stamped ahead of our clock; below message.timestamp.after.max.ms of the topics.',
    example: '60',
  }),
  httpPort,
  httpHost,
  logLevel,
  stopSeconds,
}

export type Config = ConfigOf<typeof configDescription>
