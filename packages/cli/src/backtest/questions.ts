import { OUTCOME_EVENT_TYPES, type OutcomeQuestion, parseOutcome, parseSweep } from '@tocsin/backtest'
import { parseCalendarDay } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'

/** Options as they were typed. */
export interface BacktestOptions {
  readonly rules: string
  readonly mapping?: string
  readonly kafka?: boolean
  readonly published?: boolean
  readonly from?: string
  readonly to?: string
  readonly against?: string
  readonly measuresAt?: readonly string[]
  readonly outcome?: string
  readonly sweep?: string
  readonly horizon: string
  readonly leastPaid: string
  readonly reorderWithin: string
  readonly partitions: string
  readonly json?: boolean
  readonly html?: string
  readonly lang?: string
}

/** What is asked, after it was read. */
export interface BacktestQuestions {
  readonly fromOn: number | undefined
  readonly untilOn: number | undefined
  readonly measuresOn: readonly number[]
  readonly outcome: OutcomeQuestion | undefined
  readonly reorderWithinMs: number
  readonly partitionCount: number
}

/** @throws OperatorError that names every option that cannot be read, at once */
export function readQuestions(options: BacktestOptions, files: readonly string[]): BacktestQuestions {
  const faults: string[] = sourceFaults(options, files)
  const day = (option: string, text: string | undefined) => {
    if (text === undefined) return undefined
    try {
      return parseCalendarDay(text)
    } catch (error) {
      faults.push(`${option}: ${(error as Error).message}.`)
      return undefined
    }
  }
  const number = (option: string, text: string, least: number, most: number) => {
    const value = Number(text)
    if (/^\d+$/u.test(text) && value >= least && value <= most) return value
    faults.push(`${option}: "${text}" is no whole number from ${least} to ${most}.`)
    return least
  }
  const fromOn = day('--from', options.from)
  const untilOn = day('--to', options.to)
  if (fromOn !== undefined && untilOn !== undefined && fromOn > untilOn) {
    faults.push(`--from ${options.from} lies after --to ${options.to}: nothing is in between.`)
  }
  const measuresOn = (options.measuresAt ?? [])
    .flatMap((text) => text.split(','))
    .map((text) => day('--measures-at', text.trim()))
    .filter((on) => on !== undefined)
  for (const on of measuresOn) {
    if (untilOn !== undefined && on > untilOn)
      faults.push('--measures-at names a day after --to: it would not be played.')
  }
  const outcome = options.outcome === undefined ? undefined : parseOutcome(options.outcome)
  if (outcome !== undefined && 'fault' in outcome) faults.push(`--outcome: ${outcome.fault}.`)
  const sweep = options.sweep === undefined ? undefined : parseSweep(options.sweep)
  if (sweep !== undefined && 'fault' in sweep) faults.push(`--sweep: ${sweep.fault}.`)
  if (sweep !== undefined && outcome === undefined) {
    faults.push('--sweep asks how thresholds do against what came after: say what with --outcome.')
  }
  const horizonDays = number('--horizon', options.horizon, 1, 3_650)
  const leastPaidInvoices = number('--least-paid', options.leastPaid, 0, 64)
  const reorderHours = number('--reorder-within', options.reorderWithin, 0, 24 * 366)
  const partitionCount = number('--partitions', options.partitions, 1, 1_024)
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  const swept = sweep === undefined || 'fault' in sweep ? undefined : sweep
  const judged = { horizonDays, leastPaidInvoices, sweep: swept }
  return {
    fromOn,
    untilOn,
    measuresOn,
    outcome: outcome === undefined || 'fault' in outcome ? undefined : { outcome, ...judged },
    reorderWithinMs: reorderHours * 3_600_000,
    partitionCount,
  }
}

function sourceFaults({ kafka, mapping }: BacktestOptions, files: readonly string[]): string[] {
  const faults: string[] = []
  if (kafka && files.length > 0) faults.push('--kafka reads the topics; leave the files out, or leave --kafka out.')
  if (kafka && mapping !== undefined) faults.push('--mapping is for data files; what is on Kafka is read as it is.')
  if (!kafka && files.length === 0) {
    faults.push('Which events? Name event files of `tocsin import --to`, data files with --mapping, or give --kafka.')
  }
  return faults
}

export const OUTCOME_HELP = `paid-late:DAYS, past-due:DAYS, written-off, or ${OUTCOME_EVENT_TYPES.length} types of events`
