import { describe, expect, test } from '@jest/globals'
import { judge, type Signal } from './judge.ts'
import type { Occurrence } from './occurrences.ts'

const PERIOD = { fromOn: 0, untilOn: 200, horizonDays: 30 }

describe('alerts held against what came after', () => {
  test('an outcome within the horizon makes the alert right, and is warned of by the first alert', () => {
    const verdict = judged([alert('C1', 10), alert('C1', 20)], [outcome('C1', 40)])
    expect(verdict).toMatchObject({ alerts: 2, followed: 2, falseAlarms: 0, outcomes: 1, warned: 1 })
    expect(verdict).toMatchObject({ precision: 1, recall: 1, leadDays: { median: 30 } })
  })

  test('the last day of the horizon counts, the day after does not', () => {
    expect(judged([alert('C1', 10)], [outcome('C1', 40)]).followed).toBe(1)
    expect(judged([alert('C1', 10)], [outcome('C1', 41)])).toMatchObject({ followed: 0, falseAlarms: 1, warned: 0 })
  })

  test('an alert on the day of the outcome itself is no warning', () => {
    expect(judged([alert('C1', 40)], [outcome('C1', 40)])).toMatchObject({ followed: 0, warned: 0, recall: 0 })
    expect(judged([alert('C1', 39)], [outcome('C1', 40)])).toMatchObject({ followed: 1, warned: 1 })
  })

  test('what happens to another customer makes nothing right', () => {
    expect(judged([alert('C1', 10)], [outcome('C2', 20)])).toMatchObject({ precision: 0, recall: 0, falseAlarms: 1 })
  })

  test('an alert whose horizon the data does not cover is not judged', () => {
    expect(judged([alert('C1', 171)], [])).toMatchObject({ undecided: 1, falseAlarms: 0, precision: null })
    expect(judged([alert('C1', 170)], [])).toMatchObject({ undecided: 0, falseAlarms: 1, precision: 0 })
    expect(judged([alert('C1', 190)], [outcome('C1', 199)])).toMatchObject({ undecided: 0, followed: 1 })
  })

  test('what lies before the first day that counts is left out, but may warn of what comes after', () => {
    const verdict = judge([alert('C1', 8)], [outcome('C1', 5), outcome('C1', 12)], customerOf, {
      ...PERIOD,
      fromOn: 10,
    })
    expect(verdict).toMatchObject({ alerts: 0, outcomes: 1, warned: 1 })
  })

  test('false alarms are told per week of the days whose alerts can be judged', () => {
    // 0 to 170: 171 days.
    const verdict = judged([alert('C1', 10), alert('C2', 20), alert('C3', 30)], [])
    expect(verdict.falseAlarmsPerWeek).toBeCloseTo(3 / (171 / 7), 10)
    expect(judge([], [], customerOf, { ...PERIOD, untilOn: 20 }).falseAlarmsPerWeek).toBeNull()
  })

  test('lead times have quartiles', () => {
    const outcomes = [3, 7, 11, 27].map((lead, index) => outcome(`C${index}`, 50 + lead))
    const verdict = judged(
      outcomes.map(({ customerId }) => alert(customerId, 50)),
      outcomes,
    )
    expect(verdict.leadDays).toEqual({ lowerQuartile: 6, median: 9, upperQuartile: 15 })
  })

  test('of nothing there is no share', () => {
    expect(judged([], [])).toMatchObject({ precision: null, recall: null, leadDays: null })
  })
})

function judged(signals: readonly Signal[], occurrences: readonly Occurrence[]) {
  return judge(signals, occurrences, customerOf, PERIOD)
}

function customerOf({ customerId }: Occurrence): string {
  return customerId
}

function alert(entityId: string, on: number): Signal {
  return { entityId, on }
}

function outcome(customerId: string, on: number): Occurrence {
  return { customerId, salesRepId: null, on }
}
