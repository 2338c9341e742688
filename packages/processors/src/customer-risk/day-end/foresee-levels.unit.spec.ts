/** Measures that grow or fall with the days are looked at when a level is reached: on none of the days between may it be. */
import { expect, test } from '@jest/globals'
import {
  CUSTOMER_MEASURES,
  type CustomerMeasureName,
  compileRuleSet,
  type Indicator,
  type Severity,
} from '@tocsin/domain'
import fc from 'fast-check'
import { appliedEvents } from '../../testing/applied-events.ts'
import { arbitraryDocuments } from '../../testing/arbitrary-documents.ts'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { rulesWith, sampleIndicators } from '../../testing/sample-rules.ts'

/** Cash that waited for its invoice is let go at a day end of its own, and lies unapplied from there on. */
const FORESEEN_OTHERWISE: readonly string[] = ['unapplied-cash-days']
const DAYS_AHEAD = 130
const PRESENT = [undefined, 'warning', 'critical'] as const

const measures = (Object.keys(CUSTOMER_MEASURES) as CustomerMeasureName[]).filter((name) => {
  const { countsFrom, nextCrossingOn, nextFallOn } = CUSTOMER_MEASURES[name]
  return (
    !FORESEEN_OTHERWISE.includes(name) && [countsFrom, nextCrossingOn, nextFallOn].some((each) => each !== undefined)
  )
})

const levelsArbitrary = fc.record({
  first: fc.integer({ min: -4, max: 180 }).map((halves) => halves / 2),
  step: fc.constantFrom(0.5, 7, 30),
  back: fc.constantFrom(0, 0.5, 3),
  minimumSample: fc.constantFrom(1, 2),
})

test.each(measures)('%s reaches and leaves a level on the days that it foresees', (name) => {
  const isFalling = CUSTOMER_MEASURES[name].nextFallOn !== undefined
  fc.assert(
    fc.property(
      levelsArbitrary,
      fc.oneof(arbitraryHistory({ min: 1, max: 30 }), arbitraryDocuments),
      ({ first, step, back, minimumSample }, history) => {
        const worse = isFalling ? -1 : 1
        const compiled = indicatorOver(name, {
          direction: isFalling ? 'below' : 'above',
          thresholds: { warning: first, critical: first + worse * step },
          clear: { warning: first - worse * back, critical: first + worse * (step - Math.min(back, step)) },
          minimumSample,
        })
        for (const { state, today } of appliedEvents(history, () => undefined)) {
          const said = (day: number, present: Severity | undefined) =>
            compiled.judge(state, {}, day, present).assessment.severity
          const next = Math.min(compiled.nextChangeOn(state, today) ?? Number.POSITIVE_INFINITY, today + DAYS_AHEAD)
          // An alert as it stands once today was looked at, or none yet: a breach that has to last is none.
          const standing = PRESENT.filter((present) => present === undefined || said(today, present) === present)
          const between = [today + 1, Math.ceil((today + next) / 2), next - 2, next - 1]
          for (const day of between.filter((on) => on > today && on < next)) {
            for (const present of standing) {
              const now = said(today, present)
              expect({ day, present, said: said(day, present) }).toEqual({ day, present, said: now })
            }
          }
        }
      },
    ),
    // Few customers have both a contract and orders, and a level between today and its end.
    { numRuns: isFalling ? 500 : 60 },
  )
})

function indicatorOver(
  measure: CustomerMeasureName,
  levels: Pick<Indicator, 'direction' | 'thresholds' | 'clear' | 'minimumSample'>,
) {
  const { unit } = CUSTOMER_MEASURES[measure]
  const indicator: Indicator = { ...sampleIndicators.daysPastDue, ...levels, unit, value: { kind: 'measure', measure } }
  return compileRuleSet(rulesWith(indicator)).customer[0]!
}
