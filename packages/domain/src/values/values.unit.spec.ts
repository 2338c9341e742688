import { describe, expect, test } from '@jest/globals'
import {
  addDays,
  calendarDay,
  formatCalendarDay,
  formatCalendarMonth,
  parseCalendarDay,
  startOfMonth,
} from './calendar-day.ts'
import { currencyExponent, formatMoney, isAmountMinor, isCurrency, MAX_AMOUNT_MINOR } from './money.ts'

describe('A calendar day', () => {
  test('counts from 1970-01-01', () => {
    expect(parseCalendarDay('1970-01-01')).toBe(0)
    expect(parseCalendarDay('1969-12-31')).toBe(-1)
    expect(calendarDay(2026, 3, 31)).toBe(parseCalendarDay('2026-03-31'))
    expect(formatCalendarDay(addDays(parseCalendarDay('2028-02-28'), 2))).toBe('2028-03-01')
    expect(formatCalendarMonth(parseCalendarDay('2026-03-31'))).toBe('2026-03')
  })

  test('lies in a month that begins with its first: on every day from 1890 to 2310, leap years or none', () => {
    const wrong: string[] = []
    for (let day = calendarDay(1890, 1, 1); day < calendarDay(2310, 1, 1); day += 1) {
      const expected = `${formatCalendarMonth(day)}-01`
      if (formatCalendarDay(startOfMonth(day)) !== expected) wrong.push(expected)
    }
    expect(wrong).toEqual([])
  })

  test.each(['2026-02-30', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2026-01-01T00:00', '0026-01-01', ''])(
    'is not "%s"',
    (text) => expect(() => parseCalendarDay(text)).toThrow(RangeError),
  )
})

describe('Money', () => {
  test('is written exactly, with the digits of its currency', () => {
    expect(formatMoney(123456, 'CNY')).toBe('1234.56 CNY')
    expect(formatMoney(-5, 'EUR')).toBe('-0.05 EUR')
    expect(formatMoney(500, 'JPY')).toBe('500 JPY')
    expect(formatMoney(1234, 'KWD')).toBe('1.234 KWD')
    expect(formatMoney(MAX_AMOUNT_MINOR, 'USD')).toBe('1000000000000.00 USD')
  })

  test('knows the currencies of ISO 4217 and no others', () => {
    expect(isCurrency('CNY')).toBe(true)
    expect(currencyExponent('CLF')).toBe(4)
    for (const text of ['cny', 'RMB', 'XXQ', '', '__proto__', 'constructor']) expect(isCurrency(text)).toBe(false)
    expect(() => currencyExponent('RMB')).toThrow(RangeError)
  })

  test('is a whole number above zero that is not absurd', () => {
    for (const amountMinor of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_AMOUNT_MINOR + 1]) {
      expect(isAmountMinor(amountMinor)).toBe(false)
    }
    expect(isAmountMinor(1)).toBe(true)
  })
})
