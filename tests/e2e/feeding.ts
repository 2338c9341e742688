/** Events on their way to Kafka: history at a steady pace, then live facts by the clock, late and out of step. */

import { systemClock } from '@tocsin/service-kit'
import {
  badRecords,
  createPublisher,
  createRandom,
  generateHistory,
  SALES_TOPICS,
  type TimedEvent,
  toRecord,
} from '@tocsin/simulator'
import { PARTITION_COUNT, type Site } from './site.ts'
import { pause } from './waiting.ts'

const DAY_MS = 86_400_000

export interface StoryOptions {
  readonly seed: string
  readonly customers: number
  readonly historyEvents: number
  /** Business days that the history tells about; it ends two days ago. */
  readonly days: number
}

export interface Story {
  readonly history: readonly TimedEvent[]
  /** Nothing in the history was recorded later. */
  readonly endAtMs: number
  /** What the same customers do next, from now on, in the order in which it is written; each call goes on further. */
  live(events: number, eventsPerSecond: number): readonly TimedEvent[]
}

/** Written so many ms after it was recorded: invoices come from one system, payments from another, slower one. */
const DELAY_MS: Readonly<Record<string, number>> = {
  'sales.customers': 0,
  'sales.contracts': 400,
  'sales.orders': 100,
  'sales.invoices': 1_500,
  'sales.payments': 2_700,
  'sales.feedback': 900,
}
const LATE_RATIO = 0.02
const LATEST_MS = 6_000

/**
 * The history ends two days before now, so that the timers of the days between come due by the clock alone, all at
 * once, as soon as the topics are live.
 */
export function tellStory({ seed, customers, historyEvents, days }: StoryOptions): Story {
  const endAtMs = Date.now() - 2 * DAY_MS
  const told = generateHistory({
    seed,
    customers,
    events: historyEvents,
    startAtMs: endAtMs - days * DAY_MS,
    endAtMs,
    lateRatio: 0.01,
    repeatRatio: 0.01,
  })
  const random = createRandom(`${seed}/skew`)
  let toldLive = 0
  return {
    history: told.history,
    endAtMs,
    live(events, eventsPerSecond) {
      const startMs = Date.now() - Math.round((toldLive * 1_000) / eventsPerSecond)
      const next = told.continuation({ startMs, events: toldLive + events, eventsPerSecond }).slice(toldLive)
      if (next.length !== events) throw new Error(`the story goes on for ${toldLive + next.length} events only`)
      toldLive += events
      const skewed = next.map((timed) => {
        const lateMs = random.chance(LATE_RATIO) ? random.integer(0, LATEST_MS) : 0
        return { ...timed, appendAtMs: timed.recordedAtMs + (DELAY_MS[timed.topic] ?? 0) + lateMs }
      })
      return skewed.sort((left, right) => left.appendAtMs - right.appendAtMs)
    },
  }
}

export interface Feeder {
  history(events: readonly TimedEvent[], eventsPerSecond: number): Promise<void>
  /** Records that belong into the dead-letter topics, stamped with `atMs`; returns how many. */
  bad(seed: string, atMs: number): Promise<number>
  /** Ends the history on every partition. */
  goLive(): Promise<void>
  /** By the clock. */
  live(events: readonly TimedEvent[]): Promise<void>
  /** What the story tells live, at least so many events and on until all is over. Returns how many. */
  liveUntil(story: Story, live: LiveFeed): Promise<number>
}

export interface LiveFeed {
  readonly events: number
  readonly eventsPerSecond: number
  /** True once nothing is disturbed any more: a process without work commits nothing, and has nothing to lose. */
  isOver(): boolean
}

const CHUNK_EVENTS = 500
/** What comes after the events asked for comes slower, so that the story lasts as long as a slow machine needs. */
const MORE_EVENTS = 150
const SLOWER = 4
/** The large ones have a spec of their own. */
const LARGE_BYTES = 100_000

export function createFeeder(site: Site): Feeder {
  const encode = site.events.encode
  const publisher = createPublisher({ append: site.append, encode, clock: systemClock, source: 'end-to-end' })
  const live = async (events: readonly TimedEvent[]): Promise<void> => {
    await publisher.paced(events, { signal: site.closing })
  }
  return {
    async history(events, eventsPerSecond) {
      const startedAtMs = Date.now()
      for (let at = 0; at < events.length; at += CHUNK_EVENTS) {
        await site.append(events.slice(at, at + CHUNK_EVENTS).map((timed) => toRecord(timed, encode, 'end-to-end')))
        if (site.closing.aborted) return
        await pause(startedAtMs + ((at + CHUNK_EVENTS) * 1_000) / eventsPerSecond - Date.now())
      }
    },
    async bad(seed, atMs) {
      const today = Math.floor(atMs / DAY_MS)
      const all = badRecords({ seed, encode, partitionCount: PARTITION_COUNT, atMs, today })
      const taken = all.filter(
        ({ record, refusedByBroker }) => !refusedByBroker && (record.value?.length ?? 0) < LARGE_BYTES,
      )
      await site.append(taken.flatMap(({ before, record }) => [...before, record]))
      return taken.length
    },
    goLive: () => publisher.live(SALES_TOPICS, PARTITION_COUNT, Date.now()),
    live,
    async liveUntil(story, { events, eventsPerSecond, isOver }) {
      await live(story.live(events, eventsPerSecond))
      let fed = events
      for (; !isOver() && !site.closing.aborted; fed += MORE_EVENTS)
        await live(story.live(MORE_EVENTS, eventsPerSecond / SLOWER))
      return fed
    },
  }
}
