import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import type { OutgoingRecord } from '@tocsin/stream'
import fc from 'fast-check'
import { crc32c } from './crc32c.ts'
import { acceptEncodedBatches, comparedSum, createProduceRequest, EncodedBatch } from './produce-request.ts'
import { encodeProducedBatch } from './produced-batch.ts'
import { toMessage } from './record.ts'
import { type BatchDecoder, createBatchDecoder } from './record-batch.ts'

const require = createRequire(import.meta.url)
const Decoder = require('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => BatchDecoder
const plainRequest = require('kafkajs/src/protocol/requests/produce/v3/request') as Parameters<
  typeof createProduceRequest
>[1]
const sumByKafkajs = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number

const text = fc.oneof(
  fc.string({ maxLength: 90 }),
  fc.string({ maxLength: 70, unit: 'binary' }),
  fc.constantFrom('', 'record|customer-risk|3|0|81723|sales.invoices', '客户 17'),
  // Lone surrogates and lengths about those where a length takes another byte.
  fc.constantFrom(
    '\ud800',
    'x'.repeat(63),
    'x'.repeat(64),
    'x'.repeat(65),
    '文'.repeat(30),
    '文'.repeat(64),
    'y'.repeat(9_000),
  ),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 1, 62, 63, 64, 8_150, 8_191, 8_192).map((length) => new Uint8Array(length).fill(7)),
)
const headers = fc.dictionary(
  text.filter((name) => name !== '__proto__'),
  fc.oneof(text, bytes, fc.constant(undefined)),
  { maxKeys: 6 },
)
const record = fc.record({
  topic: fc.constant('risk.alerts'),
  key: fc.option(bytes),
  value: fc.option(bytes),
  timestampMs: fc.oneof(
    fc.integer({ min: 1_760_000_000_000, max: 1_790_000_000_000 }),
    fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
  ),
  headers,
})
const records = fc.array(record, { minLength: 1, maxLength: 12 })

describe('the batch of records for one partition', () => {
  it('is, byte for byte, the one that kafkajs encodes (W1)', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (all) => {
        expect(bytesOf(all).equals(await bytesByKafkajs(all))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('counts 5,000 records and moves none', async () => {
    const all = Array.from({ length: 5_000 }, (_, index) => outgoing(1_780_000_000_000 + (index % 7) * 1_000, index))
    expect(bytesOf(all).equals(await bytesByKafkajs(all))).toBe(true)
  })

  it('of more than a megabyte is the one that kafkajs encodes', async () => {
    const all = [{ ...outgoing(1_780_000_000_000, 1), value: new Uint8Array(1_200_000).fill(5) }]
    expect(bytesOf(all).equals(await bytesByKafkajs(all))).toBe(true)
  })

  it('stays as it is while others are encoded', () => {
    const first = bytesOf([outgoing(1_780_000_000_000, 1)])
    const before = Buffer.from(first)
    bytesOf([outgoing(1_790_000_000_000, 22_222)])
    expect(first.equals(before)).toBe(true)
  })

  it('keeps times of every size, in whatever order they come', async () => {
    const decode = createBatchDecoder(require)
    const time = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 1_000 }), fc.maxSafeNat())
    await fc.assert(
      fc.asyncProperty(fc.array(time, { minLength: 1, maxLength: 8 }), async (times) => {
        const decoded = await decode(new Decoder(encodeProducedBatch(times.map((atMs) => outgoing(atMs, 0)))))
        expect(decoded.records.map(({ timestamp }) => timestamp)).toEqual(times.map(String))
        expect([decoded.firstTimestamp, decoded.maxTimestamp]).toEqual([
          String(Math.min(...times)),
          String(Math.max(...times)),
        ])
      }),
    )
  })
})

describe('the checksum', () => {
  it('is the one that kafkajs reckons, of any part', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(30), fc.nat(30), (all, before, after) => {
        const from = Math.min(before, all.length)
        const to = Math.max(from, all.length - after)
        expect(crc32c(all, from, to)).toBe(sumByKafkajs(Buffer.from(all.subarray(from, to))))
      }),
    )
  })

  it('is the published one of "123456789"', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  })
})

describe('a produce request', () => {
  const produceRequest = createProduceRequest(require, plainRequest)

  it('with encoded batches is, byte for byte, the one that kafkajs makes of their records', async () => {
    const topicData = fc.array(
      fc.record({
        topic: text,
        partitions: fc.array(fc.record({ partition: fc.nat(999), all: records }), { maxLength: 4 }),
      }),
      { maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(topicData, async (topics) => {
        const request = { acks: -1, timeout: 10_000 }
        const encoded = produceRequest({
          ...request,
          topicData: topics.map(({ topic, partitions }) => ({
            topic,
            partitions: partitions.map(({ partition, all }) => ({
              partition,
              messages: [new EncodedBatch(partition, encodeProducedBatch(all))],
            })),
          })),
        })
        const plain = plainRequest({
          ...request,
          topicData: topics.map(({ topic, partitions }) => ({
            topic,
            partitions: partitions.map(({ partition, all }) => ({
              partition,
              firstSequence: 0,
              messages: all.map((one) => toMessage(one, partition)),
            })),
          })),
        })
        expect(bytesIn(await encoded.encode()).equals(bytesIn(await plain.encode()))).toBe(true)
        const { encode: _, takesEncodedBatches: __, ...rest } = encoded
        const { encode: ___, ...restByKafkajs } = plain
        expect(JSON.stringify(rest)).toBe(JSON.stringify(restByKafkajs))
      }),
      { numRuns: 30 },
    )
  })

  it('with messages is left to kafkajs (P2)', async () => {
    const messages = [toMessage(outgoing(1_780_000_000_000, 1), 2)]
    const request = {
      acks: -1,
      timeout: 1,
      compression: 1,
      topicData: [{ topic: 't', partitions: [{ partition: 2, messages }] }],
    }
    expect(bytesIn(await produceRequest(request).encode())).toEqual(bytesIn(await plainRequest(request).encode()))
  })

  it('refuses to compress what is encoded already', () => {
    const messages = [new EncodedBatch(2, Buffer.alloc(0))]
    const topicData = [{ topic: 't', partitions: [{ partition: 2, messages }] }]
    expect(() => produceRequest({ acks: -1, timeout: 1, compression: 4, topicData })).toThrow('compressed')
  })
})

it('batches stand in for the very code they were compared with (P1)', () => {
  expect(comparedSum(require)).toBe('73f20d266802730510561cca9cea5bafd6b777556bcc05229a15c59c0b726a89')
  expect(acceptEncodedBatches()).toBe(true)
})

function outgoing(timestampMs: number, number: number): OutgoingRecord {
  return { topic: 't', key: Buffer.from('k'), value: Buffer.from(`value ${number}`), timestampMs, headers: { a: 'b' } }
}

function bytesOf(all: readonly OutgoingRecord[]): Buffer {
  return encodeProducedBatch(all)
}

/** What stands for the records in a request of kafkajs's. */
async function bytesByKafkajs(all: readonly OutgoingRecord[]): Promise<Buffer> {
  const messages = all.map((one) => toMessage(one, 0))
  const partitions = [{ partition: 0, firstSequence: 0, messages }]
  const request = await plainRequest({ acks: -1, timeout: 0, topicData: [{ topic: '', partitions }] }).encode()
  // No transaction, acks, timeout, one topic with a name without letters, one partition, its number, its size.
  return bytesIn(request).subarray(2 + 2 + 4 + 4 + 2 + 4 + 4 + 4)
}

function bytesIn(encoder: object): Buffer {
  return (encoder as { readonly buffer: Buffer }).buffer
}
