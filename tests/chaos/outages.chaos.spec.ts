/**
 * Kafka, registry and Redis each taken away in mid-stream, Redis also emptied: what comes out equals the fold of the
 * log after each, and nothing is dead-lettered for it.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createEventCodec, EVENT_SCHEMAS, type InvoiceIssued } from '@tocsin/events'
import { toRecord } from '@tocsin/simulator'
import { settle, untilDrained } from '../e2e/draining.ts'
import { createFeeder, type Feeder, type Story, tellStory } from '../e2e/feeding.ts'
import type { Member } from '../e2e/member.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import { flushAll } from '../e2e/redis-command.ts'
import { openSite, PARTITION_COUNT, type Site } from '../e2e/site.ts'
import { pause, seedOf, until } from '../e2e/waiting.ts'

const HISTORY_EVENTS = 8_000
const LIVE_PER_SECOND = 150
/** What is fed around one outage: long enough to have a before, a during and an after. */
const LIVE_EVENTS = 900
const OUTAGE_MS = 2_000
const LONG_SESSION_MS = 6_000
/** No invoice of the stories has it. */
const NEW_CUSTOMER = 'WRITTEN-WITH-A-NEWER-SCHEMA'

let site: Site
let story: Story
let feeder: Feeder
beforeAll(async () => {
  site = await openSite('outages')
  const seed = seedOf('outages-1')
  site.say(`seed ${seed}`)
  story = tellStory({ seed, customers: 250, historyEvents: HISTORY_EVENTS, days: 40 })
  feeder = createFeeder(site)
  await feeder.history(story.history, HISTORY_EVENTS)
  await feeder.goLive()
})
afterAll(() => site?.stop())

/** Feeds live events while something is done to the site, then drains and compares. */
async function through(members: readonly Member[], disturb: () => Promise<readonly Member[]>) {
  await untilAllWork(members)
  const feeding = feeder.live(story.live(LIVE_EVENTS, LIVE_PER_SECOND))
  const [survivors] = await Promise.all([disturb(), feeding])
  site.say('fed and disturbed')
  await settle(site, survivors)
  const comparison = await compareWithFold(site)
  site.say(JSON.stringify(comparison.counts))
  expect(comparison.differences).toEqual([])
  return comparison
}

async function untilAllWork(members: readonly Member[]): Promise<void> {
  await until('every process has partitions', () => members.every((member) => member.partitions().length > 0))
  await untilDrained(members)
}

const startTwo = (name: string) => [site.startMember(`${name}-1`), site.startMember(`${name}-2`)]
const deadLettered = (members: readonly Member[]) => members.flatMap((member) => member.events('RecordDeadLettered'))

describe('a part of the stack goes away', () => {
  test('the registry: a process that starts waits for it, and so do records with a schema nobody knows yet', async () => {
    const [survivor, victim] = startTwo('registry') as [Member, Member]
    const newer = await registerNewerInvoice()
    const restarted: Member[] = []
    const { entityIds } = await through([survivor, victim], async () => {
      const registry = site.stack.server('registry')
      await registry.kill('SIGKILL')
      await victim.kill()
      restarted.push(site.startMember('registry-3'))
      await site.append([newer])
      await until('the restarted process waits for the registry', () => {
        return restarted[0]!.events('WaitingForDependency').length > 0
      })
      await until('the records of the new schema wait for the registry', () => {
        return survivor.events('TaskBackedOff').some(({ reason }) => String(reason).includes('schema'))
      })
      expect(deadLettered([survivor, ...restarted])).toEqual([])
      await registry.restart()
      site.say('the registry is back')
      return [survivor, ...restarted]
    })
    expect(entityIds).toContain(NEW_CUSTOMER)
    expect(deadLettered([survivor, ...restarted])).toEqual([])
  })

  test.each(['redis', 'kafka'] as const)('%s: killed and started again in mid-stream', async (name) => {
    const members = startTwo(name)
    await through(members, async () => {
      const server = site.stack.server(name)
      await pause(OUTAGE_MS)
      await server.kill('SIGKILL')
      await pause(OUTAGE_MS)
      await server.restart()
      site.say(`${name} is back`)
      return members
    })
    expect(deadLettered(members)).toEqual([])
  })

  test('Redis loses everything: noticed, announced, rebuilt along the marks, and told again with the same words', async () => {
    const members = startTwo('flushed')
    const seen = new Set<string>()
    let isOver = false
    const watch = async () => {
      while (!isOver) {
        for (const member of members) seen.add((await member.readiness())?.status ?? 'no answer')
        await pause(10)
      }
    }
    const watching = watch()
    const { counts } = await through(members, async () => {
      await pause(OUTAGE_MS)
      await flushAll(site.stack.redisUrl)
      site.say('FLUSHALL')
      return members
    }).finally(() => {
      isOver = true
    })
    await watching
    const lost = members.flatMap((member) => member.events('StoreLost'))
    expect(new Set(lost.map(({ task }) => task?.partition)).size).toBe(PARTITION_COUNT)
    expect(seen).toContain('rebuilding')
    expect(counts.repeatedAlerts).toBeGreaterThan(0)
  })
})

