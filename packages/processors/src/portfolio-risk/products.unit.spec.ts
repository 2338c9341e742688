import { expect, test } from '@jest/globals'
import { createBusinessCalendar, DEMAND_DAYS } from '@tocsin/domain'
import type { PortfolioFact, SalesEvent } from '@tocsin/events'
import fc from 'fast-check'
import { HistoryRun } from '../customer-risk/history-run.ts'
import { customerRiskProcessor } from '../customer-risk/processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../customer-risk/topology.ts'
import { isContributionId } from '../sales-rep-risk/entity-ids.ts'
import { SalesRepRun } from '../sales-rep-risk/sales-rep-run.ts'
import type { SalesRepState } from '../sales-rep-risk/state.ts'
import { salesRepRiskStateCodec } from '../sales-rep-risk/state-codec.ts'
import { orderPlaced } from '../testing/sample-events.ts'
import { allSampleRules } from '../testing/sample-rules.ts'
import { describePortfolioState } from './describe-state.ts'
import { type PortfolioProcessor, portfolioRiskProcessor } from './processor.ts'
import { PORTFOLIO_RISK_INPUTS } from './topology.ts'

const ON = 20_500
const calendar = createBusinessCalendar(allSampleRules.businessZone)
const { startOf } = calendar

const move = fc.record({
  gapMinutes: fc.integer({ min: 0, max: 1_000 }),
  kind: fc.constantFrom('place', 'place', 'place', 'amend', 'cancel', 'repeat'),
  customerId: fc.constantFrom('C1', 'C2', 'C3'),
  quantities: fc.array(
    fc.record({ productId: fc.constantFrom('P1', 'P2'), quantity: fc.integer({ min: 1, max: 9 }) }),
    {
      maxLength: 3,
    },
  ),
  number: fc.nat(40),
  cancelledMinor: fc.integer({ min: 1, max: 1000 }),
  amendedTo: fc.constantFrom('total' as const, 'rest' as const, 'other' as const),
})
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never

interface NaiveOrder {
  readonly customerId: string
  readonly placedOn: number
  /** As it was last told, and what of that is not cancelled. */
  totalMinor: number
  amountMinor: number
  lines: { readonly productId: string; readonly quantity: number }[]
}

test('the demand for a product is the sum over all orders as they stand, whatever is told twice', () => {
  let days = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 3, maxLength: 40 }), (moves) => {
      const { events, orders, endOn } = story(moves)
      const customers = new HistoryRun(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS))
      for (const timed of events) customers.record(timed)
      customers.passTimeTo(startOf(endOn + 1))
      const products = new SalesRepRun<PortfolioFact>(
        portfolioRiskProcessor(allSampleRules, PORTFOLIO_RISK_INPUTS),
        PORTFOLIO_RISK_INPUTS[0],
      )
      for (const fact of customers.portfolioFacts) {
        products.passProgressTo(startOf(fact.on))
        products.fact(fact)
        products.fact(fact)
      }
      products.passProgressTo(startOf(endOn + 2))
      for (const productId of ['P1', 'P2']) {
        const naive = naiveDemand(orders, productId)
        expect(bookOf(products, productId)?.demandDays ?? []).toEqual(naive)
        days += naive.length
      }
    }),
    { numRuns: 60 },
  )
  // Else the property would hold for want of anything to compare.
  expect(days).toBeGreaterThan(60)
})

/** What customers tell of one product: of the day itself, or of the latest of which they told, as long as a window holds it. */
const telling = fc.record({
  gapDays: fc.constantFrom(0, 1, 20, 90, 160, DEMAND_DAYS - 1, DEMAND_DAYS + 32),
  customerId: fc.constantFrom('C1', 'C2'),
  isOfLatestDay: fc.boolean(),
  quantityMilli: fc.constantFrom(0, 1_000, 4_000, 90_000),
})

/** Years of day ends are lived through: books and the little that looks at them are enough. */
const ofProducts = allSampleRules.indicators.filter(({ entity }) => entity === 'product')
const fewRules = { ...allSampleRules, indicators: ofProducts.slice(0, 2) }

