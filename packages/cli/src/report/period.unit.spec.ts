import { describe, expect, test } from '@jest/globals'
import { formatCalendarDay, parseCalendarDay } from '@tocsin/domain'
import { type PeriodOptions, periodBefore, type ReportPeriod, readPeriod } from './period.ts'

const TODAY = '2026-05-17'

describe('the period of a report', () => {
  test.each<[PeriodOptions, string, string]>([
    [{}, '2026-04: 2026-04-01 to 2026-04-30', '2026-03: 2026-03-01 to 2026-03-31'],
    [{ period: 'quarter' }, '2026-Q1: 2026-01-01 to 2026-03-31', '2025-Q4: 2025-10-01 to 2025-12-31'],
    [{ period: 'year' }, '2025: 2025-01-01 to 2025-12-31', '2024: 2024-01-01 to 2024-12-31'],
    [{ period: '2026-01' }, '2026-01: 2026-01-01 to 2026-01-31', '2025-12: 2025-12-01 to 2025-12-31'],
    [{ period: '2026-05' }, '2026-05: 2026-05-01 to 2026-05-31', '2026-04: 2026-04-01 to 2026-04-30'],
    [{ period: '2024-Q1' }, '2024-Q1: 2024-01-01 to 2024-03-31', '2023-Q4: 2023-10-01 to 2023-12-31'],
    [
      { from: '2026-03-05', through: '2026-03-19' },
      '2026-03-05 – 2026-03-19: 2026-03-05 to 2026-03-19',
      '2026-02-18 – 2026-03-04: 2026-02-18 to 2026-03-04',
    ],
  ])('%j is %s, after %s', (options, is, after) => {
    const period = readPeriod(options, parseCalendarDay(TODAY))
    expect([text(period), text(periodBefore(period))]).toEqual([is, after])
  })

  test('on the first day of a month, the last whole one is the month that ended yesterday', () => {
    expect(readPeriod({}, parseCalendarDay('2026-01-01')).name).toBe('2025-12')
  })

  test.each<[PeriodOptions, string]>([
    [{ period: 'week' }, '"week" is no period'],
    [{ period: '2026-13' }, '"2026-13" is no period'],
    [{ period: '2026-06' }, 'The period 2026-06 has not begun: today is 2026-05-17'],
    [{ from: '2026-03-05' }, '--through is missing'],
    [{ from: '2026-02-30', through: 'x' }, '--from: "2026-02-30" is not a day of the calendar.\n--through: "x"'],
    [{ from: '2026-03-05', through: '2026-03-01' }, '--from 2026-03-05 lies after --through 2026-03-01'],
    [{ period: 'month', from: '2026-03-01', through: '2026-03-05' }, 'exclude each other'],
  ])('%j is refused: %s', (options, message) => {
    expect(() => readPeriod(options, parseCalendarDay(TODAY))).toThrow(message)
  })
})

function text({ name, fromOn, throughOn }: ReportPeriod): string {
  return `${name}: ${formatCalendarDay(fromOn)} to ${formatCalendarDay(throughOn)}`
}
