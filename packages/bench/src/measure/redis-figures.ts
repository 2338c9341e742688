/** What Redis says of itself, over one plain connection: the bench must not load the client it measures. */
import { connect } from 'node:net'

export interface RedisFigures {
  /** User and system time since Redis began, its background children included. */
  readonly cpuSeconds: number
  readonly usedMemoryBytes: number
}

export async function readRedisFigures(url: string): Promise<RedisFigures> {
  const info = await ask(url, ['INFO'])
  const field = (name: string): number => Number(new RegExp(`^${name}:(.*)$`, 'mu').exec(info)?.[1] ?? 0)
  const cpuSeconds = ['used_cpu_user', 'used_cpu_sys', 'used_cpu_user_children', 'used_cpu_sys_children']
    .map(field)
    .reduce((sum, seconds) => sum + seconds, 0)
  return { cpuSeconds, usedMemoryBytes: field('used_memory') }
}

/** Removes the keys of a run's tasks. */
export async function removeTasks(url: string, keyPrefix: string, topology: string, partitions: number): Promise<void> {
  const keys = Array.from({ length: partitions }, (_, partition) =>
    ['meta', 'states:0', 'timers:0', 'outbox'].map((kind) => `${keyPrefix}:{${topology}:${partition}}:${kind}`),
  )
  await ask(url, ['DEL', ...keys.flat()])
}

/** Writes the append-only file anew: the changes of earlier runs would be read again at the next start. */
export async function compactRedis(url: string): Promise<void> {
  await ask(url, ['BGREWRITEAOF'])
}

const ANSWER_WITHIN_MS = 30_000

function ask(url: string, command: readonly string[]): Promise<string> {
  const { hostname, port, username, password } = new URL(url)
  const commands = password === '' ? [command] : [['AUTH', ...(username === '' ? [] : [username]), password], command]
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379) })
    let answer = ''
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`Redis at ${hostname}:${port} does not answer`)))
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1')
      const replies = answer.split('\r\n')
      const last = commands.length === 1 ? answer : replies.slice(1).join('\r\n')
      if (answer.startsWith('-')) reject(new Error(`Redis: ${replies[0]?.slice(1)}`))
      else if (!isWhole(last)) return
      else resolve(last)
      socket.end()
    })
    for (const words of commands) socket.write(encodeCommand(words))
  })
}

function encodeCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
}

function isWhole(reply: string): boolean {
  const end = reply.indexOf('\r\n')
  if (end < 0) return false
  if (!reply.startsWith('$')) return true
  return reply.length >= end + 4 + Number(reply.slice(1, end))
}
