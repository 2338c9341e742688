import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CompactReader } from './compact-reader.ts'
import { CompactWriter } from './compact-writer.ts'

const BASE_DAY = 20_500
const EDGES = [
  0,
  1,
  127,
  128,
  2 ** 30 - 1,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 52 - 1,
  2 ** 52,
  Number.MAX_SAFE_INTEGER,
]

/** Through the bytes and back. */
function roundTrip<Value>(write: (to: CompactWriter) => void, read: (from: CompactReader) => Value): Value {
  const writer = new CompactWriter()
  writer.begin(BASE_DAY)
  write(writer)
  return read(new CompactReader(writer.finish()))
}

describe('compact numbers', () => {
  test.each(EDGES)('%d comes back as count, integer, negative integer and day', (edge) => {
    expect(
      roundTrip(
        (to) => to.count(edge),
        (from) => from.count(),
      ),
    ).toBe(edge)
    expect(
      roundTrip(
        (to) => to.integer(edge),
        (from) => from.integer(),
      ),
    ).toBe(edge)
    expect(
      roundTrip(
        (to) => to.integer(-edge),
        (from) => from.integer(),
      ),
    ).toBe(edge === 0 ? 0 : -edge)
    expect(
      roundTrip(
        (to) => to.hash(edge),
        (from) => from.hash(),
      ),
    ).toBe(edge)
  })

  test('every safe integer comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        const read = (from: CompactReader) => from.list((r) => r.integer())
        expect(roundTrip((to) => to.list(values, (w, value) => w.integer(value)), read)).toEqual(
          values.map((value) => value + 0),
        )
      }),
    )
  })

  test('days near the base take one byte', () => {
    const length = (day: number) => {
      const writer = new CompactWriter()
      writer.begin(BASE_DAY)
      writer.day(day)
      return writer.finish().length
    }
    expect(length(BASE_DAY - 60) - length(BASE_DAY)).toBe(0)
    expect(
      roundTrip(
        (to) => to.optionalDay(null),
        (from) => from.optionalDay(),
      ),
    ).toBeNull()
    expect(
      roundTrip(
        (to) => to.optionalDay(BASE_DAY - 1),
        (from) => from.optionalDay(),
      ),
    ).toBe(BASE_DAY - 1)
  })
})

describe('compact texts', () => {
  const anyText = fc.string({ unit: 'binary' })

  test('of any script come back, names and references too', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 30 }), fc.array(fc.nat(29), { maxLength: 40 }), (texts, picks) => {
        const picked = picks.map((pick) => texts[pick] ?? `another ${pick}`)
        const write = (to: CompactWriter) => {
          to.list(texts, (w, text) => w.id(text))
          to.list(picked, (w, text) => w.name(text))
          to.list(picked, (w, text) => w.reference(text))
          to.list(texts, (w, text) => w.optionalText(text))
        }
        const read = (from: CompactReader) => [
          from.list((r) => r.id()),
          from.list((r) => r.name()),
          from.list((r) => r.reference()),
          from.list((r) => r.optionalText()),
        ]
        expect(roundTrip(write, read)).toEqual([texts, picked, picked, texts])
      }),
    )
  })
})
