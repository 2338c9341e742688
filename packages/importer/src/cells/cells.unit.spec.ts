import { describe, expect, test } from '@jest/globals'
import { formatCalendarDay, parseCalendarDay } from '@tocsin/domain'
import fc from 'fast-check'
import { createDateReader } from './date-format.ts'
import { type AmountStyle, readMinor } from './money.ts'
import { createZonedTime } from './zoned-time.ts'

const CENTS: AmountStyle = { minorDigits: 2, decimal: '.', grouping: ',' }
const COMMA: AmountStyle = { minorDigits: 2, decimal: ',', grouping: '.' }

describe('An amount', () => {
  test.each([
    ['12', CENTS, 1200],
    ['12.3', CENTS, 1230],
    ['.5', CENTS, 50],
    ['-1,234,567.89', CENTS, -123456789],
    ['(55.94)', CENTS, -5594],
    ['55.94-', CENTS, -5594],
    ['12.300', CENTS, 1230],
    ['-0.00', CENTS, 0],
    ['1.234,50', COMMA, 123450],
    ['1.005', { ...CENTS, minorDigits: 3 }, 1005],
    // 4.35 × 100 is 434.99999999999994 in floats.
    ['4.35', CENTS, 435],
    ['90071992547409.91', CENTS, 9007199254740991],
  ] as const)('%s is read digit by digit', (text, style, minor) => {
    expect(readMinor(text, style)).toBe(minor)
  })

  test.each(['', '.', 'abc', '1.2.3', '1e3', '12.345', '1,2', '12,34.5', '0x10', 'NaN', '90071992547409.92'])(
    '%j is refused',
    (text) => {
      expect(() => readMinor(text, CENTS)).toThrow(/"/u)
    },
  )

  test('that is one by another way of writing says where the mapping tells how they are written', () => {
    expect(() => readMinor('1.250,50', CENTS)).toThrow(/decimal point \(amounts of the mapping: decimal, grouping\)/u)
    expect(() => readMinor('1,250.50', COMMA)).toThrow(/decimal comma/u)
    expect(() => readMinor('zwölf', CENTS)).toThrow(/^"zwölf" is not an amount$/u)
  })

  test('comes back as it was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (minor) => {
        const digits = String(Math.abs(minor)).padStart(3, '0')
        const text = `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
        expect(readMinor(text, CENTS)).toBe(minor)
      }),
    )
  })
})

describe('A date', () => {
  test.each([
    ['M/D/YYYY', '1/26/2012', '2012-01-26'],
    ['D-MMM-YY', '2-Jun-06', '2006-06-02'],
    ['YYYYMMDD', '20240229', '2024-02-29'],
    ['DD.MM.YYYY', '31.12.1999', '1999-12-31'],
    ['M/D/YY', '1/2/69', '2069-01-02'],
    ['M/D/YY', '1/2/70', '1970-01-02'],
    ['YYYY年M月D日', '2024年2月9日', '2024-02-09'],
  ])('of the form %s reads %s', (format, text, day) => {
    expect(formatCalendarDay(createDateReader(format)(text)!.day)).toBe(day)
  })

  test.each([
    ['YYYY-MM-DD', '2023-02-29'],
    ['YYYY-MM-DD', '2023-13-01'],
    ['M/D/YYYY', '26/1/2012'],
    ['D-MMM-YY', '2-Jon-06'],
    ['YYYY-MM-DD HH:mm', '2023-01-01 24:00'],
    ['YYYY-MM-DD', '2023-02-28 10:00'],
  ])('of the form %s refuses %s', (format, text) => {
    expect(createDateReader(format)(text)).toBeUndefined()
  })

  test('is an instant by the clocks of its zone, by its own offset where it has one', () => {
    const berlin = createZonedTime('Europe/Berlin')
    const instant = (text: string, format: string) =>
      new Date(berlin.instantOf(createDateReader(format)(text)!)).toISOString()
    expect(instant('2024-01-15 10:30', 'YYYY-MM-DD HH:mm')).toBe('2024-01-15T09:30:00.000Z')
    expect(instant('2024-07-15 10:30', 'YYYY-MM-DD HH:mm')).toBe('2024-07-15T08:30:00.000Z')
    // The clocks were put forward at two in the morning of this day.
    expect(instant('2024-03-31 10:30', 'YYYY-MM-DD HH:mm')).toBe('2024-03-31T08:30:00.000Z')
    expect(instant('2024-03-31 01:30', 'YYYY-MM-DD HH:mm')).toBe('2024-03-31T00:30:00.000Z')
    expect(instant('2024-07-15T10:30:00+08:00', 'YYYY-MM-DDTHH:mm:ssZ')).toBe('2024-07-15T02:30:00.000Z')
  })

  test('needs a format that says where year, month and day are', () => {
    expect(() => createDateReader('MDY')).toThrow('year, month and day')
    expect(() => createDateReader('D/M/YY D')).toThrow('twice')
  })

  test('goes there and back in any format', () => {
    const first = parseCalendarDay('1990-01-01')
    fc.assert(
      fc.property(fc.integer({ min: first, max: first + 29_000 }), (day) => {
        const [year, month, date] = formatCalendarDay(day).split('-') as [string, string, string]
        expect(createDateReader('D.M.YYYY')(`${Number(date)}.${Number(month)}.${year}`)?.day).toBe(day)
      }),
    )
  })
})
