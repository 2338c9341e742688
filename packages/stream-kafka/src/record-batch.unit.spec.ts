import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type BatchDecoder, createBatchDecoder, type DecodedMessage } from './record-batch.ts'

const require = createRequire(import.meta.url)
const Long = require('kafkajs/src/utils/long') as { fromValue(value: string | number): unknown }
const Decoder = require('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => BatchDecoder
const encodeBatch = require('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(batch: object): Promise<{ buffer: Buffer }>
}
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => unknown
const byKafkajs = require('kafkajs/src/protocol/recordBatch/v0/decoder') as ReturnType<typeof createBatchDecoder>
const ours = createBatchDecoder(require)

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((part) => Buffer.from(part))
const names = fc.oneof(fc.constantFrom('ce_id', 'ce_type', 'ce_time', '客户', ''), fc.string({ maxLength: 12 }))
const record = fc.record({
  offsetDelta: fc.integer({ min: 0, max: 100_000 }),
  timestampDelta: fc.oneof(fc.integer({ min: -100, max: 100_000 }), fc.maxSafeInteger()),
  key: fc.option(bytes(200)),
  value: fc.option(bytes(400)),
  headers: fc.dictionary(
    names.filter((name) => !(name in {})),
    fc.oneof(bytes(20), fc.array(bytes(5), { minLength: 2, maxLength: 3 })),
    { maxKeys: 8 },
  ),
})
const batch = fc.record({
  firstOffset: fc.oneof(fc.nat(), fc.maxSafeInteger().map(Math.abs)),
  firstTimestamp: fc.oneof(fc.constant(1_760_000_000_000), fc.constant(-1), fc.maxSafeInteger()),
  compression: fc.constantFrom(0, 1),
  transactional: fc.boolean(),
  producerEpoch: fc.nat(1_000),
  firstSequence: fc.nat(),
  records: fc.array(record, { minLength: 1, maxLength: 20 }),
})

describe('a record batch', () => {
  it('is read as kafkajs reads it', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async (shape) => {
        const encoded = await encode(shape)
        const [theirs, here] = [await byKafkajs(new Decoder(encoded)), await ours(new Decoder(encoded))]
        expect(plain(here)).toEqual(plain(theirs))
      }),
      { numRuns: 300 },
    )
  })

  it('is refused as incomplete where kafkajs refuses it', async () => {
    const encoded = await encode({
      firstOffset: 5,
      firstTimestamp: 7,
      compression: 0,
      records: [{ value: Buffer.from('x') }],
    })
    for (let length = 12; length < encoded.length; length += 1) {
      await expect(ours(new Decoder(encoded.subarray(0, length)))).rejects.toMatchObject({
        name: 'KafkaJSPartialMessageError',
      })
    }
  })

  it('keeps a header whose name every object knows', async () => {
    const headers = Object.fromEntries([['constructor', Buffer.from('a')]])
    const encoded = await encode({ firstOffset: 0, firstTimestamp: 0, compression: 0, records: [{ headers }] })
    const { records } = await ours(new Decoder(encoded))
    expect(records[0]!.headers).toEqual(headers)
  })

  it('stands in for the very code it was compared with', () => {
    const text = readFileSync(require.resolve('kafkajs/src/protocol/recordBatch/v0/decoder.js'))
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      '38cae7fc865f9bc51941353e1f6e9419227a8799ba4efb437199393a4eb94819',
    )
  })
})

interface Shape {
  readonly firstOffset: number
  readonly firstTimestamp: number
  readonly compression: number
  readonly records: readonly object[]
}

async function encode(shape: Shape): Promise<Buffer> {
  const { buffer } = await encodeBatch.RecordBatch({
    ...shape,
    firstOffset: Long.fromValue(shape.firstOffset),
    records: shape.records.map(encodeRecord),
  })
  return buffer
}

/** Headers as kafkajs's and ours are compared by content; the prototype does not matter. */
function plain(decoded: { records: readonly DecodedMessage[] }): unknown {
  return { ...decoded, records: decoded.records.map((one) => ({ ...one, headers: Object.entries(one.headers) })) }
}
