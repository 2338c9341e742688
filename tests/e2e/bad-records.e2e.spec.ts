/**
 * Bad records of every kind in mid-stream, the ten megabytes included, and a process that is killed over them: each lands
 * in the dead-letter topic, nothing else does; and what was mended can be replayed with the command line.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { SalesEvent } from '@tocsin/events'
import { badRecords, createRandom, toRecord } from '@tocsin/simulator'
import { startCrew } from './crew.ts'
import { settle, untilDrained } from './draining.ts'
import { createFeeder, tellStory } from './feeding.ts'
import { type Comparison, compareWithFold } from './outcome.ts'
import { openSite, PARTITION_COUNT, ROOT, type Site } from './site.ts'
import { seedOf, until } from './waiting.ts'

const HISTORY_EVENTS = 4_000
const LIVE_EVENTS = 600
/** As many as an invoice may have unsettled at a time. */
const MOST_DISPUTES = 8
const CUSTOMER = 'REPAIRED-1'
const DAY_MS = 86_400_000

let site: Site
beforeAll(async () => {
  site = await openSite('bad-records')
})
afterAll(() => site?.stop())

const dispute = (number: number, disputedOn: number): SalesEvent => ({
  type: 'invoice-disputed',
  eventId: `${CUSTOMER}-D${number}`,
  disputeId: `D${number}`,
  invoiceId: `${CUSTOMER}-I1`,
  customerId: CUSTOMER,
  amountMinor: 1_000,
  currency: 'CNY',
  disputedOn,
})
const settled = (number: number, settledOn: number): SalesEvent => ({
  type: 'dispute-settled',
  eventId: `${CUSTOMER}-S${number}`,
  disputeId: `D${number}`,
  invoiceId: `${CUSTOMER}-I1`,
  customerId: CUSTOMER,
  outcome: 'rejected',
  settledOn,
})

test('under a kill -9, every kind of bad record gets its dead letter, nothing else is lost, and what was mended can be replayed', async () => {
  const seed = seedOf('bad-1')
  site.say(`seed ${seed}`)
  const story = tellStory({ seed, customers: 150, historyEvents: HISTORY_EVENTS, days: 40 })
  const feeder = createFeeder(site)
  const start = (name: string) => site.startMember(name)
  const crew = startCrew({ random: createRandom(`${seed}/faults`), roles: [start, start] })
  const half = HISTORY_EVENTS / 2
  const atMs = story.history[half]!.recordedAtMs
  const today = Math.floor(atMs / DAY_MS)
  const bad = badRecords({ seed, encode: site.events.encode, partitionCount: PARTITION_COUNT, atMs, today }).filter(
    ({ refusedByBroker }) => !refusedByBroker,
  )
  const outgoing = (event: SalesEvent) =>
    toRecord({ topic: 'sales.invoices', recordedAtMs: atMs, event }, site.events.encode, 'end-to-end')
  const disputes = Array.from({ length: MOST_DISPUTES + 1 }, (_, index) => outgoing(dispute(index, today)))

  await feeder.history(story.history.slice(0, half), HISTORY_EVENTS)
  await site.append(bad.flatMap(({ before }) => before))
  const offsets = await site.append(bad.map(({ record }) => record))
  const disputeOffsets = await site.append(disputes)
  const feedTheRest = async () => {
    await feeder.history(story.history.slice(half), HISTORY_EVENTS)
    await feeder.goLive()
    await feeder.live(story.live(LIVE_EVENTS, 200))
  }
  const killOverThem = async () => {
    await until('a bad record has been refused', () => crew.events('RecordDeadLettered').length > 0)
    const { victim, commits } = await crew.killOne()
    site.say(`kill -9: ${victim}, after ${commits} commits or more`)
  }
  await Promise.all([killOverThem(), feedTheRest()])
  await settle(site, crew.members)
  const first = await compareWithFold(site)
  site.say(`${bad.length} kinds of bad record: ${JSON.stringify(first.counts)}`)
  expect(first.differences).toEqual([])
  const places = bad.map(({ record }, index) => `${record.topic}/${record.partition}/${offsets[index]}`)
  expect(bad.map(({ name }, index) => [name, first.deadLetters.get(places[index]!)])).toEqual(
    bad.map(({ name, reason }) => [name, reason]),
  )

  const onWrongPartition = places[bad.findIndex(({ reason }) => reason === 'wrong-partition')]!
  const tooMany = findDispute(first, disputeOffsets.at(-1)!)
  await site.append([outgoing(settled(0, today))])
  const again = [site.startMember('afterwards')]
  await untilDrained(again)
  for (const id of [onWrongPartition, tooMany]) site.say(await replay(id))
  await settle(site, again)
  const second = await compareWithFold(site)
  expect(second.differences).toEqual([])
  // A record that is refused again would have a second dead letter, at its new position.
  expect([...second.deadLetters.keys()].sort()).toEqual([...first.deadLetters.keys()].sort())
  const returned = bad.find(({ reason }) => reason === 'wrong-partition')!
  expect(second.entityIds).toContain(new TextDecoder().decode(returned.record.key!))
})

function findDispute({ deadLetters }: Comparison, offset: number): string {
  const place = [...deadLetters.keys()].find((key) => key.startsWith('sales.invoices/') && key.endsWith(`/${offset}`))
  if (place === undefined || deadLetters.get(place) !== 'contradicts-state') {
    throw new Error(`dispute number ${MOST_DISPUTES + 1} of one invoice was not refused`)
  }
  return place
}

/** As a person does it. */
async function replay(id: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'packages/cli/src/main.ts'), 'dead-letters', 'replay', '--id', id],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        TOCSIN_KAFKA_BROKERS: site.stack.kafkaBrokers,
        TOCSIN_REGISTRY_URL: site.stack.registryUrl,
        TOCSIN_REDIS_URL: site.stack.redisUrl,
      },
    },
  )
  return stdout.split('\n')[0]!
}
