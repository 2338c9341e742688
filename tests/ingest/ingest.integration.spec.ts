/** The service as a process, on the stack that the ring shares: an event by HTTP, the record on Kafka. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createEventCodec, EVENT_SCHEMAS } from '@tocsin/events'
import { headerText, type LogRecord, partitionOf, RetryableError } from '@tocsin/stream'
import { createSchemaRegistry, parseTopicsFile, readTopic, withTopicTools } from '@tocsin/stream-kafka'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(ROOT, 'services/ingest/src/main.ts')
const brokers = (process.env.TOCSIN_KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '')
const registryUrl = process.env.TOCSIN_REGISTRY_URL ?? ''
const MOST_ATTEMPTS = 20
const RETRY_AFTER_MS = 500
const SECRET = 'a-secret-of-at-least-thirty-two-characters'

let folder: string
let token: string
let service: Service

beforeAll(async () => {
  if (brokers.length === 0) throw new Error('TOCSIN_KAFKA_BROKERS is empty: run these tests with npm test')
  folder = mkdtempSync(join(tmpdir(), 'tocsin-ingest-'))
  const topics = parseTopicsFile(readFileSync(join(ROOT, 'deploy/kafka/topics.yaml'), 'utf8'), 'topics.yaml')
  await withTopicTools(brokers, (tools) => tools.apply(topics))
  const made = await output(['new-key', 'erp'])
  token = /tocsin_erp_\S+/u.exec(made)?.[0] ?? ''
  writeFileSync(join(folder, 'keys.yaml'), `keys:\n${made.slice(made.indexOf('  - name'))}`)
  service = await startService()
})

afterAll(async () => {
  service?.child.kill('SIGKILL')
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('an event by HTTP becomes a record: its key, its partition, its headers, its bytes', async () => {
  const id = `invoice-${randomUUID()}`
  const customerId = `C-${id}`
  const event = {
    specversion: '1.0',
    id,
    source: 'erp-shanghai',
    type: 'invoice-issued',
    time: '2026-03-02T09:30:00+08:00',
    sequence: '7',
    data: {
      invoiceId: 'INV-1',
      customerId,
      salesRepId: 'R-7',
      amountMinor: 1_250_000,
      currency: 'CNY',
      issuedOn: '2026-03-02',
      dueOn: '2026-04-01',
    },
  }
  const first = await post(event)
  expect(first.status).toBe(202)
  expect(await post(event)).toMatchObject({ status: 202, body: { outcome: 'accepted', repeat: true } })

  const found = await recordsWith('sales.invoices', (record) => headerText(record.headers.ce_id) === id)
  expect(found).toHaveLength(1)
  const [record] = found as [LogRecord]
  const key = new TextEncoder().encode(customerId)
  expect(Buffer.from(record.key ?? []).toString()).toBe(customerId)
  expect(record.partition).toBe(partitionOf(key, 8))
  expect(record.timestampMs).toBe(Date.parse(event.time))
  expect(Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, headerText(value)]))).toEqual({
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: 'erp-shanghai',
    ce_type: 'invoice-issued',
    ce_time: '2026-03-02T01:30:00.000Z',
    ce_subject: customerId,
    ce_sequence: '7',
  })

  const registry = createSchemaRegistry(registryUrl)
  const schemaIds = await registry.lookUp(EVENT_SCHEMAS.filter(({ topic }) => topic.startsWith('sales.')))
  const codec = createEventCodec({ schemaIds, source: registry, nowMs: Date.now })
  await codec.prepare([record])
  expect(codec.decode(record)).toMatchObject({ type: 'invoice-issued', eventId: id, customerId, dueOn: 20_544 })
})

test('what is refused lies on record as it came, and on the page of metrics', async () => {
  const id = `wrong-${randomUUID()}`
  const { status, body } = await post({ specversion: '1.0', id, source: 'erp', type: 'order-placed', data: {} })
  expect(status).toBe(422)
  expect(body.faults).toHaveLength(5)

  const found = await recordsWith('ingest.refused', (record) => Buffer.from(record.value ?? []).includes(id))
  expect(found).toHaveLength(1)
  expect(headerText(found[0]?.headers['tocsin.refused.api-key'])).toBe('erp')

  const page = await (await fetch(`http://127.0.0.1:${service.pagesPort}/metrics`)).text()
  expect(page).toMatch(/tocsin_ingest_events_total\{api_key="erp",outcome="refused"\} 1/u)
  expect(page).toMatch(/tocsin_ingest_faults_total\{code="missing"\} 5/u)
})

test('it ends when it is told to', async () => {
  service.child.kill('SIGTERM')
  expect(await service.ended).toBe(0)
  expect(service.said.join('\n')).not.toContain(token)
})

interface Service {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  readonly said: readonly string[]
  readonly apiPort: number
  readonly pagesPort: number
}

async function startService(): Promise<Service> {
  const child = start([])
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  const ports = new Map<string, number>()
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line)
      const { event, port } = JSON.parse(line) as { event?: string; port?: number }
      if (event !== undefined && port !== undefined) ports.set(event, port)
      // Said once the log is there: until then requests are answered 503.
      if (event === 'ServiceStarted') resolve()
    })
    void ended.then(() => reject(new Error(`ingest ended before it was ready:\n${said.join('\n')}`)))
  })
  return { child, ended, said, apiPort: ports.get('ApiListening') ?? 0, pagesPort: ports.get('HttpListening') ?? 0 }
}

function start(args: readonly string[]) {
  const { PATH, HOME } = process.env
  const guard = pathToFileURL(join(ROOT, 'scripts/end-with-parent.mjs')).href
  return spawn(process.execPath, ['--import', guard, MAIN, ...args], {
    cwd: ROOT,
    env: {
      PATH,
      HOME,
      TOCSIN_LAUNCHER_PID: String(process.pid),
      TOCSIN_KAFKA_BROKERS: brokers.join(','),
      TOCSIN_REGISTRY_URL: registryUrl,
      TOCSIN_INGEST_KEY_SECRET: SECRET,
      TOCSIN_INGEST_KEYS_FILE: join(folder, 'keys.yaml'),
      TOCSIN_INGEST_HOST: '127.0.0.1',
      TOCSIN_INGEST_PORT: '0',
      TOCSIN_HTTP_HOST: '127.0.0.1',
      TOCSIN_HTTP_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function output(args: readonly string[]): Promise<string> {
  const child = start(args)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await new Promise((resolve) => child.once('close', resolve))
  return text
}

async function post(event: object): Promise<{ status: number; body: { faults?: readonly unknown[] } }> {
  const answer = await fetch(`http://127.0.0.1:${service.apiPort}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  })
  return { status: answer.status, body: (await answer.json()) as { faults?: readonly unknown[] } }
}

/** A broker that has just been started loads its coordinator for a while, and says so. */
async function recordsWith(topic: string, isWanted: (record: LogRecord) => boolean): Promise<LogRecord[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const found: LogRecord[] = []
      for await (const record of readTopic({ brokers, clientId: 'spec', topic })) {
        if (isWanted(record)) found.push(record)
      }
      return found
    } catch (error) {
      if (!(error instanceof RetryableError) || attempt === MOST_ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
    }
  }
}
