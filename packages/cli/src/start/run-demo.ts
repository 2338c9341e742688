import { createBusinessCalendar } from '@tocsin/domain'
import type { AlertEvent, NotificationEvent } from '@tocsin/events'
import { systemClock } from '@tocsin/service-kit'
import {
  type AlertComparison,
  buildWorld,
  compareAlerts,
  createPublisher,
  episodesOf,
  isExact,
  SALES_TOPICS,
  type Scenario,
} from '@tocsin/simulator'
import { createAlertHistory, latestOf } from '../alerts/alert-history.ts'
import { untilAborted } from '../interruption.ts'
import type { Language } from '../terminal.ts'
import { type DemoProgress, statusLines } from './demo-text.ts'
import type { InboxMessage } from './inbox/inbox.ts'
import type { ServiceFigures } from './metrics-page.ts'
import type { NotifyingFiles } from './notifying-files.ts'
import type { Screen } from './screen.ts'
import type { DemoSite } from './site.ts'
import { lookAroundLines } from './summary.ts'
import { type Untold, untold, waitingForDigest } from './untold.ts'

export interface DemoOptions {
  readonly site: DemoSite
  readonly scenario: Scenario
  readonly notifying: NotifyingFiles
  readonly screen: Screen
  readonly language: Language
  /** End by itself when everything has been written and read. */
  readonly once: boolean
  /** Given when a person asks to end. */
  readonly interrupted: AbortSignal
}

export interface DemoOutcome {
  readonly comparison: AlertComparison
  readonly historyRecords: number
  readonly liveRecords: number
  readonly customers: number
  /** From the first record written until the engine had read all of history. */
  readonly historyMs: number
  /** Counted from the start of the command. */
  readonly firstAlertAfterMs: number | undefined
  readonly alerts: readonly AlertEvent[]
  readonly messages: readonly InboxMessage[]
  readonly inboxFolder: string
  /** What somebody had to be told and was not. */
  readonly untold: readonly Untold[]
  /** Alerts of history that a digest is going to name. */
  readonly waitingForDigest: number
  readonly figures: ServiceFigures
  /** True when a person ended it before everything had been written and read. */
  readonly interrupted: boolean
}

const TICK_MS = 500
/** Timers fire a second after their moment; alerts that nobody expects get this long to come. */
const SETTLE_MS = 4_000
/** With no lag and no new alert for so long, what has not come will not come. */
const GIVE_UP_MS = 12_000
/** With every alert there and somebody still to be told: a chat that is asked too often is asked again after a minute. */
const GIVE_UP_TELLING_MS = 90_000

/** Alerts that grow too old to be told while the demo runs are left out of what is demanded. */
const LONGEST_RUN_MS = 600_000

