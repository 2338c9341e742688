/** One process of a service, as its log lines and its pages show it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { StreamEvent } from '@tocsin/stream'
import type { ServiceEvent } from '@tocsin/telemetry'

/** A log line about an event of the runtime. */
export interface MemberEvent {
  readonly event: string
  readonly atMs: number
  readonly task?: { readonly partition: number }
  readonly [field: string]: unknown
}

export type EventType = (StreamEvent | ServiceEvent)['type']

export interface Member {
  readonly name: string
  readonly service: ServiceName
  /** Of one type, oldest first. */
  events(type: EventType): readonly MemberEvent[]
  /** Partitions that the group gave it last. */
  partitions(): readonly number[]
  /** The sum over all series of a metric that carry these labels; undefined while the process does not answer. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>
  /** What /readyz says; undefined while the process does not answer. */
  readiness(): Promise<{ readonly status: string; readonly summary: string } | undefined>
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to stop, and fails unless it ends with exit code 0. */
  stop(): Promise<void>
  /** Throws when it ended without having been asked to. */
  demandAlive(): void
}

export type ServiceName = 'customer-risk' | 'sales-rep-risk' | 'notifier'

export interface MemberOptions {
  readonly name: string
  readonly service: ServiceName
  readonly root: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

const PAGE_TIMEOUT_MS = 2_000
const LAST_LINES = 30

export function startMember({ name, service, root, environment }: MemberOptions): Member {
  const child = spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(root, 'scripts/end-with-parent.mjs')).href,
      join(root, 'services', service, 'src/main.ts'),
    ],
    {
      cwd: root,
      env: {
        // As every command has it: a process that takes over after a kill need not strip all types again.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...environment,
        TOCSIN_LAUNCHER_PID: String(process.pid),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const pid = child.pid
  if (pid === undefined) throw new Error(`${name} could not be started`)
  const events: MemberEvent[] = []
  const lastLines: string[] = []
  let page: string | undefined
  let isWanted = true
  let isRunning = true
  const readLine = (line: string) => {
    lastLines.push(line)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    const event = parseEvent(line)
    if (event === undefined) return
    events.push(event)
    if (event.event === 'HttpListening') page = `http://127.0.0.1:${String(event.port)}`
  }
  createInterface({ input: child.stdout }).on('line', readLine)
  createInterface({ input: child.stderr }).on('line', readLine)
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      isRunning = false
      resolve(signal ?? `exit code ${code}`)
    })
  })

  const fetchText = async (path: string): Promise<string | undefined> => {
    if (page === undefined || !isRunning) return undefined
    try {
      const response = await fetch(page + path, { signal: AbortSignal.timeout(PAGE_TIMEOUT_MS) })
      return await response.text()
    } catch {
      // Killed, stopped or busy: whoever asks looks again.
      return undefined
    }
  }

  return {
    name,
    service,
    events: (type) => events.filter((event) => event.event === type),
    partitions: () => {
      const last = events.findLast((event) => event.event === 'Rebalanced')
      return last === undefined ? [] : (last.partitions as number[])
    },
    async metric(metric, labels = {}) {
      const text = await fetchText('/metrics')
      return text === undefined ? undefined : sumOf(text, metric, labels)
    },
    async readiness() {
      const text = await fetchText('/readyz')
      return text === undefined ? undefined : (JSON.parse(text) as { status: string; summary: string })
    },
    signal: (signal) => void process.kill(pid, signal),
    async kill() {
      isWanted = false
      if (isRunning) process.kill(pid, 'SIGKILL')
      await ended
    },
    async stop() {
      isWanted = false
      if (isRunning) process.kill(pid, 'SIGTERM')
      const how = await ended
      if (how !== 'exit code 0') throw new Error(`${name} ended with ${how}:\n${lastLines.join('\n')}`)
    },
    demandAlive() {
      if (isWanted && !isRunning) throw new Error(`${name} ended by itself:\n${lastLines.join('\n')}`)
    },
  }
}

function parseEvent(line: string): MemberEvent | undefined {
  if (!line.startsWith('{')) return undefined
  const { time, ...fields } = JSON.parse(line) as { time: string; event?: string; [field: string]: unknown }
  return fields.event === undefined ? undefined : { ...fields, event: fields.event, atMs: Date.parse(time) }
}

function sumOf(text: string, metric: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  let sum = 0
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(\{.*\})? (\S+)$/u.exec(line)
    if (match?.[1] === metric && wanted.every((label) => match[2]?.includes(label))) sum += Number(match[3])
  }
  return sum
}
