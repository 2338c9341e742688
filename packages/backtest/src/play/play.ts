import type { BusinessCalendar } from '@tocsin/domain'
import type { BacktestRun } from './backtest-run.ts'
import type { RecordedSource, RecordedStep } from './recorded-step.ts'
import { createReordering } from './reordering.ts'

export interface PlaySettings {
  readonly source: RecordedSource
  /** Fed with the same events, each by itself; of one business zone. */
  readonly runs: readonly BacktestRun[]
  readonly calendar: BusinessCalendar
  /** The last business day that is played; default: that of the last event. */
  readonly untilOn?: number | undefined
  /** Events that come up to so much too late are put where they belong; 0 = they are late, as they are live. */
  readonly reorderWithinMs?: number
  /** Told after each batch. */
  onProgress?(played: PlayProgress): void
}

export interface PlayProgress {
  readonly events: number
  /** The business day that is being played. */
  readonly on: number
}

/** What was played. */
export interface PlayedRange {
  /** Those after the last day that was asked for do not count. */
  readonly events: number
  readonly byType: ReadonlyMap<string, number>
  /** By business day of their own time, then type. */
  readonly byDay: ReadonlyMap<number, ReadonlyMap<string, number>>
  /** Business days; undefined when there was no event. */
  readonly firstOn: number | undefined
  readonly lastOn: number | undefined
  /** At its end all tasks stand. */
  readonly untilOn: number | undefined
  /** Events after `untilOn`, which were left out. */
  readonly beyond: number
}

/** Plays a source to its end, or to the end of a business day, through all runs. */
export async function play(settings: PlaySettings): Promise<PlayedRange> {
  const { source, runs, calendar, untilOn, reorderWithinMs = 0 } = settings
  const endMs = untilOn === undefined ? Number.POSITIVE_INFINITY : calendar.startOf(untilOn + 1)
  const counts = createCounts(calendar)
  let beyond = 0
  const take = (step: RecordedStep) => {
    if (step.kind === 'event') {
      if (step.atMs >= endMs) {
        beyond += 1
        return
      }
      counts.add(step.event.type, step.atMs)
    } else if (step.kind === 'time' && step.atMs >= endMs) return
    for (const run of runs) run.take(step)
  }
  const reordering = reorderWithinMs > 0 ? createReordering(reorderWithinMs, take) : undefined
  const give = reordering?.give ?? take
  for await (const batch of source.batches()) {
    for (const step of batch) give(step)
    settings.onProgress?.({ events: counts.events, on: counts.lastOn ?? 0 })
  }
  reordering?.giveRest()
  const { events, byType, byDay, firstOn, lastOn } = counts
  const until = untilOn ?? lastOn
  if (until !== undefined) for (const run of runs) run.passAllTimeTo(calendar.startOf(until + 1))
  return { events, byType, byDay, firstOn, lastOn, untilOn: until, beyond }
}

function createCounts(calendar: BusinessCalendar) {
  const byType = new Map<string, number>()
  const byDay = new Map<number, Map<string, number>>()
  const counts = {
    events: 0,
    byType,
    byDay,
    firstOn: undefined as number | undefined,
    lastOn: undefined as number | undefined,
    add(type: string, atMs: number): void {
      const on = calendar.dayOf(atMs)
      counts.events += 1
      if (counts.firstOn === undefined || on < counts.firstOn) counts.firstOn = on
      if (counts.lastOn === undefined || on > counts.lastOn) counts.lastOn = on
      byType.set(type, (byType.get(type) ?? 0) + 1)
      let day = byDay.get(on)
      if (day === undefined) {
        day = new Map()
        byDay.set(on, day)
      }
      day.set(type, (day.get(type) ?? 0) + 1)
    },
  }
  return counts
}
