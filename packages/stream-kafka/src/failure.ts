/** Which family an error of Kafka or of kafkajs belongs to. */
import { OperatorError, RetryableError } from '@tocsin/stream'
import { UnsupportedCodecError } from './client.ts'

/** What to do about the broker's refusals that no waiting cures. */
const REMEDIES: Readonly<Record<string, string>> = {
  MESSAGE_TOO_LARGE: 'a record is larger than the topic allows: raise max.message.bytes of the topic',
  RECORD_LIST_TOO_LARGE: 'the records of one request are larger than a segment of the topic: raise segment.bytes',
  UNKNOWN_TOPIC_OR_PARTITION: 'the topic does not exist: create it with `tocsin topics apply`',
  INVALID_TOPIC_EXCEPTION: 'Kafka does not allow this topic name',
  INVALID_TIMESTAMP:
    'a record is stamped further ahead or back than the topic allows: see message.timestamp.after.max.ms and ' +
    'message.timestamp.before.max.ms of the topic, and the clock of this machine',
  TOPIC_AUTHORIZATION_FAILED: 'this client may not use the topic: grant it the right to read, or to write',
  GROUP_AUTHORIZATION_FAILED: 'this client may not use the consumer group: grant it the right to read',
  CLUSTER_AUTHORIZATION_FAILED: 'this client lacks a right on the cluster',
  SASL_AUTHENTICATION_FAILED: 'the broker refuses the user name or password',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'the topic has an old message format: recreate it',
  INCONSISTENT_GROUP_PROTOCOL:
    'other members of the consumer group assign partitions in another way: stop them, or use another group',
  INVALID_SESSION_TIMEOUT:
    'the broker does not allow this session timeout: see group.min.session.timeout.ms of the broker',
}

/**
 * The error to throw for one that kafkajs gave.
 * @param doing what was being done, and on which topic: `appending to risk.alerts`
 */
export function logError(error: unknown, doing: string, brokers: readonly string[]): Error {
  if (error instanceof OperatorError || error instanceof RetryableError) return error
  const origin = originOf(error)
  const type = typeof origin.type === 'string' ? origin.type : undefined
  const where = `${doing}, Kafka at ${brokers.join(',')}`
  if (origin instanceof UnsupportedCodecError) return new OperatorError(`${where}: ${origin.message}`)
  const remedy = type === undefined ? undefined : REMEDIES[type]
  if (remedy !== undefined) return new OperatorError(`${where}: ${remedy} (${type})`)
  if (origin.name === 'KafkaJSSASLAuthenticationError') return new OperatorError(`${where}: ${origin.message}`)
  return new RetryableError(`${where}: ${origin.message}`)
}

interface KafkaFailure extends Error {
  readonly type?: unknown
}

/** kafkajs wraps: retries exceeded around non-retriable around the answer of the broker. */
function originOf(error: unknown): KafkaFailure {
  let origin = error instanceof Error ? error : new Error(String(error))
  while (origin.cause instanceof Error && origin.cause !== origin) origin = origin.cause
  return origin
}
