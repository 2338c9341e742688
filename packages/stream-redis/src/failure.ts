/** Which family an error of Redis or of the connection belongs to. */
import { OperatorError, RetryableError } from '@tocsin/stream'

/** Redis is away, full or busy: it comes back, or somebody is bringing it back. */
const RETRYABLE = [
  'LOADING',
  'READONLY',
  'OOM',
  'BUSY',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'TRYAGAIN',
  'NOREPLICAS',
  'MISCONF',
  'UNBLOCKED',
] as const

/** A person has to act; what to do, by the error's first word. */
const OPERATOR: Readonly<Record<string, string>> = {
  WRONGTYPE: 'one of its keys holds another type: another program writes under the same prefix; use another key prefix',
  NOAUTH: 'it asks for a password: put it into the URL (redis://:PASSWORD@HOST:PORT)',
  WRONGPASS: 'it refuses the user name or password: correct them in the URL',
  NOPERM: 'the user lacks a permission: allow the commands HSET HMGET ZADD LRANGE EVALSHA SCRIPT on the key prefix',
  MOVED: 'it is a cluster node: give the address of a Redis that is not in cluster mode',
  CROSSSLOT: 'it is a cluster node: give the address of a Redis that is not in cluster mode',
  DENIED: 'it runs in protected mode: set a password or bind it to this machine',
}

/**
 * The error to throw for one that ioredis gave. Its text never holds a password, and the original is not kept as a
 * cause: ioredis hangs the command's arguments onto it, and those hold states and credentials.
 */
export function storeError(error: unknown, address: string, secrets: readonly string[]): Error {
  const text = withoutSecrets(error instanceof Error ? error.message || error.name : String(error), secrets)
  const isReply = error instanceof Error && error.name === 'ReplyError'
  if (!isReply) return new RetryableError(`Redis at ${address} is away: ${connectionText(error, text)}`)
  // A script's inner error keeps its first word (Redis 7), or carries it behind a dash (Redis 6).
  const word = /^([A-Z]{3,})\b/u.exec(text)?.[1]
  const inner = /-([A-Z]{3,}) /u.exec(text)?.[1]
  for (const code of [word, inner]) {
    if (code === undefined) continue
    const remedy = OPERATOR[code]
    if (remedy) return new OperatorError(`Redis at ${address} refused: ${remedy} (${text})`)
    if ((RETRYABLE as readonly string[]).includes(code)) {
      return new RetryableError(`Redis at ${address} cannot serve now: ${text}`)
    }
  }
  return new Error(`Redis at ${address} refused a command: ${text}`)
}

function connectionText(error: unknown, text: string): string {
  if (error instanceof Error && error.name === 'MaxRetriesPerRequestError') {
    return 'the connection was lost; whether the command was carried out is not known'
  }
  return text
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[hidden]'), text)
}
