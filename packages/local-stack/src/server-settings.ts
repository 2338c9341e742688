/** What the servers of every local stack have in common, whether processes or containers. */

/** 12 MB records, with room for keys, headers and the batch around them. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
/** Ten years: nothing a local stack holds disappears by age. */
const OFFSETS_RETENTION_MINUTES = 10 * 365 * 24 * 60

export type KafkaSettings = Readonly<Record<string, string | number | boolean>>
export type RedisSettings = Readonly<Record<string, string | number>>

/** server.properties of a single broker that is its own controller; addresses and folders are added. */
export const KAFKA_SETTINGS = {
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'BROKER',
  'num.network.threads': 2,
  'num.io.threads': 4,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 5,
  'offsets.retention.minutes': OFFSETS_RETENTION_MINUTES,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 5,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1_000,
  'auto.create.topics.enable': false,
  'message.max.bytes': MAX_MESSAGE_BYTES,
  'replica.fetch.max.bytes': MAX_MESSAGE_BYTES,
  'log.retention.ms': -1,
  'log.retention.bytes': -1,
  'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
  // A killed broker may register again only when its old session has run out; 9 s would be a long wait in tests.
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 500,
} as const satisfies KafkaSettings

/** redis.conf; an empty text is written as `""`. */
export const REDIS_SETTINGS = {
  appendonly: 'yes',
  appendfsync: 'everysec',
  'auto-aof-rewrite-min-size': '512mb',
  'maxmemory-policy': 'noeviction',
  save: '',
} as const satisfies RedisSettings
