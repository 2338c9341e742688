import { setTimeout as delay } from 'node:timers/promises'
import { OperatorError } from '@tocsin/stream'
import { type ContainerEngine, openContainerEngine, type RunningContainer } from './container-engine.ts'
import { CONTAINER_IMAGES } from './container-images.ts'
import { type ContainerSettings, containerPlan } from './container-plan.ts'
import type { Addresses } from './environment.ts'
import { freePorts } from './free-ports.ts'
import type { Probe } from './probes.ts'
import type { ServerName, StackProgress } from './progress.ts'

export interface ContainerStackOptions extends Omit<ContainerSettings, 'host' | 'kafkaPort'> {
  readonly progress?: (line: StackProgress) => void
  /** How long the images may take to come, together, in milliseconds. */
  readonly pullLimitMs?: number
  /** How long a server may take until it answers, in milliseconds. */
  readonly readyLimitMs?: number
}

export interface ContainerStack {
  readonly addresses: Addresses
  /** Ends and removes the containers, with what is stored in them. */
  stop(): Promise<void>
}

const PULL_LIMIT_MS = 10 * 60_000
const READY_LIMIT_MS = 120_000
const PROBE_EVERY_MS = 200
const PROBE_TIMEOUT_MS = 5_000

/**
 * The servers in containers, all empty; resolves when all answer.
 * @throws OperatorError that says what is missing or what failed, nothing being left running
 */
export async function startContainers(
  servers: readonly ServerName[],
  options: ContainerStackOptions,
  openEngine: () => Promise<ContainerEngine> = openContainerEngine,
): Promise<ContainerStack> {
  const progress = options.progress ?? (() => {})
  const engine = await openEngine()
  await bringImages(engine, servers, options.pullLimitMs ?? PULL_LIMIT_MS, progress)
  const [kafkaPort] = (await freePorts(1)) as [number]
  const running = new Map<ServerName, RunningContainer>()
  const addresses: Addresses = {}
  const startOne = async (name: ServerName) => {
    const startedAt = Date.now()
    progress({ kind: 'starting', server: name })
    const plan = containerPlan(name, { ...options, host: engine.host, kafkaPort })
    const container = await engine.run(plan).catch((error: unknown) => {
      throw new OperatorError(`${name} (${plan.image}) could not be started: ${reasonOf(error)}`)
    })
    running.set(name, container)
    const { address, probe } = plan.reach(engine.host, container.port)
    await untilItAnswers(
      `${name} (${plan.image}, ${address})`,
      container,
      probe,
      options.readyLimitMs ?? READY_LIMIT_MS,
    )
    addresses[name] = address
    progress({ kind: 'ready', server: name, address, seconds: (Date.now() - startedAt) / 1000 })
  }
  const stop = async () => {
    await Promise.all(
      [...running].map(async ([name, container]) => {
        running.delete(name)
        await container.stop()
        progress({ kind: 'stopped', server: name })
      }),
    )
  }
  const outcomes = await Promise.allSettled(servers.map(startOne))
  const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []))
  if (faults.length > 0) {
    await stop()
    throw faults.length === 1 ? faults[0] : new OperatorError(faults.map(({ message }) => message).join('\n\n'))
  }
  return { addresses, stop }
}

/** Why containers cannot be used here, in a sentence; undefined when the engine answers and has the images, or gets them. */
export async function whyNoContainers(
  servers: readonly ServerName[],
  pullLimitMs: number,
  openEngine: () => Promise<ContainerEngine> = openContainerEngine,
): Promise<string | undefined> {
  try {
    await bringImages(await openEngine(), servers, pullLimitMs, () => {})
    return undefined
  } catch (error) {
    if (error instanceof OperatorError) return error.message.split('\n')[0]
    throw error
  }
}

/** A socket that answers does not mean that images can be had, so this is asked for apart. */
async function bringImages(
  engine: ContainerEngine,
  servers: readonly ServerName[],
  limitMs: number,
  progress: (line: StackProgress) => void,
): Promise<void> {
  const deadline = Date.now() + limitMs
  const faults = await Promise.all(
    servers.map(async (name) => {
      const image = CONTAINER_IMAGES[name]
      try {
        if (await engine.has(image)) return undefined
        const startedAt = Date.now()
        progress({ kind: 'pulling', image })
        await within(engine.pull(image), deadline - Date.now())
        progress({ kind: 'pulled', image, seconds: (Date.now() - startedAt) / 1000 })
        return undefined
      } catch (error) {
        return `${image} (${reasonOf(error)})`
      }
    }),
  )
  const missing = faults.filter((fault) => fault !== undefined)
  if (missing.length === 0) return
  throw new OperatorError(
    [
      `The container engine answers, but has not got, and could not pull: ${missing.join(', ')}.`,
      'Pull them by hand (docker pull IMAGE), or unset TOCSIN_STACK: the stack then runs as processes.',
    ].join('\n'),
  )
}

async function untilItAnswers(what: string, container: RunningContainer, probe: Probe, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs
  for (;;) {
    let last: string
    try {
      return await probe(PROBE_TIMEOUT_MS)
    } catch (error) {
      last = reasonOf(error)
    }
    if (!(await container.isRunning())) throw failure(what, 'ended before it answered', container)
    if (Date.now() > deadline) throw failure(what, `did not answer within ${limitMs / 1000} s (${last})`, container)
    await delay(PROBE_EVERY_MS)
  }
}

function failure(what: string, how: string, container: RunningContainer): OperatorError {
  const lines = container.lastLines().map((line) => `  ${line}`)
  return new OperatorError([`${what} ${how}. The last lines of its log:`, ...lines].join('\n'))
}

async function within(work: Promise<void>, limitMs: number): Promise<void> {
  const limit = new AbortController()
  try {
    await Promise.race([
      work,
      delay(Math.max(0, limitMs), undefined, { signal: limit.signal }).then(() => {
        throw new Error(`not there after ${Math.round(limitMs / 1000)} s`)
      }),
    ])
  } finally {
    limit.abort()
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
