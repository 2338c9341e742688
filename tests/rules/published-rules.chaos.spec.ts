/**
 * A credit controller asks something new of running services: a measure that nobody has counted so far, an indicator over
 * it, published. Nobody restarts anything; what the log already holds counts.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { assembleTopology, loadRuleSet } from '@tocsin/customer-risk'
import { type AlertEvent, createAlertCodec, createRuleCodec } from '@tocsin/events'
import { ALERTS_TOPIC, CUSTOMER_RISK_INPUTS, SHADOW_ALERTS_TOPIC, shadowAlertDecoder } from '@tocsin/processors'
import { RULES_TOPIC, rulesPublished } from '@tocsin/rules'
import { readPublishedRules, readRuleSetFiles } from '@tocsin/service-kit'
import { withTopicTools } from '@tocsin/stream-kafka'
import { bareEnvironment, type Environment, tocsin } from '../cli/tocsin.ts'
import { settle, untilDrained } from '../e2e/draining.ts'
import { createFeeder, type Story, tellStory } from '../e2e/feeding.ts'
import type { Member } from '../e2e/member.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import { openSite, ROOT, type Site } from '../e2e/site.ts'
import { until } from '../e2e/waiting.ts'

const SHIPPED = join(ROOT, 'deploy/rules')
const DAYS = 60
const DAY_MS = 86_400_000

const QUESTION = `measures:
  - id: orders-in-75-days
    label: { zh: 近 75 天订单数, en: orders in 75 days }
    meaning: { zh: 最近 75 天下单的次数, en: Orders placed in the last 75 days }
    over: order-placed
    aggregate: count
    window: { days: 75 }
indicators:
  - id: many-orders
    name: { zh: 频繁下单, en: Many orders }
    question: { zh: 最近 75 天这家客户下了多少单？, en: How many orders has this customer placed in 75 days? }
    entity: customer
    value: { measure: orders-in-75-days }
    unit: count
    direction: above
    thresholds: { warning: 8 }
    evaluate: on-change
    ownerRole: sales-representative
    nextStep: { zh: 联系客户, en: Call the customer }
`

const TESTS = `tests:
  - name: eight orders in a row
    indicator: many-orders
    events:
      - { on: 2026-01-05, every: 3, times: 8, order-placed: { orderId: "O-{n}" } }
    until: 2026-02-15
    alerts:
      - { on: 2026-01-26, fired: warning, value: 8 }
`

let site: Site
let story: Story
let folder: string
let members: readonly Member[]
let environment: Environment
beforeAll(async () => {
  site = await openSite('rules')
  folder = mkdtempSync(join(tmpdir(), 'tocsin-rules-'))
  environment = {
    ...bareEnvironment(),
    TOCSIN_KAFKA_BROKERS: site.stack.kafkaBrokers,
    TOCSIN_REGISTRY_URL: site.stack.registryUrl,
    TOCSIN_REDIS_URL: site.stack.redisUrl,
  }
  members = [site.startMember('customer-risk'), site.startMember('sales-rep-risk', { service: 'sales-rep-risk' })]
  story = tellStory({ seed: 'published-rules', customers: 40, historyEvents: 3_000, days: DAYS })
  await createFeeder(site).history(story.history, 10_000)
  await withTopicTools(site.brokers, (tools) => tools.writeLive([...CUSTOMER_RISK_INPUTS], Date.now()))
  await untilDrained(members)
})
afterAll(async () => {
  await site?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('a new indicator over a new measure is written, tested, published and fires; taken back, its alerts end', async () => {
  const asking = rulesFolder('asking')
  writeFileSync(join(asking, 'many-orders.yaml'), QUESTION)
  writeFileSync(join(asking, 'many-orders.test.yaml'), TESTS)
  const tested = await tocsin(['rules', 'test', asking], environment)
  expect(tested.text).toContain('many-orders')
  expect(tested.exitCode).toBe(0)

  await asksInTheShadow(asking)
  await publishFromDamagedSources(asking)
  const effectiveFromMs = await publish(asking)
  const expected = customersWithManyOrders()
  expect(expected.size).toBeGreaterThan(0)
  await until('every such customer has its alert', async () => (await told('alert-fired')).size >= expected.size)
  const fired = await told('alert-fired')
  expect(new Map([...fired].map(([id, alert]) => [id, alert.value]))).toEqual(expected)
  for (const alert of fired.values()) expect(alert.at).toBeGreaterThanOrEqual(effectiveFromMs)

  await publish(rulesFolder('as-before'))
  await until('the alerts have ended', async () => (await told('alert-resolved')).size >= expected.size)
  const endings = [...(await told('alert-resolved')).values()]
  expect(new Set(endings.map((alert) => 'resolution' in alert && alert.resolution))).toEqual(
    new Set(['indicator-removed']),
  )

  for (const member of members) {
    member.demandAlive()
    expect(member.events('ServiceStarted')).toHaveLength(1)
    // Each looks in its own time; the alerts of one do not tell that the other has looked.
    await until(`${member.name} knows of both`, () => member.events('RulesAccepted').length >= 2)
    expect(member.events('RulesAccepted')).toHaveLength(2)
    expect(member.events('RulesRefused')).toHaveLength(1)
  }
  expect((await tocsin(['rules', 'list'], environment)).stdout).toMatch(/over[\s\S]*in force/u)
  await comparesWithReplay()
})

/** What the candidate would tell stands on a topic of its own: nobody hears of it, and nothing is refused twice. */
async function asksInTheShadow(asking: string): Promise<void> {
  const environment = { TOCSIN_SHADOW: 'yes', TOCSIN_RULES_FILE: asking }
  const shadow = site.startMember('customer-risk shadow', { environment })
  const expected = [...customersWithManyOrders().keys()]
  await until('the shadow has told of every such customer', async () => {
    shadow.demandAlive()
    const asked = await told('alert-fired', SHADOW_ALERTS_TOPIC)
    return expected.every((customerId) => asked.has(customerId))
  })
  expect(await told('alert-fired')).toEqual(new Map())
  await shadow.stop()
}

