import { beforeAll, describe, expect, it } from '@jest/globals'
import { createEventCodec, createFixedRegistry, type EventCodec, type SalesEvent } from '@tocsin/events'
import { InvalidRecordError, type LogRecord, partitionOf } from '@tocsin/stream'
import { type BadRecord, badRecords } from './bad-records.ts'

/** What the runtime finds out by itself, without decoding. */
const FOUND_BY_THE_RUNTIME = new Set(['wrong-partition', 'future-timestamp'])
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
    await codec.prepare(asRead)
  })

  it('are of at least 24 kinds, each told apart', () => {
    expect(records.length).toBeGreaterThanOrEqual(24)
    expect(new Set(records.map(({ name }) => name)).size).toBe(records.length)
  })

  it('are each refused by the codec for the reason they state, or left to the runtime', () => {
    const stated = records.map(({ name, reason }) => [name, FOUND_BY_THE_RUNTIME.has(reason) ? 'accepted' : reason])
    const found = records.map(({ name }, index) => [name, refusalOf(codec, asRead[index]!)])
    expect(found).toEqual(stated)
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
  try {
    codec.decode(record)
    return 'accepted'
  } catch (error) {
    if (error instanceof InvalidRecordError) return error.reason
    throw error
  }
}
