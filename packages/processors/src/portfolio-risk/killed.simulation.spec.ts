/**
 * Groups of customers while processes of portfolio-risk are killed, stand still and lose requests and replies, and their
 * sources are not equally far: in the end everything equals the fold of the log, and no alert was told in two ways.
 */
import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, type Indicator } from '@tocsin/domain'
import { createAlertCodec, createFixedRegistry, createPortfolioFactCodec, type PortfolioFact } from '@tocsin/events'
import {
  CAUSE_HEADER,
  DEAD_LETTER_SUFFIX,
  encodeCause,
  headerText,
  openState,
  partitionOf,
  progressRecord,
  type StreamEvent,
  TASK_ENTITY,
} from '@tocsin/stream'
import { type FoldedTask, foldTask, type Random, seededRandom, VirtualWorld } from '@tocsin/stream/testing'
import { ALERTS_TOPIC, PORTFOLIO_FACTS_TOPIC } from '../customer-risk/topology.ts'
import { repSampleRules } from '../sales-rep-risk/testing/sample-rules.ts'
import { portfolioRiskTopology } from './topology.ts'

/** As many sources as tasks. */
const PARTITIONS = 3
const DAYS = 25
const ON = 20_500
const DAY_MS = 86_400_000
const GROUPS = ['portfolio:all', 'segment:retail', 'segment:industry', 'region:north', 'product-line:wire']
/** What the sources tell comes within so much virtual time. */
const TELLING_MS = 6_000
const LONGEST_DRAIN_MS = 120_000

const [model] = repSampleRules.indicators.filter(({ id }) => id === 'rep-concentration') as [Indicator]
const indicators = (['segment', 'portfolio', 'region', 'product-line'] as const).map(
  (entity): Indicator => ({ ...model, id: `${entity}-concentration`, entity }),
)
const rules = { ...repSampleRules, indicators }
const { startOf } = createBusinessCalendar(rules.businessZone)
const schemas = { ...createFixedRegistry(), nowMs: () => startOf(ON + DAYS) + DAY_MS }
const facts = createPortfolioFactCodec(schemas)
const alerts = createAlertCodec(schemas)
const topology = portfolioRiskTopology({
  rules,
  decoder: facts,
  encodeAlert: (alert) => alerts.encode(alert),
  toldDecoder: alerts,
})
const taskOf = (partition: number) => ({ topology: topology.name, partition })

describe('portfolio-risk under faults', () => {
  test.each([1, 2, 3])('its states and alerts are the fold of its log: seed %i', async (seed) => {
    const world = new VirtualWorld({
      seed,
      startMs: schemas.nowMs(),
      topology,
      partitionCount: PARTITIONS,
      longestPauseMs: 600,
      options: { maxBatchInputs: [7, 60, 500][seed % 3]!, timerCapacity: 3, maxQueuedRecords: 40, minBackoffMs: 10 },
    })
    const topics = [PORTFOLIO_FACTS_TOPIC, PORTFOLIO_FACTS_TOPIC + DEAD_LETTER_SUFFIX, ALERTS_TOPIC]
    for (const topic of topics) world.topics.create(topic, PARTITIONS)
    try {
      tell(world)
      for (let process = 0; process < 2; process += 1) world.startProcess()
      world.faults = { crash: 0.01, lostRequest: 0.02, lostReply: 0.02, pause: 0.004 }
      for (let round = 0; round < 3; round += 1)
        world.schedule(world.random.int(100, TELLING_MS), () => world.disturbGroup())
      const endMs = world.nowMs + TELLING_MS
      await world.runUntil(() => world.nowMs >= endMs, TELLING_MS + 1_000)
      world.faults = { crash: 0, lostRequest: 0, lostReply: 0, pause: 0 }
      await world.runUntil(() => isAtRest(world), LONGEST_DRAIN_MS)

      const folded = Array.from({ length: PARTITIONS }, (_, partition) => fold(world, partition))
      for (const [partition, { states, timers }] of folded.entries()) {
        const stored = world.store.peek(taskOf(partition))!
        const bytes = new Map([...stored.states].map(([key, sealed]) => [key, hex(openState(sealed).stateBytes)]))
        expect(bytes).toEqual(new Map([...states].map(([key, state]) => [key, hex(state)])))
        expect(stored.timers).toEqual(timers)
      }
      const expected = new Map(
        folded.flatMap(({ outputs }) => [...outputs].map(([cause, { value }]) => [cause, hex(value)])),
      )
      expect(toldAlerts(world)).toEqual(expected)
      expect(expected.size).toBeGreaterThan(5)
      expect(folded.some(({ states }) => states.size > 3)).toBe(true)
      expect(world.crashes).toBeGreaterThan(2)
      expect(world.events.filter(({ type }: StreamEvent) => type === 'RecordDeadLettered')).toEqual([])
    } finally {
      await world.shutDown()
    }
  })
})

