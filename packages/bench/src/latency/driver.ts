/**
 * A process that writes W1 events at a steady rate, four for each customer, and reads the alerts. The invoice of every
 * tenth customer takes the exposure over its limit: one event in 40 gives one alert. Latency runs from the append of
 * that invoice until the alert is in the reader's hands.
 */
import { reportFailure } from '@tocsin/service-kit'
import type { OutgoingRecord } from '@tocsin/stream'
import { createKafkaAppender, readTopic } from '@tocsin/stream-kafka'
import { W1_PARTITIONS } from '../w1/generate.ts'
import { ByteWriter } from '../w1/wire.ts'

export interface DriverTask {
  readonly brokers: readonly string[]
  readonly prefix: string
  readonly alertsTopic: string
  readonly rate: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

export interface DriverAnswer {
  readonly events: number
  readonly wallSeconds: number
  readonly expectedAlerts: number
  readonly alerts: number
  /** Of the alerts after the warm-up, in ms, ascending. */
  readonly latenciesMs: readonly number[]
}

const TICK_MS = 2
const LAST_ALERTS_WITHIN_MS = 10_000
/** In the order they are written; the schema id of each. */
const STEPS = [
  ['orders', 1],
  ['contracts', 4],
  ['payments', 3],
  ['invoices', 2],
] as const

const writer = new ByteWriter(512)

try {
  const answer = await drive(JSON.parse(process.argv[2] ?? '') as DriverTask)
  await new Promise((resolve) => process.send?.(answer, resolve))
  process.exit(0)
} catch (error) {
  process.stderr.write(`${reportFailure(error).text}\n`)
  process.exit(1)
}

async function drive(task: DriverTask): Promise<DriverAnswer> {
  const { brokers, alertsTopic, rate, warmUpSeconds, seconds } = task
  const customers = Math.floor((rate * (warmUpSeconds + seconds)) / STEPS.length)
  const sentAtMs = new Float64Array(customers)
  const latencyMs = new Float64Array(customers)
  let alerts = 0
  const reading = new AbortController()
  const reader = (async () => {
    const client = { brokers, clientId: 'tocsin-bench-reader' }
    for await (const { key } of readTopic({ ...client, topic: alertsTopic, untilEnd: false, signal: reading.signal })) {
      const customer = Number(Buffer.from(key ?? []).toString('latin1', 1))
      if (latencyMs[customer] !== 0) continue
      latencyMs[customer] = performance.now() - (sentAtMs[customer] ?? 0)
      alerts += 1
    }
  })()

  const appender = createKafkaAppender({ brokers, clientId: 'tocsin-bench-driver' })
  const events = customers * STEPS.length
  let expectedAlerts = 0
  let failure: unknown
  const startedAtMs = performance.now()
  const appends = new Set<Promise<void>>()
  for (let index = 0; index < events && failure === undefined; ) {
    const due = Math.min(events, Math.floor(((performance.now() - startedAtMs) * rate) / 1_000))
    const records: OutgoingRecord[] = []
    const atMs = performance.now()
    for (; index < due; index += 1) {
      const customer = Math.floor(index / STEPS.length)
      const isInvoice = index % STEPS.length === 3
      if (isInvoice) sentAtMs[customer] = atMs
      if (isInvoice && customer % 10 === 0) expectedAlerts += 1
      records.push(recordOf(task.prefix, index, customer))
    }
    if (records.length > 0) {
      const append: Promise<void> = appender.append(records).then(
        () => void appends.delete(append),
        (error: unknown) => {
          failure = error
        },
      )
      appends.add(append)
    }
    await pause(TICK_MS)
  }
  await Promise.all(appends)
  if (failure !== undefined) throw failure
  const wallSeconds = (performance.now() - startedAtMs) / 1_000
  for (let waitedMs = 0; waitedMs < LAST_ALERTS_WITHIN_MS && alerts < expectedAlerts; waitedMs += 50) await pause(50)
  reading.abort()
  await reader
  await appender.close()
  const firstMeasured = Math.floor((rate * warmUpSeconds) / STEPS.length)
  const latenciesMs = [...latencyMs.subarray(firstMeasured)].filter((latency) => latency > 0).sort((a, b) => a - b)
  return { events, wallSeconds, expectedAlerts, alerts, latenciesMs }
}

function recordOf(prefix: string, index: number, customer: number): OutgoingRecord {
  const [kind, schemaId] = STEPS[index % STEPS.length] as (typeof STEPS)[number]
  const key = `C${customer}`
  const salesRepId = `R${customer % 200}`
  const at = Date.now()
  writer.header(schemaId)
  writer.string(`L${index}`)
  writer.string(key)
  switch (kind) {
    case 'orders':
      writer.string(salesRepId)
      writer.string(`O${index}`)
      writer.long(500_000)
      writer.string('EUR')
      writer.long(at)
      break
    case 'contracts':
      writer.string(salesRepId)
      writer.string(`K${index}`)
      writer.string('offered')
      writer.long(1_000)
      writer.string('EUR')
      writer.long(at)
      break
    case 'payments':
      writer.string(`IX${index}`)
      writer.long(1_000)
      writer.string('EUR')
      writer.long(at)
      break
    case 'invoices':
      writer.string(salesRepId)
      writer.string(`I${index}`)
      writer.long(customer % 10 === 0 ? 46_000_000 : 1_000_000)
      writer.string('EUR')
      writer.long(at)
      writer.long(at + 30 * 86_400_000)
      writer.long(at)
      break
  }
  return {
    topic: `${prefix}.${kind}`,
    partition: customer % W1_PARTITIONS,
    key: Buffer.from(key, 'latin1'),
    value: writer.take(),
    timestampMs: at,
    headers: {},
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
