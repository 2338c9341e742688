import type { RuleSet } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { topicOf } from '@tocsin/events'
import type { TimedEvent } from '@tocsin/processors'
import { BacktestRun } from '../play/backtest-run.ts'
import { type PlaySettings, play } from '../play/play.ts'
import type { RecordedSource, RecordedStep } from '../play/recorded-step.ts'
import { shippedRules } from './shipped-rules.ts'

/** Events as a source: in the order given. */
export function storySource(
  story: readonly TimedEvent[],
  given: Partial<Pick<RecordedSource, 'partitionCount' | 'isOrdered'>> = {},
): RecordedSource {
  return {
    name: 'story',
    isOrdered: true,
    partitionCount: 8,
    ...given,
    async *batches() {
      yield story.map(({ atMs, event }): RecordedStep => ({ kind: 'event', atMs, topic: topicOf(event.type), event }))
    },
  }
}

export interface StoryPlay extends Partial<Pick<PlaySettings, 'untilOn' | 'reorderWithinMs'>> {
  readonly ruleSet?: RuleSet
  readonly partitionCount?: number
  readonly isOrdered?: boolean
  readonly measuresOn?: readonly number[]
}

export async function playStory(story: readonly TimedEvent[], settings: StoryPlay = {}): Promise<BacktestRun> {
  const { ruleSet = shippedRules, partitionCount = 8, isOrdered = true, measuresOn = [], ...rest } = settings
  const source = storySource(story, { partitionCount, isOrdered })
  const run = new BacktestRun({ ruleSet, source, measuresOn })
  await play({ source, runs: [run], calendar: run.calendar, ...rest })
  return run
}

export function byEventId(left: AlertEvent, right: AlertEvent): number {
  return left.eventId < right.eventId ? -1 : left.eventId > right.eventId ? 1 : 0
}
