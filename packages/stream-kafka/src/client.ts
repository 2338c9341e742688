/** One way to make a kafkajs client: its log, its codecs and its known noise settled once. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { OperatorError } from '@tocsin/stream'
import kafkajs, { type Kafka as KafkaClient } from 'kafkajs'
import { acceptEncodedBatches } from './produce-request.ts'
import { replaceRecordDecoder } from './record-batch.ts'
import { lookOnlyAfterWaitingRequests } from './waiting-requests.ts'

// kafkajs is CommonJS, and Node sees only some of its names as exports.
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs

/** Called with one line about the connection; returns at once. */
export type KafkaLogLine = (level: 'info' | 'warn' | 'error', message: string) => void

export interface KafkaClientOptions {
  /** `host:port` of one broker or more. */
  readonly brokers: readonly string[]
  /** Names this program in the broker's logs. */
  readonly clientId: string
  readonly log?: KafkaLogLine | undefined
  /** Leaves kafkajs's coding of records as it is, if it has not been replaced before: to compare with. */
  readonly plainKafkajs?: boolean
}

const REQUEST_TIMEOUT_MS = 15_000
const CONNECTION_TIMEOUT_MS = 3_000
const REPEATED_LINE_MS = 30_000
const MOST_REMEMBERED_LINES = 100
/** About three seconds in all: long enough for a coordinator that is moving, short enough to be told. */
const CLUSTER_RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 }

/**
 * A kafkajs client; it connects nothing yet.
 * @throws OperatorError when no broker is named
 */
export function createKafkaClient({ brokers, clientId, log, plainKafkajs }: KafkaClientOptions): KafkaClient {
  if (brokers.length === 0 || brokers.some((broker) => !/^.+:\d+$/u.test(broker))) {
    throw new OperatorError(`the Kafka brokers "${brokers.join(',')}" cannot be read: name them as host:port,host:port`)
  }
  registerCodecs()
  if (!plainKafkajs) {
    replaceRecordDecoder()
    acceptEncodedBatches()
  }
  lookOnlyAfterWaitingRequests()
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: CLUSTER_RETRY,
    // Below WARN kafkajs builds a log entry for every pause and resume.
    logLevel: log ? logLevel.WARN : logLevel.NOTHING,
    logCreator: () => {
      const say = oncePerWhile(log)
      return (entry) => {
        const { message, error } = entry.log as { message: string; error?: unknown }
        // kafkajs calls ERROR what it goes on to retry; what it gives up on reaches the caller as an error.
        const line = `kafkajs ${entry.namespace}: ${message}${typeof error === 'string' ? ` (${error})` : ''}`
        say(/group is rebalancing/u.test(line) ? 'info' : 'warn', line)
      }
    },
  })
}

/** kafkajs says the same at every attempt of an outage: each line comes once in a while. */
function oncePerWhile(log: KafkaLogLine | undefined): KafkaLogLine {
  const saidAtMs = new Map<string, number>()
  return (level, message) => {
    const now = Date.now()
    if (now - (saidAtMs.get(message) ?? Number.NEGATIVE_INFINITY) < REPEATED_LINE_MS) return
    if (saidAtMs.size >= MOST_REMEMBERED_LINES) saidAtMs.clear()
    saidAtMs.set(message, now)
    log?.(level, message)
  }
}

/** Splits `host:port,host:port`, as the environment gives it. */
export function parseBrokers(text: string): readonly string[] {
  return text
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
}

/**
 * kafkajs knows gzip only and its consumer crashes on any other codec. Zstandard comes with Node; snappy and lz4 would
 * each need a further library, so a batch in them stops the consumer with a message that says so.
 */
function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async (encoder: { buffer: Buffer }) => zstdCompressSync(encoder.buffer),
    decompress: async (bytes: Buffer) => zstdDecompressSync(bytes),
  })
  for (const [name, type] of [
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
  ] as const) {
    const refuse = async (): Promise<never> => {
      throw new UnsupportedCodecError(name)
    }
    CompressionCodecs[type] = () => ({ compress: refuse, decompress: refuse })
  }
}

/** A record batch is compressed in a way that cannot be read here. */
export class UnsupportedCodecError extends Error {
  /** Read by kafkajs: trying again changes nothing. */
  readonly retriable = false
  constructor(codec: string) {
    super(
      `a producer compresses its records with ${codec}, which cannot be read here: set compression.type of the ` +
        'producer to gzip, zstd or none, or give the topic compression.type=zstd and have the records written again',
    )
    this.name = 'UnsupportedCodecError'
  }
}
