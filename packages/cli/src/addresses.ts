import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/stream'

export interface Addresses {
  readonly kafkaBrokers: readonly string[]
  readonly registryUrl: string
  readonly redisUrl: string
  /** HTTP addresses of the service processes, where they are known. */
  readonly services: readonly string[]
  /** Where they were found, for messages. */
  readonly from: string
}

/** Written by `npm start` and `npm run stack` while they run, so that a second terminal finds them. */
interface RunningStack {
  readonly pid: number
  readonly kafkaBrokers: readonly string[]
  readonly registryUrl: string
  readonly redisUrl: string
  readonly services: readonly string[]
}

const VARIABLES = ['TOCSIN_KAFKA_BROKERS', 'TOCSIN_REGISTRY_URL', 'TOCSIN_REDIS_URL'] as const

/**
 * All three from the environment, else from the file of a running stack.
 * @throws OperatorError when neither gives all three
 */
export function findAddresses(environment: Readonly<Record<string, string | undefined>>, home: string): Addresses {
  const [brokers, registryUrl, redisUrl] = VARIABLES.map((name) => environment[name] || undefined)
  if (brokers && registryUrl && redisUrl) {
    const kafkaBrokers = brokers.split(',').map((one) => one.trim())
    return { kafkaBrokers, registryUrl, redisUrl, services: [], from: 'the environment' }
  }
  if (brokers || registryUrl || redisUrl) {
    const missing = VARIABLES.filter((name) => !environment[name])
    throw new OperatorError(
      `Not all addresses are set: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.\n` +
        `Set all of ${VARIABLES.join(', ')}, or none, and a running \`npm start\` or \`npm run stack\` is used.`,
    )
  }
  const running = readRunningStack(home)
  if (running) return { ...running, from: addressFile(home) }
  throw new OperatorError(
    'No Kafka, registry and Redis to talk to.\n' +
      'Start them in another terminal with `npm start` (with the demo) or `npm run stack` (empty),\n' +
      `or give the addresses of your own: ${VARIABLES.join(', ')}.`,
  )
}

/**
 * Tells other terminals where the stack of this process is; does nothing while that of another process is told.
 * Returns the function that takes it back.
 */
export function announceStack(home: string, stack: Omit<RunningStack, 'pid'>): () => void {
  const other = readRunningStack(home)
  if (other && other.pid !== process.pid) return () => {}
  const { kafkaBrokers, registryUrl, redisUrl, services } = stack
  const content: RunningStack = { pid: process.pid, kafkaBrokers, registryUrl, redisUrl, services }
  const file = addressFile(home)
  mkdirSync(home, { recursive: true })
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
  return () => {
    if (readStackFile(home)?.pid === process.pid) rmSync(file, { force: true })
  }
}

/** The stack of another, running process; undefined when there is none, or its process was killed. */
export function readRunningStack(home: string): RunningStack | undefined {
  const stack = readStackFile(home)
  return stack && isAlive(stack.pid) ? stack : undefined
}

function readStackFile(home: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(addressFile(home), 'utf8')) as RunningStack
  } catch {
    // No file, or one cut short by a kill: the same as no running stack.
    return undefined
  }
}

function addressFile(home: string): string {
  return join(home, 'addresses.json')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
