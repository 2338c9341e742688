import { describe, expect, test } from '@jest/globals'
import type { Indicator } from '../indicators/rule-set.ts'
import { measureOf } from '../measures/catalogue.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { type AlertStory, alertReason } from './alert-text.ts'

const DAYS: Indicator = {
  id: 'days-past-due',
  name: { zh: '逾期天数', en: 'Days past due' },
  question: { zh: '拖了多少天？', en: 'How late?' },
  entity: 'customer',
  value: { kind: 'measure', measure: 'max-days-past-due' },
  unit: 'days',
  direction: 'above',
  thresholds: { warning: 8, critical: 31 },
  clear: { warning: 1, critical: 31 },
  holdDays: 0,
  minimumSample: 1,
  evaluate: 'at-day-end',
  ownerRole: 'credit-controller',
  nextStep: { zh: '致电', en: 'Call' },
}
const RATE: Indicator = {
  ...DAYS,
  id: 'contract-signing-rate',
  name: { zh: '合同签约率', en: 'Contract signing rate' },
  value: { kind: 'ratio', of: 'contracts-signed', to: 'contracts-decided' },
  unit: 'ratio',
  direction: 'below',
}
const EXPOSURE: Indicator = {
  ...DAYS,
  id: 'exposure-amount',
  name: { zh: '信用敞口', en: 'Exposure' },
  value: { kind: 'measure', measure: 'exposure' },
  unit: 'money',
  currency: 'CNY',
}

function told(kind: AlertStory['kind'], value: number, level: number, more: Partial<AlertStory> = {}) {
  const on = parseCalendarDay('2026-03-04')
  return alertReason({
    kind,
    indicator: DAYS,
    described: (name) => measureOf('customer', name),
    entityId: 'C7',
    entityName: 'Paper Moon Trading',
    value: { kind: 'value', value, sample: 1, parts: [] },
    level,
    severity: 'warning',
    from: undefined,
    breachedOn: on,
    on,
    correction: false,
    ...more,
  })
}

