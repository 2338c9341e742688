import { describe, expect, test } from '@jest/globals'
import { formatCalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import { compileWorkingDays } from './working-days.ts'

const name = { zh: '工作日', en: 'Working days' }
const { isWorkingDay, nextFrom } = compileWorkingDays({
  id: 'china',
  name,
  source: 'the notice for 2026',
  weekend: ['saturday', 'sunday'],
  holidays: [{ fromOn: parseCalendarDay('2026-02-15'), throughOn: parseCalendarDay('2026-02-23'), name }],
  workdays: [parseCalendarDay('2026-02-14'), parseCalendarDay('2026-02-28')],
})

describe('working days', () => {
  test.each([
    ['2026-02-13', true, 'a Friday'],
    ['2026-02-14', true, 'a Saturday that is worked'],
    ['2026-02-15', false, 'the first day of the holiday'],
    ['2026-02-23', false, 'its last day, a Monday'],
    ['2026-02-24', true, 'the Tuesday after'],
    ['2026-03-01', false, 'a Sunday'],
    ['1969-12-31', true, 'a Wednesday before days were counted'],
  ])('%s: %s, %s', (day, expected) => {
    expect(isWorkingDay(parseCalendarDay(day))).toBe(expected)
  })

  test('the next one is the day itself or the first after all that is free', () => {
    expect(formatCalendarDay(nextFrom(parseCalendarDay('2026-02-14')))).toBe('2026-02-14')
    expect(formatCalendarDay(nextFrom(parseCalendarDay('2026-02-15')))).toBe('2026-02-24')
  })
})
