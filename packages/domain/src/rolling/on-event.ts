import type { CalendarDay } from '../values/calendar-day.ts'
import type { CompiledMeasure, CompiledRolling, RolledEvent } from './compiled-rolling.ts'
import { MAX_BUCKETS, MAX_DISTINCT_VALUES, type RollingBucket, type RollingSeries, type RollingState } from './state.ts'

/** When the source recorded an event. */
export interface RecordedMoment {
  readonly on: CalendarDay
  /** Calendar day × 24 + hour of the business day; only read where some window is one of hours. */
  readonly hour: number
}

/**
 * Counts an event in every series that listens to it. To be called once per fact, after `adoptMeasures`.
 * @returns bits of the facets whose indicators are to be looked at; 0 when nothing was counted
 */
export function rollEvent(
  { series: all }: RollingState,
  { byEventType }: CompiledRolling,
  event: RolledEvent,
  recorded: RecordedMoment,
): number {
  const listening = byEventType.get(event.type)
  if (listening === undefined) return 0
  let facets = 0
  for (const { compiled, index } of listening) {
    const value = compiled.valueOf(event)
    const series = all[index]
    if (value === undefined || series === undefined) continue
    const at = compiled.isHourly ? recorded.hour : recorded.on
    if (compiled.measure.aggregate === 'distinct') rollDistinct(series, at, value)
    else roll(series, compiled, { at, currency: compiled.currencyOf(event), count: 1, value })
    facets |= compiled.reads
  }
  return facets
}

function roll(series: RollingSeries, { measure }: CompiledMeasure, entry: RollingBucket): void {
  const { buckets } = series
  // Most events are the latest: looked for from the end.
  let index = buckets.length - 1
  while (index >= 0 && isAfter(buckets[index]!, entry)) index -= 1
  const bucket = buckets[index]
  if (bucket === undefined || bucket.at !== entry.at || bucket.currency !== entry.currency) {
    buckets.splice(index + 1, 0, entry)
    if (buckets.length > MAX_BUCKETS) dropOldest(series)
    return
  }
  bucket.count += 1
  bucket.value = together(measure.aggregate, bucket.value, entry.value)
}

/** One entry per value, with the latest day on which it was seen: exact for every window that ends there or later. */
function rollDistinct({ buckets }: RollingSeries, at: number, value: number): void {
  const known = buckets.findIndex((bucket) => bucket.value === value)
  let count = 1
  if (known >= 0) {
    const bucket = buckets[known]!
    bucket.count += 1
    if (bucket.at >= at) return
    count = bucket.count
    buckets.splice(known, 1)
  }
  let index = buckets.length
  while (index > 0 && buckets[index - 1]!.at > at) index -= 1
  buckets.splice(index, 0, { at, currency: '', count, value })
  if (buckets.length > MAX_DISTINCT_VALUES) buckets.shift()
}

function isAfter(bucket: RollingBucket, { at, currency }: RollingBucket): boolean {
  return bucket.at > at || (bucket.at === at && bucket.currency > currency)
}

function together(aggregate: CompiledMeasure['measure']['aggregate'], known: number, value: number): number {
  switch (aggregate) {
    case 'sum':
    case 'average':
      return clamped(known + value)
    case 'minimum':
      return Math.min(known, value)
    case 'maximum':
      return Math.max(known, value)
    case 'count':
    case 'distinct':
      return known
  }
}

/** Ninety of the greatest amounts there can be on one day would no longer be exact: the sum stays at the last number that is. */
export function clamped(sum: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, sum))
}

/** Whole days only: what is left of a day must not pass for all of it. */
function dropOldest(series: RollingSeries): void {
  const { buckets } = series
  const { at } = buckets[0]!
  while (buckets[0]?.at === at) buckets.shift()
  series.since = Math.max(series.since ?? at + 1, at + 1)
}
