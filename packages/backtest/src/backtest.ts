import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'
import { sweptRuleSets } from './outcome/sweep.ts'
import { BacktestRun, type PlayObserver } from './play/backtest-run.ts'
import { type PlayProgress, play } from './play/play.ts'
import type { RecordedSource } from './play/recorded-step.ts'
import { type BacktestReport, backtestReport } from './report/backtest-report.ts'
import { type OutcomeQuestion, OutcomeWatch } from './report/outcome-report.ts'

export interface BacktestSettings {
  readonly source: RecordedSource
  readonly ruleSet: RuleSet
  /** Versions over time, by which each event is judged instead of by `ruleSet`: what was in force then. */
  readonly timeline?: RuleTimeline | undefined
  /** Another rule set over the same events, to be held against the first: "what would change if it took over". */
  readonly against?: RuleSet | undefined
  readonly measuresOn?: readonly number[]
  readonly outcome?: OutcomeQuestion | undefined
  /** The first business day whose alerts are told; what came before is played, as history that states need. */
  readonly fromOn?: number | undefined
  /** The last business day that is played; default: that of the last event. */
  readonly untilOn?: number | undefined
  readonly reorderWithinMs?: number
  onProgress?(played: PlayProgress): void
}

/**
 * Plays recorded events through the processors of the live engine under a rule set, in memory.
 * @throws OperatorError when nothing lies in the range, or the two rule sets count their days in different zones
 */
export async function backtest(settings: BacktestSettings): Promise<BacktestReport> {
  const { source, ruleSet, against, measuresOn = [], fromOn, untilOn } = settings
  if (against !== undefined && against.businessZone !== ruleSet.businessZone) {
    throw new OperatorError(
      `${ruleSet.name} counts its days in ${ruleSet.businessZone}, ${against.name} in ${against.businessZone}: ` +
        'alerts on different days cannot be held against one another. Give both rule sets one businessZone.',
    )
  }
  const watch = settings.outcome && new OutcomeWatch(settings.outcome, ruleSet)
  const run = newRun(ruleSet, source, measuresOn, watch?.observer, settings.timeline)
  const other = against && newRun(against, source, [])
  const sweep = settings.outcome?.sweep
  const swept = sweep === undefined ? [] : sweptRuleSets(ruleSet, sweep)
  const sweptRuns = swept.map((level) => ({ ...level, run: newRun(level.ruleSet, source, []) }))
  const runs = [run, ...(other === undefined ? [] : [other]), ...sweptRuns.map((level) => level.run)]
  const lastAsked = Math.max(Number.NEGATIVE_INFINITY, ...measuresOn)
  if (untilOn !== undefined && lastAsked > untilOn) {
    throw new OperatorError('A day to be measured lies after the last day to be played: move --to, or leave it out.')
  }
  const played = await play({ ...settings, runs, calendar: run.calendar })
  if (played.events === 0) throw nothingPlayed(source, played.beyond)
  const untilAll = Math.max(played.untilOn ?? 0, lastAsked)
  for (const each of runs) each.passAllTimeTo(run.calendar.startOf(untilAll + 1))
  const common = { source, run, other, watch, sweptRuns, fromOn }
  return backtestReport({ ...common, played: { ...played, untilOn: untilAll } })
}

function newRun(
  ruleSet: RuleSet,
  source: RecordedSource,
  measuresOn: readonly number[],
  observer?: PlayObserver,
  timeline?: RuleTimeline,
): BacktestRun {
  return new BacktestRun({ ruleSet, source, measuresOn, ...(observer && { observer }), ...(timeline && { timeline }) })
}

function nothingPlayed({ name }: RecordedSource, beyond: number): OperatorError {
  return new OperatorError(
    beyond === 0
      ? `${name} holds no event.`
      : `${name} holds no event up to the day of --to; ${beyond} lie after it. Give a later day.`,
  )
}
