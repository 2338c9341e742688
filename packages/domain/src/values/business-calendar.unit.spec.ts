import { describe, expect, jest, test } from '@jest/globals'
import { createBusinessCalendar } from './business-calendar.ts'
import { formatCalendarDay, parseCalendarDay } from './calendar-day.ts'

const HOUR_MS = 3_600_000

/** Length of a day in hours. */
function hoursOf(zone: string, day: string): number {
  const calendar = createBusinessCalendar(zone)
  const on = parseCalendarDay(day)
  return (calendar.startOf(on + 1) - calendar.startOf(on)) / HOUR_MS
}

describe('The business calendar', () => {
  test('ends a day in Shanghai at 16:00 UTC', () => {
    const shanghai = createBusinessCalendar('Asia/Shanghai')
    expect(shanghai.dayOf(Date.parse('2026-03-31T15:59:59.999Z'))).toBe(parseCalendarDay('2026-03-31'))
    expect(shanghai.dayOf(Date.parse('2026-03-31T16:00:00.000Z'))).toBe(parseCalendarDay('2026-04-01'))
    expect(shanghai.startOf(parseCalendarDay('2026-04-01'))).toBe(Date.parse('2026-03-31T16:00:00Z'))
  })

  test('knows the short and the long day of summer time', () => {
    expect(hoursOf('Europe/Berlin', '2026-03-28')).toBe(24)
    expect(hoursOf('Europe/Berlin', '2026-03-29')).toBe(23)
    expect(hoursOf('Europe/Berlin', '2026-10-25')).toBe(25)
    expect(hoursOf('America/New_York', '2026-03-08')).toBe(23)
    expect(hoursOf('America/New_York', '2026-11-01')).toBe(25)
    expect(hoursOf('Asia/Shanghai', '2026-03-29')).toBe(24)
  })

  test('starts a day whose midnight does not exist at its first hour', () => {
    const saoPaulo = createBusinessCalendar('America/Sao_Paulo')
    expect(saoPaulo.startOf(parseCalendarDay('2018-11-04'))).toBe(Date.parse('2018-11-04T03:00:00Z'))
    expect(hoursOf('America/Sao_Paulo', '2018-11-04')).toBe(23)
  })

  test('gives no instant to the day that Apia skipped', () => {
    const apia = createBusinessCalendar('Pacific/Apia')
    const skipped = parseCalendarDay('2011-12-30')
    expect(apia.startOf(skipped)).toBe(Date.parse('2011-12-30T10:00:00Z'))
    expect(apia.startOf(skipped + 1)).toBe(apia.startOf(skipped))
    expect(apia.dayOf(Date.parse('2011-12-30T09:59:59.999Z'))).toBe(skipped - 1)
    expect(apia.dayOf(Date.parse('2011-12-30T10:00:00.000Z'))).toBe(skipped + 1)
  })

  test('reads instants before 1970 and far ahead', () => {
    const berlin = createBusinessCalendar('Europe/Berlin')
    expect(berlin.dayOf(Date.parse('1969-12-31T22:59:59Z'))).toBe(-1)
    expect(berlin.dayOf(Date.parse('1969-12-31T23:00:00Z'))).toBe(0)
    expect(berlin.dayOf(Date.parse('2080-07-01T21:59:59Z'))).toBe(parseCalendarDay('2080-07-01'))
  })

  test.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'])(
    'agrees with the wall calendar of %s at every third hour of two years, asked in any order',
    (zone) => {
      const calendar = createBusinessCalendar(zone)
      const wall = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      })
      const from = Date.parse('2011-06-01T00:00:00Z')
      const steps = (2 * 365 * 24) / 3
      const wrong: string[] = []
      for (let step = 0; step < steps; step += 1) {
        // 2503 and the number of steps have no common divisor, so every step is taken once, far from the one before.
        const instant = from + ((step * 2503) % steps) * 3 * HOUR_MS
        if (formatCalendarDay(calendar.dayOf(instant)) !== wall.format(instant)) wrong.push(wall.format(instant))
      }
      expect(wrong).toEqual([])
    },
  )

  test('asks a zone once for a day, however many calendars it has, and never takes the answer of another zone', () => {
    const day = parseCalendarDay('1987-06-05')
    const asked = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts')
    try {
      expect(createBusinessCalendar('Asia/Tokyo').startOf(day)).toBe(Date.parse('1987-06-04T15:00:00Z'))
      const before = asked.mock.calls.length
      expect(before).toBeGreaterThan(0)
      expect(createBusinessCalendar('Asia/Tokyo').startOf(day)).toBe(Date.parse('1987-06-04T15:00:00Z'))
      expect(asked).toHaveBeenCalledTimes(before)
      expect(createBusinessCalendar('Asia/Kolkata').startOf(day)).toBe(Date.parse('1987-06-04T18:30:00Z'))
      expect(createBusinessCalendar('Asia/Tokyo').startOf(day)).toBe(Date.parse('1987-06-04T15:00:00Z'))
    } finally {
      asked.mockRestore()
    }
  })

  test('refuses a zone that does not exist, also when it is asked again', () => {
    expect(() => createBusinessCalendar('Europe/Atlantis')).toThrow(RangeError)
    expect(() => createBusinessCalendar('Europe/Atlantis')).toThrow(RangeError)
  })
})
