/** What moves a book, and when its measures say they may move, is all that keeps an alert about it from being missed. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isEventOfCustomer, type PortfolioFact, type SalesRepFact } from '../../packages/events/src/index.ts'
import { HistoryRun } from '../../packages/processors/src/customer-risk/history-run.ts'
import {
  CUSTOMER_RISK_INPUTS,
  customerRiskProcessor,
  PORTFOLIO_RISK_INPUTS,
  portfolioRiskProcessor,
  SALES_REP_RISK_INPUTS,
  salesRepRiskProcessor,
} from '../../packages/processors/src/index.ts'
import type { BookProcessor } from '../../packages/processors/src/sales-rep-risk/book-processor.ts'
import { SalesRepRun } from '../../packages/processors/src/sales-rep-risk/sales-rep-run.ts'
import { untiringBooks } from '../../packages/processors/src/testing/untiring.ts'
import { loadRuleSet } from '../../packages/service-kit/src/index.ts'
import { generateHistory } from '../../services/simulator/src/index.ts'

const DAY_MS = 86_400_000
const ZONE_MS = 8 * 3_600_000
const START_MS = Date.UTC(2025, 2, 3)
const FIRST_DAY = START_MS / DAY_MS
const DAYS = 250
/** Longer than any window of a book. */
const REST_DAYS = 260

const [REP_TOPIC] = SALES_REP_RISK_INPUTS
const [GROUP_TOPIC] = PORTFOLIO_RISK_INPUTS

const rules = loadRuleSet(new URL('../../deploy/rules/', import.meta.url).pathname)

describe('looking at every shipped indicator of a book at the end of every day tells nothing more', () => {
  test.each(['dunlin', 'plover'])('of representatives and groups of customers (%s)', (seed) => {
    const { history } = generateHistory({
      seed,
      customers: 6,
      events: 500,
      salesReps: 2,
      startAtMs: START_MS,
      endAtMs: START_MS + DAYS * DAY_MS,
    })
    const customers = new HistoryRun(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS), 50)
    for (const { event, recordedAtMs } of history) {
      if (isEventOfCustomer(event)) customers.record({ atMs: recordedAtMs, event })
    }
    customers.passTimeTo(START_MS + (DAYS + REST_DAYS) * DAY_MS)
    const ofReps = compared<SalesRepFact>(
      customers.facts,
      REP_TOPIC,
      salesRepRiskProcessor(rules, SALES_REP_RISK_INPUTS),
    )
    const ofGroups = compared<PortfolioFact>(
      customers.portfolioFacts,
      GROUP_TOPIC,
      portfolioRiskProcessor(rules, PORTFOLIO_RISK_INPUTS),
    )
    expect(ofReps.size + ofGroups.size).toBeGreaterThan(6)
  })

  test('of products, ordered now and then and counted now and then', () => {
    let indicators = new Set<string>()
    fc.assert(
      fc.property(arbitraryProduct, (facts) => {
        const told = compared<PortfolioFact>(facts, GROUP_TOPIC, portfolioRiskProcessor(rules, PORTFOLIO_RISK_INPUTS))
        indicators = new Set([...indicators, ...told])
      }),
      { numRuns: 24 },
    )
    expect([...indicators].sort()).toEqual([
      'overstock',
      'product-demand-drop',
      'stock-count-overdue',
      'stock-shortage',
    ])
  })
})

/** @returns the indicators that told something */
function compared<Fact extends SalesRepFact | PortfolioFact>(
  facts: readonly Fact[],
  topic: string,
  processor: BookProcessor<Fact>,
): Set<string> {
  const foreseeing = played(facts, topic, processor)
  const everyDay = played(facts, topic, untiringBooks(processor))
  expect(foreseeing.alerts).toEqual(everyDay.alerts)
  expect(foreseeing.scores).toEqual(everyDay.scores)
  expect(foreseeing.timersFired).toBeLessThan(everyDay.timersFired)
  return new Set(foreseeing.alerts.map(({ indicator }) => indicator))
}

/** Facts reach the book on their day; then time goes on with nothing happening. */
function played<Fact extends SalesRepFact | PortfolioFact>(
  facts: readonly Fact[],
  topic: string,
  processor: BookProcessor<Fact>,
): SalesRepRun<Fact> {
  const run = new SalesRepRun<Fact>(processor, topic)
  for (const fact of [...facts].sort((left, right) => left.on - right.on)) {
    run.passProgressTo(startOf(fact.on))
    run.fact(fact)
  }
  run.passProgressTo(startOf(FIRST_DAY + DAYS + REST_DAYS))
  return run
}

function startOf(day: number): number {
  return day * DAY_MS - ZONE_MS
}

/** Demand with a rhythm of its own that may end, and stock that is counted, moved, or never told of. */
const arbitraryProduct: fc.Arbitrary<PortfolioFact[]> = fc
  .record({
    everyDays: fc.constantFrom(1, 2, 3, 7, 13, 30),
    from: fc.integer({ min: 0, max: 40 }),
    through: fc.integer({ min: 60, max: DAYS }),
    quantities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
    skipped: fc.array(fc.integer({ min: 0, max: DAYS }), { maxLength: 10 }),
    counts: fc.array(fc.record({ on: fc.integer({ min: 0, max: DAYS }), onHand: fc.integer({ min: 0, max: 400 }) }), {
      maxLength: 4,
    }),
    leadTimeDays: fc.option(fc.integer({ min: 5, max: 40 })),
  })
  .map(({ everyDays, from, through, quantities, skipped, counts, leadTimeDays }) => {
    const facts: PortfolioFact[] = []
    for (let day = from; day <= through; day += everyDays) {
      if (skipped.includes(day)) continue
      const on = FIRST_DAY + day
      facts.push({
        type: 'demand-contributed',
        eventId: `demand-${day}`,
        group: 'product:P1',
        customerId: `C${1 + (day % 3)}`,
        on,
        orderedOn: on,
        quantityMilli: 1_000 * (quantities[day % quantities.length] ?? 1),
      })
    }
    for (const { on: day, onHand } of counts) {
      const on = FIRST_DAY + day
      facts.push({
        type: 'product-described',
        eventId: `described-${day}`,
        group: 'product:P1',
        on,
        name: 'Sample valve',
        category: null,
        unit: null,
        leadTimeDays,
        knownSinceOn: FIRST_DAY,
        onHandMilli: 1_000 * onHand,
        countedOn: on,
      })
    }
    return facts
  })
