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
  return read(new CompactReader().begin(writer.finish()))
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

describe('parts', () => {
  test('come back as they were, among hashes, numbers and texts', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 5 }), (parts) => {
        const write = (to: CompactWriter) =>
          to.list(parts, (w, part) => {
            w.hash(2 ** 53 - 1 - part.length)
            w.part(part)
            w.text(`of ${part.length}`)
          })
        const read = (from: CompactReader) =>
          from.list((r) => ({ hash: r.hash(), part: [...r.part()], text: r.text() }))
        const told = parts.map((part) => ({
          hash: 2 ** 53 - 1 - part.length,
          part: [...part],
          text: `of ${part.length}`,
        }))
        expect(roundTrip(write, read)).toEqual(told)
      }),
    )
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
          to.repeatReferences()
          to.list(picked, (w, text) => w.reference(text))
          to.list(texts, (w, text) => w.optionalText(text))
        }
        const read = (from: CompactReader) => [
          from.list((r) => r.id()),
          from.list((r) => r.name()),
          from.list((r) => r.reference()),
          repeated(from).list((r) => r.reference()),
          from.list((r) => r.optionalText()),
        ]
        expect(roundTrip(write, read)).toEqual([texts, picked, picked, picked, texts])
      }),
    )
  })
})

describe('references', () => {
  test('to ids that another list has already told of take no text, though they begin well behind the first one', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `order-${index}`)
    const bytesOf = (referred: readonly string[]) => {
      const writer = new CompactWriter()
      writer.begin(BASE_DAY)
      writer.beginReferences()
      writer.list(ids, (w, id) => w.id(id))
      for (let round = 0; round < 2; round++) {
        writer.repeatReferences()
        writer.list(referred, (w, id) => w.reference(id))
      }
      return writer.finish()
    }
    expect(bytesOf(ids.slice(50)).length - bytesOf([]).length).toBe(20)
    expect(bytesOf(['unknown']).length - bytesOf([]).length).toBe(2 * (2 + 'unknown'.length))
  })
})

describe('bytes that were cut', () => {
  const writer = new CompactWriter()
  const numbers = [1, 300, 70_000, 2 ** 30, 2 ** 40]
  const read = (bytes: Uint8Array) => {
    const from = new CompactReader().begin(bytes)
    return [from.list((r) => r.count()), from.hash()]
  }

  test('are refused wherever they end, by a reader that has read others before', () => {
    writer.begin(BASE_DAY)
    writer.list(numbers, (w, value) => w.count(value))
    writer.hash(2 ** 50)
    const bytes = writer.finish()
    expect(read(bytes)).toEqual([numbers, 2 ** 50])
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length))).toThrow(RangeError)
      // The same with a head that says how few bytes of numbers there are.
      const [numberBytes = 0] = bytes
      if (length >= numberBytes) continue
      expect(() => read(Uint8Array.of(length, 0, ...bytes.subarray(2, 2 + length)))).toThrow(RangeError)
    }
  })

  test.each(['of letters', 'of 雨', '雨'])('are refused within their last text too: %s', (text) => {
    writer.begin(BASE_DAY)
    writer.text('whole')
    writer.optionalText(text)
    const bytes = writer.finish()
    const readTexts = (from: CompactReader) => [from.text(), from.optionalText()]
    const reader = new CompactReader()
    expect(readTexts(reader.begin(bytes))).toEqual(['whole', text])
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readTexts(reader.begin(bytes.subarray(0, length)))).toThrow(RangeError)
    }
    expect(readTexts(reader.begin(bytes))).toEqual(['whole', text])
  })

  test.each([2, 3, 4, 5, 6])(
    'are refused where the last number goes on for %d bytes into what follows the numbers',
    (length) => {
      // Base day 0, then a number of which the head leaves out the last byte.
      const number = [...Array.from({ length: length - 1 }, () => 0x81), 1]
      expect(new CompactReader().begin(Uint8Array.of(1 + length, 1, 0, ...number, 0)).count()).toBeGreaterThan(128)
      expect(() => new CompactReader().begin(Uint8Array.of(length, 1, 0, ...number))).toThrow(RangeError)
    },
  )

  test('leave the reader fit for the next ones', () => {
    writer.begin(BASE_DAY)
    writer.list(numbers, (w, value) => w.count(value))
    const bytes = writer.finish()
    const reader = new CompactReader()
    expect(() => reader.begin(bytes.subarray(0, 5))).toThrow(RangeError)
    expect(reader.begin(bytes).list((r) => r.count())).toEqual(numbers)
    expect(() => reader.count()).toThrow(RangeError)
    expect(() => reader.count()).toThrow(RangeError)
  })
})

function repeated(from: CompactReader): CompactReader {
  from.repeatReferences()
  return from
}
