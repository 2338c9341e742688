import type { RollingBucket, RollingSeries, RollingState } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

/** A byte where the rules declare no measure, seven for one of which nothing has happened yet. */
export function writeRolling(to: CompactWriter, { isNew, series }: RollingState): void {
  to.count(isNew ? 0 : series.length + 1)
  for (const one of series) writeSeries(to, one)
}

export function readRolling(from: CompactReader): RollingState {
  const code = from.count()
  const series: RollingSeries[] = []
  for (let left = code - 1; left > 0; left--) series.push(readSeries(from))
  return { isNew: code === 0, series, asOfHour: null }
}

function writeSeries(to: CompactWriter, { definition, since, buckets }: RollingSeries): void {
  to.count(definition)
  to.optionalDay(since)
  const isBare = isWithoutValues(buckets)
  to.count(buckets.length * 2 + (isBare ? 0 : 1))
  // In the order of their days: each stands as far behind the one before as there are days between.
  let before = 0
  for (let index = 0; index < buckets.length; index++) {
    const { at, currency, count, value } = buckets[index] as RollingBucket
    if (index === 0) to.day(at)
    else to.count(at - before)
    before = at
    to.count(count)
    if (isBare) continue
    to.name(currency)
    to.integer(value)
  }
}

/** Those of counts have nothing but a day and a number. */
function isWithoutValues(buckets: readonly RollingBucket[]): boolean {
  for (const { currency, value } of buckets) if (value !== 0 || currency !== '') return false
  return true
}

function readSeries(from: CompactReader): RollingSeries {
  const definition = from.count()
  const since = from.optionalDay()
  const code = from.count()
  const isBare = code % 2 === 0
  const buckets: RollingBucket[] = []
  let before = 0
  for (let left = code >>> 1; left > 0; left--) {
    const at = buckets.length === 0 ? from.day() : before + from.count()
    before = at
    const count = from.count()
    buckets.push({ at, currency: isBare ? '' : from.name(), count, value: isBare ? 0 : from.integer() })
  }
  return { definition, since, buckets }
}