test('what a customer contributed to a product is forgotten once nothing in it can matter, and nobody can tell', () => {
  let gone = 0
  fc.assert(
    fc.property(fc.array(telling, { minLength: 1, maxLength: 8 }), (tellings) => {
      const processor = portfolioRiskProcessor(fewRules, PORTFOLIO_RISK_INPUTS)
      const forgetting = new SalesRepRun<PortfolioFact>(processor, PORTFOLIO_RISK_INPUTS[0])
      const neverForgetting = new SalesRepRun<PortfolioFact>(withoutForgetting(processor), PORTFOLIO_RISK_INPUTS[0])
      let on = ON
      const latestOf = new Map<string, number>()
      for (const [index, { gapDays, isOfLatestDay, customerId, quantityMilli }] of tellings.entries()) {
        on += gapDays
        const latestOn = latestOf.get(customerId) ?? on
        const orderedOn = isOfLatestDay && latestOn > on - DEMAND_DAYS ? latestOn : on
        latestOf.set(customerId, orderedOn)
        const about = { group: 'product:P1', customerId, on, orderedOn, quantityMilli }
        for (const run of [forgetting, neverForgetting]) {
          run.passProgressTo(startOf(on))
          run.fact({ type: 'demand-contributed', eventId: `F${index}`, ...about })
        }
        gone += contributionsOf(neverForgetting) - contributionsOf(forgetting)
        expect(booksOf(forgetting)).toEqual(booksOf(neverForgetting))
      }
      for (const run of [forgetting, neverForgetting]) run.passProgressTo(startOf(on + DEMAND_DAYS + 40))
      expect(booksOf(forgetting)).toEqual(booksOf(neverForgetting))
      expect(forgetting.alerts).toEqual(neverForgetting.alerts)
      expect(contributionsOf(forgetting)).toBe(0)
      expect(forgetting.isAtRest).toBe(true)
    }),
    { numRuns: 10 },
  )
  // Else nothing was forgotten while the others still told.
  expect(gone).toBeGreaterThan(5)
})

function withoutForgetting(processor: PortfolioProcessor): PortfolioProcessor {
  return {
    ...processor,
    reduce(states, input, asOfMs) {
      if (input.kind === 'record' || !isContributionId(input.entityId)) return processor.reduce(states, input, asOfMs)
      return { states, nextTimers: [null], outputs: [] }
    },
  }
}

function contributionsOf(run: SalesRepRun<PortfolioFact>): number {
  return [...run.storedStates().keys()].filter(isContributionId).length
}

function booksOf(run: SalesRepRun<PortfolioFact>) {
  return [...run.storedStates()].filter(([entityId]) => !isContributionId(entityId))
}

test('a product is described by what is on record and what is ordered of it, in either language', () => {
  const run = new SalesRepRun<PortfolioFact>(
    portfolioRiskProcessor(allSampleRules, PORTFOLIO_RISK_INPUTS),
    PORTFOLIO_RISK_INPUTS[0],
  )
  const group = 'product:P1'
  const record = {
    name: 'Wire',
    unit: 'm',
    leadTimeDays: 10,
    knownSinceOn: ON - 100,
    onHandMilli: 2_500,
    countedOn: ON,
  }
  run.fact({ type: 'product-described', eventId: 'F1', group, on: ON, ...record })
  run.fact({
    type: 'demand-contributed',
    eventId: 'F2',
    group,
    customerId: 'C1',
    on: ON,
    orderedOn: ON,
    quantityMilli: 28_000,
  })
  run.passProgressTo(startOf(ON + 1))
  const bytes = run.storedStates().get(group) as Uint8Array
  const state = salesRepRiskStateCodec.decode(bytes, group)
  expect(describePortfolioState(state, group, ON, allSampleRules)).toMatchObject({
    record: { name: 'Wire', unit: 'm', leadTimeDays: 10, onHand: 2.5 },
    measures: {
      'stock-on-hand': { value: 2.5 },
      'stock-cover': { value: 2.5, sample: 1 },
      'demand-recent': { value: 28 },
    },
  })
  expect(JSON.stringify(describePortfolioState(state, group, ON, allSampleRules, 'zh'))).toContain(
    '"补货周期（天）":10',
  )
})

test('what is on record and told again moves nothing, be it read back from its bytes or not', () => {
  const run = new SalesRepRun<PortfolioFact>(
    portfolioRiskProcessor(allSampleRules, PORTFOLIO_RISK_INPUTS),
    PORTFOLIO_RISK_INPUTS[0],
  )
  const group = 'product:P1'
  const record = { name: 'Wire', knownSinceOn: ON - 100, onHandMilli: 2_500, countedOn: ON }
  run.fact({ type: 'product-described', eventId: 'F1', group, on: ON, ...record })
  const told = run.storedStates().get(group)
  run.fact({ type: 'product-described', eventId: 'F2', group, on: ON, ...record })
  expect(run.storedStates().get(group)).toEqual(told)
  run.passProgressTo(startOf(ON + 1))
  const closed = run.storedStates().get(group)
  run.fact({ type: 'product-described', eventId: 'F3', group, on: ON + 1, ...record })
  expect(run.storedStates().get(group)).toEqual(closed)
})