/** Plays a scenario on a site: history fast, `live`, live events at their pace, while alerts and messages are shown as they come. */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const { site, scenario, screen, language } = options
  const calendar = createBusinessCalendar(scenario.businessZone)
  const startedAt = Date.now()
  const world = buildWorld(scenario, startedAt)
  const alerts = collectAlerts(screen)
  const notifications: NotificationEvent[] = []
  const { messages } = site.inbox
  let shownMessages = 0
  const counts = { historyPublished: 0, livePublished: 0, liveTotal: 0 }
  let phase: DemoProgress['phase'] = 'history'
  let historyMs = 0
  const meter = createMeter()

  const halt = new AbortController()
  const asked = untilAborted(options.interrupted)
  const following = site.followAlerts(alerts.take, halt.signal)
  following.catch(() => {})
  const hearing = site.followNotifications((event) => void notifications.push(event), halt.signal)
  hearing.catch(() => {})

  async function look(): Promise<ServiceFigures> {
    const figures = await site.figures()
    const { historyPublished, livePublished, liveTotal } = counts
    const progress = { phase, historyPublished, historyTotal: world.history.length, livePublished, liveTotal }
    alerts.flush()
    screen.messages(messages.slice(shownMessages))
    shownMessages = messages.length
    screen.status(
      statusLines(
        { ...progress, ...alerts.counts(), messages: messages.length, recordsPerSecond: meter(figures.appliedRecords) },
        figures,
        language,
      ),
    )
    return figures
  }

  async function play(): Promise<void> {
    const publisher = createPublisher({
      append: site.append,
      encode: site.encode,
      clock: systemClock,
      source: 'simulator',
    })
    await publisher.history(world.history, (published) => {
      counts.historyPublished = published
    })
    await publisher.live(SALES_TOPICS, site.partitionCount, Date.now())
    phase = 'catching-up'
    while (!isStopped() && !isCaughtUp(await site.figures(), site.taskCount)) await pause(100)
    historyMs = Date.now() - startedAt
    phase = 'live'
    const live = world.liveEvents(Date.now())
    counts.liveTotal = live.length
    await publisher.paced(live, {
      signal: options.interrupted,
      onPublished: (published) => {
        counts.livePublished = published
      },
    })
    phase = 'watching'
    if (options.once) return settle()
    if (site.isShared) for (const line of lookAroundLines(alerts.all(), site.inbox.folder, language)) screen.say(line)
    await asked
  }

  /** Until the alerts are as expected, everybody was told, and it stays so; or nothing moves any more. */
  async function settle(): Promise<void> {
    let completeSince: number | undefined
    let quietSince = Date.now()
    let seen = ''
    while (!isStopped()) {
      const figures = await site.figures()
      const caughtUp = isCaughtUp(figures, site.taskCount)
      const areAlertsExact = caughtUp && isExact(compare())
      const isComplete = areAlertsExact && stillUntold().length === 0
      const now = Date.now()
      completeSince = isComplete ? (completeSince ?? now) : undefined
      const counted = [alerts.all(), notifications, messages].map(({ length }) => length).join()
      if (counted !== seen || !caughtUp) quietSince = now
      seen = counted
      if (completeSince !== undefined && now - completeSince >= SETTLE_MS) return
      if (now - quietSince >= (areAlertsExact ? GIVE_UP_TELLING_MS : GIVE_UP_MS)) return
      await pause(200)
    }
  }

  const isStopped = () => options.interrupted.aborted || halt.signal.aborted
  const compare = () => compareAlerts(world.expectedAlerts, episodesOf(alerts.all(), calendar))
  const stillUntold = () =>
    untold({
      alerts: alerts.all(),
      notifications,
      messages,
      kindOfChannel: options.notifying.kindOfChannel,
      tellFromMs: startedAt - options.notifying.routing.maxAlertAgeMs + LONGEST_RUN_MS,
    })
  const ticking = tick(look, halt.signal)
  try {
    await Promise.race([play(), asked, site.failed, ticking.failed, failureOf(following), failureOf(hearing)])
    const figures = await look()
    return {
      comparison: compare(),
      historyRecords: counts.historyPublished,
      liveRecords: counts.livePublished,
      customers: world.customerCount,
      historyMs,
      firstAlertAfterMs: alerts.firstAfterMs(),
      alerts: alerts.all(),
      messages,
      inboxFolder: site.inbox.folder,
      untold: stillUntold(),
      waitingForDigest: waitingForDigest({ alerts: alerts.all(), notifications }),
      figures,
      interrupted: options.interrupted.aborted,
    }
  } finally {
    halt.abort()
    await ticking.ended
    await Promise.all([following, hearing])
    screen.clear()
  }
}

function collectAlerts(screen: Screen) {
  const history = createAlertHistory()
  const all: AlertEvent[] = []
  let waiting: AlertEvent[] = []
  let firstAfterMs: number | undefined
  return {
    take: (event: AlertEvent) => {
      firstAfterMs ??= performance.now()
      history.add(event)
      all.push(event)
      waiting.push(event)
    },
    flush: () => {
      screen.alerts(waiting)
      waiting = []
    },
    all: () => all,
    firstAfterMs: () => firstAfterMs,
    counts: () => {
      const open = history.open().map(latestOf)
      const openCriticals = open.filter((event) => event.severity === 'critical').length
      return { alerts: history.episodes().length, openCriticals, openWarnings: open.length - openCriticals }
    },
  }
}

/** Every task has read its `live` records and all that is known to lie behind them, and published what came of it. */
function isCaughtUp(figures: ServiceFigures, taskCount: number): boolean {
  const isLive = figures.tasksByPhase.live === taskCount
  return isLive && figures.lagRecords === 0 && figures.outboxPending === 0
}

/** Records per second over the last three seconds or so. */
function createMeter(): (total: number) => number {
  const samples: { atMs: number; total: number }[] = []
  return (total) => {
    samples.push({ atMs: Date.now(), total })
    while (samples.length > 7) samples.shift()
    const first = samples[0]!
    const elapsedMs = Date.now() - first.atMs
    return elapsedMs === 0 ? 0 : ((total - first.total) * 1000) / elapsedMs
  }
}

/** Looks again and again until the signal is given; a look that fails ends it. */
function tick(look: () => Promise<unknown>, signal: AbortSignal): { failed: Promise<never>; ended: Promise<void> } {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  const aborted = untilAborted(signal)
  const loop = async () => {
    while (!signal.aborted) {
      await look()
      await Promise.race([pause(TICK_MS), aborted])
    }
  }
  return { failed: failed.promise, ended: loop().catch(failed.reject) }
}

/** Rejects with it; never resolves. */
function failureOf(promise: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    promise.catch(reject)
  })
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
