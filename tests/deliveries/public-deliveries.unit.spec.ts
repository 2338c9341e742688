/**
 * The fulfilment against a public data set that nobody here has made: 10,307 deliveries to 43 countries over nine years,
 * with lead times of up to a year. Its answers were worked out apart from this code.
 */
import { describe, expect } from '@jest/globals'
import {
  type CalendarDay,
  deliveriesIn,
  emptyFulfilment,
  type Fulfilment,
  trackOrderDelivered,
  trackOrderPlaced,
} from '../../packages/domain/src/index.ts'
import { type ImportedSet, testOnSet } from '../import/public-sets.ts'

const WINDOW_DAYS = 90
const DAY_MS = 86_400_000

/**
 * 10,307 deliveries, 1,185 of them late. One came 192 days after its promise: it is taken for abandoned by then, and its
 * delivery is one of an order that is not known any more.
 */
const ANSWERS = { delivered: 10_306, late: 1_184 }

interface Told {
  readonly on: CalendarDay
  readonly atMs: number
  readonly customerId: string
  apply(fulfilment: Fulfilment, today: CalendarDay): void
}

describe('SCMS deliveries', () => {
  testOnDeliveries('were in time 9,122 of 10,307 times, 90 days after 90 days', (set) => {
    expect(addedUp(toldBy(set))).toEqual(ANSWERS)
  })

  testOnDeliveries('were so as well when all is told twice, and up to a day out of order', (set) => {
    const shuffled = toldBy(set)
      .flatMap((told, index) => [told, { ...told, atMs: told.atMs + ((index * 7919) % 97) * (DAY_MS / 97) }])
      .map((told, index) => ({ ...told, atMs: told.atMs + ((index * 104729) % 89) * (DAY_MS / 89) }))
      .sort((left, right) => left.atMs - right.atMs)
    expect(addedUp(shuffled)).toEqual(ANSWERS)
  })
})

function testOnDeliveries(name: string, run: (set: ImportedSet) => void): void {
  testOnSet(name, 'scms-delivery-history', 'scms_delivery_history.csv.gz', run)
}

function toldBy({ events }: ImportedSet): Told[] {
  return events.flatMap(({ event, recordedAtMs: atMs }): Told[] => {
    const on = Math.floor(atMs / DAY_MS)
    switch (event.type) {
      case 'order-placed':
        return [
          { on, atMs, customerId: event.customerId, apply: (to, today) => trackOrderPlaced(to, event, on, today) },
        ]
      case 'order-delivered':
        return [{ on, atMs, customerId: event.customerId, apply: (to, today) => trackOrderDelivered(to, event, today) }]
      default:
        return []
    }
  })
}

/** Windows that lie side by side, each looked at some days after its end, as late facts may still belong to it. */
function addedUp(told: readonly Told[]) {
  const fulfilments = new Map<string, Fulfilment>()
  const sum = { delivered: 0, late: 0 }
  let today = told[0]!.on
  let windowEndsOn = today + WINDOW_DAYS
  const close = () => {
    for (const fulfilment of fulfilments.values()) {
      const { delivered, promised, onTime } = deliveriesIn(fulfilment, windowEndsOn, WINDOW_DAYS)
      sum.delivered += delivered
      sum.late += promised - onTime
    }
    windowEndsOn += WINDOW_DAYS
  }
  for (const { on, customerId, apply } of told) {
    today = Math.max(today, on)
    while (today > windowEndsOn + 5) close()
    const fulfilment = fulfilments.get(customerId) ?? emptyFulfilment()
    fulfilments.set(customerId, fulfilment)
    apply(fulfilment, today)
  }
  close()
  close()
  return sum
}
