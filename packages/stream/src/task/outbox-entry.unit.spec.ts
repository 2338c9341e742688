import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { RecordHeaders } from '../contract.ts'
import { decodeOutboxEntry, encodeOutboxEntries, type OutboxRecord } from './outbox-entry.ts'

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc.constantFrom('', 'x'.repeat(64), 'x'.repeat(65), '文'.repeat(64), 'y'.repeat(9_000)),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(63, 64, 127, 128, 8_191, 8_192, 16_384, 70_000).map((length) => new Uint8Array(length).fill(9)),
)
const partition = fc.nat(100_000)
const entry: fc.Arbitrary<OutboxRecord> = fc
  .record({
    topic: text,
    partition: fc.option(partition, { nil: undefined }),
    key: fc.option(bytes),
    value: fc.option(bytes),
    timestampMs: fc.oneof(fc.integer(), fc.maxSafeInteger()),
    headers: fc.dictionary(text, fc.oneof(text, bytes), { maxKeys: 5 }),
    isMark: fc.boolean(),
    contentAt: fc.option(fc.record({ topic: text, partition, offset: fc.maxSafeNat() }), { nil: undefined }),
  })
  .map(({ isMark, contentAt, partition: number, ...rest }) => ({
    record: { ...rest, ...(number === undefined ? {} : { partition: number }) },
    isMark,
    contentAt,
  }))

describe('entries of the outbox', () => {
  test('come back from the store as they were committed', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const stored = encodeOutboxEntries(entries).map((one) => Uint8Array.from(one))
        expect(stored.map(decodeOutboxEntry).map(readable)).toEqual(entries.map(kept).map(readable))
      }),
    )
  })

  test('leave out headers without content', () => {
    const [stored] = encodeOutboxEntries([alert({ ce_type: undefined, tocsin_cause: 'c' })])
    expect(decodeOutboxEntry(stored!).record.headers).toEqual({ tocsin_cause: 'c' })
  })

  test('are read wherever they lie in memory', () => {
    const [, second] = encodeOutboxEntries([alert({}), alert({ ce_type: 'risk.alert-fired' })])
    expect(second!.byteOffset).toBeGreaterThan(0)
    expect(readable(decodeOutboxEntry(second!))).toEqual(readable(alert({ ce_type: 'risk.alert-fired' })))
  })
})

describe('an entry of the layout before', () => {
  const head = {
    topic: 'risk.alerts',
    timestampMs: 1_780_000_000_000,
    headers: { ce_type: 'risk.alert-fired', raw: { base64: 'CcgA' }, text: '客户' },
  }

  test('is read', () => {
    expect(readable(decodeOutboxEntry(formerEntry({ ...head, key: 'AP8=' }, [1, 0, 2])))).toEqual(
      readable({
        record: {
          topic: 'risk.alerts',
          key: new Uint8Array([0, 255]),
          value: new Uint8Array([1, 0, 2]),
          timestampMs: 1_780_000_000_000,
          headers: { ce_type: 'risk.alert-fired', raw: new Uint8Array([9, 200, 0]), text: '客户' },
        },
        isMark: false,
        contentAt: undefined,
      }),
    )
  })

  test('is read if it is a mark, or keeps its content elsewhere', () => {
    const contentAt = { topic: 'sales.orders', partition: 2, offset: 9 }
    const stored = formerEntry({ ...head, headers: {}, partition: 3, mark: true, empty: true, contentAt }, [])
    expect(decodeOutboxEntry(stored)).toEqual({
      record: {
        topic: 'risk.alerts',
        partition: 3,
        key: null,
        value: null,
        timestampMs: 1_780_000_000_000,
        headers: {},
      },
      isMark: true,
      contentAt,
    })
  })
})

function alert(headers: RecordHeaders): OutboxRecord {
  const value = new Uint8Array([7])
  return {
    record: { topic: 'risk.alerts', key: null, value, timestampMs: 5, headers },
    isMark: false,
    contentAt: undefined,
  }
}

function formerEntry(head: object, value: readonly number[]): Uint8Array {
  const headBytes = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(headBytes.length)
  return Buffer.concat([length, headBytes, Buffer.from(value)])
}

/** What the store keeps: of content that is elsewhere, only whether there was a value. */
function kept(one: OutboxRecord): OutboxRecord {
  if (one.contentAt === undefined) return one
  return { ...one, record: { ...one.record, key: null, value: one.record.value && new Uint8Array() } }
}

/** Bytes as lists: theirs is one class or another. */
function readable({ record, isMark, contentAt }: OutboxRecord): unknown {
  const list = (content: Uint8Array | string | null | undefined) =>
    content instanceof Uint8Array ? Buffer.from(content).toString('hex') : content
  const headers = Object.entries(record.headers).map(([name, content]) => [name, typeof content, list(content)])
  return { ...record, key: list(record.key), value: list(record.value), headers, isMark, contentAt }
}
