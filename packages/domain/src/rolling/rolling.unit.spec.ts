import { describe, expect, test } from '@jest/globals'
import { facetBit } from '../indicators/compiled-indicator.ts'
import type { CustomerFacts } from '../measures/customer-facts.ts'
import { adoptMeasures } from './adopt-measures.ts'
import { catalogueOf, findMeasureIn, measureNamedIn } from './catalogue-of.ts'
import { compileRolling } from './compiled-rolling.ts'
import type { DeclaredMeasure } from './declared-measure.ts'
import { knownFromOn, rollingMeasure } from './measures.ts'
import { rollEvent } from './on-event.ts'
import { pruneRolling } from './prune.ts'
import { emptyRolling, MAX_BUCKETS, MAX_DISTINCT_VALUES, type RollingState } from './state.ts'
import { declared } from './testing/declared.ts'

const MONDAY = 20_000
const counted = declared({})
const distinct = declared({ id: 'reasons', aggregate: 'distinct', field: 'reason' })

describe('a measure that was declared', () => {
  test('before the customer came has seen everything', () => {
    const rolling = collecting([counted], MONDAY)
    happens(rolling, [counted], MONDAY)
    expect(saidOn(rolling, counted, MONDAY)).toEqual({ kind: 'number', value: 1, sample: 1 })
  })

  test('later is unknown until its window lies behind it, and foretells that day', () => {
    const rolling = collecting([], MONDAY)
    expect(adoptMeasures(rolling, compileRolling([counted]), MONDAY + 5)).toBe(true)
    happens(rolling, [counted], MONDAY + 7)
    // Ten whole days: from the day after it was declared on.
    expect(saidOn(rolling, counted, MONDAY + 14)).toEqual({ kind: 'unknown' })
    expect(rollingMeasure(counted).nextChangeOn(factsOf(rolling), MONDAY + 7)).toBe(MONDAY + 15)
    expect(knownFromOn(rolling, counted, MONDAY + 14)).toBe(MONDAY + 15)
    expect(knownFromOn(rolling, counted, MONDAY + 15)).toBeUndefined()
    expect(saidOn(rolling, counted, MONDAY + 15)).toEqual({ kind: 'number', value: 1, sample: 1 })
    expect(rollingMeasure(counted).nextChangeOn(factsOf(rolling), MONDAY + 15)).toBe(MONDAY + 17)
  })

  test('with hours begins with the next day', () => {
    const hourly = declared({ window: { hours: 6 } })
    const rolling = collecting([], MONDAY)
    adoptMeasures(rolling, compileRolling([hourly]), MONDAY)
    const at = (hour: number) =>
      rollingMeasure(hourly).measure({ rolling: { ...rolling, asOfHour: hour } } as Facts, MONDAY + 1)
    expect(at((MONDAY + 1) * 24 + 4)).toEqual({ kind: 'unknown' })
    expect(at((MONDAY + 1) * 24 + 5)).toEqual({ kind: 'number', value: 0, sample: 0 })
  })

  test('begins anew when it counts something else, and goes on when it only gets another name', () => {
    const rolling = collecting([counted], MONDAY)
    happens(rolling, [counted], MONDAY)
    const renamed = { ...counted, id: 'other-name', label: { zh: '别名', en: 'other name' }, minimumSample: 1 }
    adoptMeasures(rolling, compileRolling([renamed]), MONDAY + 1)
    expect(saidOn(rolling, renamed, MONDAY + 1)).toMatchObject({ value: 1 })
    const longer = { ...counted, window: { days: 11 } }
    adoptMeasures(rolling, compileRolling([longer]), MONDAY + 1)
    expect(saidOn(rolling, longer, MONDAY + 1)).toEqual({ kind: 'unknown' })
    expect(rolling.series).toHaveLength(1)
  })

  test('is dropped when no rule declares it any more', () => {
    const rolling = collecting([counted, distinct], MONDAY)
    adoptMeasures(rolling, compileRolling([distinct]), MONDAY + 1)
    expect(rolling.series.map(({ since }) => since)).toEqual([null])
    expect(adoptMeasures(rolling, compileRolling([distinct]), MONDAY + 2)).toBe(false)
  })
})

