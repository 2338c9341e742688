export type { ConnectionLog } from './connection.ts'
export { DEFAULT_KEY_PREFIX, metaKey, outboxKey, statesKey, timersKey } from './keys.ts'
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts'