test('a process with the ordinary session of six seconds is killed: its tasks go on elsewhere', async () => {
  const settings = { sessionTimeoutMs: LONG_SESSION_MS, logLevel: 'debug' } as const
  const [victim, heir] = [site.startMember('killed', settings), site.startMember('heir', settings)] as const
  await untilAllWork([victim, heir])
  const orphaned = new Set(victim.partitions())
  const feeding = feeder.live(story.live(LIVE_EVENTS * 2, LIVE_PER_SECOND))
  await pause(OUTAGE_MS)
  const killedAtMs = Date.now()
  await victim.kill()
  const firstCommits = () => {
    const byTask = new Map<number, number>()
    for (const { task, atMs } of heir.events('BatchCommitted')) {
      if (task === undefined || !orphaned.has(task.partition) || byTask.has(task.partition)) continue
      byTask.set(task.partition, atMs - killedAtMs)
    }
    return byTask
  }
  await until('the heir has committed to every orphaned task', () => firstCommits().size === orphaned.size)
  const delays = [...firstCommits().values()].sort((left, right) => left - right)
  site.say(`first record after kill -9, session ${LONG_SESSION_MS} ms: ${delays[0]} to ${delays.at(-1)} ms`)
  await feeding
  await settle(site, [heir])
  const { differences } = await compareWithFold(site)
  expect(differences).toEqual([])
})

/** An invoice in a later version of its schema: one field more, which our program does not know. */
async function registerNewerInvoice() {
  const entry = EVENT_SCHEMAS.find(({ fullName }) => fullName.endsWith('.InvoiceIssued'))!
  const schema = JSON.parse(entry.schema) as { fields: object[] }
  schema.fields.push({ name: 'remark', type: ['null', 'string'], default: null })
  const ids = await site.registry.register([{ ...entry, schema: JSON.stringify(schema) }])
  const codec = createEventCodec({ schemaIds: ids, source: site.registry, nowMs: Date.now })
  const today = Math.floor(Date.now() / 86_400_000)
  const event: InvoiceIssued = {
    type: 'invoice-issued',
    eventId: `${NEW_CUSTOMER}-E1`,
    invoiceId: `${NEW_CUSTOMER}-I1`,
    customerId: NEW_CUSTOMER,
    salesRepId: 'R1',
    amountMinor: 120_000,
    currency: 'CNY',
    issuedOn: today - 1,
    dueOn: today + 29,
  }
  // In Avro a remark that is absent is one zero byte at the end.
  const withRemark = (known: InvoiceIssued) => Uint8Array.of(...codec.encode(known), 0)
  return toRecord({ topic: entry.topic, recordedAtMs: Date.now(), event }, () => withRemark(event), 'end-to-end')
}
