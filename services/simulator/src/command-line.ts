import { readFileSync } from 'node:fs'
import { createEventEncoder, EVENT_SCHEMAS, type SalesEvent } from '@tocsin/events'
import { systemClock } from '@tocsin/service-kit'
import { OperatorError, RetryableError } from '@tocsin/stream'
import { createKafkaAppender, createKafkaClient, LogAdmin, parseBrokers, registerSchemas } from '@tocsin/stream-kafka'
import { Command, InvalidArgumentError } from 'commander'
import { badRecords } from './bad-records.ts'
import { type PlayProgress, playScenario } from './play-scenario.ts'
import { type Append, createPublisher } from './publish.ts'
import { readScenario } from './scenario/read-scenario.ts'
import { SALES_TOPICS } from './world/customer-book.ts'
import { generateHistory } from './world/generate-history.ts'

/** Where progress goes: one line that is written again and again. */
export interface Screen {
  write(text: string): void
}

/** The `simulator` command: `play` a scenario, or `load` any number of generated events. */
export function simulatorCommand(screen: Screen, stop: { readonly aborted: boolean }): Command {
  const program = new Command('simulator')
    .description('Writes sales facts of invented companies onto Kafka, as the systems at the source end would.')
    .showHelpAfterError()
  withAddresses(program.command('play'))
    .description('play a scenario file: its history, then `live`, then its live events by the wall clock')
    .requiredOption('--scenario <file>', 'a file like services/simulator/scenarios/01-first-alert.yaml')
    .option('--history-only', 'end after the `live` records')
    .action((options: PlayFlags) => play(options, screen, stop))
  withAddresses(program.command('load'))
    .description('write generated events of all kinds, then `live`, then more of them by the wall clock')
    .option('--events <number>', 'events of history', wholeNumber, 100_000)
    .option('--customers <number>', 'customers they are about', wholeNumber, 1_000)
    .option('--days <number>', 'days of history, up to now', wholeNumber, 240)
    .option('--seed <text>', 'the same seed gives the same events', 'tocsin')
    .option('--live-events <number>', 'events after `live`', wholeNumber, 0)
    .option('--live-rate <number>', 'live events per second', wholeNumber, 100)
    .option('--bad-records', 'strew in one of each kind of bad record that a broker takes')
    .action((options: LoadFlags) => load(options, screen, stop))
  return program
}

interface Addresses {
  readonly brokers: string
  readonly registry: string
}

interface PlayFlags extends Addresses {
  readonly scenario: string
  readonly historyOnly?: boolean
}

interface LoadFlags extends Addresses {
  readonly events: number
  readonly customers: number
  readonly days: number
  readonly seed: string
  readonly liveEvents: number
  readonly liveRate: number
  readonly badRecords?: boolean
}

function withAddresses(command: Command): Command {
  const { TOCSIN_KAFKA_BROKERS: brokers, TOCSIN_REGISTRY_URL: registry } = process.env
  return command
    .requiredOption('--brokers <host:port,…>', 'Kafka (or TOCSIN_KAFKA_BROKERS)', brokers)
    .requiredOption('--registry <url>', 'schema registry (or TOCSIN_REGISTRY_URL)', registry)
}

async function play(flags: PlayFlags, screen: Screen, stop: { readonly aborted: boolean }): Promise<void> {
  const scenario = readScenario(readText(flags.scenario), flags.scenario)
  screen.write(`${scenario.title.zh}\n${scenario.title.en}\n`)
  await withKafka(flags, async (sink) => {
    const played = await playScenario(scenario, {
      ...sink,
      clock: systemClock,
      withLiveEvents: flags.historyOnly !== true,
      onProgress: (progress) => screen.write(progressLine(progress)),
      signal: stop,
    })
    screen.write(
      `\n${played.historyEvents} events of history, ${played.liveEvents} live; ` +
        `${played.expectedAlerts.length} alerts are expected in all.\n`,
    )
  })
}

async function load(flags: LoadFlags, screen: Screen, stop: { readonly aborted: boolean }): Promise<void> {
  const nowMs = systemClock.now()
  const { seed, customers, events, days, liveEvents, liveRate } = flags
  const { history, continuation } = generateHistory({
    seed,
    customers,
    events,
    startAtMs: nowMs - days * 86_400_000,
    endAtMs: nowMs,
  })
  await withKafka(flags, async ({ append, encode, partitionCount }) => {
    const publisher = createPublisher({ append, encode, clock: systemClock, source: 'simulator' })
    const total = history.length
    await publisher.history(history, (published) => screen.write(progressLine({ phase: 'history', published, total })))
    if (flags.badRecords === true) {
      const atMs = systemClock.now()
      const bad = badRecords({ seed, encode, partitionCount, atMs, today: Math.floor(atMs / 86_400_000) })
      const taken = bad.filter(({ refusedByBroker }) => !refusedByBroker)
      await append(taken.flatMap(({ before, record }) => [...before, record]))
    }
    await publisher.live(SALES_TOPICS, partitionCount, systemClock.now())
    screen.write(progressLine({ phase: 'live', published: 0, total: 0 }))
    const live = continuation({ startMs: systemClock.now(), events: liveEvents, eventsPerSecond: liveRate })
    const onPublished = (published: number) =>
      screen.write(progressLine({ phase: 'live-events', published, total: live.length }))
    await publisher.paced(live, { onPublished, signal: stop })
    screen.write('\n')
  })
}

interface Sink {
  readonly append: Append
  readonly encode: (event: SalesEvent) => Uint8Array
  readonly partitionCount: number
}

async function withKafka(addresses: Addresses, work: (sink: Sink) => Promise<void>): Promise<void> {
  const client = { brokers: parseBrokers(addresses.brokers), clientId: 'tocsin-simulator' }
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  const appender = createKafkaAppender(client)
  try {
    const partitionCount = await admin.commonPartitionCount(SALES_TOPICS)
    const encode = createEventEncoder(await registerSchemas(addresses.registry, EVENT_SCHEMAS))
    await work({ append: (records) => appender.append(records), encode, partitionCount })
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error
    // A service would wait; who plays a scenario wants to know.
    throw new OperatorError(
      `${error.message}\nIs the stack running? \`npm run stack\` starts one and prints its addresses.`,
    )
  } finally {
    await appender.close()
    await admin.close()
  }
}

function progressLine({ phase, published, total }: PlayProgress): string {
  switch (phase) {
    case 'history':
      return `\rhistory  ${published} / ${total}`
    case 'live':
      return '\nlive\n'
    case 'live-events':
      return `\rlive     ${published} / ${total}`
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`the scenario cannot be read: ${why}`)
  }
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('It has to be a whole number from 0.')
  return number
}
