import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, type RuleSet, TIERS } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import fc from 'fast-check'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import { allSampleRules } from '../../testing/sample-rules.ts'
import { scoredRules } from '../../testing/sample-scorecard.ts'
import { unforeseeing } from '../../testing/untiring.ts'
import { HistoryRun, type TimedEvent } from '../history-run.ts'
import { type CustomerRiskProcessor, customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'

const RUNS = 40
const DAY_MS = 86_400_000
const rules: RuleSet = {
  ...allSampleRules,
  ...(scoredRules.scorecards && { scorecards: scoredRules.scorecards }),
  ...(scoredRules.matrix && { matrix: scoredRules.matrix }),
}
const calendar = createBusinessCalendar(rules.businessZone)

/** What only a standing is moved by, at places of the history. */
const standingEvents = fc.array(
  fc.record({
    place: fc.nat(80),
    customerId: fc.constantFrom('C1', 'C2'),
    kind: fc.constantFrom('decision', 'review', 'report', 'registration'),
    tier: fc.constantFrom(...TIERS),
    days: fc.integer({ min: -3, max: 40 }),
    score: fc.integer({ min: 0, max: 100 }),
  }),
  { maxLength: 8 },
)

const history = fc.tuple(arbitraryHistory({ min: 5, max: 60 }), standingEvents).map(([events, moves]) => {
  const mixed = [...events]
  for (const [index, move] of moves.entries()) {
    const place = Math.min(move.place, mixed.length - 1)
    const { atMs } = mixed[place]!
    mixed.splice(place + 1, 0, { atMs, event: eventOf(move, index, calendar.dayOf(atMs)) })
  }
  return mixed
})

type Move = typeof standingEvents extends fc.Arbitrary<(infer Value)[]> ? Value : never

function eventOf({ customerId, kind, tier, days, score }: Move, index: number, today: number): EventOfCustomer {
  const common = { eventId: `standing-${index}`, customerId }
  switch (kind) {
    case 'decision':
      return {
        type: 'tier-overridden',
        ...common,
        tier,
        reason: 'why',
        author: 'A. Example',
        validThroughOn: today + days,
      }
    case 'review':
      return { type: 'customer-reviewed', ...common, reviewId: `V-${index}`, reviewedOn: today, reviewer: 'A. Example' }
    case 'report': {
      const scale = { score, scoreMax: 100, reportedOn: today - Math.abs(days) * 20 }
      return { type: 'credit-report-received', ...common, reportId: `S-${index}`, provider: 'Sample Bureau', ...scale }
    }
    case 'registration': {
      const traits = { segment: days > 10 ? 'state' : 'mid', region: 'east', industry: 'retail' }
      return { type: 'customer-registered', ...common, name: 'Paper Moon Trading', salesRepId: 'R1', ...traits }
    }
  }
}

describe('scores and tiers', () => {
  test('come out the same however the events are cut into batches, states included', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 2, max: 40 }), (events, batchSize) => {
        const [one, many] = [played(events, 1), played(events, batchSize)]
        expect(many.scores).toEqual(one.scores)
        expect(many.alerts).toEqual(one.alerts)
        expect([...many.storedStates()]).toEqual([...one.storedStates()])
      }),
      { numRuns: RUNS },
    )
  })

  test('need no other timers than those asked for: looking at every day’s end tells nothing more', () => {
    let scores = 0
    fc.assert(
      fc.property(history, (events) => {
        const asked = played(events, 1000)
        const daily = playedDaily(events)
        expect(daily.scores).toEqual(asked.scores)
        expect(daily.alerts).toEqual(asked.alerts)
        scores += asked.scores.length
      }),
      { numRuns: RUNS },
    )
    expect(scores).toBeGreaterThan(RUNS)
  })

  test('of a decision never outlast its last day', () => {
    fc.assert(
      fc.property(history, (events) => {
        for (const event of played(events, 1000).scores) {
          if (event.type !== 'tier-changed' || event.cause !== 'override') continue
          expect(event.validThroughOn!).toBeGreaterThanOrEqual(event.on)
        }
      }),
      { numRuns: RUNS },
    )
  })
})

function played(events: readonly TimedEvent[], batchSize: number): HistoryRun {
  const run = newRun(batchSize)
  for (const timed of events) run.record(timed)
  run.passTimeTo(endOf(events))
  return run
}

function playedDaily(events: readonly TimedEvent[]): HistoryRun {
  const run = newRun(1000, unforeseeing)
  const customers = new Set<string>()
  let on = calendar.dayOf(events[0]!.atMs)
  const passTo = (atMs: number) => {
    for (; calendar.startOf(on + 1) <= atMs; on++) {
      for (const customer of [...customers].sort()) run.fireTimer(customer, calendar.startOf(on + 1))
    }
  }
  for (const timed of events) {
    passTo(timed.atMs)
    if ('customerId' in timed.event) customers.add(timed.event.customerId)
    run.record(timed)
  }
  passTo(endOf(events))
  return run
}

function newRun(batchSize: number, as = (processor: CustomerRiskProcessor) => processor): HistoryRun {
  return new HistoryRun(as(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS)), batchSize)
}

function endOf(events: readonly TimedEvent[]): number {
  return (events.at(-1)?.atMs ?? 0) + 120 * DAY_MS
}
