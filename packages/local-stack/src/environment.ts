import { OperatorError } from '@tocsin/stream'
import { kafkaProbe, type Probe, redisProbe, registryProbe } from './probes.ts'
import type { ServerName } from './progress.ts'

/** The variables with which a person points us at servers that run elsewhere. */
export const ADDRESS_VARIABLES = {
  kafka: 'TOCSIN_KAFKA_BROKERS',
  registry: 'TOCSIN_REGISTRY_URL',
  redis: 'TOCSIN_REDIS_URL',
} as const satisfies Record<ServerName, string>

type Environment = Readonly<Record<string, string | undefined>>
export type Addresses = Partial<Record<ServerName, string>>

const PROBE_TIMEOUT_MS = 5_000

/**
 * How a stack of ours is started when no addresses are given: `TOCSIN_STACK`, processes otherwise.
 * @throws OperatorError when it says something else
 */
export function chosenWay(environment: Environment): 'native' | 'containers' {
  const way = environment.TOCSIN_STACK || 'native'
  if (way === 'native' || way === 'containers') return way
  throw new OperatorError(`TOCSIN_STACK is "${way}". It may be "native" (also when it is not set) or "containers".`)
}

/**
 * The wanted servers' addresses when the environment gives them all, undefined when it gives none.
 * Some but not all is a person's mistake: half of a stack in two places is never meant.
 */
export function addressesFromEnvironment(
  servers: readonly ServerName[],
  environment: Environment,
): Addresses | undefined {
  const given = servers.filter((server) => environment[ADDRESS_VARIABLES[server]])
  if (given.length === 0) return undefined
  const missing = servers.filter((server) => !given.includes(server))
  if (missing.length > 0) {
    const names = (list: readonly ServerName[]) => list.map((server) => ADDRESS_VARIABLES[server]).join(', ')
    throw new OperatorError(
      `${names(given)} set, but not ${names(missing)}: set all of them, or none to start a local stack.`,
    )
  }
  return Object.fromEntries(servers.map((server) => [server, environment[ADDRESS_VARIABLES[server]]]))
}

/** Asks each server; throws one error that names all that do not answer. */
export async function demandAnswers(addresses: Addresses): Promise<void> {
  const entries = Object.entries(addresses) as [ServerName, string][]
  const faults = await Promise.all(entries.map(([server, address]) => faultOf(server, address)))
  const found = faults.filter((fault) => fault !== undefined)
  if (found.length === 0) return
  throw new OperatorError(
    [
      'Addresses from the environment do not answer:',
      ...found.map((fault) => `- ${fault}`),
      'Start what is missing or correct the address; with none of these variables set, a local stack is started.',
    ].join('\n'),
  )
}

async function faultOf(server: ServerName, address: string): Promise<string | undefined> {
  try {
    await anyAnswers(probesOf(server, address))
    return undefined
  } catch (error) {
    return `${ADDRESS_VARIABLES[server]}=${withoutPassword(address)}: ${reasonOf(error)}`
  }
}

/** One of several brokers is enough: a client finds the others through it. */
async function anyAnswers(probes: readonly Probe[]): Promise<void> {
  try {
    await Promise.any(probes.map((probe) => probe(PROBE_TIMEOUT_MS)))
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error
  }
}

function probesOf(server: ServerName, address: string): readonly Probe[] {
  if (server === 'registry') return [registryProbe(address)]
  if (server === 'redis') {
    const url = new URL(address)
    if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
      throw new Error('it must begin with redis:// or rediss://')
    return [redisProbe(url.hostname, Number(url.port || 6379), url.protocol === 'rediss:')]
  }
  return address.split(',').map((broker) => {
    const parts = /^\s*\[?([^\]]+?)\]?:(\d+)\s*$/.exec(broker)
    if (!parts) throw new Error(`"${broker.trim()}" is not host:port`)
    return kafkaProbe(parts[1] as string, Number(parts[2]))
  })
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message
}

function withoutPassword(address: string): string {
  return address.replace(/:\/\/([^@/]*)@/, '://[hidden]@')
}