describe('the sentence of an alert', () => {
  test('says what, whose, how much and which level, in both languages', () => {
    expect(told('fired', 8, 8)).toEqual({
      zh: 'Paper Moon Trading（C7）的逾期天数为 8 天，达到警告阈值（≥ 8 天）。',
      en: 'Days past due of Paper Moon Trading (C7): 8 days, warning at 8 days or more.',
    })
  })

  test('of a customer without a name is about its number', () => {
    const { zh, en } = told('fired', 8, 8, { entityName: undefined })
    expect(zh).toMatch(/^客户 C7 的逾期天数为 8 天，/)
    expect(en).toMatch(/^Days past due of customer C7: 8 days, /)
  })

  test('of a sales representative says what it is', () => {
    const rep = { indicator: { ...DAYS, entity: 'sales-rep' as const }, entityId: 'R-07', entityName: undefined }
    const { zh, en } = told('fired', 8, 8, rep)
    expect(zh).toMatch(/^销售代表 R-07 的逾期天数为 8 天，/)
    expect(en).toMatch(/^Days past due of sales representative R-07: 8 days, /)
  })

  test('of a deviation says to which side, and from what', () => {
    const indicator: Indicator = {
      ...DAYS,
      name: { zh: '订单量异常', en: 'Order volume anomaly' },
      value: { kind: 'measure', measure: 'order-week-deviation' },
      unit: 'deviations',
    }
    const parts = (measure: string, orderedMinor: number) => [
      { measure: 'order-week-deviation', value: 4, sample: 20, currency: 'CNY' },
      { measure, value: orderedMinor, sample: 20, currency: 'CNY' },
      { measure: 'usual-order-week', value: 1_000_00, sample: 20, currency: 'CNY' },
    ]
    const value = (list: AlertStory['value']['parts']) =>
      ({ kind: 'value', value: 4, sample: 20, parts: list }) as const
    expect(told('fired', 4, 3.5, { indicator, value: value(parts('order-week-placed', 0)) })).toEqual({
      zh: 'Paper Moon Trading（C7）的订单量异常为 4 倍常见波动，低于通常（近 7 天订单额 0.00 CNY；通常一周 1,000.00 CNY），达到警告阈值（≥ 3.5 倍常见波动）。',
      en: 'Order volume anomaly of Paper Moon Trading (C7): 4 times the usual spread below the usual (orders placed in 7 days 0.00 CNY; usual week 1,000.00 CNY), warning at 3.5 times the usual spread or more.',
    })
    const over = told('resolved', 4, 2.5, { indicator, value: value(parts('order-week', 2_000_00)) })
    expect(over.en).toContain('above the usual (orders in 7 days 2,000.00 CNY;')
    expect(over.zh).toMatch(/，高于通常（.*），已回落至 2.5 倍常见波动以下，预警解除。$/)
  })

  test('of a rise and of a fall names both severities', () => {
    expect(told('severity-changed', 31, 31, { severity: 'critical', from: 'warning' })).toEqual({
      zh: 'Paper Moon Trading（C7）的逾期天数为 31 天，由警告升为严重（≥ 31 天）。',
      en: 'Days past due of Paper Moon Trading (C7): 31 days, now critical (at 31 days or more) after warning.',
    })
    expect(told('severity-changed', 12, 31, { from: 'critical' })).toEqual({
      zh: 'Paper Moon Trading（C7）的逾期天数为 12 天，已回落至 31 天以下，由严重降为警告。',
      en: 'Days past due of Paper Moon Trading (C7): 12 days, back below 31 days: warning after critical.',
    })
  })

  test('of an end names the level that was left, without a blank between two Chinese characters', () => {
    expect(told('resolved', 0, 1)).toEqual({
      zh: 'Paper Moon Trading（C7）的逾期天数为 0 天，已回落至 1 天以下，预警解除。',
      en: 'Days past due of Paper Moon Trading (C7): 0 days, back below 1 day: the alert is over.',
    })
    const parts = [
      { measure: 'contracts-signed', value: 3, sample: 5 },
      { measure: 'contracts-decided', value: 5, sample: 5 },
    ]
    expect(
      told('resolved', 0.6, 0.5, { indicator: RATE, value: { kind: 'value', value: 0.6, sample: 5, parts } }),
    ).toEqual({
      zh: 'Paper Moon Trading（C7）的合同签约率为 60%（签订的合同数 3；有结果的合同数 5），已回升至 50% 以上，预警解除。',
      en:
        'Contract signing rate of Paper Moon Trading (C7): 60 % (contracts signed 3; contracts decided 5), ' +
        'back above 50 %: the alert is over.',
    })
  })

  test('shows a value that is not the level as another number than the level', () => {
    const rate = (measured: number, sample = 5) => {
      const value = { kind: 'value' as const, value: measured, sample, parts: [] }
      return { indicator: { ...RATE, direction: 'above' as const }, value }
    }
    expect(told('resolved', 0, 0.75, rate(0.749_96))).toEqual({
      zh: 'Paper Moon Trading（C7）的合同签约率为 74.996%，已回落至 75% 以下，预警解除。',
      en: 'Contract signing rate of Paper Moon Trading (C7): 74.996 %, back below 75 %: the alert is over.',
    })
    expect(told('resolved', 0, 0.75, rate(0.7498)).en).toContain(': 74.98 %, back below 75 %')
    expect(told('resolved', 0, 0.75, rate(0.7312)).en).toContain(': 73.1 %, back below 75 %')
    // The sum of tenths that is three tenths but for what binary fractions lose.
    expect(told('fired', 0, 0.3, rate(0.1 + 0.2)).en).toContain(': 30 %, warning at 30 % or more.')
    // A level that is no round number is told as finely as the value.
    expect(told('resolved', 0, 0.7546, rate(0.7545)).en).toContain(': 75.45 %, back below 75.46 %')
    expect(told('resolved', 30.96, 31).zh).toContain('为 30.96 天，已回落至 31 天以下')
  })

  test('shows levels of money in their currency, even when no amount is left', () => {
    expect(told('resolved', 0, 500_00, { indicator: EXPOSURE })).toEqual({
      zh: 'Paper Moon Trading（C7）的信用敞口为 0.00 CNY，已回落至 500.00 CNY 以下，预警解除。',
      en: 'Exposure of Paper Moon Trading (C7): 0.00 CNY, back below 500.00 CNY: the alert is over.',
    })
  })

  test('says how long a breach with a hold time has lasted: one day, several days', () => {
    const lasting = (days: number) => ({
      indicator: { ...DAYS, holdDays: days },
      breachedOn: parseCalendarDay('2026-03-04') - days,
    })
    expect(told('fired', 9, 8, lasting(1)).en).toMatch(/ It has lasted 1 day, since 2026-03-03\.$/)
    expect(told('fired', 9, 8, lasting(2)).en).toMatch(/ It has lasted 2 days, since 2026-03-02\.$/)
    expect(told('fired', 9, 8, lasting(2)).zh).toMatch(/。自 2026-03-02 起已持续 2 天。$/)
  })

  test('says that a record which came late corrected the figures', () => {
    const { zh, en } = told('resolved', 0, 1, { correction: true })
    expect(zh).toMatch(/预警解除。迟到的记录更正了此前的数据。$/)
    expect(en).toMatch(/the alert is over\. A record that came late corrected the figures\.$/)
  })
})
