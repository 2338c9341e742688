/**
 * One working day with the command line, on a Kafka, a registry and a Redis of its own: from empty brokers to an alert,
 * its explanation, and a refused record that is put back. The tests follow one another.
 */

import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createEventCodec, EVENT_SCHEMAS, recordKeyOf, type SalesEvent } from '@tocsin/events'
import { freePorts, type LocalStack, startLocalStack } from '@tocsin/local-stack'
import { type OutgoingRecord, partitionOf } from '@tocsin/stream'
import {
  createKafkaAppender,
  createSchemaRegistry,
  type KafkaAppender,
  parseTopicsFile,
  readTopic,
  withTopicTools,
} from '@tocsin/stream-kafka'
import { type Member, startMember } from '../e2e/member.ts'
import { until } from '../e2e/waiting.ts'
import { bareEnvironment, type Environment, type Outcome, ROOT, tocsin } from './tocsin.ts'

const DAY_MS = 86_400_000
const PARTITIONS = 8
const TOPICS_FILE = 'deploy/kafka/topics.yaml'
const TOPICS = parseTopicsFile(readFileSync(join(ROOT, TOPICS_FILE), 'utf8'), TOPICS_FILE)
const STACK_TRACE = /^\s+at .*[:(]\d+/mu

let folder: string
let stack: LocalStack
let environment: Environment
let brokers: string[]
let appender: KafkaAppender
let service: Member
let page: string
const give = (...args: string[]): Promise<Outcome> => tocsin(args, environment)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'))
  stack = await startLocalStack({ folder, environment: bareEnvironment() })
  brokers = stack.kafkaBrokers.split(',')
  environment = {
    ...bareEnvironment(),
    TOCSIN_KAFKA_BROKERS: stack.kafkaBrokers,
    TOCSIN_REGISTRY_URL: stack.registryUrl,
    TOCSIN_REDIS_URL: stack.redisUrl,
  }
  appender = createKafkaAppender({ brokers, clientId: 'cli-spec' })
})

