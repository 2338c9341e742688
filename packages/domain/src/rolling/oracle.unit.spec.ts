import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CustomerFacts } from '../measures/customer-facts.ts'
import type { Measurement } from '../measures/measure.ts'
import { adoptMeasures } from './adopt-measures.ts'
import { compileRolling } from './compiled-rolling.ts'
import { AGGREGATES, type DeclaredMeasure } from './declared-measure.ts'
import { rollingMeasure } from './measures.ts'
import { rollEvent } from './on-event.ts'
import { pruneRolling } from './prune.ts'
import { emptyRolling, type RollingState } from './state.ts'
import { declared } from './testing/declared.ts'

const FIRST_DAY = 20_000

interface Played {
  readonly type: string
  readonly amountMinor: number
  readonly currency: string
  readonly fromOn: number
  readonly toOn: number | null
  readonly reason: string | null
  readonly on: number
  readonly hour: number
}

const measureArbitrary: fc.Arbitrary<DeclaredMeasure> = fc
  .record({
    aggregate: fc.constantFrom(...AGGREGATES),
    subject: fc.constantFrom('amount', 'days', 'reason'),
    over: fc.constantFrom<readonly string[]>(['a'], ['b'], ['a', 'b']),
    window: fc.oneof(
      fc.integer({ min: 1, max: 15 }).map((days) => ({ days })),
      fc.integer({ min: 1, max: 60 }).map((hours) => ({ hours })),
    ),
    minimumSample: fc.constantFrom(0, 0, 3),
  })
  .map(({ aggregate, subject, over, window, minimumSample }) => {
    const isMoney = subject === 'amount' && aggregate !== 'count' && aggregate !== 'distinct'
    const field = aggregate === 'count' ? {} : aggregate === 'distinct' ? { field: 'reason' } : fieldOf(isMoney)
    const unit = isMoney ? 'money' : aggregate === 'count' || aggregate === 'distinct' ? 'count' : 'days'
    return declared({ aggregate, over, window, unit, minimumSample: isMoney ? 0 : minimumSample, ...field })
  })

function fieldOf(isMoney: boolean) {
  return isMoney ? { field: 'amountMinor' } : { field: 'toOn', minus: 'fromOn' }
}

const eventArbitrary = fc.record({
  gapHours: fc.integer({ min: 0, max: 40 }),
  /** Now and then an event comes late. */
  lateHours: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ max: 200 }) }),
  type: fc.constantFrom('a', 'a', 'b', 'c'),
  amountMinor: fc.integer({ min: 1, max: 500 }),
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  lasted: fc.option(fc.integer({ min: -5, max: 30 })),
  reason: fc.option(fc.constantFrom('x', 'y', 'z')),
  /** Whether the ends of the days before it are looked at. */
  pruned: fc.boolean(),
})

describe('a declared measure', () => {
  test('says what all events of the window say, however they came, and tells when that changes', () => {
    let known = 0
    fc.assert(
      fc.property(measureArbitrary, fc.array(eventArbitrary, { minLength: 1, maxLength: 60 }), (measure, moves) => {
        const compiled = compileRolling([measure])
        const rolling = emptyRolling()
        const all: Played[] = []
        let hour = FIRST_DAY * 24
        for (const { gapHours, lateHours, lasted, pruned, ...fields } of moves) {
          const before = Math.floor(hour / 24)
          hour += gapHours
          const today = Math.floor(hour / 24)
          adoptMeasures(rolling, compiled, today)
          if (pruned) for (let on = before; on < today; on += 1) pruneRolling(rolling, compiled, on)
          const at = hour - Math.max(0, lateHours)
          const toOn = lasted === null ? null : FIRST_DAY + lasted
          const event = { ...fields, fromOn: FIRST_DAY, toOn, on: Math.floor(at / 24), hour: at }
          all.push(event)
          rollEvent(rolling, compiled, event, event)
          expect(measured(measure, rolling, today)).toEqual(naive(measure, all, today))
        }
        const last = Math.floor(hour / 24)
        const whole = rollingMeasure(measure)
        for (let on = last; on < last + 20; on += 1) {
          const now = measured(measure, rolling, on)
          expect(now).toEqual(naive(measure, all, on))
          if (now.kind === 'number') known += 1
          const next = whole.nextChangeOn(factsOf(rolling), on)
          const after = naive(measure, all, on + 1)
          if (JSON.stringify(after) !== JSON.stringify(now)) expect(next).toBe(on + 1)
          else if (next !== undefined) expect(next).toBeGreaterThan(on)
        }
      }),
      { numRuns: 300 },
    )
    expect(known).toBeGreaterThan(300)
  })
})

function measured(measure: DeclaredMeasure, rolling: RollingState, on: number): Measurement {
  return rollingMeasure(measure).measure(factsOf(rolling), on)
}

function factsOf(rolling: RollingState): CustomerFacts {
  return { rolling } as CustomerFacts
}

/** The aggregate over all events, one after the other. */
function naive(measure: DeclaredMeasure, all: readonly Played[], on: number): Measurement {
  const { aggregate, field, minus, window, unit, minimumSample } = measure
  const inside = all.filter((event) => {
    if (!measure.over.includes(event.type)) return false
    return 'days' in window
      ? event.on > on - window.days && event.on <= on
      : event.hour > on * 24 + 23 - window.hours && event.hour <= on * 24 + 23
  })
  const values = inside.flatMap((event): { currency: string; value: number | string }[] => {
    if (aggregate === 'count') return [{ currency: '', value: 1 }]
    if (aggregate === 'distinct') return event.reason === null ? [] : [{ currency: '', value: event.reason }]
    if (field === 'amountMinor') return [{ currency: event.currency, value: event.amountMinor }]
    return event.toOn === null || minus === undefined ? [] : [{ currency: '', value: event.toOn - event.fromOn }]
  })
  if (unit === 'money') {
    const amounts = ['CNY', 'USD'].flatMap((currency) => {
      const own = values.filter((value) => value.currency === currency).map(({ value }) => Number(value))
      if (own.length === 0) return []
      return [{ currency, amountMinor: Math.round(aggregated(aggregate, own)), sample: own.length }]
    })
    return { kind: 'money', amounts }
  }
  const different = new Set(values.map(({ value }) => value)).size
  const sample = aggregate === 'distinct' ? different : values.length
  if (sample < minimumSample) return { kind: 'unknown' }
  if (aggregate === 'distinct' || aggregate === 'count') return { kind: 'number', value: sample, sample }
  if (sample === 0 && aggregate !== 'sum') return { kind: 'unknown' }
  const numbers = values.map(({ value }) => Number(value))
  return { kind: 'number', value: sample === 0 ? 0 : aggregated(aggregate, numbers), sample }
}

function aggregated(aggregate: DeclaredMeasure['aggregate'], values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  if (aggregate === 'minimum') return Math.min(...values)
  if (aggregate === 'maximum') return Math.max(...values)
  return aggregate === 'average' ? sum / values.length : sum
}
