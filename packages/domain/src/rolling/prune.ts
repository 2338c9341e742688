import type { CalendarDay } from '../values/calendar-day.ts'
import type { CompiledRolling } from './compiled-rolling.ts'
import { lastUnitOf } from './measures.ts'
import type { RollingState } from './state.ts'

/** Drops what has left every window by the end of `today`; to be called at day ends, after `adoptMeasures`. */
export function pruneRolling({ series: all }: RollingState, { measures }: CompiledRolling, today: CalendarDay): void {
  for (let index = 0; index < all.length && index < measures.length; index += 1) {
    const series = all[index]!
    const compiled = measures[index]!
    const { buckets, since } = series
    const firstInside = lastUnitOf(compiled, today) - compiled.span + 1
    while (buckets.length > 0 && buckets[0]!.at < firstInside) buckets.shift()
    // Covered once, covered for good.
    if (since !== null && since <= firstInside) series.since = null
  }
}
