import { beforeAll, describe, expect, it } from '@jest/globals'
import { createEventCodec, createFixedRegistry, type EventCodec, type SalesEvent } from '@tocsin/events'
import { customerRiskProcessor } from '@tocsin/processors'
import { InvalidRecordError, type LogRecord, partitionOf } from '@tocsin/stream'
import { type BadRecord, badRecords } from './bad-records.ts'
import { shippedRules } from './testing/shipped-files.ts'
import { SALES_TOPICS } from './world/customer-book.ts'

/** What the runtime finds out by itself, or the rules from what they know. */
const FOUND_LATER = new Set(['wrong-partition', 'future-timestamp', 'contradicts-state'])
const PARTITIONS = 8

describe('bad records', () => {
  const registry = createFixedRegistry()
  let codec: EventCodec<SalesEvent>
  let records: readonly BadRecord[]
  let asRead: readonly LogRecord[]

  beforeAll(async () => {
    codec = createEventCodec({ ...registry, nowMs: () => 0 })
    const encode = (event: SalesEvent) => codec.encode(event)
    records = badRecords({ seed: 3, encode, partitionCount: PARTITIONS, atMs: 1_795_000_000_000, today: 20_775 })
    asRead = records.map(({ record }, offset) => ({ ...record, partition: record.partition!, offset }))
    const good = records.flatMap(({ before }) => before)
    await codec.prepare([...asRead, ...good.map((one, offset) => ({ ...one, partition: one.partition!, offset }))])
  })

  it('are of at least 24 kinds, each told apart', () => {
    expect(records.length).toBeGreaterThanOrEqual(24)
    expect(new Set(records.map(({ name }) => name)).size).toBe(records.length)
  })

  it('are each refused by the codec for the reason they state, or left to those who can tell', () => {
    const stated = records.map(({ name, reason }) => [name, FOUND_LATER.has(reason) ? 'accepted' : reason])
    const found = records.map(({ name }, index) => [name, refusalOf(codec, asRead[index]!)])
    expect(found).toEqual(stated)
  })

  it('contradict what came before them, and nothing else', async () => {
    const processor = customerRiskProcessor(shippedRules(), SALES_TOPICS)
    const found: (readonly [string, string])[] = []
    for (const { name, reason, before, record } of records) {
      if (reason !== 'contradicts-state') continue
      expect(before).toHaveLength(1)
      const state = processor.initialState('')
      const results = [...before, record].map((one, offset) => {
        const read = { ...one, partition: one.partition!, offset }
        const key = new TextDecoder().decode(read.key!)
        const input = { kind: 'record', ...read, key, event: codec.decode(read), late: false } as const
        return refusalBy(() => processor.reduce([state], input, read.timestampMs))
      })
      found.push([name, results.join(', ')])
    }
    expect(found.map(([, results]) => results)).toEqual(found.map(() => 'accepted, contradicts-state'))
    expect(found.length).toBeGreaterThan(0)
  })

  it('lie where their key says, but for the one that must not', () => {
    for (const { reason, record } of records) {
      if (record.key === null || record.key.length === 0) continue
      const isRight = partitionOf(record.key, PARTITIONS) === record.partition
      expect(isRight).toBe(reason !== 'wrong-partition')
    }
  })

  it('are the same for the same seed', () => {
    const encode = (event: SalesEvent) => codec.encode(event)
    const again = badRecords({ seed: 3, encode, partitionCount: PARTITIONS, atMs: 1_795_000_000_000, today: 20_775 })
    expect(again.map(({ record }) => Buffer.from(record.value ?? []).toString('base64'))).toEqual(
      records.map(({ record }) => Buffer.from(record.value ?? []).toString('base64')),
    )
  })
})

function refusalOf(codec: EventCodec<SalesEvent>, record: LogRecord): string {
  return refusalBy(() => codec.decode(record))
}

function refusalBy(step: () => unknown): string {
  try {
    step()
    return 'accepted'
  } catch (error) {
    if (error instanceof InvalidRecordError) return error.reason
    throw error
  }
}
