import { describe, expect, test } from '@jest/globals'
import { assess, decisiveValue } from './assessment.ts'
import type { IndicatorValue } from './indicator-value.ts'
import type { Severity } from './rule-set.ts'

const ABOVE = {
  direction: 'above',
  thresholds: { warning: 8, critical: 31 },
  clear: { warning: 1, critical: 25 },
  minimumSample: 3,
} as const
const BELOW = {
  direction: 'below',
  thresholds: { warning: 0.4, critical: 0.2 },
  clear: { warning: 0.5, critical: 0.3 },
  minimumSample: 3,
} as const

const known = (value: number, sample = 3): IndicatorValue => ({ kind: 'value', value, sample, parts: [] })

type Case = readonly [value: number, present: Severity | undefined, kind: string, severity: Severity | undefined]

describe('a value and its levels', () => {
  test.each<Case>([
    [7.99, undefined, 'unchanged', undefined],
    [8, undefined, 'breached', 'warning'],
    [30.99, undefined, 'breached', 'warning'],
    [31, undefined, 'breached', 'critical'],
    [31, 'warning', 'breached', 'critical'],
    [30, 'warning', 'unchanged', 'warning'],
    [7, 'warning', 'held', 'warning'],
    [1, 'warning', 'held', 'warning'],
    [0.99, 'warning', 'recovered', undefined],
    [31, 'critical', 'unchanged', 'critical'],
    [25, 'critical', 'held', 'critical'],
    [24, 'critical', 'recovered', 'warning'],
    [5, 'critical', 'recovered', 'warning'],
    [0, 'critical', 'recovered', undefined],
  ])('above: %d with %s is %s', (value, present, kind, severity) => {
    expect(assess(ABOVE, known(value), present)).toMatchObject({ kind, severity })
  })

  test.each<Case>([
    [0.41, undefined, 'unchanged', undefined],
    [0.4, undefined, 'breached', 'warning'],
    [0.21, undefined, 'breached', 'warning'],
    [0.2, undefined, 'breached', 'critical'],
    [0.5, 'warning', 'held', 'warning'],
    [0.51, 'warning', 'recovered', undefined],
    [0.3, 'critical', 'held', 'critical'],
    [0.31, 'critical', 'recovered', 'warning'],
  ])('below: %d with %s is %s', (value, present, kind, severity) => {
    expect(assess(BELOW, known(value), present)).toMatchObject({ kind, severity })
  })

  test('a severity that the levels no longer have is left for one that they have, or for none', () => {
    const warningAlone = { ...ABOVE, thresholds: { warning: 8 }, clear: { warning: 1 } }
    expect(assess(warningAlone, known(40), 'critical')).toMatchObject({ severity: 'warning', level: 8 })
    expect(assess(warningAlone, known(5), 'critical')).toMatchObject({ severity: 'warning', level: 1 })
    expect(assess(warningAlone, known(0), 'critical')).toMatchObject({ severity: undefined, level: 1 })
    const criticalAlone = { ...ABOVE, thresholds: { critical: 31 }, clear: { critical: 25 } }
    expect(assess(criticalAlone, known(28), 'warning')).toMatchObject({ severity: undefined, level: 31 })
    expect(assess(criticalAlone, known(31), 'warning')).toMatchObject({ kind: 'breached', severity: 'critical' })
  })

  test('a level that is left is named by what was really left: the lowest one when the alert ends', () => {
    expect(assess(ABOVE, known(24), 'critical')).toMatchObject({ severity: 'warning', level: 25 })
    expect(assess(ABOVE, known(0), 'critical')).toMatchObject({ severity: undefined, level: 1 })
    expect(assess(ABOVE, known(0), 'warning')).toMatchObject({ severity: undefined, level: 1 })
    expect(assess(BELOW, known(0.6), 'critical')).toMatchObject({ severity: undefined, level: 0.5 })
  })

  test('every answer says why', () => {
    expect(assess(ABOVE, known(31), 'warning').reason).toBe('a worse level is reached')
    expect(assess(ABOVE, known(5), 'warning').reason).toBe('the clear level is not left')
  })
})

describe('what is not known well enough', () => {
  const small = (value: number) => known(value, 2)

  test('never breaches and never gets worse', () => {
    expect(assess(ABOVE, small(31), undefined)).toMatchObject({ kind: 'unknown', severity: undefined })
    expect(assess(ABOVE, small(31), 'warning')).toMatchObject({ kind: 'unknown', severity: 'warning' })
  })

  test('ends an alert when it is plainly fine: all invoices paid leave no sample', () => {
    expect(assess(ABOVE, known(0, 0), 'critical')).toMatchObject({ kind: 'recovered', severity: undefined })
  })

  test('with nothing to divide by never breaches, and ends an open alert as expired: nobody could recover from it', () => {
    const nothing: IndicatorValue = { kind: 'unknown', parts: [] }
    expect(assess(ABOVE, nothing, undefined)).toMatchObject({ kind: 'unknown', severity: undefined })
    expect(assess(ABOVE, nothing, 'critical')).toMatchObject({ kind: 'expired', severity: undefined, level: 1 })
  })
})

describe('a worse currency whose sample is too small', () => {
  const dollars = (value: number, yuan: number): IndicatorValue => ({
    ...(known(value, 1) as Extract<IndicatorValue, { kind: 'value' }>),
    sufficient: known(yuan) as Extract<IndicatorValue, { kind: 'value' }>,
  })
  const decided = (value: IndicatorValue, present: Severity | undefined) => {
    const decisive = decisiveValue(ABOVE, value, present)
    return { value: 'value' in decisive ? decisive.value : undefined, ...assess(ABOVE, decisive, present) }
  }

  test('does not hide one that breaches with a sufficient sample', () => {
    expect(decided(dollars(99, 9), undefined)).toMatchObject({ kind: 'breached', severity: 'warning', value: 9 })
    expect(decided(dollars(99, 31), 'warning')).toMatchObject({ kind: 'breached', severity: 'critical', value: 31 })
  })

  test('is not fine either: it neither breaches nor lets an alert end', () => {
    expect(decided(dollars(99, 0), undefined)).toMatchObject({ kind: 'unknown', severity: undefined })
    expect(decided(dollars(99, 0), 'warning')).toMatchObject({ kind: 'unknown', severity: 'warning' })
    expect(decided(dollars(99, 0), 'critical')).toMatchObject({ kind: 'unchanged', severity: 'critical' })
  })
})

describe('an indicator with one level', () => {
  test('only warns, or is only critical', () => {
    const warns = { direction: 'above', thresholds: { warning: 8 }, clear: { warning: 8 }, minimumSample: 1 } as const
    const strict = {
      direction: 'above',
      thresholds: { critical: 8 },
      clear: { critical: 5 },
      minimumSample: 1,
    } as const
    expect(assess(warns, known(99), undefined)).toMatchObject({ kind: 'breached', severity: 'warning' })
    expect(assess(strict, known(9), undefined)).toMatchObject({ kind: 'breached', severity: 'critical' })
    expect(assess(strict, known(6), 'critical')).toMatchObject({ kind: 'held' })
    expect(assess(strict, known(4), 'critical')).toMatchObject({ kind: 'recovered', severity: undefined })
  })
})
