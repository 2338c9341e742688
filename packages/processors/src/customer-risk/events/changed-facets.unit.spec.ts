/** A measure that an event moves without a facet that it reads is an alert that never comes: here each is asked, after each event. */
import { describe, expect, test } from '@jest/globals'
import { CUSTOMER_MEASURES, createBusinessCalendar, facetBit } from '@tocsin/domain'
import fc from 'fast-check'
import { appliedEvents } from '../../testing/applied-events.ts'
import { arbitraryDocuments } from '../../testing/arbitrary-documents.ts'
import { arbitraryHistory } from '../../testing/arbitrary-history.ts'
import * as sample from '../../testing/sample-events.ts'
import type { TimedEvent } from '../history-run.ts'
import type { CustomerState } from '../state.ts'

const calendar = createBusinessCalendar('Asia/Shanghai')
const MEASURES = Object.entries(CUSTOMER_MEASURES).map(([name, measure]) => ({
  name,
  measure,
  reads: measure.reads.reduce((bits, facet) => bits | facetBit(facet), 0),
}))
/** Also what is dated ahead, and what leaves its window, is measured otherwise from the event on. */
const DAYS_AHEAD = [0, 1, 31, 100]

/** What histories tell of, they take back and change: each of these follows an event that is told before it. */
const follower = fc.record({
  of: fc.nat(),
  after: fc.nat(12),
  amountMinor: fc.integer({ min: 1, max: 900_00 }),
  ahead: fc.constantFrom(0, 0, 3),
})
type Follower = typeof follower extends fc.Arbitrary<infer Value> ? Value : never

const historyArbitrary = fc
  .tuple(fc.oneof(arbitraryHistory({ min: 1, max: 40 }), arbitraryDocuments), fc.array(follower, { maxLength: 12 }))
  .map(([history, followers]) => {
    const all = [...history]
    for (const [index, each] of followers.entries()) {
      const place = each.of % all.length
      const event = following(all[place]!, each, `follower-${index}`)
      const at = Math.min(place + 1 + each.after, all.length)
      if (event !== undefined) all.splice(at, 0, { atMs: all[at - 1]!.atMs, event })
    }
    return all
  })

function following({ event, atMs }: TimedEvent, { amountMinor, ahead }: Follower, eventId: string) {
  const on = calendar.dayOf(atMs) + ahead
  switch (event.type) {
    case 'order-placed':
      return { ...event, type: 'order-amended', eventId, amountMinor, promisedOn: on + 5 } as const
    case 'payment-received':
      return sample.paymentReversed({ ...sameAs(event), eventId, reversalId: eventId, reversedOn: on })
    case 'invoice-disputed':
      return sample.disputeSettled({ ...sameAs(event), eventId, settledOn: on })
    case 'invoice-issued':
      return sample.invoiceWrittenOff({ ...sameAs(event), eventId, writtenOffOn: on, amountMinor })
    case 'contract-offered':
      return sample.contractExpired({ ...sameAs(event), eventId, expiredOn: on })
    default:
      return undefined
  }
}

/** Its ids and amount, without what only it has. */
function sameAs<Event extends { readonly type: string }>({ type: _, ...fields }: Event) {
  return fields
}

describe('whatever an event moves', () => {
  test('is of a facet that it is said to change', () => {
    const moved = new Set<string>()
    fc.assert(
      fc.property(historyArbitrary, (history) => {
        const missed: string[] = []
        for (const { event, change, before, after } of appliedEvents(history, measured)) {
          for (const [index, { name, reads }] of MEASURES.entries()) {
            if (before[index] === after[index]) continue
            moved.add(name)
            if ((reads & change) === 0) missed.push(`${name} by ${event.type}: ${before[index]} -> ${after[index]}`)
          }
        }
        expect(missed).toEqual([])
      }),
      { numRuns: 80 },
    )
    // Those of standings and over many weeks of orders need longer histories.
    expect(moved.size).toBeGreaterThan(50)
  })
})

function measured(state: CustomerState, today: number): string[] {
  return MEASURES.map(({ measure }) => JSON.stringify(DAYS_AHEAD.map((days) => measure.measure(state, today + days))))
}
