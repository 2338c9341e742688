import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '@tocsin/stream'
import { startContainers } from './container-stack.ts'
import { ensureDownloaded } from './download-cache.ts'
import { DOWNLOADS } from './downloads.ts'
import { type Addresses, addressesFromEnvironment, chosenWay, demandAnswers } from './environment.ts'
import { freePorts } from './free-ports.ts'
import { GuardedServer, type StackServer } from './guarded-server.ts'
import { machinePlaces } from './java.ts'
import { formatKafka } from './kafka-format.ts'
import { checkPrerequisites, type Prerequisites, prerequisitesText } from './prerequisites.ts'
import { SERVER_NAMES, type ServerName, type StackProgress } from './progress.ts'
import { kafkaLaunch, redisLaunch, registryLaunch } from './server-launch.ts'
import { takeStateFolder } from './state-folder.ts'

/** Addresses of a running Kafka, schema registry and Redis; asking for a server that was not wanted throws. */
export interface LocalStack {
  /** host:port; several, separated by commas, only when they came from the environment. */
  readonly kafkaBrokers: string
  /** Base of the Confluent API: …/apis/ccompat/v7. */
  readonly registryUrl: string
  /** redis://127.0.0.1:port */
  readonly redisUrl: string
  /** Where the servers run: elsewhere (their addresses came from the environment), as processes, or in containers. */
  readonly way: 'environment' | 'native' | 'containers'
  /** True for processes of ours: only these can be killed and restarted one by one. */
  readonly native: boolean
  /** A server of ours, to be killed and restarted by tests; throws when not native. */
  server(name: ServerName): StackServer
  /** Ends what was started and resolves when it is gone; may be called twice. Without it, the end of the process does. */
  stop(): Promise<void>
}

export interface LocalStackOptions {
  /** Where the servers keep configuration, logs and state between starts; `.tocsin/stack` of the project otherwise. */
  readonly folder?: string
  /** Throws away the state of an earlier run first. */
  readonly fresh?: boolean
  readonly progress?: (line: StackProgress) => void
  /** All three otherwise. */
  readonly servers?: readonly ServerName[]
  /** Settings of redis.conf over ours. */
  readonly redisConfig?: Readonly<Record<string, string | number>>
  /** A `redis-server` to run in place of the downloaded one, which is built for small size and takes twice the CPU. */
  readonly redisProgram?: string
  /** Settings of server.properties over ours. */
  readonly kafkaConfig?: Readonly<Record<string, string | number | boolean>>
  /** JVM options after ours, so that they win: `-XX:TieredStopAtLevel=4` and more memory for a long run under load. */
  readonly kafkaJavaOptions?: readonly string[]
  /** `process.env` otherwise; `{ PATH: … }` without addresses makes sure of a stack of one's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const PROJECT_FOLDER = fileURLToPath(new URL('../../..', import.meta.url))

/** Where downloads and state go: `TOCSIN_HOME`, or `.tocsin` at the root of the project. */
export function homeFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return resolve(environment.TOCSIN_HOME || join(PROJECT_FOLDER, '.tocsin'))
}

