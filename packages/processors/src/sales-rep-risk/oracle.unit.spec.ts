import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import type { AlertEvent, SalesRepFact } from '@tocsin/events'
import fc from 'fast-check'
import { salesRepRiskProcessor } from './processor.ts'
import { SalesRepRun } from './sales-rep-run.ts'
import { arbitrarySources, FIRST_DAY, type SourceFacts } from './testing/arbitrary-facts.ts'
import { type NaiveAlert, naiveAlerts } from './testing/naive-alerts.ts'
import { repSampleRules, reviewRules } from './testing/sample-rules.ts'

const RUNS = 40
/** Longer than sales are kept. */
const REST_DAYS = 370
const calendar = createBusinessCalendar(repSampleRules.businessZone)

describe('alerts of representatives', () => {
  test('are those that each day gives when it is worked out anew, however the sources run apart', () => {
    fc.assert(
      fc.property(arbitrarySources, interleavingArbitrary, (sources, turns) => {
        const lastOn = lastDayOf(sources) + REST_DAYS
        const run = played(sources, turns, lastOn)
        const facts = sources.flat().sort((left, right) => left.on - right.on)
        expect(told(run.alerts)).toEqual(
          naiveAlerts(facts, repSampleRules.indicators, FIRST_DAY, lastOn).sort(byDayAndWhom),
        )
      }),
      { numRuns: RUNS },
    )
  })

  test('tell of a review that is owed on its day, though the representative is at rest', () => {
    let owed = 0
    fc.assert(
      fc.property(arbitrarySources, interleavingArbitrary, (sources, turns) => {
        const lastOn = lastDayOf(sources) + REST_DAYS
        const run = played(sources, turns, lastOn, { rules: reviewRules })
        const facts = sources.flat().sort((left, right) => left.on - right.on)
        const expected = naiveAlerts(facts, reviewRules.indicators, FIRST_DAY, lastOn).sort(byDayAndWhom)
        expect(told(run.alerts)).toEqual(expected)
        owed += expected.filter(({ indicator }) => indicator === 'rep-review-overdue').length
      }),
      { numRuns: RUNS },
    )
    expect(owed).toBeGreaterThan(RUNS)
  })

  test('are the same, word for word, whatever the order in which sources are heard', () => {
    fc.assert(
      fc.property(arbitrarySources, interleavingArbitrary, interleavingArbitrary, (sources, turns, otherTurns) => {
        const lastOn = lastDayOf(sources) + REST_DAYS
        const one = played(sources, turns, lastOn)
        const other = played(sources, otherTurns, lastOn)
        expect(other.alerts.map(withoutPlaces)).toEqual(one.alerts.map(withoutPlaces))
      }),
      { numRuns: RUNS },
    )
  })

  test('are not changed by facts told twice', () => {
    fc.assert(
      fc.property(arbitrarySources, interleavingArbitrary, (sources, turns) => {
        const lastOn = lastDayOf(sources) + 2
        const once = played(sources, turns, lastOn)
        const twice = played(sources, turns, lastOn, { times: 2 })
        expect(twice.alerts.map(withoutPlaces)).toEqual(once.alerts.map(withoutPlaces))
        expect([...twice.storedStates().keys()]).toEqual([...once.storedStates().keys()])
        expect(twice.timersFired).toBe(once.timersFired)
      }),
      { numRuns: RUNS },
    )
  })

  test('nothing is looked at any more once all windows are empty and nothing is open', () => {
    fc.assert(
      fc.property(arbitrarySources, (sources) => {
        const last = lastDayOf(sources)
        const closing = sources.map((facts) => [...facts, ...closingFacts(facts, last)])
        const run = played(closing, [], last + REST_DAYS)
        expect(run.isAtRest).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

/** Which source has its turn, again and again; what is left at the end comes source by source. */
const interleavingArbitrary = fc.array(fc.nat({ max: 2 }), { maxLength: 120 })

/** Each source tells its facts in order, and after the last of a day that this day is over. */
function played(
  sources: readonly SourceFacts[],
  turns: readonly number[],
  lastOn: number,
  { times = 1, rules = repSampleRules } = {},
): SalesRepRun {
  const run = new SalesRepRun(salesRepRiskProcessor(rules, ['risk.sales-rep-facts']))
  const queues = sources.map((facts) => [...facts])
  const progressOn = sources.map(() => 0)
  const turn = (source: number) => {
    const fact = queues[source]?.shift()
    // Before the first fact of a day the source tells that the days before it are over.
    progressOn[source] = Math.max(progressOn[source] ?? 0, fact?.on ?? lastOn + 1)
    const least = Math.min(...progressOn)
    if (least > 0) run.passProgressTo(calendar.startOf(least))
    for (let time = 0; fact !== undefined && time < times; time++) run.fact(fact)
  }
  for (const source of turns) if (source < sources.length) turn(source)
  for (const source of sources.keys()) while ((progressOn[source] ?? 0) <= lastOn) turn(source)
  return run
}

function told(alerts: readonly AlertEvent[]): NaiveAlert[] {
  return alerts
    .map((alert) => ({
      on: calendar.dayOf(alert.at - 1),
      salesRepId: alert.entityId,
      indicator: alert.indicator,
      kind: alert.type.replace('alert-', '') as NaiveAlert['kind'],
      severity: alert.severity,
      breachedOn: alert.breachedOn,
      value: alert.value,
      subject: /the largest customer, (?:[A-Z]\w+ [A-Z]\w+ )?(\w+),/.exec(alert.reasonEn)?.[1],
    }))
    .sort(byDayAndWhom)
}

function byDayAndWhom(left: NaiveAlert, right: NaiveAlert): number {
  if (left.on !== right.on) return left.on - right.on
  const [one, other] = [`${left.salesRepId} ${left.indicator}`, `${right.salesRepId} ${right.indicator}`]
  return one < other ? -1 : one > other ? 1 : 0
}

function withoutPlaces({ evidence, ...alert }: AlertEvent): object {
  return { ...alert, measures: evidence.measures }
}

function lastDayOf(sources: readonly SourceFacts[]): number {
  return Math.max(FIRST_DAY, ...sources.flat().map(({ on }) => on))
}

/** Every customer takes back what it contributed to receivables, and every finding is put right. */
function closingFacts(facts: SourceFacts, on: number): SalesRepFact[] {
  return facts.flatMap((fact): SalesRepFact[] => {
    if (fact.type === 'receivables-contributed') return [{ ...fact, on, dueDays: [] }]
    return fact.type === 'representative-described' ? [{ ...fact, on, findings: [] }] : []
  })
}
