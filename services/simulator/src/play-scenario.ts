import { createBusinessCalendar } from '@tocsin/domain'
import type { AlertEvent, SalesEvent } from '@tocsin/events'
import type { Clock } from '@tocsin/stream'
import { episodesOf } from './alert-episodes.ts'
import { type AlertComparison, compareAlerts, type ExpectedAlert } from './compare-alerts.ts'
import { type Append, createPublisher } from './publish.ts'
import type { Scenario } from './scenario/format.ts'
import { SALES_TOPICS } from './world/customer-book.ts'
import { buildWorld } from './world/scenario-world.ts'

export interface PlayOptions {
  readonly append: Append
  /** The event codec's `encode`. */
  readonly encode: (event: SalesEvent) => Uint8Array
  readonly clock: Clock
  /** Partitions that each input topic has. */
  readonly partitionCount: number
  /** False: history and `live` alone. Default true. */
  readonly withLiveEvents?: boolean
  readonly onProgress?: (progress: PlayProgress) => void
  /** Ends the live part early. */
  readonly signal?: { readonly aborted: boolean }
}

export interface PlayProgress {
  /** `live` is told once, when history has ended. */
  readonly phase: 'history' | 'live' | 'live-events'
  readonly published: number
  readonly total: number
}

export interface PlayedScenario {
  readonly historyEvents: number
  readonly liveEvents: number
  /** What history and live part together must give. */
  readonly expectedAlerts: readonly ExpectedAlert[]
  /** Holds the alert events of `risk.alerts`, in the order of each partition, against what was expected. */
  compare(published: Iterable<AlertEvent>): AlertComparison
}

/**
 * Plays a scenario onto a log that holds nothing yet: its history, the `live` records, its live events by the clock.
 * History ends at the clock's now.
 */
export async function playScenario(scenario: Scenario, options: PlayOptions): Promise<PlayedScenario> {
  const { append, encode, clock, partitionCount, withLiveEvents = true, onProgress } = options
  const world = buildWorld(scenario, clock.now())
  const publisher = createPublisher({ append, encode, clock, source: 'simulator' })
  const historyEvents = await publisher.history(world.history, (published) =>
    onProgress?.({ phase: 'history', published, total: world.history.length }),
  )
  await publisher.live(SALES_TOPICS, partitionCount, clock.now())
  onProgress?.({ phase: 'live', published: 0, total: 0 })
  const planned = withLiveEvents ? world.liveEvents(clock.now()) : []
  const liveEvents = await publisher.paced(planned, {
    onPublished: (published) => onProgress?.({ phase: 'live-events', published, total: planned.length }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const { expectedAlerts } = world
  const calendar = createBusinessCalendar(scenario.businessZone)
  const compare = (published: Iterable<AlertEvent>) => compareAlerts(expectedAlerts, episodesOf(published, calendar))
  return { historyEvents, liveEvents, expectedAlerts, compare }
}
