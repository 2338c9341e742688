import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Java, type JavaPlaces, listJavas, machinePlaces } from './java.ts'
import type { ServerName } from './progress.ts'

/** The oldest Java that runs each server; Redis is a native program. */
const MIN_JAVA = { kafka: 17, registry: 21 } as const

/** The programs inside the Redis jar, by `process.platform` and `process.arch`. */
export const REDIS_PROGRAMS: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-7.0.15-linux-amd64',
  'linux-arm64': 'redis-server-7.0.15-linux-arm64',
  'linux-ia32': 'redis-server-7.0.15-linux-386',
  'darwin-x64': 'redis-server-7.0.15-darwin-amd64',
  'darwin-arm64': 'redis-server-7.0.15-darwin-arm64',
}

export interface Prerequisites {
  /** Present when a Java new enough for all wanted servers was found; undefined also when none needs Java. */
  readonly java?: Java
  /** Path of `mvn`. */
  readonly maven?: string
  readonly redisProgram?: string
  /** What is missing, each with what to do; empty when the stack can be started on this machine. */
  readonly faults: readonly string[]
}

/** Looks at what this machine has, starts nothing, and names everything that is missing at once. */
export function checkPrerequisites(
  servers: readonly ServerName[],
  places: JavaPlaces = machinePlaces(),
  platform = `${process.platform}-${process.arch}`,
): Prerequisites {
  const faults: string[] = []
  const needed = Math.max(0, ...servers.map((server) => (server === 'redis' ? 0 : MIN_JAVA[server])))
  const javas = needed > 0 ? listJavas(places) : []
  const java = javas.find((candidate) => candidate.release >= needed)
  if (needed > 0 && !java) faults.push(javaFault(needed, servers, javas))
  const maven = findMaven(places.environment)
  if (!maven) faults.push(MAVEN_FAULT)
  const redisProgram = servers.includes('redis') ? REDIS_PROGRAMS[platform] : undefined
  if (servers.includes('redis') && !redisProgram) faults.push(redisFault(platform))
  return { ...(java && { java }), ...(maven && { maven }), ...(redisProgram && { redisProgram }), faults }
}

/** One screen for a person: all faults, and the ways around them. */
export function prerequisitesText(faults: readonly string[]): string {
  return [
    'The local stack (Kafka, schema registry, Redis) cannot be started on this machine:',
    ...faults.map((fault) => `- ${fault.replaceAll('\n', '\n  ')}`),
    'Or use servers that run elsewhere: set TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL and TOCSIN_REDIS_URL.',
    'Or run without any: npm start -- --embedded',
  ].join('\n')
}

const MAVEN_FAULT = [
  'Maven (mvn) is not on PATH; it downloads the servers.',
  'Install it: Debian, Ubuntu: apt install maven · Fedora: dnf install maven · macOS: brew install maven',
].join('\n')

function javaFault(needed: number, servers: readonly ServerName[], javas: readonly Java[]): string {
  const who = servers
    .filter((server) => server !== 'redis')
    .map((server) => `${server} ${MIN_JAVA[server]}`)
    .join(', ')
  const found = javas.map((java) => `${java.release} in ${java.home}`).join(', ') || 'none'
  return [
    `Java ${needed} or newer is needed (${who}). Found: ${found}.`,
    `Install it: Debian, Ubuntu: apt install openjdk-${needed}-jre-headless · Fedora: dnf install java-latest-openjdk-headless · macOS: brew install openjdk`,
    'It is looked for in JAVA_HOME, on PATH, and where packages, SDKMAN, asdf, mise and IDEs put it.',
  ].join('\n')
}

function redisFault(platform: string): string {
  return [
    `There is no Redis program for ${platform} in the package we take it from (it has ${Object.keys(REDIS_PROGRAMS).join(', ')}).`,
    'On Windows use the Linux subsystem (WSL).',
  ].join('\n')
}

function findMaven(environment: JavaPlaces['environment']): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  const home = environment.MAVEN_HOME
  return [...folders, ...(home ? [join(home, 'bin')] : [])]
    .map((folder) => join(folder, 'mvn'))
    .find((program) => existsSync(program))
}