/** States, alerts and all else are as the rules of each moment make them of the log. */
async function comparesWithReplay(): Promise<void> {
  const { brokers } = site
  const { timeline } = await readPublishedRules(loadRuleSet(SHIPPED), { brokers, registryUrl: site.stack.registryUrl })
  expect(timeline.versions()).toHaveLength(3)
  const schemas = { schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now }
  const topology = assembleTopology(timeline, schemas)
  await settle(site, members, { topologies: [topology] })
  const { differences, counts } = await compareWithFold(site, topology)
  site.say(JSON.stringify(counts))
  expect(differences).toEqual([])
}

/** What nobody may apply: with a fault, and with a moment that nobody could know in time. */
async function publishFromDamagedSources(asking: string): Promise<void> {
  const damaged = rulesFolder('damaged')
  writeFileSync(join(damaged, 'many-orders.yaml'), QUESTION.replace('order-placed', 'order-plced'))
  const refused = await tocsin(['rules', 'publish', damaged], environment)
  expect(refused.exitCode).toBe(2)
  expect(refused.stderr).toMatch(/many-orders\.yaml:\d+[\s\S]*order-placed/u)

  const ruleSet = loadRuleSet(asking)
  const codec = createRuleCodec({ schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now })
  const nowMs = Date.now()
  const event = rulesPublished({
    files: readRuleSetFiles(asking).files,
    ruleSet,
    effectiveFromMs: nowMs + 1_000,
    publishedBy: 'somebody in a hurry',
    reason: '',
  })
  const key = new TextEncoder().encode(event.ruleSet)
  await site.append([{ topic: RULES_TOPIC, key, value: codec.encode(event), timestampMs: nowMs, headers: {} }])
}

async function publish(path: string): Promise<number> {
  const published = await tocsin(['rules', 'publish', path, '--by', 'Wei Lan', '--json'], environment)
  expect(published.stderr).toBe('')
  const { effectiveFrom, version } = JSON.parse(published.stdout)
  site.say(`${version} is in force from ${effectiveFrom}`)
  return Date.parse(effectiveFrom)
}

function rulesFolder(name: string): string {
  const path = join(folder, name)
  cpSync(SHIPPED, path, { recursive: true })
  return path
}

/** By customer, out of the history alone: how often it has ordered in the window, where that is often. */
function customersWithManyOrders(): Map<string, number> {
  const today = businessDayOf(Date.now())
  const orders = new Map<string, Set<string>>()
  for (const { event, recordedAtMs } of story.history) {
    if (event.type !== 'order-placed' || businessDayOf(recordedAtMs) <= today - 75) continue
    const known = orders.get(event.customerId) ?? new Set()
    orders.set(event.customerId, known.add(event.orderId))
  }
  const counts = [...orders].map(([customerId, ids]) => [customerId, ids.size] as const)
  return new Map(counts.filter(([, count]) => count >= 8))
}

/** Of the zone of the shipped rules, which knows no summer time. */
function businessDayOf(atMs: number): number {
  return Math.floor((atMs + 8 * 3_600_000) / DAY_MS)
}

/** The newest of the new indicator's alerts of one kind, by customer. */
async function told(type: AlertEvent['type'], topic: string = ALERTS_TOPIC): Promise<Map<string, AlertEvent>> {
  const codec = createAlertCodec({ schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now })
  const decoder = topic === SHADOW_ALERTS_TOPIC ? shadowAlertDecoder(codec) : codec
  const found = new Map<string, AlertEvent>()
  for (const record of await site.readWhole(topic)) {
    if (record.value === null || record.value.length === 0) continue
    await decoder.prepare([record])
    const alert = decoder.decode(record)
    if (alert.indicator === 'many-orders' && alert.type === type) found.set(alert.entityId, alert)
  }
  return found
}
