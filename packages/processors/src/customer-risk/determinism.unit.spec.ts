import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import { type AlertEvent, isEventOfCustomer, type SalesRepFact } from '@tocsin/events'
import fc from 'fast-check'
import { arbitraryHistory } from '../testing/arbitrary-history.ts'
import { allSampleRules } from '../testing/sample-rules.ts'
import { unforeseeing } from '../testing/untiring.ts'
import { customerStateCodec } from './codecs/state-codec.ts'
import { HistoryRun, type TimedEvent } from './history-run.ts'
import { type CustomerRiskProcessor, customerRiskProcessor } from './processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const RUNS = 25
const DAY_MS = 86_400_000
const calendar = createBusinessCalendar(allSampleRules.businessZone)

describe('the same events', () => {
  test('give the same alerts, facts and states however they are cut into batches', () => {
    fc.assert(
      fc.property(arbitraryHistory({ min: 5, max: 60 }), fc.integer({ min: 2, max: 50 }), (history, batchSize) => {
        const one = played(history, 1)
        const many = played(history, batchSize)
        expect(many.alerts).toEqual(one.alerts)
        expect(many.facts).toEqual(one.facts)
        expect(many.portfolioFacts).toEqual(one.portfolioFacts)
        expect(many.refusals).toEqual(one.refusals)
        expect(many.storedStates()).toEqual(one.storedStates())
      }),
      { numRuns: RUNS },
    )
  })

  test('each delivered twice, give the same alerts, facts and states', () => {
    fc.assert(
      fc.property(arbitraryHistory({ min: 5, max: 60 }), (history) => {
        const once = played(history, 1)
        const twice = played(
          history.flatMap((timed) => [timed, timed]),
          1,
        )
        expect(twice.alerts.map(withoutPlaces)).toEqual(once.alerts.map(withoutPlaces))
        expect(twice.facts.map(withoutId)).toEqual(once.facts.map(withoutId))
        expect(twice.portfolioFacts).toEqual(once.portfolioFacts)
        expect(statesWithoutPlaces(twice)).toEqual(statesWithoutPlaces(once))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('the timers that a customer asks for', () => {
  test('are complete: looking at every customer at the end of every day gives no other alert and no other fact', () => {
    let alerts = 0
    fc.assert(
      fc.property(arbitraryHistory({ min: 5, max: 80 }), (history) => {
        const asked = played(history, 1000)
        const daily = playedDaily(history)
        expect(asked.alerts).toEqual(daily.alerts)
        expect(asked.facts).toEqual(daily.facts)
        expect(asked.portfolioFacts).toEqual(daily.portfolioFacts)
        expect(asked.timersFired).toBeLessThan(daily.timersFired)
        alerts += asked.alerts.length
      }),
      { numRuns: RUNS },
    )
    // Else the property would hold for want of anything to compare.
    expect(alerts).toBeGreaterThan(RUNS)
  })
})

/** The history, and longer than any window without any traffic after it. */
function played(history: readonly TimedEvent[], batchSize: number): HistoryRun {
  const run = newRun(batchSize)
  for (const timed of history) run.record(timed)
  run.passTimeTo(endOf(history))
  return run
}

/** Timers at every midnight for every customer seen so far, whatever the processor asked for. */
function playedDaily(history: readonly TimedEvent[]): HistoryRun {
  const run = newRun(1000, unforeseeing)
  const customers = new Set<string>()
  const first = history[0]
  if (first === undefined) return run
  let on = calendar.dayOf(first.atMs)
  const passTo = (atMs: number) => {
    for (; calendar.startOf(on + 1) <= atMs; on++) {
      for (const customer of [...customers].sort()) run.fireTimer(customer, calendar.startOf(on + 1))
    }
  }
  for (const timed of history) {
    passTo(timed.atMs)
    if (isEventOfCustomer(timed.event)) customers.add(timed.event.customerId)
    run.record(timed)
  }
  passTo(endOf(history))
  return run
}

function newRun(batchSize: number, as = (processor: CustomerRiskProcessor) => processor): HistoryRun {
  return new HistoryRun(as(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS)), batchSize)
}

function endOf(history: readonly TimedEvent[]): number {
  return (history.at(-1)?.atMs ?? 0) + 230 * DAY_MS
}

/** A repeat takes an offset of its own, so positions differ. */
function withoutPlaces(alert: AlertEvent) {
  return { ...alert, evidence: { ...alert.evidence, inputs: alert.evidence.inputs.length } }
}

/** Made of the place of the record. */
function withoutId({ eventId: _, ...fact }: SalesRepFact) {
  return fact
}

function statesWithoutPlaces(run: HistoryRun) {
  return [...run.storedStates()].map(([customerId, bytes]) => {
    const { evidence, ...state } = customerStateCodec.decode(bytes, customerId)
    return { ...state, partition: evidence.partition }
  })
}
