/** An import that is cut short, by Ctrl-C or because Kafka goes away in the middle of an append, and given again. */
import { describe, expect, test } from '@jest/globals'
import { type HistoryTopics, type WritingOutcome, writeEvents } from '../../packages/cli/src/import/write-events.ts'
import { createEventEncoder, createFixedRegistry } from '../../packages/events/src/index.ts'
import { importEvents, inputOfText, parseMapping } from '../../packages/importer/src/index.ts'
import {
  headerText,
  type LogRecord,
  liveRecord,
  type OutgoingRecord,
  partitionOf,
  RetryableError,
} from '../../packages/stream/src/index.ts'

const MAPPING = `mapping: shop
title: { zh: 商店, en: Shop }
zone: UTC
currency: CNY
columns: { id: {}, customer: {}, issuedOn: { as: day }, total: { as: money } }
defaults: { salesRepId: R1 }
events:
  - type: order-placed
    id: id
    recordedAt: startOf(issuedOn)
    fields: { orderId: '"O" + id', customerId: customer, amountMinor: total }
  - type: invoice-issued
    id: id
    recordedAt: startOf(issuedOn)
    fields: { invoiceId: id, customerId: customer, amountMinor: total, issuedOn: issuedOn, dueOn: issuedOn + 10 }
`
const TOPICS = ['sales.orders', 'sales.invoices']
const ROWS = 6_000
const EVENTS = 2 * ROWS
const PARTITIONS = 4

const encode = createEventEncoder(createFixedRegistry().schemaIds)

async function prepared() {
  const rows = Array.from(
    { length: ROWS },
    (_, number) =>
      `${number},C${number % 40},${new Date(Date.UTC(2025, 0, 1 + (number % 300))).toISOString().slice(0, 10)},9.50`,
  )
  const parsed = parseMapping(MAPPING, 'shop.yaml')
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return await importEvents(parsed.mapping, [
    inputOfText('shop.csv', ['id,customer,issuedOn,total', ...rows].join('\n')),
  ])
}

/** Topics in memory. `cutAfter`: of the next append, the first so many records of each partition get in; then it fails. */
class MemoryTopics implements HistoryTopics {
  readonly partitionCounts = new Map(TOPICS.map((topic) => [topic, PARTITIONS]))
  readonly records: LogRecord[] = []
  cutAfter: ((partition: number) => number) | undefined
  onAppend: () => void = () => {}

  async *read(topic: string): AsyncGenerator<LogRecord> {
    yield* this.records.filter((record) => record.topic === topic)
  }

  async append(batch: readonly OutgoingRecord[]): Promise<void> {
    this.onAppend()
    const taken = new Map<string, number>()
    for (const record of batch) {
      const partition = partitionOf(record.key as Uint8Array, PARTITIONS)
      const place = `${record.topic}/${partition}`
      const count = taken.get(place) ?? 0
      if (this.cutAfter !== undefined && count >= this.cutAfter(partition)) continue
      taken.set(place, count + 1)
      this.add(record, partition)
    }
    if (this.cutAfter !== undefined) throw new RetryableError('Kafka went away')
  }

  add(record: OutgoingRecord, partition: number): void {
    const offset = this.records.length
    this.records.push({ ...record, partition, offset } as LogRecord)
  }

  /** What stands on each partition, in its order. */
  numbers(): Record<string, number[]> {
    const numbers: Record<string, number[]> = {}
    for (const { topic, partition, headers } of this.records) {
      const place = `${topic}/${partition}`
      numbers[place] ??= []
      numbers[place].push(Number(headerText(headers.ce_sequence)))
    }
    return numbers
  }
}

async function write(
  log: MemoryTopics,
  { signal = new AbortController().signal, isCorrection = false } = {},
): Promise<WritingOutcome> {
  return await writeEvents(await prepared(), log, {
    topics: TOPICS,
    isCorrection,
    signal,
    encode,
    onProgress: () => {},
  })
}

describe('An import', () => {
  test('that is stopped between two appends goes on where it stopped: every event once, in order', async () => {
    const whole = new MemoryTopics()
    await write(whole)
    const log = new MemoryTopics()
    const stopping = new AbortController()
    log.onAppend = () => stopping.abort()
    const first = await write(log, { signal: stopping.signal })
    expect(first).toEqual({ written: 4_000, alreadyThere: 0, isInterrupted: true })
    const second = await write(log)
    expect(second).toEqual({ written: EVENTS - 4_000, alreadyThere: 4_000, isInterrupted: false })
    expect(log.numbers()).toEqual(whole.numbers())
    expect(log.records).toHaveLength(EVENTS)
  })

  test('whose append fails with some of its records in, on one partition more than on another, puts in the rest', async () => {
    const whole = new MemoryTopics()
    await write(whole)
    const log = new MemoryTopics()
    log.cutAfter = (partition) => partition * 200
    await expect(write(log)).rejects.toThrow('Kafka went away')
    const left = log.records.length
    expect(left).toBeGreaterThan(0)
    log.cutAfter = undefined
    expect(await write(log)).toEqual({ written: EVENTS - left, alreadyThere: left, isInterrupted: false })
    expect(log.numbers()).toEqual(whole.numbers())
  })

  test('that is complete writes nothing when it is given again', async () => {
    const log = new MemoryTopics()
    await write(log)
    expect(await write(log)).toEqual({ written: 0, alreadyThere: EVENTS, isInterrupted: false })
    expect(log.records).toHaveLength(EVENTS)
  })

  test('of another file beside it is written whole', async () => {
    const log = new MemoryTopics()
    const foreign = { ce_source: 'import:another', ce_sequence: '999999' }
    const record = {
      topic: 'sales.orders',
      key: Buffer.from('C1'),
      value: Buffer.alloc(1),
      timestampMs: 1,
      headers: foreign,
    }
    for (let partition = 0; partition < PARTITIONS; partition++) log.add(record, partition)
    expect(await write(log)).toMatchObject({ written: EVENTS, alreadyThere: 0 })
  })
})

describe('Topics that are live', () => {
  function liveTopics(): MemoryTopics {
    const log = new MemoryTopics()
    for (const partition of [0, 2]) log.add(liveRecord('sales.invoices', partition, 1), partition)
    return log
  }

  test('take no history: nothing is written, and the way in is named', async () => {
    const log = liveTopics()
    await expect(write(log)).rejects.toThrow(
      /sales\.invoices: partition 0, 2\n[\s\S]*--as-correction[\s\S]*topics apply --history/u,
    )
    expect(log.records).toHaveLength(2)
  })

  test('take corrections', async () => {
    const log = liveTopics()
    expect(await write(log, { isCorrection: true })).toMatchObject({ written: EVENTS, isInterrupted: false })
    expect(log.records).toHaveLength(2 + EVENTS)
  })
})
