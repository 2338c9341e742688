import { describe, expect, test } from '@jest/globals'
import { type OutgoingRecord, partitionOf } from '@tocsin/stream'
import fc from 'fast-check'
import { Partitioners } from 'kafkajs'
import { requestRanges } from './appender.ts'

function record(topic: string, bytes: number): OutgoingRecord {
  return { topic, key: null, value: new Uint8Array(bytes), timestampMs: 0, headers: {} }
}

describe('the cutting of records into requests', () => {
  test('at most 500 records for one partition, in their order', () => {
    const records = Array.from({ length: 1_201 }, () => record('orders', 10))
    expect(requestRanges(records, new Array(1_201).fill(0))).toEqual([
      { from: 0, to: 500 },
      { from: 500, to: 1_000 },
      { from: 1_000, to: 1_201 },
    ])
  })

  test('at most 4,000 records over all partitions', () => {
    const records = Array.from({ length: 4_001 }, () => record('orders', 10))
    const partitions = records.map((_, index) => index % 16)
    expect(requestRanges(records, partitions)).toEqual([
      { from: 0, to: 4_000 },
      { from: 4_000, to: 4_001 },
    ])
  })

  test('at most about 700 KB for one partition; other partitions do not count', () => {
    const records = Array.from({ length: 4 }, () => record('orders', 300_000))
    expect(requestRanges(records, [0, 0, 0, 0])).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
    ])
    expect(requestRanges(records, [0, 1, 0, 1])).toEqual([{ from: 0, to: 4 }])
  })

  test('the same partition number of another topic does not count', () => {
    const records = [record('orders', 600_000), record('payments', 600_000), record('orders', 50_000)]
    expect(requestRanges(records, [0, 0, 0])).toEqual([{ from: 0, to: 3 }])
  })

  test('a record larger than a request goes alone', () => {
    const records = [record('orders', 10), record('orders', 900_000), record('orders', 10)]
    expect(requestRanges(records, [0, 0, 0])).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ])
  })

  test('nothing gives no request', () => {
    expect(requestRanges([], [])).toEqual([])
  })
})

describe('the partition of a key', () => {
  test('is the one that kafkajs and Java choose', () => {
    const choose = Partitioners.DefaultPartitioner()
    const key = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string().map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 64 }), (bytes, partitionCount) => {
        const partitionMetadata = Array.from({ length: partitionCount }, (_, partitionId) => ({
          partitionId,
          partitionErrorCode: 0,
          leader: 0,
          replicas: [],
          isr: [],
        }))
        const message = { key: Buffer.from(bytes), value: null }
        expect(partitionOf(bytes, partitionCount)).toBe(choose({ topic: 'orders', partitionMetadata, message }))
      }),
    )
  })
})
