import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, emptyDemand, MAX_DEMAND_DAYS, parseCalendarDay } from '@tocsin/domain'
import type { EventOfProduct, SalesEvent } from '@tocsin/events'
import { customerRegistered, orderPlaced } from '../../testing/sample-events.ts'
import { allSampleRules } from '../../testing/sample-rules.ts'
import { customerRiskStateCodec } from '../codecs/entity-codec.ts'
import { HistoryRun } from '../history-run.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'
import { productEntityId } from './product-state.ts'

const { startOf } = createBusinessCalendar(allSampleRules.businessZone)
const MONDAY = parseCalendarDay('2026-03-02')
const about = { productId: 'P1' }
const listed: EventOfProduct = { type: 'product-listed', eventId: 'E1', ...about, name: 'Wire', unit: 'm' }
const counted: EventOfProduct = {
  type: 'stock-counted',
  eventId: 'E2',
  ...about,
  onHandQuantity: 12.5,
  countedOn: MONDAY,
}
const moved: EventOfProduct = {
  type: 'stock-moved',
  eventId: 'E3',
  ...about,
  movedQuantity: -2.5,
  movedOn: MONDAY,
  reason: 'delivery',
}

describe('facts about a product', () => {
  test('are told on whole at once, each time as all that is on record', () => {
    const run = played(listed, counted, moved)
    expect(run.portfolioFacts).toMatchObject([
      { type: 'product-described', group: 'product:P1', on: MONDAY, name: 'Wire', unit: 'm', onHandMilli: null },
      { name: 'Wire', onHandMilli: 12_500, countedOn: MONDAY },
      { name: 'Wire', onHandMilli: 10_000, countedOn: MONDAY },
    ])
    expect(new Set(run.portfolioFacts.map(({ eventId }) => eventId)).size).toBe(3)
    expect(run.timersFired).toBe(0)
  })

  test('told twice, or of a day before the count, say nothing more', () => {
    expect(played(counted, counted, moved, moved).portfolioFacts).toHaveLength(2)
    expect(
      played(moved, { ...counted, eventId: 'E4' }, { ...moved, eventId: 'E5', movedOn: MONDAY - 1 }),
    ).toMatchObject({
      portfolioFacts: [{ onHandMilli: 12_500 }],
    })
  })

  test('count a movement once by its number, under whatever event id, and refuse it with another quantity', () => {
    const numbered = { ...moved, movementId: 'M-1' }
    const others = Array.from({ length: 40 }, (_, index) => ({
      ...moved,
      eventId: `F${index}`,
      movementId: `N-${index}`,
    }))
    const again = { ...numbered, eventId: 'E5' }
    const otherwise = { ...numbered, eventId: 'E6', movedQuantity: -3 }
    const run = played(counted, numbered, ...others, again, otherwise, { ...moved, eventId: 'E7' })
    expect(run.portfolioFacts.at(-1)).toMatchObject({ onHandMilli: 12_500 - 42 * 2_500 })
    expect(run.refusals).toMatchObject([{ eventId: 'E6', reason: 'contradicts-state' }])
  })

  test('of a day to come are refused, and change nothing', () => {
    const run = played(counted, { ...counted, eventId: 'E4', onHandQuantity: 7, countedOn: MONDAY + 365 })
    expect(run.refusals).toMatchObject([{ eventId: 'E4', reason: 'contradicts-state' }])
    expect(run.portfolioFacts).toMatchObject([{ onHandMilli: 12_500 }])
  })

  test('stand apart from a customer and a representative of the same id, and come back from their bytes', () => {
    const representative = {
      type: 'representative-registered',
      eventId: 'E6',
      salesRepId: 'P1',
      name: 'Lin Tao',
    } as const
    const later = { ...moved, movementId: 'M-1', movedOn: MONDAY + 1 }
    const run = played(
      listed,
      counted,
      later,
      customerRegistered({ customerId: 'P1', name: 'Pine Works' }),
      representative,
    )
    expect(run.stateOf('P1').profile?.name).toBe('Pine Works')
    const entityId = productEntityId('P1')
    const bytes = run.storedStates().get(entityId) as Uint8Array
    const state = customerRiskStateCodec.decode(bytes, entityId)
    expect(customerRiskStateCodec.encode(state)).toEqual(bytes)
    expect(state).toMatchObject({ kind: 'product', record: { name: 'Wire', unit: 'm', onHandMilli: 10_000 } })
    expect(state).toMatchObject({ movedDays: [{ day: MONDAY + 1, quantityMilli: -2_500 }], seen: { documents: [{}] } })
    expect(run.storedStates().size).toBe(3)
  })

  test('under another key than their product are refused', () => {
    const processor = customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS)
    const place = {
      topic: 'sales.stock',
      partition: 0,
      offset: 0,
      timestampMs: startOf(MONDAY),
      key: 'P2',
      late: false,
    }
    const input = { kind: 'record', ...place, event: listed } as const
    const states = processor.keys(input).map((key) => processor.initialState(key))
    expect(() => processor.reduce(states, input, startOf(MONDAY))).toThrow('key is P2, its productId is P1')
  })
})

describe('what a customer orders of products', () => {
  test('is told at the end of the day, once, and again when an order of that day changes', () => {
    const lines = [{ productId: 'P1', quantity: 2, amountMinor: 100_00 }]
    const run = played(orderPlaced({ orderId: 'O1', lines }), orderPlaced({ orderId: 'O2', lines }))
    expect(demandOf(run)).toEqual([])
    run.passTimeTo(startOf(MONDAY + 4))
    expect(demandOf(run)).toMatchObject([
      { group: 'product:P1', customerId: 'C7', orderedOn: MONDAY, quantityMilli: 4_000 },
    ])
    const half = { type: 'order-cancelled', eventId: 'X', customerId: 'C7', orderId: 'O2', amountMinor: 50_00 } as const
    run.record({ atMs: startOf(MONDAY + 4) + 1, event: { ...half, currency: 'CNY' } })
    run.passTimeTo(startOf(MONDAY + 300))
    expect(demandOf(run).slice(1)).toMatchObject([{ on: MONDAY + 4, orderedOn: MONDAY, quantityMilli: 3_000 }])
    expect(run.stateOf('C7').demand).toEqual(emptyDemand())
  })

  test('is kept within its bound once it was told, though nothing else happens', () => {
    const lines = Array.from({ length: 2 * MAX_DEMAND_DAYS }, (_, index) => {
      return { productId: `P${index}`, quantity: 1, amountMinor: 1 }
    })
    const run = played(orderPlaced({ orderId: 'O1', lines }))
    expect(run.stateOf('C7').demand.days).toHaveLength(2 * MAX_DEMAND_DAYS)
    run.passTimeTo(startOf(MONDAY + 1))
    expect(demandOf(run)).toHaveLength(2 * MAX_DEMAND_DAYS)
    expect(run.stateOf('C7').demand.days).toHaveLength(MAX_DEMAND_DAYS)
  })
})

function demandOf(run: HistoryRun) {
  return run.portfolioFacts.filter(({ type }) => type === 'demand-contributed')
}

function played(...events: SalesEvent[]): HistoryRun {
  const run = new HistoryRun(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS))
  for (const [index, event] of events.entries()) run.record({ atMs: startOf(MONDAY) + index * 60_000, event })
  return run
}