function bookOf(run: SalesRepRun<PortfolioFact>, productId: string) {
  const key = `product:${productId}`
  const bytes = run.storedStates().get(key)
  return bytes === undefined ? undefined : (salesRepRiskStateCodec.decode(bytes, key) as SalesRepState).book
}

/** Events and, beside them, each order as it stands in the end. */
function story(moves: readonly Move[]) {
  const orders = new Map<string, NaiveOrder>()
  const events: { atMs: number; event: SalesEvent }[] = []
  let atMs = startOf(ON)
  for (const [index, move] of moves.entries()) {
    const { gapMinutes, kind, customerId, quantities, number, cancelledMinor, amendedTo } = move
    atMs += gapMinutes * 60_000
    const lines = quantities.map((line) => ({ ...line, amountMinor: 1 }))
    const [orderId = '', order] = [...orders][number % Math.max(1, orders.size)] ?? []
    const common = { eventId: `E${index}`, currency: 'CNY' }
    if (kind === 'place') {
      const placed = { orderId: `O${index}`, customerId, amountMinor: 1000, lines }
      events.push({ atMs, event: orderPlaced({ ...common, ...placed }) })
      if (lines.length > 0) orders.set(placed.orderId, { ...placed, placedOn: calendar.dayOf(atMs), totalMinor: 1000 })
    } else if (kind === 'repeat') {
      const [former] = events.slice(number % Math.max(1, events.length))
      if (former !== undefined) events.push({ atMs, event: former.event })
    } else if (order !== undefined && kind === 'amend') {
      const amountMinor = { total: order.totalMinor, rest: order.amountMinor, other: 1000 + cancelledMinor }[amendedTo]
      const about = { orderId, customerId: order.customerId, salesRepId: 'R1', amountMinor, lines }
      events.push({ atMs, event: { type: 'order-amended', ...common, ...about } })
      amend(order, amountMinor, lines)
    } else if (order !== undefined) {
      const amountMinor = Math.min(cancelledMinor, order.amountMinor)
      events.push({
        atMs,
        event: { type: 'order-cancelled', ...common, orderId, customerId: order.customerId, amountMinor },
      })
      const left = (order.amountMinor - amountMinor) / order.amountMinor
      order.amountMinor -= amountMinor
      order.lines = merged(order.lines).map(({ productId, quantity }) => ({
        productId,
        quantity: rounded(quantity * left),
      }))
      if (order.amountMinor === 0) orders.delete(orderId)
    }
  }
  return { events, orders: [...orders.values()], endOn: calendar.dayOf(atMs) }
}

/** What repeats the total from before a cancellation leaves the cancellation in force; any other total has it in it. */
function amend(order: NaiveOrder, amountMinor: number, lines: NaiveOrder['lines']): void {
  const share = amountMinor === order.totalMinor ? order.amountMinor / order.totalMinor : 1
  if (amountMinor !== order.totalMinor && amountMinor !== order.amountMinor) {
    order.totalMinor = amountMinor
    order.amountMinor = amountMinor
  }
  if (lines.length === 0) return
  order.lines = merged(lines).map(({ productId, quantity }) => ({ productId, quantity: rounded(quantity * share) }))
}

function naiveDemand(orders: readonly NaiveOrder[], productId: string) {
  const byDay = new Map<number, number>()
  for (const { placedOn, lines } of orders) {
    for (const line of merged(lines)) {
      if (line.productId !== productId) continue
      byDay.set(placedOn, (byDay.get(placedOn) ?? 0) + Math.round(line.quantity * 1000))
    }
  }
  return [...byDay]
    .filter(([, quantityMilli]) => quantityMilli > 0)
    .sort(([left], [right]) => left - right)
    .map(([day, quantityMilli]) => ({ day, quantityMilli }))
}

function merged(lines: NaiveOrder['lines']): NaiveOrder['lines'] {
  const products = [...new Set(lines.map(({ productId }) => productId))]
  return products.map((productId) => {
    const own = lines.filter((line) => line.productId === productId)
    return { productId, quantity: rounded(own.reduce((sum, { quantity }) => sum + quantity, 0)) }
  })
}

function rounded(quantity: number): number {
  return Math.round(quantity * 1000) / 1000
}