describe('what a measure keeps', () => {
  test('leaves with its window', () => {
    const rolling = collecting([counted], MONDAY)
    for (let day = 0; day < 20; day += 1) happens(rolling, [counted], MONDAY + day)
    pruneRolling(rolling, compileRolling([counted]), MONDAY + 19)
    expect(rolling.series[0]?.buckets.map(({ at }) => at - MONDAY)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  })

  test('has a bound, and what went makes it unknown instead of wrong', () => {
    const money = declared({ aggregate: 'sum', field: 'amountMinor', unit: 'money', window: { days: 400 } })
    const rolling = collecting([money], MONDAY)
    const currencies = ['CNY', 'EUR', 'USD']
    for (let day = 0; day < 400; day += 1) {
      for (const currency of currencies) happens(rolling, [money], MONDAY + day, { amountMinor: 1, currency })
    }
    expect(rolling.series[0]?.buckets.length).toBeLessThanOrEqual(MAX_BUCKETS)
    expect(saidOn(rolling, money, MONDAY + 399)).toEqual({ kind: 'unknown' })
  })

  test('tells a bounded number of values apart, and stays at it', () => {
    const rolling = collecting([distinct], MONDAY)
    for (let number = 0; number < 300; number += 1) happens(rolling, [distinct], MONDAY, { reason: `r${number}` })
    expect(saidOn(rolling, distinct, MONDAY)).toMatchObject({ value: MAX_DISTINCT_VALUES })
  })

  test('is nothing for events that no measure listens to', () => {
    const rolling = collecting([counted], MONDAY)
    expect(rollEvent(rolling, compileRolling([counted]), { type: 'z' }, { on: MONDAY, hour: 0 })).toBe(0)
    expect(rollEvent(rolling, compileRolling([counted]), { type: 'a' }, { on: MONDAY, hour: 0 })).toBe(
      facetBit('orders'),
    )
  })
})

describe('events that a condition leaves out', () => {
  const large = declared({
    where: {
      kind: 'comparison',
      operator: '>=',
      left: { kind: 'variable', name: 'amount' },
      right: { kind: 'constant', value: 100 },
    },
  })

  test('do not count; amounts are compared as people write them, whatever the digits of their currency', () => {
    const rolling = collecting([large], MONDAY)
    const amounts = [
      [99_99, 'CNY'],
      [100_00, 'CNY'],
      [99, 'JPY'],
      [100, 'JPY'],
      [500_00, 'no such currency'],
    ] as const
    for (const [amountMinor, currency] of amounts) happens(rolling, [large], MONDAY, { amountMinor, currency })
    expect(saidOn(rolling, large, MONDAY)).toMatchObject({ value: 2 })
  })

  test('make it another measure', () => {
    const rolling = collecting([counted], MONDAY)
    adoptMeasures(rolling, compileRolling([large]), MONDAY)
    expect(saidOn(rolling, large, MONDAY)).toEqual({ kind: 'unknown' })
  })
})

describe('windows of hours', () => {
  test('end with the hour of the record while it is looked at, and with the day at its end', () => {
    const hourly = declared({ window: { hours: 3 } })
    const rolling = collecting([hourly], MONDAY)
    for (const hour of [9, 10, 10, 12]) happens(rolling, [hourly], MONDAY, {}, hour)
    const at = (asOfHour: number | null) =>
      rollingMeasure(hourly).measure({ rolling: { ...rolling, asOfHour } } as Facts, MONDAY)
    expect(at(MONDAY * 24 + 12)).toMatchObject({ value: 3 })
    expect(at(MONDAY * 24 + 11)).toMatchObject({ value: 3 })
    expect(at(null)).toMatchObject({ value: 0 })
  })
})

describe('the catalogue of a rule set', () => {
  test('has the declared measures of customers behind those that are always there', () => {
    const catalogue = catalogueOf({ measures: [counted] })
    expect(findMeasureIn(catalogue, 'customer', 'it')?.label.en).toBe('it')
    expect(findMeasureIn(catalogue, 'customer', 'open')?.unit).toBe('money')
    expect(findMeasureIn(catalogue, 'sales-rep', 'it')).toBeUndefined()
    expect(findMeasureIn(catalogue, 'planet', 'it')).toBeUndefined()
    expect(findMeasureIn(catalogueOf({}), 'customer', 'it')).toBeUndefined()
    expect(() => measureNamedIn(catalogue.customer, 'customer', 'constructor')).toThrow('no measure "constructor"')
  })
})

type Facts = CustomerFacts

function collecting(measures: readonly DeclaredMeasure[], on: number): RollingState {
  const rolling = emptyRolling()
  adoptMeasures(rolling, compileRolling(measures), on)
  return rolling
}

function happens(
  rolling: RollingState,
  measures: readonly DeclaredMeasure[],
  on: number,
  fields: Readonly<Record<string, unknown>> = {},
  hour = 12,
): void {
  rollEvent(rolling, compileRolling(measures), { type: 'a', ...fields }, { on, hour: on * 24 + hour })
}

function saidOn(rolling: RollingState, measure: DeclaredMeasure, on: number) {
  return rollingMeasure(measure).measure(factsOf(rolling), on)
}

function factsOf(rolling: RollingState): CustomerFacts {
  return { rolling } as CustomerFacts
}
