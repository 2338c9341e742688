import type { CalendarDay } from '../values/calendar-day.ts'
import type { CompiledMeasure, CompiledRolling } from './compiled-rolling.ts'
import type { RollingSeries, RollingState } from './state.ts'

/**
 * Gives the state one series per declared measure in force, in their order. A customer's first record finds all of them
 * complete; a measure that was declared later collects from the next day on. Series of definitions that are in force no
 * more are dropped. To be called before anything is counted; cheap when nothing is to be done.
 * @returns whether the series are others than before
 */
export function adoptMeasures(rolling: RollingState, { measures }: CompiledRolling, today: CalendarDay): boolean {
  const { isNew, series } = rolling
  rolling.isNew = false
  if (isInForce(series, measures)) return false
  const adopted = measures.map((measure) => known(series, measure) ?? begun(measure, isNew ? null : today + 1))
  series.splice(0, series.length, ...adopted)
  return true
}

function isInForce(series: readonly RollingSeries[], measures: readonly CompiledMeasure[]): boolean {
  if (series.length !== measures.length) return false
  for (let index = 0; index < series.length; index += 1) {
    if (series[index]!.definition !== measures[index]!.definition) return false
  }
  return true
}

function known(series: readonly RollingSeries[], { definition }: CompiledMeasure): RollingSeries | undefined {
  return series.find((candidate) => candidate.definition === definition)
}

function begun({ definition, isHourly }: CompiledMeasure, sinceOn: CalendarDay | null): RollingSeries {
  return { definition, since: sinceOn === null || !isHourly ? sinceOn : sinceOn * HOURS_A_DAY, buckets: [] }
}

/** Where clocks are put back, the 25th hour counts to the 24th. */
export const HOURS_A_DAY = 24
