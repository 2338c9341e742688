import { describe, expect, test } from '@jest/globals'
import { measureOf } from '../measures/catalogue.ts'
import { formatParts, formatValue } from './people-numbers.ts'

describe('numbers for people', () => {
  test.each([
    [31, 'days', undefined, '31 days', '31 天'],
    [1, 'days', undefined, '1 day', '1 天'],
    [4.333, 'count', undefined, '4.3', '4.3'],
    [12_000, 'count', undefined, '12,000', '12,000'],
    [0.452, 'ratio', undefined, '45.2 %', '45.2%'],
    [0.1 + 0.2, 'ratio', undefined, '30 %', '30%'],
    [-0.5, 'ratio', undefined, '-50 %', '-50%'],
    [-0.0001, 'ratio', undefined, '0 %', '0%'],
    [999, 'ratio', undefined, 'more than 999 times', '超过 999 倍'],
    [3.46, 'deviations', undefined, '3.5 times the usual spread', '3.5 倍常见波动'],
    [123_456_789, 'money', 'CNY', '1,234,567.89 CNY', '1,234,567.89 CNY'],
    [1_234_567, 'money', 'JPY', '1,234,567 JPY', '1,234,567 JPY'],
    [1_234_567, 'money', 'KWD', '1,234.567 KWD', '1,234.567 KWD'],
    [-5, 'money', 'EUR', '-0.05 EUR', '-0.05 EUR'],
  ] as const)('%d as %s in %s', (value, unit, currency, en, zh) => {
    expect(formatValue(value, unit, currency, 'en')).toBe(en)
    expect(formatValue(value, unit, currency, 'zh')).toBe(zh)
  })

  test('the parts of a quotient have names', () => {
    const parts = [
      { measure: 'overdue-undisputed', value: 300_000, sample: 3, currency: 'CNY' },
      { measure: 'open', value: 900_000, sample: 3, currency: 'CNY' },
    ]
    const described = (name: string) => measureOf('customer', name)
    expect(formatParts(parts, described, 'en')).toBe('undisputed overdue 3,000.00 CNY; open balance 9,000.00 CNY')
    expect(formatParts(parts, described, 'zh')).toBe('无争议逾期余额 3,000.00 CNY；应收余额 9,000.00 CNY')
  })
})
