/** Any number of events in time order of every kind about customers, for tests and load. */
import { type BusinessCalendar, createBusinessCalendar } from '@tocsin/domain'
import { inLogOrder } from './customer-book.ts'
import { createRandom, type Random } from './random.ts'
import { restamped, type TimedEvent } from './timed-event.ts'
import { liveTurbulently } from './turbulent-life.ts'

export interface HistoryOptions {
  readonly seed: number | string
  readonly customers: number
  /** Exactly so many, repeats included. */
  readonly events: number
  /** The span of the history: nothing lies before its first day or after `endAtMs`. */
  readonly startAtMs: number
  readonly endAtMs: number
  readonly salesReps?: number
  readonly businessZone?: string
  /** Share of events that are appended after later ones of the same customer may have been: late records. */
  readonly lateRatio?: number
  /** Share of events that are sent a second time, a little later, with the same event id. */
  readonly repeatRatio?: number
}

export interface GeneratedHistory {
  /** In the order of the log. */
  readonly history: readonly TimedEvent[]
  /** What these customers do next, from `startMs` on at an even pace; at most as many events as their plans hold. */
  continuation(options: { startMs: number; events: number; eventsPerSecond: number }): TimedEvent[]
}

const DAY_MS = 86_400_000
/** Events that follow from one order on average: a first guess, corrected below. */
const EVENTS_PER_ORDER = 5
/** A late or repeated record comes at most so many records after its place. */
const LONGEST_DELAY_RECORDS = 400

/**
 * The same options give the same events, byte for byte.
 * @throws RangeError when the span is empty or the customers are none
 */
export function generateHistory(options: HistoryOptions): GeneratedHistory {
  const { seed, customers, events, startAtMs, endAtMs } = options
  if (customers < 1 || endAtMs <= startAtMs) throw new RangeError('a history needs customers, and a span of time')
  const calendar = createBusinessCalendar(options.businessZone ?? 'Asia/Shanghai')
  const spanDays = Math.max(1, (endAtMs - startAtMs) / DAY_MS)
  let ordersPerDay = events / (customers * spanDays * EVENTS_PER_ORDER)
  for (;;) {
    const planned = planLives(options, calendar, ordersPerDay)
    const inSpan = planned.filter(({ recordedAtMs }) => recordedAtMs <= endAtMs)
    const history = disturb(inSpan, options, createRandom(`${seed}/disturbed`))
    if (history.length === events) {
      const told = new Set(history.map(({ event }) => event.eventId))
      const future = planned.filter(({ event }) => !told.has(event.eventId))
      return { history, continuation: (live) => continueFrom(future, live, calendar) }
    }
    ordersPerDay *= 1.1 * Math.max(1, events / Math.max(1, history.length))
  }
}

function planLives(options: HistoryOptions, calendar: BusinessCalendar, ordersPerDay: number): TimedEvent[] {
  const random = createRandom(options.seed)
  const world = {
    calendar,
    fromDay: calendar.dayOf(options.startAtMs) + 1,
    throughDay: calendar.dayOf(options.endAtMs) + 30,
    ordersPerDay,
    salesRepIds: Array.from({ length: options.salesReps ?? 8 }, (_, index) => `R${index + 1}`),
  }
  const width = String(options.customers).length
  const books = Array.from({ length: options.customers }, (_, index) => {
    const customerId = `C${String(index + 1).padStart(width, '0')}`
    return liveTurbulently(customerId, world, random.fork(customerId))
  })
  return inLogOrder(books)
}

/** Takes the first events, delaying some and repeating some, until there are as many as asked for. */
function disturb(planned: readonly TimedEvent[], options: HistoryOptions, random: Random): TimedEvent[] {
  const { events, lateRatio = 0, repeatRatio = 0 } = options
  const result: TimedEvent[] = []
  const delayed = new Map<number, TimedEvent[]>()
  const delay = (index: number, timed: TimedEvent) => {
    const slot = index + random.integer(1, LONGEST_DELAY_RECORDS)
    delayed.set(slot, [...(delayed.get(slot) ?? []), timed])
  }
  for (const [index, timed] of planned.entries()) {
    if (lateRatio > 0 && random.chance(lateRatio)) delay(index, timed)
    else result.push(timed)
    if (repeatRatio > 0 && random.chance(repeatRatio)) delay(index, timed)
    result.push(...(delayed.get(index) ?? []))
    delayed.delete(index)
    if (result.length >= events) break
  }
  return result.slice(0, events)
}

function continueFrom(
  future: readonly TimedEvent[],
  { startMs, events, eventsPerSecond }: { startMs: number; events: number; eventsPerSecond: number },
  calendar: BusinessCalendar,
): TimedEvent[] {
  return future
    .slice(0, events)
    .map((timed, index) => restamped(timed, startMs + Math.floor(((index + 1) * 1_000) / eventsPerSecond), calendar))
}
