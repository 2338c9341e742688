import type { CustomerFacts } from '../measures/customer-facts.ts'
import { earliest } from '../measures/earliest.ts'
import type { Measure, MeasuredAmount, Measurement } from '../measures/measure.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { HOURS_A_DAY } from './adopt-measures.ts'
import { type CompiledMeasure, compileMeasure } from './compiled-rolling.ts'
import type { DeclaredMeasure } from './declared-measure.ts'
import { clamped } from './on-event.ts'
import type { RollingBucket, RollingSeries, RollingState } from './state.ts'

/** A declared measure as one of the catalogue. Until its window is covered it is unknown. */
export function rollingMeasure(declared: DeclaredMeasure): Measure<CustomerFacts> {
  const compiled = compileMeasure(declared)
  const { unit, label, meaning, reads, aggregate } = declared
  return {
    unit,
    label,
    meaning,
    sample: aggregate === 'distinct' ? SAME_NUMBER : EVENTS_COUNTED,
    reads,
    measure: ({ rolling }, on) => measureAt(rolling, compiled, on),
    nextChangeOn: ({ rolling }, on) => nextChangeOf(rolling, compiled, on),
  }
}

/** The first day at whose end a measure that was declared later is known; undefined where it is known already. */
export function knownFromOn(
  rolling: RollingState,
  declared: DeclaredMeasure,
  on: CalendarDay,
): CalendarDay | undefined {
  const compiled = compileMeasure(declared)
  const series = seriesOf(rolling, compiled)
  const coveredAt = series === undefined ? undefined : coveredAtOf(series, compiled)
  return coveredAt === undefined || coveredAt <= lastUnitOf(compiled, on) ? undefined : dayOf(compiled, coveredAt)
}

const EVENTS_COUNTED = { zh: '窗口内计入的事件数', en: 'events counted in the window' }
const SAME_NUMBER = { zh: '同值', en: 'the same number' }

/** The last hour of the day, or the day itself. */
export function lastUnitOf({ isHourly }: Pick<CompiledMeasure, 'isHourly'>, on: CalendarDay): number {
  return isHourly ? on * HOURS_A_DAY + HOURS_A_DAY - 1 : on
}

function measureAt(rolling: RollingState, compiled: CompiledMeasure, on: CalendarDay): Measurement {
  const series = seriesOf(rolling, compiled)
  if (series === undefined) return UNKNOWN
  const last = lastAt(rolling, compiled, on)
  const first = last - compiled.span + 1
  if (series.since !== null && series.since > first) return UNKNOWN
  const totals = totalsOf(series.buckets, compiled, first, last)
  return compiled.measure.unit === 'money' ? moneyOf(totals, compiled) : numberOf(totals[0], compiled)
}

const UNKNOWN: Measurement = { kind: 'unknown' }

/** While a record is looked at, windows of hours end with its hour; at a day end, with the day. */
function lastAt({ asOfHour }: RollingState, compiled: CompiledMeasure, on: CalendarDay): number {
  const isWithinDay = compiled.isHourly && asOfHour !== null && Math.floor(asOfHour / HOURS_A_DAY) === on
  return isWithinDay ? asOfHour : lastUnitOf(compiled, on)
}

function seriesOf({ series }: RollingState, { definition }: CompiledMeasure): RollingSeries | undefined {
  return series.find((candidate) => candidate.definition === definition)
}

/** Of the buckets inside, one total per currency, sorted by code. */
function totalsOf(
  buckets: readonly RollingBucket[],
  { measure: { aggregate } }: CompiledMeasure,
  first: number,
  last: number,
): RollingBucket[] {
  const totals: RollingBucket[] = []
  for (const { at, currency, count, value } of buckets) {
    if (at < first || at > last) continue
    const total = totals.find((candidate) => candidate.currency === currency)
    if (aggregate === 'distinct') {
      if (total === undefined) totals.push({ at: 0, currency, count: 1, value: 1 })
      else total.count = total.value += 1
    } else if (total === undefined) {
      totals.push({ at: 0, currency, count, value })
    } else {
      total.count += count
      if (aggregate === 'minimum') total.value = Math.min(total.value, value)
      else if (aggregate === 'maximum') total.value = Math.max(total.value, value)
      else total.value = clamped(total.value + value)
    }
  }
  return totals.length > 1 ? totals.sort((left, right) => (left.currency < right.currency ? -1 : 1)) : totals
}

function moneyOf(totals: readonly RollingBucket[], { measure: { aggregate } }: CompiledMeasure): Measurement {
  const amounts: MeasuredAmount[] = totals.map(({ currency, count, value }) => ({
    currency,
    amountMinor: aggregate === 'average' ? Math.round(value / count) : value,
    sample: count,
  }))
  return { kind: 'money', amounts }
}

function numberOf(total: RollingBucket | undefined, { measure }: CompiledMeasure): Measurement {
  const { aggregate, minimumSample } = measure
  const sample = total?.count ?? 0
  if (sample < minimumSample) return UNKNOWN
  switch (aggregate) {
    case 'count':
      return { kind: 'number', value: sample, sample }
    case 'sum':
    case 'distinct':
      return { kind: 'number', value: total?.value ?? 0, sample }
    case 'average':
      return total === undefined ? UNKNOWN : { kind: 'number', value: total.value / sample, sample }
    case 'minimum':
    case 'maximum':
      return total === undefined ? UNKNOWN : { kind: 'number', value: total.value, sample }
  }
}

/** The first day at whose end something has left the window, or the window is covered. */
function nextChangeOf(rolling: RollingState, compiled: CompiledMeasure, on: CalendarDay): CalendarDay | undefined {
  const series = seriesOf(rolling, compiled)
  if (series === undefined) return undefined
  const { span } = compiled
  const last = lastUnitOf(compiled, on)
  const { buckets } = series
  const coveredAt = coveredAtOf(series, compiled)
  let next = coveredAt !== undefined && coveredAt > last ? coveredAt : undefined
  // In the order of their days: the first that has not left is the next to leave.
  const leaving = buckets.find(({ at }) => at + span > last)
  if (leaving !== undefined) next = earliest(next, leaving.at > last ? leaving.at : leaving.at + span)
  return next === undefined ? undefined : dayOf(compiled, next)
}

/** The day (or hour) with which the window first lies behind the moment since when everything was counted. */
function coveredAtOf({ since }: RollingSeries, { span }: CompiledMeasure): number | undefined {
  return since === null ? undefined : since + span - 1
}

/** The first day at whose end a day (or hour) is over. */
function dayOf({ isHourly }: CompiledMeasure, at: number): CalendarDay {
  return isHourly ? Math.ceil((at - HOURS_A_DAY + 1) / HOURS_A_DAY) : at
}
