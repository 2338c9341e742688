import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_SCHEMAS } from '@tocsin/events'
import { checkPrerequisites, SERVER_NAMES } from '@tocsin/local-stack'
import type { Readiness } from '@tocsin/service-kit'
import { createSchemaRegistry, parseTopicsFile, readGroupLag, withTopicTools } from '@tocsin/stream-kafka'
import { redactSecrets } from '@tocsin/telemetry'
import type { Addresses } from '../addresses.ts'
import { differenceText } from '../commands/topics.ts'
import type { CliContext } from '../context.ts'
import { deadLetterTopics } from '../dead-letter.ts'
import { CUSTOMER_RISK, INPUT_TOPICS, kafkaClient, openStore } from '../surroundings.ts'

/** One thing that was looked at. `note`: worth knowing, nothing is broken. */
export interface Finding {
  readonly name: string
  readonly state: 'well' | 'note' | 'wrong'
  readonly text: string
  /** What to do about it. */
  readonly remedy?: string
}

const PINNED_NODE_MAJOR = 24

/** Looks at one thing after the other; what cannot be looked at because something else is away is left out. */
export async function* runChecks(context: CliContext, serviceUrls: readonly string[]): AsyncGenerator<Finding> {
  yield nodeFinding(process.versions.node)
  const addresses = findAddresses(context)
  yield* machineFindings(context, 'from' in addresses)
  if ('state' in addresses) {
    yield addresses
    return
  }
  yield { name: 'addresses', state: 'well', text: `from ${addresses.from}` }
  const [kafka, registry, redis] = await Promise.all([
    attempt('kafka', () => topicFindings(context, addresses)),
    attempt('registry', () => schemaFindings(addresses)),
    attempt('redis', () => storeFindings(addresses)),
  ])
  yield* kafka
  yield* registry
  yield* redis
  if (kafka.every(({ state }) => state !== 'wrong')) yield* await attempt('records', () => recordFindings(addresses))
  yield* await serviceFindings([...addresses.services, ...serviceUrls])
}

function nodeFinding(version: string): Finding {
  const isWell = Number(version.split('.')[0]) >= PINNED_NODE_MAJOR
  const remedy = 'run it through npm (npm run tocsin -- doctor): that uses the pinned Node'
  return { name: 'node', state: isWell ? 'well' : 'wrong', text: version, ...(!isWell && { remedy }) }
}

/** Java and Maven matter only to those who run the local stack. */
function machineFindings(context: CliContext, hasAddresses: boolean): Finding[] {
  const { java, maven, faults } = checkPrerequisites(SERVER_NAMES, undefined)
  if (context.environment.TOCSIN_KAFKA_BROKERS) return []
  if (faults.length === 0) {
    return [{ name: 'java, maven', state: 'well', text: `Java ${java?.release} in ${java?.home}, ${maven}` }]
  }
  const state = hasAddresses ? 'note' : 'wrong'
  return [
    { name: 'java, maven', state, text: faults.join('\n'), remedy: 'or run without any: npm start -- --embedded' },
  ]
}

function findAddresses(context: CliContext): Addresses | Finding {
  try {
    return context.addresses()
  } catch (error) {
    return { name: 'addresses', state: 'wrong', text: (error as Error).message }
  }
}

/** What a check finds, or that what it looks at is away. */
async function attempt(name: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof Error) || !['RetryableError', 'OperatorError'].includes(error.name)) throw error
    return [{ name, state: 'wrong', text: redactSecrets(error.message) }]
  }
}

async function topicFindings(context: CliContext, { kafkaBrokers }: Addresses): Promise<Finding[]> {
  const specs = parseTopicsFile(readFileSync(join(context.root, 'deploy/kafka/topics.yaml'), 'utf8'), 'topics.yaml')
  const differences = await withTopicTools(kafkaBrokers, (tools) => tools.diff(specs))
  const kafka: Finding = { name: 'kafka', state: 'well', text: `answers at ${kafkaBrokers.join(',')}` }
  if (differences.length === 0) return [kafka, { name: 'topics', state: 'well', text: `${specs.length} as declared` }]
  const text = differences.map((one) => `${one.topic} ${differenceText(one).join('; ')}`).join('\n')
  return [kafka, { name: 'topics', state: 'wrong', text, remedy: 'npm run tocsin -- topics apply' }]
}