/**
 * Brings up real servers and resolves when all answer. Addresses from the environment win and are only asked for an
 * answer; else the servers are fetched (once), started as native processes on free ports of 127.0.0.1, and end with
 * `stop()` or with this process, however it ends. With `TOCSIN_STACK=containers` they run in containers, which keep nothing:
 * `folder`, `fresh` and `redisProgram` then mean nothing.
 * @throws OperatorError with one screen that says what is missing or what failed, nothing being left running.
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const environment = options.environment ?? process.env
  const servers = SERVER_NAMES.filter((name) => (options.servers ?? SERVER_NAMES).includes(name))
  const way = chosenWay(environment)
  const given = addressesFromEnvironment(servers, environment)
  if (given) {
    await demandAnswers(given)
    return stackOf('environment', given)
  }
  if (way === 'containers') {
    const { addresses, stop } = await startContainers(servers, options)
    return stackOf('containers', addresses, undefined, stop)
  }
  const prerequisites = checkPrerequisites(servers, machinePlaces(environment))
  if (prerequisites.faults.length > 0) throw new OperatorError(prerequisitesText(prerequisites.faults))
  const folder = resolve(options.folder ?? join(homeFolder(environment), 'stack'))
  const release = await takeStateFolder(folder, servers)
  try {
    if (options.fresh)
      await Promise.all(servers.map((name) => rm(join(folder, name), { recursive: true, force: true })))
    return await startNative(servers, folder, { ...options, environment }, prerequisites, release)
  } catch (error) {
    await release()
    throw error
  }
}

async function startNative(
  servers: readonly ServerName[],
  folder: string,
  options: LocalStackOptions & { readonly environment: Readonly<Record<string, string | undefined>> },
  found: Prerequisites,
  release: () => Promise<void>,
): Promise<LocalStack> {
  const progress = options.progress ?? (() => {})
  const cacheFolder = join(homeFolder(options.environment), 'cache')
  const ports = await choosePorts(folder)
  const running = new Map<ServerName, GuardedServer>()
  const addresses: Addresses = {}
  let failed = false
  const startOne = async (name: ServerName) => {
    const program = await ensureDownloaded(cacheFolder, DOWNLOADS[name], found.maven as string, progress)
    if (failed) return
    const startedAt = Date.now()
    progress({ kind: 'starting', server: name })
    const launch = await launchOf(name, program, folder, ports, options, found)
    if (failed) return
    const server = new GuardedServer(launch, (message) => progress({ kind: 'died', server: name, message }))
    running.set(name, server)
    await server.start()
    addresses[name] = launch.address
    progress({ kind: 'ready', server: name, address: launch.address, seconds: (Date.now() - startedAt) / 1000 })
  }
  const stop = async () => {
    await Promise.all(
      [...running].map(async ([name, server]) => {
        running.delete(name)
        await server.stop()
        progress({ kind: 'stopped', server: name })
      }),
    )
    await release()
  }
  const starts = servers.map((name) =>
    startOne(name).catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  const outcomes = await Promise.allSettled(starts)
  const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []))
  if (faults.length > 0) {
    await stop()
    throw faults.length === 1 ? faults[0] : new OperatorError(faults.map((fault) => fault.message).join('\n\n'))
  }
  return stackOf('native', addresses, running, stop)
}

async function launchOf(
  name: ServerName,
  program: string,
  folder: string,
  ports: StackPorts,
  options: LocalStackOptions,
  found: Prerequisites,
) {
  const serverFolder = join(folder, name)
  if (name === 'redis') {
    return redisLaunch(
      options.redisProgram ?? join(program, found.redisProgram as string),
      serverFolder,
      ports.redis,
      options.redisConfig ?? {},
    )
  }
  const java = found.java
  if (!java) throw new Error(`no Java was looked for, but ${name} needs one`)
  if (name === 'registry')
    return registryLaunch(java, program, serverFolder, [ports.registry, ports.registryManagement])
  const launch = await kafkaLaunch({
    java,
    jarsFolder: program,
    folder: serverFolder,
    ports: [ports.kafka, ports.kafkaController],
    config: options.kafkaConfig ?? {},
    javaOptions: options.kafkaJavaOptions ?? [],
  })
  await formatKafka(launch)
  return launch
}

const PORT_NAMES = ['kafka', 'kafkaController', 'registry', 'registryManagement', 'redis'] as const
type StackPorts = Readonly<Record<(typeof PORT_NAMES)[number], number>>

/** The ports of the folder's last run when they are free, so that addresses noted elsewhere stay good. */
async function choosePorts(folder: string): Promise<StackPorts> {
  const file = join(folder, 'ports.json')
  const last = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Partial<StackPorts>,
    () => ({}) as Partial<StackPorts>,
  )
  const ports = await freePorts(
    PORT_NAMES.length,
    PORT_NAMES.map((name) => last[name]),
  )
  const chosen = Object.fromEntries(PORT_NAMES.map((name, index) => [name, ports[index]])) as unknown as StackPorts
  await mkdir(folder, { recursive: true })
  await writeFile(file, JSON.stringify(chosen))
  return chosen
}

function stackOf(
  way: LocalStack['way'],
  addresses: Addresses,
  running?: ReadonlyMap<ServerName, GuardedServer>,
  stop: () => Promise<void> = async () => {},
): LocalStack {
  const address = (name: ServerName) => {
    const found = addresses[name]
    if (found === undefined) throw new Error(`the stack was started without ${name}`)
    return found
  }
  return {
    get kafkaBrokers() {
      return address('kafka')
    },
    get registryUrl() {
      return address('registry')
    },
    get redisUrl() {
      return address('redis')
    },
    way,
    native: way === 'native',
    server(name) {
      if (way === 'containers') throw new Error(`${name} runs in a container; only processes can be killed here`)
      if (!running)
        throw new Error(`${name} runs elsewhere (its address came from the environment); it is not ours to kill`)
      const server = running.get(name)
      if (!server) throw new Error(`${name} is not running`)
      return server
    },
    stop,
  }
}
