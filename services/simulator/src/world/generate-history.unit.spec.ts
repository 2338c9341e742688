import { beforeAll, describe, expect, it } from '@jest/globals'
import { createEventCodec, createFixedRegistry, EVENT_SCHEMAS, recordKeyOf } from '@tocsin/events'
import { SALES_TOPICS } from './customer-book.ts'
import { type GeneratedHistory, generateHistory, type HistoryOptions } from './generate-history.ts'

const options: HistoryOptions = {
  seed: 11,
  customers: 60,
  events: 20_000,
  startAtMs: Date.UTC(2026, 2, 1),
  endAtMs: Date.UTC(2026, 10, 20),
}

describe('a generated history', () => {
  let generated: GeneratedHistory

  beforeAll(() => {
    generated = generateHistory(options)
  })

  it('has exactly as many events as asked for, in time order, inside its span', () => {
    const times = generated.history.map(({ recordedAtMs }) => recordedAtMs)
    expect(times).toHaveLength(20_000)
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true)
    expect(times[0]).toBeGreaterThanOrEqual(options.startAtMs)
    expect(times.at(-1)).toBeLessThanOrEqual(options.endAtMs)
  })

  it('has every event kind about customers', () => {
    const aboutCustomers = SALES_TOPICS.filter(
      (topic) => topic !== 'sales.representatives' && topic !== 'sales.stock',
    ) as readonly string[]
    const wanted = EVENT_SCHEMAS.filter(({ topic }) => aboutCustomers.includes(topic))
    const kinds = new Set(generated.history.map(({ event }) => event.type))
    expect([...kinds].sort()).toEqual(wanted.map(({ type }) => type).sort())
  })

  it('gives each event an id of its own, and the codec takes every one of them', async () => {
    expect(new Set(generated.history.map(({ event }) => event.eventId)).size).toBe(20_000)
    const codec = createEventCodec({ ...createFixedRegistry(), nowMs: () => 0 })
    const records = generated.history.slice(0, 6_000).map(({ topic, recordedAtMs, event }, offset) => ({
      topic,
      partition: 0,
      offset,
      timestampMs: recordedAtMs,
      key: new TextEncoder().encode(recordKeyOf(event)),
      value: codec.encode(event),
      headers: {},
    }))
    await codec.prepare(records)
    for (const record of records) expect(() => codec.decode(record)).not.toThrow()
  })

  it('is the same for the same options, another for another seed', () => {
    const text = (history: GeneratedHistory) => JSON.stringify(history.history)
    expect(text(generateHistory(options))).toBe(text(generated))
    expect(text(generateHistory({ ...options, seed: 12 }))).not.toBe(text(generated))
  })

  it('goes on where it stopped, at the pace and from the moment asked for', () => {
    const startMs = Date.UTC(2026, 10, 22, 4)
    const live = generated.continuation({ startMs, events: 500, eventsPerSecond: 50 })
    expect(live).toHaveLength(500)
    expect(live[0]!.recordedAtMs).toBe(startMs + 20)
    expect(live.at(-1)!.recordedAtMs).toBe(startMs + 10_000)
    const told = new Set(generated.history.map(({ event }) => event.eventId))
    expect(live.some(({ event }) => told.has(event.eventId))).toBe(false)
  })

  it('brings late and repeated records when asked to, and still as many events', () => {
    const { history } = generateHistory({ ...options, lateRatio: 0.02, repeatRatio: 0.02 })
    expect(history).toHaveLength(20_000)
    const late = history.filter((timed, index) => index > 0 && timed.recordedAtMs < history[index - 1]!.recordedAtMs)
    const ids = new Set(history.map(({ event }) => event.eventId))
    expect(late.length).toBeGreaterThan(300)
    expect(20_000 - ids.size).toBeGreaterThan(300)
  })
})