async function schemaFindings({ registryUrl }: Addresses): Promise<Finding[]> {
  const standings = await createSchemaRegistry(registryUrl).check(EVENT_SCHEMAS)
  const away = standings.filter(({ standing }) => standing !== 'registered')
  const registry: Finding = { name: 'registry', state: 'well', text: `answers at ${redactSecrets(registryUrl)}` }
  if (away.length === 0) {
    return [registry, { name: 'schemas', state: 'well', text: `${standings.length} are registered` }]
  }
  const lines = away.map(({ subject, standing, messages }) => [`${subject}: ${standing}`, ...messages].join(' '))
  const remedy = 'npm run tocsin -- schemas register'
  return [registry, { name: 'schemas', state: 'wrong', text: lines.join('\n'), remedy }]
}

async function storeFindings(addresses: Addresses): Promise<Finding[]> {
  const store = openStore(addresses)
  try {
    await store.readFence({ topology: CUSTOMER_RISK, partition: 0 })
    return [{ name: 'redis', state: 'well', text: `answers at ${redactSecrets(addresses.redisUrl)}` }]
  } finally {
    await store.close()
  }
}

async function recordFindings(addresses: Addresses): Promise<Finding[]> {
  const client = kafkaClient(addresses)
  const lines = await readGroupLag(client, CUSTOMER_RISK, INPUT_TOPICS)
  const refused = await readGroupLag(client, CUSTOMER_RISK, deadLetterTopics(INPUT_TOPICS))
  const records = sum(lines.map(({ startOffset, endOffset }) => endOffset - startOffset))
  const lag = sum(lines.map(({ lagRecords }) => lagRecords))
  const deadLetters = sum(refused.map(({ startOffset, endOffset }) => endOffset - startOffset))
  const findings: Finding[] = [
    {
      name: 'records',
      state: 'well',
      text: `${records} on the input topics, ${lag === 0 ? 'all read' : `some ${lag} not read yet`} (told every 5 s)`,
    },
  ]
  if (deadLetters === 0) return findings
  const remedy = 'npm run tocsin -- dead-letters list'
  return [...findings, { name: 'dead letters', state: 'note', text: `${deadLetters} records were refused`, remedy }]
}

async function serviceFindings(urls: readonly string[]): Promise<Finding[]> {
  if (urls.length > 0) return Promise.all(urls.map(serviceFinding))
  const text = 'no customer-risk process is known here, so nobody was asked what the tasks wait for'
  return [{ name: 'service', state: 'note', text, remedy: 'npm run tocsin -- doctor --service http://HOST:9464' }]
}

async function serviceFinding(url: string): Promise<Finding> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) })
    const readiness = (await response.json()) as Readiness
    const state = readiness.ready ? 'well' : readiness.status === 'stopped' ? 'wrong' : stateOf(readiness)
    const partitions = readiness.tasks.map(({ partition }) => partition).join(', ') || 'none'
    const command = 'npm run tocsin -- live'
    return {
      name: 'service',
      state,
      text: `${url}: ${readiness.summary}\npartitions: ${partitions}`,
      ...(readiness.status === 'waiting-for-live' && { remedy: `when history is complete: ${command}` }),
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { name: 'service', state: 'wrong', text: `${url} does not answer: ${reason}` }
  }
}

/** Reading, rebuilding and starting pass by themselves; waiting needs somebody. */
function stateOf({ status }: Readiness): Finding['state'] {
  return status === 'waiting-for-live' || status === 'backing-off' ? 'wrong' : 'note'
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
