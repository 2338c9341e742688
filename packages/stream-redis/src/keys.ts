/**
 * Names of a task's keys, `<prefix>:{<topology>:<partition>}:<kind>`. The braces make a hash tag: in a cluster all keys
 * of a task live in one slot, which a script over them requires.
 */
import { OperatorError, type TaskId } from '@tocsin/stream'

export type RedisKey = string

export const DEFAULT_KEY_PREFIX = 'tocsin'

/** Layout, owner, commit number, trimmed outbox entry, position; whether a rebuild is asked for, and what is being built. */
export function metaKey(prefix: string, task: TaskId): RedisKey {
  return `${taskTag(prefix, task)}:meta`
}

/** Hash: entity id -> encoded state. The position names the live generation; another can be built beside it. */
export function statesKey(prefix: string, task: TaskId, generation: number): RedisKey {
  return `${taskTag(prefix, task)}:states:${generation}`
}

/** Sorted set: entity id, scored by its due moment in epoch ms. */
export function timersKey(prefix: string, task: TaskId, generation: number): RedisKey {
  return `${taskTag(prefix, task)}:timers:${generation}`
}

/** List: encoded outbox entries in order. */
export function outboxKey(prefix: string, task: TaskId): RedisKey {
  return `${taskTag(prefix, task)}:outbox`
}

function taskTag(prefix: string, task: TaskId): string {
  return `${prefix}:{${task.topology}:${task.partition}}`
}

/** @throws OperatorError when the prefix holds a brace, which would move the hash tag */
export function checkKeyPrefix(prefix: string): void {
  if (prefix === '' || /[{}\s]/u.test(prefix)) {
    throw new OperatorError(`the Redis key prefix "${prefix}" cannot be used: take one without braces and blanks`)
  }
}
