import { describe, expect, it } from '@jest/globals'
import { InvalidRecordError, RetryableError } from '@tocsin/stream'
import avro from 'avsc'
import { EVENT_SCHEMAS } from '../generated.ts'
import type { AvroRecord } from '../schemas/schema-file.ts'
import { createEventCodec } from './codec.ts'
import { SAMPLE_INVOICE, sampleRecord } from './sample-records.ts'
import { createFixedRegistry, type SchemaSource } from './schema-source.ts'

const { schemaIds } = createFixedRegistry()
const INVOICE = EVENT_SCHEMAS.find((entry) => entry.type === 'invoice-issued')!

/** A registry that counts what it is asked. */
function countingSource(answer: (id: number) => string | undefined | Error) {
  const asked: number[] = []
  const source: SchemaSource = {
    async fetchSchema(id) {
      asked.push(id)
      const found = answer(id)
      if (found instanceof Error) throw found
      return found
    },
  }
  return { asked, source }
}

/** The invoice schema as another version of the writer might have it. */
function variant(change: (fields: AvroRecord['fields']) => AvroRecord['fields']): string {
  const schema = JSON.parse(INVOICE.schema) as AvroRecord
  return JSON.stringify({ ...schema, fields: change(schema.fields) })
}

function recordWrittenWith(schemaText: string, id: number, value: object) {
  const body = avro.Type.forSchema(JSON.parse(schemaText) as avro.Schema).toBuffer(value)
  return sampleRecord(Uint8Array.of(0, 0, 0, 0, id, ...body))
}

describe('schema versions', () => {
  it('upcasts a record of an older writer: the missing field takes its default', async () => {
    const older = variant((fields) => fields.filter((field) => field.name !== 'contractId'))
    const { source } = countingSource(() => older)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const record = recordWrittenWith(older, 5, SAMPLE_INVOICE)
    await codec.prepare([record])
    expect(codec.decode(record)).toStrictEqual(SAMPLE_INVOICE)
  })

  it('reads a record of a newer writer: the field it does not know is passed over', async () => {
    const notes = { name: 'notes', type: { type: 'array', items: 'string' }, doc: 'Notes.' } as const
    const newer = variant(([first, ...rest]) => [first!, notes, ...rest])
    const { source } = countingSource(() => newer)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const record = recordWrittenWith(newer, 6, { ...SAMPLE_INVOICE, notes: ['by phone', 'urgent'] })
    await codec.prepare([record])
    expect(codec.decode(record)).toStrictEqual(SAMPLE_INVOICE)
  })

  it('refuses a version that cannot be read as ours, saying what is in the way', async () => {
    const foreign = variant((fields) => fields.filter((field) => field.name !== 'dueOn'))
    const { source } = countingSource(() => foreign)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const record = recordWrittenWith(foreign, 7, SAMPLE_INVOICE)
    await codec.prepare([record])
    expect(() => codec.decode(record)).toThrow(/incompatible version of .*InvoiceIssued.*dueOn/u)
  })

  it.each([
    ['text that is no schema', 'hello', 'undecodable'],
    ['a record type that is not ours', '{"type":"record","name":"Stranger","fields":[]}', 'unexpected-type'],
    ['a schema that is no record', '"string"', 'unexpected-type'],
  ])('refuses %s', async (_name, text, reason) => {
    const { source } = countingSource(() => text)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const record = sampleRecord(Uint8Array.of(0, 0, 0, 0, 7, 1, 2))
    await codec.prepare([record])
    expect(() => codec.decode(record)).toThrow(expect.objectContaining({ name: 'InvalidRecordError', reason }))
  })
})

describe('asking the registry', () => {
  const record = (id: number) => sampleRecord(Uint8Array.of(0, 0, 0, 0, id, 1, 2))

  it('asks once for each id, however many records and callers want it', async () => {
    const { asked, source } = countingSource(() => INVOICE.schema)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    await Promise.all([codec.prepare([record(1), record(2), record(1)]), codec.prepare([record(2)])])
    expect(asked).toEqual([1, 2])
    expect(codec.prepare([record(1), record(2)])).toBeUndefined()
  })

  it('believes an unknown id unknown for 30 seconds, then asks again', async () => {
    let nowMs = 0
    const { asked, source } = countingSource(() => undefined)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => nowMs })
    await codec.prepare([record(1)])
    nowMs = 29_999
    expect(codec.prepare([record(1)])).toBeUndefined()
    expect(() => codec.decode(record(1))).toThrow(InvalidRecordError)
    nowMs = 30_000
    await codec.prepare([record(1)])
    expect(asked).toEqual([1, 1])
  })

  it('refuses no record while the registry is away', async () => {
    let away = true
    const { source } = countingSource(() => (away ? new RetryableError('registry away') : INVOICE.schema))
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const good = recordWrittenWith(INVOICE.schema, 3, SAMPLE_INVOICE)
    await expect(codec.prepare([good])).rejects.toThrow(RetryableError)
    expect(() => codec.decode(good)).toThrow(RetryableError)
    away = false
    await codec.prepare([good])
    expect(codec.decode(good)).toStrictEqual(SAMPLE_INVOICE)
  })

  it('does not ask for records that carry no schema id', () => {
    const { asked, source } = countingSource(() => undefined)
    const codec = createEventCodec({ schemaIds, source, nowMs: () => 0 })
    const records = [sampleRecord(null), sampleRecord(new Uint8Array(3)), sampleRecord(new Uint8Array(1024 * 1024 + 1))]
    expect(codec.prepare(records)).toBeUndefined()
    expect(asked).toEqual([])
  })
})