afterAll(async () => {
  await service?.kill()
  await appender?.close()
  await stack?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

describe('topics and schemas', () => {
  test('empty brokers: diff and doctor say what is missing and which command brings it', async () => {
    const [diff, doctor] = await Promise.all([give('topics', 'diff'), give('doctor')])
    expect(diff.exitCode).toBe(1)
    expect(diff.stdout).toMatch(/sales\.orders +is missing +give: npm run tocsin -- topics apply/u)
    expect(doctor.exitCode).toBe(1)
    expect(doctor.stdout).toMatch(/^WRONG {2}topics /mu)
    expect(doctor.stdout).toContain('→ npm run tocsin -- topics apply')
    expect(doctor.stdout).toMatch(/^WRONG {2}schemas /mu)
    expect(doctor.stdout).toContain('→ npm run tocsin -- schemas register')
  })

  test('apply creates what is missing, and nothing the second time', async () => {
    const first = await give('topics', 'apply', '--history')
    expect(first.stdout).toContain('created sales.orders\n')
    expect(first.stdout).toContain(`${TOPICS.length} topics created, 0 were there.`)
    const [second, diff] = await Promise.all([give('topics', 'apply'), give('topics', 'diff')])
    expect(second.stdout).toContain(`0 topics created, ${TOPICS.length} were there.`)
    expect(diff.stdout).toBe(`${TOPICS.length} topics: as the file says.\n`)
    expect([first.exitCode, second.exitCode, diff.exitCode]).toEqual([0, 0, 0])
  })

  test('a setting that was changed is named; a retention that ends loudest of all', async () => {
    const config = { 'retention.ms': '604800000', 'message.timestamp.type': 'LogAppendTime' }
    const changed = { name: 'other.sales.orders', partitions: 3, replicationFactor: -1, role: 'input', config } as const
    await withTopicTools(brokers, (tools) => tools.apply([changed], { history: true }))
    const [asText, asJson] = await Promise.all([
      give('topics', 'diff', '--prefix', 'other.'),
      give('topics', 'diff', '--prefix', 'other.', '--json'),
    ])
    expect(asText.stdout).toContain('has 3 partitions instead of 8')
    expect(asText.stdout).toMatch(/retention\.ms is 604800000 instead of -1 +RECORDS ARE BEING LOST/u)
    expect(asText.stdout).toContain('message.timestamp.type is LogAppendTime instead of CreateTime')
    expect(JSON.parse(asJson.stdout).differences).toContainEqual({
      kind: 'config',
      topic: 'other.sales.orders',
      name: 'retention.ms',
      wanted: '-1',
      found: '604800000',
    })
    expect([asText.exitCode, asJson.exitCode]).toEqual([1, 1])
  })

  test('schemas are checked, registered once, and found registered', async () => {
    const before = await give('schemas', 'check')
    expect(before.stdout).toContain('new or changed; give: npm run tocsin -- schemas register')
    const first = await give('schemas', 'register')
    expect(first.stdout).toContain(`${EVENT_SCHEMAS.length} schemas, ${EVENT_SCHEMAS.length} of them new.`)
    const [second, after] = await Promise.all([give('schemas', 'register'), give('schemas', 'check')])
    expect(second.stdout).toContain(`${EVENT_SCHEMAS.length} schemas, 0 of them new.`)
    expect(after.stdout).toContain(`Registry: ${EVENT_SCHEMAS.length} registered, nothing to do.`)
    expect([before, first, second, after].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
  })
})

describe('a service that waits for live', () => {
  beforeAll(async () => {
    await appender.append(await recordsOf(HISTORY))
    const [port] = await freePorts(1)
    page = `http://127.0.0.1:${port}`
    service = startMember({
      name: 'customer-risk',
      service: 'customer-risk',
      root: ROOT,
      environment: { ...environment, TOCSIN_HTTP_PORT: String(port), TOCSIN_HTTP_HOST: '127.0.0.1' },
    })
    await until('it waits for live', async () => {
      service.demandAlive()
      return (await service.readiness())?.status === 'waiting-for-live'
    })
  })

  test('doctor names it, with exit code 1 and the command to give', async () => {
    const { exitCode, stdout } = await give('doctor', '--service', page)
    expect(stdout).toMatch(
      /^WRONG {2}service +http:\S+ Waiting for the live record on sales\.customers \(partition 0, /mu,
    )
    expect(stdout).toContain('→ when history is complete: npm run tocsin -- live')
    expect(stdout).toContain('1 thing is wrong.')
    expect(exitCode).toBe(1)
  })

  test('its pages: alive, not ready and why', async () => {
    const [health, ready] = await Promise.all([fetch(`${page}/healthz`), fetch(`${page}/readyz`)])
    expect([health.status, await health.json()]).toEqual([200, { status: 'alive' }])
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({
      ready: false,
      status: 'waiting-for-live',
      summary: expect.stringContaining('When history is complete, run: npm run tocsin -- live'),
    })
  })

  test('live on some topics says which are still missing', async () => {
    const { exitCode, stdout } = await give('live', '--topics', 'sales.customers')
    expect(stdout).toContain('sales.customers: live on 8 partitions')
    expect(stdout).toContain('Tasks go on waiting unless these are live too: sales.contracts, sales.orders')
    expect(exitCode).toBe(0)
  })

  test('after live nothing is wrong', async () => {
    const live = await give('live', '--json')
    expect(JSON.parse(live.stdout).topics).toContainEqual({ topic: 'sales.payments', partitions: PARTITIONS })
    await until('all tasks are live', async () => (await service.readiness())?.status === 'ready')
    const doctor = await give('doctor', '--service', page)
    expect(doctor.stdout).toContain('All tasks are live.')
    expect(doctor.stdout).toContain('Nothing is wrong.')
    expect(doctor.exitCode).toBe(0)
  })

  test('its metrics stay below 500 series', async () => {
    const lines = (await (await fetch(`${page}/metrics`)).text()).split('\n')
    const series = lines.filter((line) => line !== '' && !line.startsWith('#'))
    expect(series.length).toBeGreaterThan(50)
    expect(series.length).toBeLessThan(500)
    expect(series.join('\n')).not.toMatch(/OVERDUE-1|MISPLACED-1/u)
  })
})

type Outputs = { readonly topic: string; readonly recomputed: number }

describe('looking at tasks', () => {
  test('tasks, lag and verify: who owns them, that all is applied, and that the states are what the log says', async () => {
    const [tasks, lag, verification] = await Promise.all([
      give('tasks', 'customer-risk', '--json'),
      give('lag', 'customer-risk'),
      give('verify', 'customer-risk', '--json'),
    ])
    const seen = parseLines(tasks.stdout)
    expect(seen).toHaveLength(PARTITIONS)
    for (const task of seen) expect(task).toMatchObject({ topology: 'customer-risk', generation: 0, rebuild: 'none' })
    expect(seen.every(({ owner }) => typeof owner === 'string')).toBe(true)
    expect(lag.stdout).toContain('Everything is applied.')
    const found = JSON.parse(verification.stdout) as { tasks: { result: string; states: number }[]; outputs: Outputs[] }
    expect(found.tasks.map(({ result }) => result)).toEqual(Array.from({ length: PARTITIONS }, () => 'same'))
    expect(found.tasks.reduce((sum, { states }) => sum + states, 0)).toBeGreaterThan(0)
    expect(found.outputs.map(({ topic }) => topic)).toEqual([
      'risk.alerts',
      'risk.sales-rep-facts',
      'risk.scores',
      'risk.portfolio-facts',
    ])
    for (const output of found.outputs) {
      expect(output).toMatchObject({ different: 0, missing: 0 })
      expect(output.recomputed).toBeGreaterThan(0)
    }
    expect([tasks, lag, verification].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
  })

  test('a topology that nobody knows is a mistake of the one who asks', async () => {
    const { exitCode, text } = await give('tasks', 'customer-risks')
    expect(text).toContain(
      'There is no topology "customer-risks". There are: customer-risk, sales-rep-risk, portfolio-risk, notifier.',
    )
    expect(text).not.toMatch(STACK_TRACE)
    expect(exitCode).toBe(2)
  })
})

describe('reading what came out', () => {
  let alertId: string

  test('alerts tail --json --no-follow ends, one transition per line', async () => {
    await alerts('alert-fired', 'OVERDUE-1')
    const { exitCode, stdout, stderr } = await give('alerts', 'tail', '--json', '--no-follow')
    const [fired] = parseLines(stdout).filter(({ entityId }) => entityId === 'OVERDUE-1')
    expect(fired).toMatchObject({ type: 'alert-fired', indicator: 'days-past-due', severity: 'warning', revision: 1 })
    expect([exitCode, stderr]).toEqual([0, ''])
    alertId = String(fired?.alertId)
  })

  test('explain tells the story in the language asked for, by the id or its beginning', async () => {
    const [en, zh] = await Promise.all([give('explain', alertId), give('explain', alertId.slice(0, 8), '--lang', 'zh')])
    expect(en.stdout).toContain('customer OVERDUE-1 (Lantern Quarry Textiles)')
    expect(en.stdout).toContain('What to do now')
    expect(en.stdout).toMatch(/Records: sales\.invoices\/\d\/0/u)
    expect(zh.stdout).toContain('客户 OVERDUE-1 (Lantern Quarry Textiles)')
    expect(zh.stdout).toContain('下一步')
    expect([en.exitCode, zh.exitCode]).toEqual([0, 0])
  })

  test('an id that nobody has is a mistake of the one who asks', async () => {
    const { exitCode, stderr, text } = await give('explain', 'zzz')
    expect(stderr).toContain('has the id "zzz". List them: npm run tocsin -- alerts tail --no-follow')
    expect([exitCode, STACK_TRACE.test(text)]).toEqual([2, false])
  })

  test('state show tells ledger and indicators, in English, in Chinese and as JSON', async () => {
    const [en, zh, json, nobody] = await Promise.all([
      give('state', 'show', 'customer', 'OVERDUE-1'),
      give('state', 'show', 'customer', 'OVERDUE-1', '--lang', 'zh'),
      give('state', 'show', 'customer', 'OVERDUE-1', '--json'),
      give('state', 'show', 'customer', 'overdue-1'),
    ])
    expect(en.stdout).toContain('name Lantern Quarry Textiles · segment mid')
    expect(en.stdout).toContain('Days past due:')
    expect(zh.stdout).toContain('应收账款')
    expect(zh.stdout).toContain('逾期天数')
    const { state } = JSON.parse(json.stdout)
    expect(state.receivables[0]).toMatchObject({ currency: 'CNY', open: '1200.00 CNY', maxDaysPastDue: 21 })
    expect(state.indicators['days-past-due']).toMatchObject({ phase: 'firing', severity: 'warning' })
    expect(nobody.stderr).toContain('Nothing is stored for customer "overdue-1"')
    expect([en, zh, json, nobody].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 2])
  })

  test('report writes the risk report of a period: on the terminal, as a page, as JSON', async () => {
    const span = ['--from', '2020-01-01', '--through', new Date(today() * DAY_MS).toISOString().slice(0, 10)]
    const page = join(folder, 'report.html')
    const [zh, json, ahead] = await Promise.all([
      give('report', ...span, '--html', page, '--lang', 'zh'),
      give('report', ...span, '--json'),
      give('report', '--period', 'week'),
    ])
    expect(zh.stdout).toContain('Lantern Quarry Textiles (OVERDUE-1)')
    expect(readFileSync(page, 'utf8')).toMatch(/<h1>风险报告 · 2020-01-01 – /u)
    const { now, risks, sources } = JSON.parse(json.stdout)
    expect(now.alerts.fired - now.alerts.resolved).toBe(risks.length)
    expect(risks).toContainEqual(expect.objectContaining({ entityId: 'OVERDUE-1', indicator: 'days-past-due' }))
    expect(now.groups).toContainEqual(expect.objectContaining({ entityType: 'segment', entityId: 'mid' }))
    expect(sources.map(({ topic }: { topic: string }) => topic)).toEqual([
      'risk.alerts',
      'risk.scores',
      'risk.portfolio-facts',
    ])
    expect(ahead.stderr).toContain('"week" is no period')
    expect([zh, json, ahead].map(({ exitCode }) => exitCode)).toEqual([0, 0, 2])
  })
})

describe('dead letters', () => {
  let id: string

  beforeAll(async () => {
    const [payment] = await recordsOf([[0, paymentOf('MISPLACED-1')]])
    if (!payment?.key) throw new Error('a payment has a key')
    const partition = (partitionOf(payment.key, PARTITIONS) + 1) % PARTITIONS
    const unreadable = { ...payment, key: utf8('OVERDUE-1'), value: utf8('{"paid": true}'), headers: { ce_id: 'E-9' } }
    await appender.append([{ ...payment, partition }, unreadable])
    await until('both are refused', async () => (await lengthOf('sales.payments.dead-letter')) === 2)
  })

  test('list names position, reason and message', async () => {
    const [list, json] = await Promise.all([give('dead-letters', 'list'), give('dead-letters', 'list', '--json')])
    expect(list.stdout).toMatch(/sales\.payments\/\d\/\d+ +wrong-partition +\S/u)
    expect(list.stdout).toMatch(/sales\.payments\/\d\/\d+ +undecodable +\S/u)
    const misplaced = parseLines(json.stdout).find(({ reason }) => reason === 'wrong-partition')
    expect(misplaced).toMatchObject({ topic: 'sales.payments', key: 'MISPLACED-1' })
    id = String(misplaced?.id)
  })

  test('show brings the original bytes and headers', async () => {
    const { exitCode, stdout } = await give('dead-letters', 'show', '--reason', 'undecodable')
    expect(stdout).toContain('header   ce_id: E-9')
    expect(stdout).toContain('{"paid": true}')
    expect(exitCode).toBe(0)
  })

  test('replay puts it where its key belongs, and it is applied', async () => {
    const rehearsal = await give('dead-letters', 'replay', '--id', id, '--dry-run')
    expect(rehearsal.stdout).toContain(`would replay ${id} (wrong-partition) to sales.payments`)
    const replay = await give('dead-letters', 'replay', '--id', id)
    expect(replay.stdout).toContain(`replayed ${id} (wrong-partition) to sales.payments, now at offset `)
    expect([rehearsal.exitCode, replay.exitCode]).toEqual([0, 0])
    // Paid in full: the alert that only waited for this payment is over.
    await alerts('alert-resolved', 'MISPLACED-1')
    const { stdout } = await give('state', 'show', 'customer', 'MISPLACED-1', '--json')
    expect(JSON.parse(stdout).state.receivables[0]).toMatchObject({ open: '0.00 CNY', maxDaysPastDue: 0 })
  })
})

/** Both are three weeks past due. */
const HISTORY: readonly (readonly [day: number, event: SalesEvent])[] = [
  ...storyOf('OVERDUE-1', 'Lantern Quarry Textiles'),
  ...storyOf('MISPLACED-1', 'Saltgrass Ferry Instruments'),
  [
    -2,
    { type: 'credit-limit-set', eventId: 'E-limit', customerId: 'MISPLACED-1', limitMinor: 100_00, currency: 'CNY' },
  ],
]

function storyOf(customerId: string, name: string): (readonly [number, SalesEvent])[] {
  const who = { customerId, salesRepId: 'R1' }
  const money = { amountMinor: 1200_00, currency: 'CNY' }
  const profile = { name, segment: 'mid', region: 'east', industry: 'textiles' }
  const dates = { issuedOn: today() - 50, dueOn: today() - 21 }
  return [
    [-60, { type: 'customer-registered', eventId: `${customerId}-E1`, ...who, ...profile }],
    [
      -50,
      {
        type: 'invoice-issued',
        eventId: `${customerId}-E2`,
        ...who,
        ...money,
        ...dates,
        invoiceId: `${customerId}-I1`,
      },
    ],
  ]
}

function paymentOf(customerId: string): SalesEvent {
  const money = { amountMinor: 1200_00, currency: 'CNY' }
  const ids = { eventId: `${customerId}-E3`, customerId, paymentId: `${customerId}-P1` }
  return {
    type: 'payment-received',
    ...ids,
    ...money,
    receivedOn: today(),
    allocations: [],
    invoiceId: `${customerId}-I1`,
  }
}

/** The business day in Shanghai, in which the shipped rules count. */
function today(): number {
  return Math.floor((Date.now() + 8 * 3_600_000) / DAY_MS)
}

async function recordsOf(events: readonly (readonly [day: number, event: SalesEvent])[]): Promise<OutgoingRecord[]> {
  const registry = createSchemaRegistry(stack.registryUrl)
  const codec = createEventCodec({
    schemaIds: await registry.register(EVENT_SCHEMAS),
    source: registry,
    nowMs: Date.now,
  })
  return events.map(([day, event]) => ({
    topic: TOPIC_OF[event.type] ?? 'sales.customers',
    key: utf8(recordKeyOf(event)),
    value: codec.encode(event),
    timestampMs: Date.now() + day * DAY_MS,
    headers: { ce_id: event.eventId, ce_source: 'cli-spec' },
  }))
}

const TOPIC_OF: Readonly<Partial<Record<SalesEvent['type'], string>>> = {
  'invoice-issued': 'sales.invoices',
  'payment-received': 'sales.payments',
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Waits until the command line shows such a transition. */
async function alerts(type: string, customerId: string): Promise<void> {
  await until(`${type} of ${customerId} is published`, async () => {
    const { stdout } = await give('alerts', 'tail', '--json', '--no-follow')
    return parseLines(stdout).some((alert) => alert.type === type && alert.entityId === customerId)
  })
}

async function lengthOf(topic: string): Promise<number> {
  let records = 0
  for await (const _ of readTopic({ brokers, clientId: 'cli-spec', topic })) records += 1
  return records
}

function parseLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
}
