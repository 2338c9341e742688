import { describe, expect, test } from '@jest/globals'
import avro from 'avsc'
import fc from 'fast-check'
import { parseAvro } from './avro-type.ts'

const SCHEMA = {
  type: 'record',
  name: 'Note',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'remark', type: ['null', 'string'] },
    { name: 'lines', type: { type: 'array', items: 'string' } },
  ],
} as const satisfies avro.Schema

const ours = parseAvro(JSON.stringify(SCHEMA))
const theirs = avro.Type.forSchema(SCHEMA)

describe('texts are written', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.string({ unit: 'binary-ascii', maxLength: 70 }),
    fc.string({ unit: fc.constantFrom('é', '雨', '\u{1F600}', 'a', '\ud800'), maxLength: 70 }),
  )

  test('as avsc writes them, of any script and length', () => {
    fc.assert(
      fc.property(anyText, fc.option(anyText), fc.array(anyText, { maxLength: 3 }), (id, remark, lines) => {
        const note = { id, remark, lines }
        expect(ours.toBuffer(note).toString('hex')).toBe(theirs.toBuffer(note).toString('hex'))
      }),
    )
  })

  test.each(['a'.repeat(62), 'a'.repeat(63), 'a'.repeat(64), '雨'.repeat(21), '雨'.repeat(22)])('back: %s', (id) => {
    expect(ours.fromBuffer(ours.toBuffer({ id, remark: null, lines: [id] }))).toMatchObject({ id, lines: [id] })
  })

  test('only as far as there is room: by how much it was too little is told, as avsc tells it', () => {
    const note = { id: 'order-7', remark: '雨', lines: ['one', 'two'] }
    for (let length = 0; length <= 40; length++) {
      expect(ours.encode(note, Buffer.alloc(length))).toBe(theirs.encode(note, Buffer.alloc(length)))
    }
  })

  test('and nothing else for one', () => {
    expect(() => ours.toBuffer({ id: 7, remark: null, lines: [] })).toThrow(/invalid "string": 7/)
  })
})

test('an array that states more items than there are bytes is refused', () => {
  // An empty id, no remark, and an array of 2^28 empty texts.
  expect(() => ours.fromBuffer(Buffer.from([0, 0, 0x80, 0x80, 0x80, 0x80, 0x02]))).toThrow(
    'an array states more items than the record has bytes',
  )
})
