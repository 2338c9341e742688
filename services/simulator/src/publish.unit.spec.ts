import { describe, expect, it } from '@jest/globals'
import type { SalesEvent } from '@tocsin/events'
import { type Clock, headerText, isLiveRecord, type OutgoingRecord } from '@tocsin/stream'
import { createPublisher } from './publish.ts'
import { SALES_TOPICS } from './world/customer-book.ts'
import type { TimedEvent } from './world/timed-event.ts'

const noon = Date.UTC(2026, 10, 22, 4)

describe('the publisher', () => {
  it('writes history in its order, keyed by customer, at the time of the source', async () => {
    const { publisher, batches } = started()
    const told: number[] = []
    const count = await publisher.history(ordersAt(2_500, noon, 1_000), (published) => told.push(published))
    const records = batches.flat()
    expect(count).toBe(2_500)
    expect(told).toEqual([1_000, 2_000, 2_500])
    expect(records.map(({ timestampMs }) => timestampMs)).toEqual(
      Array.from({ length: 2_500 }, (_, index) => noon + index * 1_000),
    )
    const [first] = records
    expect(new TextDecoder().decode(first!.key!)).toBe('C0')
    expect(first!.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: 'E0',
      ce_source: 'simulator',
      ce_type: 'order-placed',
      ce_time: '2026-11-22T04:00:00.000Z',
      ce_subject: 'C0',
    })
  })

  it('ends the history of every partition of every topic', async () => {
    const { publisher, batches } = started()
    await publisher.live(SALES_TOPICS, 8, noon)
    const records = batches.flat()
    expect(records).toHaveLength(SALES_TOPICS.length * 8)
    expect(new Set(records.map(({ topic, partition }) => `${topic}/${partition}`)).size).toBe(SALES_TOPICS.length * 8)
    expect(records.every((record) => isLiveRecord({ ...record, partition: record.partition!, offset: 0 }))).toBe(true)
    expect(headerText(records[0]!.headers.ce_type)).toBe('tocsin.live')
  })

  it('never writes a live event before its moment', async () => {
    const { publisher, batches, clock } = started()
    const written: number[] = []
    await publisher.paced(ordersAt(20, noon + 500, 250), { onPublished: () => written.push(clock.now()) })
    for (const batch of batches)
      for (const { timestampMs } of batch) expect(timestampMs).toBeLessThanOrEqual(clock.now())
    expect(batches.flat()).toHaveLength(20)
    expect(written[0]).toBe(noon + 500)
    expect(clock.now()).toBe(noon + 500 + 19 * 250)
  })

  it('writes a late record at its moment, with the time of its source', async () => {
    const { publisher, batches, clock } = started()
    const late = { ...ordersAt(1, noon - 3_600_000, 0)[0]!, appendAtMs: noon + 2_000 }
    await publisher.paced([late])
    expect(clock.now()).toBe(noon + 2_000)
    expect(batches.flat()[0]!.timestampMs).toBe(noon - 3_600_000)
  })

  it('stops between two live events when asked to', async () => {
    const { publisher, batches } = started()
    const signal = { aborted: false }
    const stop = () => {
      signal.aborted = true
    }
    const published = await publisher.paced(ordersAt(100, noon, 1_000), { onPublished: stop, signal })
    expect(published).toBe(1)
    expect(batches.flat()).toHaveLength(1)
  })
})

function started() {
  let nowMs = noon
  const clock: Clock = {
    now: () => nowMs,
    setTimer: (durationMs, callback) => {
      nowMs += durationMs
      queueMicrotask(callback)
      return () => undefined
    },
  }
  const batches: (readonly OutgoingRecord[])[] = []
  const publisher = createPublisher({
    append: async (records) => void batches.push(records),
    encode: (event: SalesEvent) => new TextEncoder().encode(event.eventId),
    clock,
    source: 'simulator',
  })
  return { publisher, batches, clock }
}

function ordersAt(count: number, firstMs: number, apartMs: number): TimedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    topic: 'sales.orders',
    recordedAtMs: firstMs + index * apartMs,
    event: {
      type: 'order-placed',
      eventId: `E${index}`,
      customerId: `C${index}`,
      orderId: `O${index}`,
      salesRepId: 'R1',
      amountMinor: 100,
      currency: 'CNY',
    },
  }))
}