/** Each source tells the days of its customers in their order; one is slow, one tells a stretch of days at once. */
function tell(world: VirtualWorld): void {
  const random = seededRandom(world.random.int(1, 1_000_000))
  for (let source = 0; source < PARTITIONS; source += 1) {
    const startedAfterMs = random.int(0, TELLING_MS / 3)
    const paceMs = random.int(20, (TELLING_MS - startedAfterMs) / DAYS - 20)
    for (let day = 0; day < DAYS; day += 1) {
      const stretch = source === 1 ? day - (day % 6) : day
      const told = factsOf(random, source, ON + day)
      world.schedule(startedAfterMs + stretch * paceMs, () => append(world, source, ON + day, told))
    }
  }
}

/** What four customers of a source contribute to some of the groups at the end of a day; some days tell nothing. */
function factsOf(random: Random, source: number, on: number): PortfolioFact[] {
  return [0, 1, 2, 3].flatMap((number) => {
    if (random.chance(0.4)) return []
    const customerId = `C${source}${number}`
    const openMinor = random.pick([0, 1_000, 2_000, 90_000])
    const dueOn = on + random.int(-20, 20)
    const dueDay = { dueOn, billedMinor: 90_000, billedInvoices: 1, writtenOffMinor: 0 }
    const open = { openMinor, undisputedOpenMinor: openMinor, openInvoices: openMinor > 0 ? 1 : 0 }
    const groups = GROUPS.filter((_, index) => index === 0 || index % 4 === number % 4 || random.chance(0.1))
    return groups.map((group, ordinal): PortfolioFact => {
      const ids = { eventId: `${customerId}-${on}-${ordinal}`, group, customerId, on, salesRepId: `R${number % 2}` }
      const receivables = random.chance(0.1) ? [] : [{ currency: 'CNY', dueDays: [{ ...dueDay, ...open }] }]
      const orderDays = [{ orderedOn: on, placed: random.int(0, 3) }]
      return { type: 'customer-contributed', ...ids, receivables, orderDays, contractDays: [] }
    })
  })
}

function append(world: VirtualWorld, source: number, on: number, told: readonly PortfolioFact[]): void {
  const dueAtMs = startOf(on + 1)
  const task = { topology: 'customer-risk', partition: source }
  for (const [ordinal, fact] of told.entries()) {
    if (fact.type === 'product-described') throw new Error('only customers tell here')
    const cause = encodeCause({ kind: 'timer', task, entityId: fact.customerId, dueAtMs, ordinal })
    const key = new TextEncoder().encode(fact.group)
    const headers = { [CAUSE_HEADER]: cause }
    const partition = partitionOf(key, PARTITIONS)
    const record = { topic: PORTFOLIO_FACTS_TOPIC, partition, key, value: facts.encode(fact), timestampMs: dueAtMs }
    world.topics.append({ ...record, headers })
    // An outbox may publish again what it had published before a crash.
    if (world.random.chance(0.05)) world.topics.append({ ...record, headers })
  }
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const record = progressRecord(PORTFOLIO_FACTS_TOPIC, partition, dueAtMs)
    const cause = encodeCause({ kind: 'timer', task, entityId: TASK_ENTITY, dueAtMs, ordinal: partition })
    world.topics.append({ ...record, headers: { ...record.headers, [CAUSE_HEADER]: cause } })
  }
}

function isAtRest(world: VirtualWorld): boolean {
  const statuses = world.statuses()
  if (new Set(statuses.map(({ task }) => task.partition)).size !== PARTITIONS) return false
  return statuses.every(({ task, outboxPending }) => {
    const read = world.store.peek(task)?.position?.nextOffsets[PORTFOLIO_FACTS_TOPIC] ?? 0
    return outboxPending === 0 && read === world.topics.partitionsOf(PORTFOLIO_FACTS_TOPIC)[task.partition]!.length
  })
}

function fold(world: VirtualWorld, partition: number): FoldedTask {
  const records = [world.topics.partitionsOf(PORTFOLIO_FACTS_TOPIC)[partition]!]
  return foldTask({ topology, task: taskOf(partition), partitionCount: PARTITIONS, records, marks: [] })
}

/** By cause: what it says. What was published again says the same. */
function toldAlerts(world: VirtualWorld): Map<string, string> {
  const told = new Map<string, string>()
  for (const { headers, value } of world.topics.partitionsOf(ALERTS_TOPIC).flat()) {
    const cause = headerText(headers[CAUSE_HEADER])!
    const body = hex(value!)
    expect(told.get(cause) ?? body).toBe(body)
    told.set(cause, body)
  }
  return told
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
