import { join } from 'node:path'
import { homeFolder } from '@tocsin/local-stack'
import { type Addresses, announceStack } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { CUSTOMER_RISK } from '../surroundings.ts'
import type { NotifyingFiles } from './notifying-files.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

/** The services of a demo, as processes. */
export interface Crew {
  /** Resolves when its processes listen. @throws when one ends before */
  start(service: string): Promise<void>
  /** HTTP addresses of those that listen; grows. */
  readonly pages: readonly string[]
  names(): readonly string[]
  /** Rejects when a process ends by itself, or cannot be started. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

export interface CrewSettings {
  /** Of customer-risk, where the work is; of the other services there is one each. */
  readonly processes: number
  readonly rulesFile: string
  readonly notifying: NotifyingFiles
  /** What the notifier has to know of the inbox. */
  readonly inboxEnvironment: Readonly<Record<string, string>>
  say(line: string): void
}

const STOP_LIMIT_MS = 15_000

/** Where servers, logs and messages of the demo lie. */
export function demoFolder({ environment }: CliContext): string {
  return join(homeFolder(environment), 'demo')
}

export function createCrew(context: CliContext, addresses: Addresses, settings: CrewSettings): Crew {
  const services: ServiceProcess[] = []
  const pages: string[] = []
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  let isStopping = false

  async function start(service: string): Promise<void> {
    if (isStopping) return
    const started = processesOf(service, context, addresses, settings)
    services.push(...started)
    for (const { ended } of started) ended.catch(failed.reject)
    const listening = await Promise.all(started.map(({ httpAddress, ended }) => firstOf(httpAddress, ended)))
    pages.push(...listening)
    if (isStopping) return
    announceStack(homeFolder(context.environment), { ...addresses, services: pages })
    for (const [index, { name }] of started.entries()) settings.say(`${name}: ${listening[index]}`)
  }

  return {
    start: (service) =>
      start(service).catch((error: unknown) => {
        failed.reject(error)
        throw error
      }),
    pages,
    names: () => services.map(({ name }) => name),
    failed: failed.promise,
    async stop() {
      isStopping = true
      await Promise.all(services.map((service) => service.stop()))
    },
  }
}

function processesOf(
  service: string,
  context: CliContext,
  addresses: Addresses,
  settings: CrewSettings,
): ServiceProcess[] {
  const count = service === CUSTOMER_RISK ? settings.processes : 1
  return Array.from({ length: count }, (_, index) =>
    startServiceProcess({
      name: count === 1 ? service : `${service} ${index + 1}`,
      root: context.root,
      script: join(context.root, 'services', service, 'src/main.ts'),
      environment: {
        ...context.environment,
        TOCSIN_KAFKA_BROKERS: addresses.kafkaBrokers.join(','),
        TOCSIN_REGISTRY_URL: addresses.registryUrl,
        TOCSIN_REDIS_URL: addresses.redisUrl,
        TOCSIN_RULES_FILE: settings.rulesFile,
        TOCSIN_ROUTING_FILE: settings.notifying.routingFile,
        TOCSIN_CHANNELS_FILE: settings.notifying.channelsFile,
        TOCSIN_HTTP_PORT: '0',
        TOCSIN_HTTP_HOST: '127.0.0.1',
        ...settings.inboxEnvironment,
      },
      logFile: join(demoFolder(context), 'logs', `${service}-${index + 1}.log`),
      stopLimitMs: STOP_LIMIT_MS,
    }),
  )
}

/** The address, or the reason why the process ended before it had one. */
async function firstOf(httpAddress: Promise<string>, ended: Promise<void>): Promise<string> {
  const address = await Promise.race([httpAddress, ended])
  if (address === undefined) throw new Error('a service ended before it listened')
  return address
}
