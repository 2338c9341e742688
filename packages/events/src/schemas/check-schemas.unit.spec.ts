import { describe, expect, it } from '@jest/globals'
import { checkAgainstLanded, checkSchemas, renderLanded } from './check-schemas.ts'
import type { AvroField, AvroRecord, SchemaFile } from './schema-file.ts'

const FIELDS: readonly AvroField[] = [
  { name: 'eventId', type: 'string', doc: 'Identity of the fact.' },
  { name: 'customerId', type: 'string', doc: 'The buyer.' },
  { name: 'returnedOn', type: { type: 'int', logicalType: 'date' }, doc: 'Day of the return.' },
]
const GOOD: AvroRecord = {
  type: 'record',
  name: 'GoodsReturned',
  namespace: 'tocsin.sales.orders',
  doc: 'Goods came back.',
  fields: FIELDS,
}

function fileOf(schema: object, overrides: Partial<SchemaFile> = {}): SchemaFile {
  return { topic: 'sales.orders', eventType: 'goods-returned', text: JSON.stringify(schema), ...overrides }
}

const withField = (field: object) => fileOf({ ...GOOD, fields: [...FIELDS, field] })

describe('checkSchemas', () => {
  it('finds nothing in a good schema', () => {
    expect(checkSchemas([fileOf(GOOD)])).toEqual([])
  })

  it.each<readonly [string, SchemaFile, string]>([
    ['text that is no JSON', fileOf({}, { text: '{' }), 'is not an Avro schema'],
    ['an unknown type', withField({ name: 'a', type: 'money', doc: 'x' }), 'is not an Avro schema'],
    ['the namespace of another folder', fileOf({ ...GOOD, namespace: 'tocsin.sales.invoices' }), 'namespace has to be'],
    ['the name of another file', fileOf({ ...GOOD, name: 'GoodsLost' }), 'name has to be GoodsReturned'],
    ['a file name in capitals', fileOf({ ...GOOD, name: 'X' }, { eventType: 'X' }), 'event type in small letters'],
    ['a record without doc', fileOf({ ...GOOD, doc: '' }), 'GoodsReturned has no doc'],
    ['a field without doc', withField({ name: 'a', type: 'string' }), 'GoodsReturned.a has no doc'],
    [
      'a nested field without doc',
      withField({
        name: 'parts',
        doc: 'Parts.',
        type: {
          type: 'array',
          items: { type: 'record', name: 'Part', doc: 'x', fields: [{ name: 'b', type: 'int' }] },
        },
      }),
      'GoodsReturned.parts.b has no doc',
    ],
    ['a fact without customerId', fileOf({ ...GOOD, fields: FIELDS.slice(0, 1) }), 'customerId is missing'],
    ['a field named type', withField({ name: 'type', type: 'string', doc: 'x' }), '"type" is taken'],
    ['money without currency', withField({ name: 'aMinor', type: 'long', doc: 'x' }), 'aMinor needs a field currency'],
    ['a union without a default', withField({ name: 'a', type: ['null', 'string'], doc: 'x' }), '["null", …]'],
    ['a day under a wrong name', withField({ name: 'day', type: FIELDS[2]!.type, doc: 'x' }), 'end in On'],
    ['no day under a name of days', withField({ name: 'dueOn', type: 'string', doc: 'x' }), 'end in On'],
    ['a map', withField({ name: 'a', type: { type: 'map', values: 'int' }, doc: 'x' }), 'maps are not read'],
  ])('refuses %s', (_name, file, text) => {
    const faults = checkSchemas([file])
    expect(faults.map((fault) => fault.text).join('\n')).toContain(text)
  })

  it('refuses one event type on two topics', () => {
    const twin = fileOf({ ...GOOD, namespace: 'tocsin.sales.payments' }, { topic: 'sales.payments' })
    expect(checkSchemas([fileOf(GOOD), twin])).toEqual([
      { file: 'schemas/sales.payments/goods-returned.avsc', text: expect.stringContaining('sales.orders already') },
    ])
  })
})

describe('landed versions', () => {
  const first = fileOf(GOOD)
  const note: AvroField = { name: 'note', type: ['null', 'string'], default: null, doc: 'A note.' }
  const second = fileOf({ ...GOOD, fields: [...FIELDS, note] })
  const landed = (before: object, file: SchemaFile) => JSON.parse(renderLanded([file], before as never))

  it('collects versions and notes none twice', () => {
    const once = landed({}, first)
    const twice = landed(landed(once, second), second)
    expect(twice['sales.orders-tocsin.sales.orders.GoodsReturned']).toEqual([
      JSON.parse(first.text),
      JSON.parse(second.text),
    ])
  })

  it('lets an optional field come and go', () => {
    expect(checkAgainstLanded([second], landed({}, first))).toEqual([])
    expect(checkAgainstLanded([first], landed({}, second))).toEqual([])
  })

  it('refuses what cannot read an old version, were it not the last', () => {
    const both = landed(landed({}, first), second)
    const demanding = fileOf({
      ...GOOD,
      fields: [...FIELDS, { name: 'note', type: ['null', 'string'], doc: 'A note.' }],
    })
    expect(checkAgainstLanded([demanding], both)).toEqual([
      { file: 'schemas/sales.orders/goods-returned.avsc', text: expect.stringContaining('landed version 1') },
    ])
  })

  it('refuses that a landed type disappears', () => {
    expect(checkAgainstLanded([], landed({}, first))).toEqual([
      { file: 'schemas/landed.json', text: expect.stringContaining('has landed and is gone') },
    ])
  })
})
