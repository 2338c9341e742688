import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Launch } from './guarded-server.ts'
import type { Java } from './java.ts'
import { kafkaProbe, redisProbe, registryProbe } from './probes.ts'
import { KAFKA_SETTINGS, type KafkaSettings, REDIS_SETTINGS, type RedisSettings } from './server-settings.ts'

const HOST = '127.0.0.1'
const PACKAGE_FOLDER = fileURLToPath(new URL('..', import.meta.url))
/** Quick to start, small in memory, content with two cores; what a long run wants else comes after them and wins. */
const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xms64m']

export interface KafkaLaunch {
  readonly java: Java
  readonly jarsFolder: string
  readonly folder: string
  readonly ports: readonly [broker: number, controller: number]
  readonly config: KafkaSettings
  readonly javaOptions: readonly string[]
}

/** A single broker that is its own controller (KRaft). Writes its configuration; `format` must run once per folder. */
export async function kafkaLaunch(plan: KafkaLaunch): Promise<Launch & { readonly format: readonly string[] }> {
  const { folder, ports } = plan
  const [broker, controller] = ports
  const logFolder = join(folder, 'log')
  const configFile = join(folder, 'server.properties')
  await mkdir(folder, { recursive: true })
  const config = {
    ...KAFKA_SETTINGS,
    'controller.quorum.voters': `1@${HOST}:${controller}`,
    listeners: `BROKER://${HOST}:${broker},CONTROLLER://${HOST}:${controller}`,
    'advertised.listeners': `BROKER://${HOST}:${broker}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logFolder,
    ...plan.config,
  }
  await writeFile(configFile, propertiesText(config))
  const archive = classArchive(plan.jarsFolder, `java-${plan.java.version}`)
  const common = [
    `-Dlog4j2.configurationFile=${join(PACKAGE_FOLDER, 'servers/kafka-log4j2.properties')}`,
    '-cp',
    join(plan.jarsFolder, '*'),
  ]
  return {
    name: 'kafka',
    address: `${HOST}:${broker}`,
    folder,
    command: join(plan.java.home, 'bin/java'),
    arguments: [
      ...[...QUICK_START, '-Xmx512m', ...archive.options, ...plan.javaOptions, ...common],
      ...['kafka.Kafka', configFile],
    ],
    probe: kafkaProbe(HOST, broker),
    lockFile: join(folder, 'guard.pid'),
    ...(archive.keep && { archive: archive.keep }),
    format: [
      ...[...QUICK_START, ...(archive.keep ? [] : archive.options), ...common, 'kafka.tools.StorageTool', 'format'],
      ...[`--cluster-id=${clusterId()}`, '-c', configFile],
    ],
  }
}

/** The registry with an H2 database file: it starts as fast as in memory and keeps its schema ids. */
export function registryLaunch(java: Java, program: string, folder: string, ports: readonly [number, number]): Launch {
  const [port, managementPort] = ports
  const archive = classArchive(program, `java-${java.version}`)
  const settings = {
    'quarkus.http.host': HOST,
    'quarkus.http.port': port,
    // Cannot be switched off in this build; a free port keeps it from 9000.
    'quarkus.management.host': HOST,
    'quarkus.management.port': managementPort,
    'quarkus.http.access-log.enabled': false,
    // No write delay: a schema whose registration was answered survives kill -9.
    'apicurio.datasource.url': `jdbc:h2:file:${join(folder, 'database/registry')};WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE`,
    'apicurio.datasource.jdbc.initial-size': 1,
    'apicurio.datasource.jdbc.min-size': 1,
  }
  const url = `http://${HOST}:${port}/apis/ccompat/v7`
  return {
    name: 'registry',
    address: url,
    folder,
    command: join(java.home, 'bin/java'),
    arguments: [
      ...[...QUICK_START, '-Xmx384m', ...archive.options],
      // Else every start logs as errors that the archive below ours was made without the two options that follow.
      '-Xlog:disable',
      // What the registry's own start jar asks for in its manifest.
      ...['--add-opens=java.base/java.lang=ALL-UNNAMED', '--enable-native-access=ALL-UNNAMED'],
      ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
      ...['-cp', registryClassPath(program), 'io.quarkus.runner.GeneratedMain'],
    ],
    probe: registryProbe(url),
    lockFile: join(folder, 'guard.pid'),
    ...(archive.keep && { archive: archive.keep }),
  }
}

/**
 * All its jars on one plain class path instead of `-jar quarkus-run.jar`: only then can the JVM share archived classes,
 * which halves the start. The generated classes replace some of the library's, so they come first.
 */
function registryClassPath(program: string): string {
  const jarsIn = (folder: string) =>
    readdirSync(join(program, folder))
      .filter((name) => name.endsWith('.jar'))
      .sort()
      .map((name) => join(program, folder, name))
  const generated = ['transformed-bytecode.jar', 'generated-bytecode.jar'].map((name) => join(program, 'quarkus', name))
  return [...generated, ...['app', 'lib/boot', 'lib/main'].flatMap(jarsIn)].join(delimiter)
}

export async function redisLaunch(
  program: string,
  folder: string,
  port: number,
  config: RedisSettings,
): Promise<Launch> {
  const configFile = join(folder, 'redis.conf')
  const settings: RedisSettings = {
    ...REDIS_SETTINGS,
    bind: HOST,
    port,
    dir: `"${folder}"`,
    daemonize: 'no',
    ...config,
  }
  await mkdir(folder, { recursive: true })
  await writeFile(
    configFile,
    `${Object.entries(settings)
      .map(([name, value]) => `${name} ${value === '' ? '""' : value}`)
      .join('\n')}\n`,
  )
  return {
    name: 'redis',
    address: `redis://${HOST}:${port}`,
    folder,
    command: program,
    arguments: [configFile],
    probe: redisProbe(HOST, port),
    lockFile: join(folder, 'guard.pid'),
  }
}

/**
 * The JVM's class data sharing: with the archive a broker starts in well under half the time. It is written when a
 * JVM that was started to make it ends, and belongs to one Java and one set of jars.
 */
function classArchive(
  jarsFolder: string,
  name: string,
): { options: readonly string[]; keep?: { fresh: string; finished: string } } {
  const finished = join(jarsFolder, `${name}.jsa`)
  if (existsSync(finished)) return { options: [`-XX:SharedArchiveFile=${finished}`] }
  const fresh = `${finished}.${process.pid}-${randomBytes(4).toString('hex')}`
  return { options: [`-XX:ArchiveClassesAtExit=${fresh}`], keep: { fresh, finished } }
}

/** 16 random bytes as Kafka writes them; one that began with a dash would be read as an option. */
function clusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A')
}

function propertiesText(config: KafkaSettings): string {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\')
  return `${Object.entries(config)
    .map(([name, value]) => `${name}=${escaped(String(value))}`)
    .join('\n')}\n`
}
