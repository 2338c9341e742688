/** One connection to Redis that never sends a command twice, and the scripts run over it. */
import { OperatorError, RetryableError } from '@tocsin/stream'
import { Redis } from 'ioredis'
import { storeError } from './failure.ts'
import { readScript, SCRIPTS, type ScriptArgs, type ScriptKeys, type ScriptName, scriptArguments } from './manifest.ts'
import { PackedCommand, type RedisArgument } from './packed-command.ts'

/** Called with one line when the connection is lost or comes back; returns at once. */
export type ConnectionLog = (level: 'info' | 'warn', message: string) => void

export interface ConnectionOptions {
  /** `redis://[user:password@]host:port[/database]`, or `rediss://` for TLS. */
  readonly url: string
  readonly log?: ConnectionLog | undefined
  /** A command without a reply for so long counts as lost, its outcome as unknown. Default 10,000. */
  readonly commandTimeoutMs?: number | undefined
}

const LONGEST_RECONNECT_DELAY_MS = 2_000
const SCRIPT_LOAD_ATTEMPTS = 3

export interface RedisConnection {
  /** Host and port, for messages. */
  readonly address: string
  /** Sends a command once. Bulk strings come back as `Buffer`. */
  send(command: string, args: RedisArgument[]): Promise<unknown>
  /** Runs a script once; `rest` follows the named arguments. */
  runScript<Name extends ScriptName>(
    name: Name,
    keys: ScriptKeys<Name>,
    args: ScriptArgs<Name>,
    rest?: readonly RedisArgument[],
  ): Promise<unknown>
  close(): Promise<void>
}

/**
 * Connects in the background and stays connected. A command given while the connection is away waits for the next
 * attempt and fails with it.
 * @throws OperatorError when the URL cannot be read
 */
export function connectRedis(options: ConnectionOptions): RedisConnection {
  const { address, secrets } = readUrl(options.url)
  // Before anything is opened: a script that is missing must not leave a connection behind.
  const scripts = Object.fromEntries(
    (Object.keys(SCRIPTS) as ScriptName[]).map((name) => [name, readScript(name)]),
  ) as Record<ScriptName, ReturnType<typeof readScript>>
  const redis = new Redis(options.url, {
    // ioredis re-sends by default what it got no reply for. A commit that was carried out would then be carried out
    // again; the fence would catch it, but the caller would be told of a loss that never happened.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    reconnectOnError: null,
    retryStrategy: (attempt) =>
      Math.min(50 * 2 ** (attempt - 1), LONGEST_RECONNECT_DELAY_MS) * (0.5 + Math.random() / 2),
    connectTimeout: 5_000,
    commandTimeout: options.commandTimeoutMs ?? 10_000,
    // A socket that is closed already would otherwise keep a timer, and with it the process, for two seconds.
    disconnectTimeout: 200,
    protocol: 2,
    disableClientInfo: true,
    enableAutoPipelining: false,
  })
  announceConnection(redis, address, secrets, options.log)

  const sendRaw = (command: string, args: RedisArgument[]): Promise<unknown> =>
    redis.sendCommand(new PackedCommand(command, args)) as Promise<unknown>

  const send = async (command: string, args: RedisArgument[]): Promise<unknown> => {
    try {
      return await sendRaw(command, args)
    } catch (error) {
      throw storeError(error, address, secrets)
    }
  }

  return {
    address,
    send,
    async runScript(name, keys, args, rest = []) {
      const { sha1, text } = scripts[name]
      const sent: RedisArgument[] = [sha1, ...scriptArguments(name, keys, args)]
      for (const argument of rest) sent.push(argument)
      for (let attempt = 1; ; attempt++) {
        try {
          return await sendRaw('evalsha', sent)
        } catch (error) {
          // NOSCRIPT says that nothing was run: loading the script and sending again is no repeat.
          const unknownScript = error instanceof Error && error.message.startsWith('NOSCRIPT')
          if (!unknownScript) throw storeError(error, address, secrets)
          if (attempt >= SCRIPT_LOAD_ATTEMPTS) {
            throw new RetryableError(`Redis at ${address} forgot the script ${name} ${attempt} times in a row`)
          }
          await send('script', ['LOAD', text])
        }
      }
    },
    async close() {
      // QUIT would wait for a connection that may never come; nothing is under way that the caller still waits for.
      redis.disconnect()
    },
  }
}

function announceConnection(redis: Redis, address: string, secrets: readonly string[], log?: ConnectionLog): void {
  let away = false
  // Without a listener ioredis writes to the console. One line per outage, not one per attempt.
  redis.on('error', (error: unknown) => {
    if (away) return
    away = true
    log?.('warn', storeError(error, address, secrets).message)
  })
  redis.on('ready', () => {
    if (away) log?.('info', `Redis at ${address} is back`)
    away = false
  })
}

function readUrl(text: string): { address: string; secrets: readonly string[] } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    // The text itself is not shown: it may hold a password.
    throw new OperatorError('the Redis URL cannot be read: write it as redis://[user:password@]host:port[/database]')
  }
  const password = decodeURIComponent(url.password)
  return {
    address: `${url.hostname}:${url.port || '6379'}`,
    secrets: [...new Set([password, url.password])].filter((secret) => secret !== ''),
  }
}
